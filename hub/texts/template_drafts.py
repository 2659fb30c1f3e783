"""Templates written here: added, changed, bound, removed. What concerns the provider is queued in the row; a worker brings it there."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Struct

from hub import ids, permissions, versions
from hub.durations import DAY_MS
from hub.office import activity
from hub.permissions import Agent
from hub.texts import template_bindings, template_rules, templates
from hub.texts.template_rules import Draft
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.events import TemplateChanged, TemplateRemoved
from hub.wire.templates import Component, NewTemplate, TemplateChange
from storage.accounts import channels as account_rows
from storage.accounts import templates as rows
from storage.accounts.channels import AccountRow
from storage.accounts.templates import TemplateRow
from storage.inbox import attachments

KEPT_FOR = "template"  # what an upload is kept for
SAMPLE_TYPES = ("image/jpeg", "image/png", "video/mp4", "application/pdf")  # what the provider's upload takes
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
EDITS_A_DAY, EDITS_A_MONTH = 1, 10  # of an approved template
FIXED = ("name", "language", "parameter_format")  # what the provider never changes


class Wanted(Struct, frozen=True, kw_only=True):
    """What a template at the provider is to become."""

    category: str = ""
    components: list[dict[str, Any]] = []
    sample: str | None = None


async def add(tx: Transaction, agent: Agent, given: NewTemplate) -> shapes.Template:
    """Queues a new template for review. Raises Refusal `invalid` with every violation of the provider's rules."""
    account = await _account(tx, agent, given.channel)
    sample = await _sample(tx, agent, given.sample, None)
    draft = Draft(
        name=given.name,
        language=given.language,
        category=given.category,
        parameter_format=given.parameter_format,
        components=given.components,
        sample=sample,
    )
    require(draft)
    components = plain(given.components)
    template_bindings.check(given.bindings, components)
    row = {
        "id": ids.new(),
        "business": account.business,
        "channel_id": account.id,
        "name": given.name,
        "language": given.language,
        "category": given.category,
        "status": templates.DRAFT,
        "parameter_format": given.parameter_format,
        "components": _json(components),
        "bindings": _json(given.bindings),
        "sample_id": given.sample,
        "created_at": tx.now,
        "updated_at": tx.now,
        "task": "create",
        "due_at": tx.now,
    }
    if not await rows.insert(tx.connection, row):
        raise _taken(given.name)
    await _keep(tx, None, given.sample)
    made = await rows.get(tx.connection, str(row["id"]))
    assert made is not None
    await activity.note(tx, agent, "template.added", subject=made.id, title=made.name, after=templates.shape(made))
    return _announced(tx, made)


async def change(
    tx: Transaction, agent: Agent, template_id: str, given: TemplateChange, if_match: int | None
) -> shapes.Template:
    """Changes what is named: bindings at once, all else through the provider's review. Raises Refusal `conflict` where it may not."""
    row = await _held(tx, agent, template_id)
    before = templates.shape(row)
    versions.require(row.version, if_match, before)
    values = await _rewritten(tx, agent, row, given)
    if given.bindings is not UNSET:
        target = values.get("components") or _json(_wanted(values.get("draft")).components)
        template_bindings.check(given.bindings, _decoded(str(target)) + _decoded(row.components))
        values["bindings"] = _json(given.bindings)
    values = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not values:
        return before
    changed = await rows.change_unless_taken(tx.connection, row.id, tx.now, values)
    if changed is None:
        raise _taken(str(values.get("name", row.name)))
    after = templates.shape(changed)
    await _keep(tx, row.sample_id, str(values["sample_id"]) if values.get("sample_id") else row.sample_id)
    await activity.note(tx, agent, "template.changed", subject=row.id, title=changed.name, before=before, after=after)
    return _announced(tx, changed)


