"""Channel accounts set up in the console: added, changed, removed. Their secrets are sealed, and shown by their last characters alone."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from hub import permissions, versions
from hub.accounts import channels, credentials
from hub.office import activity
from hub.permissions import Agent
from hub.settings import Settings
from hub.team import users
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire import shapes
from hub.wire.accounts import ChannelChange, ChannelSetup, NewChannel
from hub.wire.errors import Refusal
from hub.wire.events import ChannelRemoved, TemplateRemoved, UserChanged
from hub.wire.shapes import Fault
from hub.work import claims, standing
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow
from storage.outgoing import deliveries

CALLBACKS = {"whatsapp": "/api/v1/webhooks/whatsapp", "line": "/api/v1/webhooks/line"}
NEEDED = {
    "whatsapp": ("access_token", "app_secret", "business_account_id"),
    "line": ("access_token", "app_secret"),
}
ENVIRONMENT = "This account is described by the server's environment (WHATSAPP_…, LINE_… or MAIL_…): change it there and start again."
REMOVED = "This number was taken out of use."
WAITING_MOST = 1_000  # messages failed with the account in one transaction
FOR_EVER = 2**62  # ms
NEVER_SENT = Fault(
    code="channel_removed",
    message="The number was taken out of use before this could be sent.",
    advice="Write from another number.",
)
_AGAIN: dict[str, Any] = {"subscribed_at": None, "templates_at": None, "checked_at": None}


async def add(tx: Transaction, agent: Agent, given: NewChannel, vault: Vault, settings: Settings) -> shapes.Channel:
    """Sets a number up. One that messages already arrive for, or that was taken out of use, keeps its history."""
    found = await rows.by_address(tx.connection, given.kind, given.address)
    row = None if found is None else await rows.lock(tx.connection, found.id)
    if row is not None and row.state not in channels.HIDDEN:
        raise Refusal("conflict", f"This number is set up already, as “{row.name}”.", field="address")
    values = _described(given, vault, settings, tx.now)
    if row is None:
        # nobody's until its members are named
        base = values if given.members is None else values | {"members": "[]"}
        made = await channels.enter(tx, given.kind, given.address, None, "active", base)
        if made is None:
            raise Refusal("conflict", "Somebody is setting this number up at this moment.", field="address")
    else:
        made = await channels.alter(tx, row, values | {"state": "active", "reason": None})
    if given.members is not None or made.members is not None:
        await channels.set_members(tx, agent, made.id, given.members)
    after = channels.shape(await channels.held(tx, made.id))
    before = None if row is None else channels.shape(row)
    await activity.note(tx, agent, "channel.added", subject=made.id, title=given.name, before=before, after=after)
    return after


async def change(
    tx: Transaction, agent: Agent, channel_id: str, given: ChannelChange, if_match: int | None, vault: Vault, url: str
) -> shapes.Channel:
    """Replaces what is named. New credentials mend a paused account. `url`: of the provider's API, for one never set up before."""
    row = await channels.held(tx, channel_id)
    _require_ours(row)
    versions.require(row.version, if_match, channels.shape(row))
    held = credentials.opened(vault, row)
    asked = {
        "access_token": given.access_token,
        "app_secret": given.app_secret,
        "verify_token": given.verify_token,
        "business_account_id": given.business,
    }
    told = {name: value for name, value in asked.items() if value is not UNSET}
    if told and row.kind not in NEEDED:
        raise Refusal("invalid", "A mailbox is opened by its password: change it at /channels/{id}/mailbox.")
    kept = credentials.merged(held, told, tx.now)
    values: dict[str, Any] = {}
    if given.name is not UNSET:
        values["name"] = given.name
    if given.api_version is not UNSET:
        values["api_version"] = given.api_version
    if kept != held:
        values |= _renewed(row, kept, vault) | {"url": row.url or url}
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return channels.shape(row)
    after = channels.shape(await channels.alter(tx, row, changed))
    fresh = sorted(name for name in credentials.SECRETS if kept.get(name) != held.get(name))
    await activity.note(
        tx,
        agent,
        "channel.changed",
        subject=row.id,
        title=after.name,
        before=channels.shape(row),
        after={**msgspec.to_builtins(after), "new_secrets": fresh},
    )
    return after


