"""Templates of quotations: content that is offered again and again, with its terms, in its language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
from msgspec import UNSET, structs

from hub import ids, money, versions
from hub.customers import facets
from hub.office import activity
from hub.permissions import EVERYONE, Agent
from hub.quotations import files, sums
from hub.quotations.days import today
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.events import QuotationTemplateChanged, QuotationTemplateRemoved
from hub.wire.quotation_texts import NewQuotationTemplate, QuotationTemplate, QuotationTemplateChange
from hub.wire.quotations import Content
from storage.database import Connection
from storage.quotations import templates as rows
from storage.quotations.templates import TemplateRow

FIELDS = tuple(name for name in NewQuotationTemplate.__struct_fields__ if name not in ("name", "language"))
_decode = msgspec.json.Decoder(NewQuotationTemplate).decode


async def list_page(
    connection: Connection, q: str | None, after: str | None, limit: int
) -> tuple[list[QuotationTemplate], str | None]:
    """By name."""
    place: tuple[str, str] | None = None
    if after is not None:
        id, dot, key = after.partition(".")
        if not dot:
            raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
        place = (key, id)
    found = await rows.page(connection, (q or "").strip() or None, place, limit + 1)
    kept = found[:limit]
    return [shape(row) for row in kept], f"{kept[-1].id}.{kept[-1].key}" if len(found) > limit else None


async def get(connection: Connection, template_id: str) -> QuotationTemplate:
    return shape(_there(await rows.get(connection, template_id)))


async def add(tx: Transaction, agent: Agent, new: NewQuotationTemplate) -> QuotationTemplate:
    """Raises Refusal `conflict` when there is one of that name."""
    values = await _values(tx, agent, new, None)
    row = {"id": ids.new(), "created_at": tx.now, "updated_at": tx.now, **values}
    if not await rows.insert(tx.connection, row):
        raise _taken(new.name)
    await _keep_picture(tx, new)
    return await _made(tx, agent, row["id"], "quotation_template.added", None)


async def change(
    tx: Transaction, agent: Agent, template_id: str, asked: QuotationTemplateChange, if_match: int | None
) -> QuotationTemplate:
    before = _there(await rows.lock(tx.connection, template_id))
    held = shape(before)
    versions.require(before.version, if_match, held)
    given = {name: value for name in asked.__struct_fields__ if (value := getattr(asked, name)) is not UNSET}
    old = _decode(before.content)
    new = structs.replace(old, **given)
    values = await _values(tx, agent, new, old)
    twin = await rows.named(tx.connection, values["key"])
    if twin is not None and twin.id != template_id:
        raise _taken(new.name)
    if new == old:
        return held
    await rows.change(tx.connection, template_id, tx.now, **values)
    await _keep_picture(tx, new)
    return await _made(tx, agent, template_id, "quotation_template.changed", held)


async def remove(tx: Transaction, agent: Agent, template_id: str) -> None:
    row = _there(await rows.lock(tx.connection, template_id))
    await rows.remove(tx.connection, template_id)
    await activity.note(tx, agent, "quotation_template.removed", subject=template_id, title=row.name, before=shape(row))
    tx.announce(QuotationTemplateRemoved(template_id), (EVERYONE,))


async def applied(
    tx: Transaction, office: Configuration, template_id: str, head: dict[str, Any], content: Content
) -> tuple[dict[str, Any], Content]:
    """Head and content of a new quotation with what the template says."""
    row = await rows.get(tx.connection, template_id)
    if row is None:
        raise Refusal("not_found", "There is no such template.", field="template")
    said = _decode(row.content)
    head = head | {"language": row.language}
    head |= {name: value for name in ("currency", "prices") if (value := getattr(said, name)) is not None}
    if said.valid_days is not None:
        head["valid_until"] = (today(office, tx.now) + timedelta(days=said.valid_days)).isoformat()
    names = ("title", "items", "discount", "rounding", "notes", "terms", "payment", "signature")
    given = {name: value for name in names if (value := getattr(said, name)) not in (None, "")}
    return head, structs.replace(content, **given)


def shape(row: TemplateRow) -> QuotationTemplate:
    said = _decode(row.content)
    return QuotationTemplate(
        id=row.id,
        version=row.version,
        name=row.name,
        language=row.language,
        **{name: getattr(said, name) for name in FIELDS},
        created_at=time_text(row.created_at),
        updated_at=time_text(row.updated_at),
    )


async def _values(
    tx: Transaction, agent: Agent, new: NewQuotationTemplate, old: NewQuotationTemplate | None
) -> dict[str, Any]:
    """The row of it, once it adds up."""
    name = " ".join(new.name.split())
    if not name:
        raise Refusal("invalid", "A template needs a name.", field="name")
    if new.currency is not None:
        money.places(new.currency)
    sums.compute(
        new.items,
        currency=new.currency or "CLF",  # of any currency: this one takes the most decimal places
        prices=new.prices or "exclusive",
        discount=new.discount,
        rounding=new.rounding or "line",
    )
    before = Content() if old is None else Content(signature=old.signature)
    await files.check(tx.connection, agent, Content(signature=new.signature), before)
    new = structs.replace(new, name=name)
    return {
        "name": name,
        "key": facets.folded(name),
        "language": new.language,
        "content": msgspec.json.encode(new).decode(),
    }


async def _keep_picture(tx: Transaction, new: NewQuotationTemplate) -> None:
    await files.keep_signature(tx, new.signature)


async def _made(
    tx: Transaction, agent: Agent, template_id: str, act: str, before: QuotationTemplate | None
) -> QuotationTemplate:
    after = await get(tx.connection, template_id)
    await activity.note(tx, agent, act, subject=template_id, title=after.name, before=before, after=after)
    tx.announce(QuotationTemplateChanged(after.id, after.version, after.name), (EVERYONE,))
    return after


def _taken(name: str) -> Refusal:
    return Refusal("conflict", f"There is a template {name} already.", field="name")


def _there(row: TemplateRow | None) -> TemplateRow:
    if row is None:
        raise Refusal("not_found", "There is no such template.")
    return row