async def remove(tx: Transaction, agent: Agent, template_id: str, if_match: int | None) -> None:
    """Removes a template here, and queues its removal at the provider, where it is there."""
    row = await _held(tx, agent, template_id)
    shape = templates.shape(row)
    versions.require(row.version, if_match, shape)
    if row.status == "DISABLED":
        raise Refusal("conflict", "WhatsApp does not delete disabled templates.")
    await activity.note(tx, agent, "template.removed", subject=row.id, title=row.name, before=shape)
    if row.status == templates.DRAFT and not row.uncertain:
        await rows.remove(tx.connection, [row.id])
        await _keep(tx, row.sample_id, None)
        tx.announce(TemplateRemoved(id=row.id), permissions.for_channel(row.channel_id))
        return
    queued = {"task": "delete", "draft": None, "due_at": tx.now, "tries": 0, "error": None}
    changed = await rows.change(tx.connection, row.id, tx.now, **queued)
    assert changed is not None
    _announced(tx, changed)


def require(draft: Draft) -> None:
    """Raises Refusal `invalid` with every violation."""
    found = template_rules.violations(draft)
    if wrong := template_rules.errors(found):
        first = wrong[0]
        raise Refusal("invalid", first.message, field=first.field, violations=found)


def plain(components: list[Component]) -> list[dict[str, Any]]:
    """In the provider's own form, as its column holds them."""
    found: list[dict[str, Any]] = msgspec.to_builtins(components)
    return found


async def _rewritten(tx: Transaction, agent: Agent, row: TemplateRow, given: TemplateChange) -> dict[str, Any]:
    """The columns that bring the change on its way; empty when it changes nothing at the provider."""
    named = {
        name: getattr(given, name)
        for name in (*FIXED, "category", "components", "sample")
        if getattr(given, name) is not UNSET
    }
    if not named:
        return {}
    if row.task == "delete":
        raise Refusal("conflict", "This template is being deleted.")
    if row.status == templates.DRAFT:
        return await _redrafted(tx, agent, row, named)
    return await _edited(tx, agent, row, named)


async def _redrafted(tx: Transaction, agent: Agent, row: TemplateRow, named: dict[str, Any]) -> dict[str, Any]:
    """The provider does not have it: it is submitted anew, changed or not."""
    if row.uncertain:
        raise Refusal("conflict", "It is not known yet whether WhatsApp took it. Wait until it was looked up.")
    components = named.get("components", _typed(row))
    sample_id = named.get("sample", row.sample_id)
    draft = Draft(
        name=named.get("name", row.name),
        language=named.get("language", row.language),
        category=named.get("category", row.category),
        parameter_format=named.get("parameter_format", row.parameter_format),
        components=components,
        sample=await _sample(tx, agent, sample_id, row.sample_id),
    )
    require(draft)
    return {
        "name": draft.name,
        "language": draft.language,
        "category": draft.category,
        "parameter_format": draft.parameter_format,
        "components": _json(plain(components)),
        "sample_id": sample_id,
        "task": "create",
        "due_at": tx.now,
        "tries": 0,
        "error": None,
    }


async def _edited(tx: Transaction, agent: Agent, row: TemplateRow, named: dict[str, Any]) -> dict[str, Any]:
    for name in FIXED:
        if named.get(name, getattr(row, name)) != getattr(row, name):
            said = f"WhatsApp never changes the {name.replace('_', ' ')} of a template: make a new one."
            raise Refusal("invalid", said, field=name)
    category, sample_id = named.get("category", row.category), named.get("sample", row.sample_id)
    held = _decoded(row.components)
    components = plain(named["components"]) if "components" in named else held
    if category == row.category and components == held and sample_id == row.sample_id and row.task is None:
        return {}
    await _require_editable(tx, row, category)
    if "components" in named:
        draft = Draft(
            name=row.name,
            language=row.language,
            category=category,
            parameter_format="named" if row.parameter_format == "named" else "positional",
            components=named["components"],
            sample=await _sample(tx, agent, sample_id, row.sample_id),
        )
        require(draft)
    wanted = Wanted(category=category, components=components, sample=sample_id)
    await _keep(tx, None, sample_id)
    return {"task": "edit", "draft": _json(wanted), "due_at": tx.now, "tries": 0, "error": None}