async def remove(tx: Transaction, agent: Agent, channel_id: str, if_match: int | None) -> None:
    """Deletes an account without history; one with history is taken out of use, its secrets forgotten, and agents see it no more."""
    row = await channels.held(tx, channel_id)
    _require_ours(row)
    versions.require(row.version, if_match, channels.shape(row))
    await activity.note(tx, agent, "channel.removed", subject=row.id, title=row.name, before=channels.shape(row))
    if await rows.has_history(tx.connection, row.id):
        gone = {"state": "deactivated", "reason": REMOVED, "credentials": None, "subscribed_at": None}
        if row.state != "deactivated":
            await channels.alter(tx, row, gone)
        await _fail_waiting(tx, row)
        return
    members = channels.members_of(row) or []
    await rows.bump_people(tx.connection, members)
    for template_id in await rows.remove(tx.connection, row.id):
        tx.announce(TemplateRemoved(id=template_id), permissions.for_channel(row.id))
    tx.announce(ChannelRemoved(id=row.id), permissions.for_channel(row.id))
    for user in await users.shapes_of(tx.connection, members):
        tx.announce(UserChanged(user=user), (permissions.EVERYONE,))


def shape(row: AccountRow, vault: Vault, settings: Settings) -> ChannelSetup:
    held = credentials.opened(vault, row)
    path = CALLBACKS.get(row.kind)
    return ChannelSetup(
        id=row.id,
        version=row.version,
        kind=channels.shape(row).kind,
        name=row.name,
        address=row.address,
        business=row.business,
        url=row.url,
        api_version=row.api_version,
        callback=None if path is None else settings.public_url + path,
        from_environment=row.from_environment,
        readable=credentials.readable(vault, row),
        access_token=credentials.shown(held, "access_token"),
        app_secret=credentials.shown(held, "app_secret"),
        verify_token=credentials.shown(held, "verify_token"),
    )


def _described(given: NewChannel, vault: Vault, settings: Settings, now: int) -> dict[str, Any]:
    asked = {
        "access_token": given.access_token,
        "app_secret": given.app_secret,
        "verify_token": given.verify_token,
        "business_account_id": given.business,
    }
    return {
        "name": given.name,
        "business": given.business,
        # always the server's: whoever may set up numbers must not lead tokens to another host
        "url": settings.whatsapp.api_url,
        "api_version": given.api_version or settings.whatsapp.api_version,
        "credentials": vault.seal(credentials.merged({}, asked, now)),
        **_AGAIN,
    }


def _renewed(row: AccountRow, kept: dict[str, str], vault: Vault) -> dict[str, Any]:
    missing = [name for name in NEEDED[row.kind] if not kept.get(name)]
    if missing:
        names = {"business_account_id": "business"}
        wanted = [names.get(name, name) for name in missing]
        raise Refusal("invalid", f"To set this number up, give {' and '.join(wanted)} too.", field=wanted[0])
    mended: dict[str, Any] = {"state": "active", "reason": None} if row.state != "active" else {}
    return {"credentials": vault.seal(kept), "business": kept.get("business_account_id"), **mended, **_AGAIN}


def _require_ours(row: AccountRow) -> None:
    if row.from_environment:
        raise Refusal("conflict", ENVIRONMENT)


async def _fail_waiting(tx: Transaction, row: AccountRow) -> None:
    """Nothing of it will ever be sent; whoever wrote it must know."""
    waiting = await deliveries.due(tx.connection, row.id, FOR_EVER, None, WAITING_MOST + 1)
    if len(waiting) > WAITING_MOST:
        said = f"More than {WAITING_MOST:,} messages wait to be sent from this number: stop them first."
        raise Refusal("conflict", said)
    conversations = await standing.lock_conversations(tx, (each.conversation_id for each in waiting))
    locked = await deliveries.lock(tx.connection, (each.id for each in waiting))
    queue = {
        id: claims.failed(message.tries, NEVER_SENT)
        for id, message in locked.items()
        if message.due_at is not None and message.claimed_by is None
    }
    await standing.restate(tx, conversations, queue)