async def _require_editable(tx: Transaction, row: TemplateRow, category: str) -> None:
    if row.status not in EDITABLE:
        said = f"WhatsApp changes approved, rejected and paused templates only; this one is {row.status.lower()}."
        raise Refusal("conflict", said)
    if row.status != "APPROVED":
        return
    if category != row.category:
        said = "WhatsApp does not change the category of an approved template: make a new one."
        raise Refusal("conflict", said, field="category")
    same = [row] if row.provider_id is None else await rows.lock_provided(tx.connection, row.business, row.provider_id)
    done = [at for each in same for at in msgspec.json.decode(each.edits, type=list[int])]
    if sum(at > tx.now - DAY_MS for at in done) >= EDITS_A_DAY:
        raise Refusal("conflict", "WhatsApp takes one change of an approved template in 24 hours. Try again tomorrow.")
    if sum(at > tx.now - 30 * DAY_MS for at in done) >= EDITS_A_MONTH:
        raise Refusal("conflict", f"WhatsApp takes {EDITS_A_MONTH} changes of an approved template in 30 days.")


async def _account(tx: Transaction, agent: Agent, channel_id: str) -> AccountRow:
    permissions.require_channel(agent, channel_id, "channel account")
    row = await account_rows.get(tx.connection, channel_id)
    if row is None:
        raise Refusal("not_found", "There is no such channel account.", field="channel")
    if row.business is None or row.credentials is None:
        raise Refusal("conflict", f"{row.name} is not set up yet, so it can have no templates.", field="channel")
    return row


async def _held(tx: Transaction, agent: Agent, template_id: str) -> TemplateRow:
    """The row, until the transaction ends."""
    row = await rows.lock(tx.connection, template_id)
    if row is None:
        raise Refusal("not_found", "There is no such template.")
    permissions.require_channel(agent, row.channel_id, "template")
    if row.claimed_by is not None and (row.due_at or 0) > tx.now:
        raise Refusal("conflict", "This template is being submitted at this moment. Try again in a moment.")
    return row


async def _sample(tx: Transaction, agent: Agent, sample_id: str | None, held: str | None) -> str | None:
    """What kind of file the sample is; it must be the agent's own upload, or the one `held` already."""
    if sample_id is None:
        return None
    row = (await attachments.lock(tx.connection, [sample_id])).get(sample_id)
    if row is None or (row.uploaded_by != agent.id and sample_id != held) or row.message_id is not None:
        raise Refusal("not_found", "There is no such file. Upload it again.", field="sample")
    if row.state != "ready" or row.mime.partition(";")[0] not in SAMPLE_TYPES:
        said = "WhatsApp takes JPEG, PNG, MP4 and PDF files as samples. Save it as one of them, and upload it again."
        raise Refusal("invalid", said, field="sample")
    return row.kind


async def _keep(tx: Transaction, before: str | None, sample_id: str | None) -> None:
    """An upload no message carries goes after a day, unless it is kept for something."""
    if before is not None and before != sample_id:
        await attachments.keep_for(tx.connection, before, None)
    if sample_id is not None and sample_id != before:
        await attachments.keep_for(tx.connection, sample_id, KEPT_FOR)


def _announced(tx: Transaction, row: TemplateRow) -> shapes.Template:
    shape = templates.shape(row)
    tx.announce(TemplateChanged(template=shape), permissions.for_channel(row.channel_id))
    return shape


def _taken(name: str) -> Refusal:
    said = f"There is a template called {name} in this language already. Choose another name."
    return Refusal("conflict", said, field="name")


def _typed(row: TemplateRow) -> list[Component]:
    """Of a draft, which was written here."""
    return msgspec.json.decode(row.components, type=list[Component])


def _wanted(draft: Any) -> Wanted:
    return Wanted() if draft is None else msgspec.json.decode(str(draft), type=Wanted)


def _decoded(text: str) -> list[dict[str, Any]]:
    return msgspec.json.decode(text, type=list[dict[str, Any]])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
