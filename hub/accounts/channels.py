"""Channel accounts in verbs: set up from the environment, made by a webhook for an unknown number, paused, resumed, given members.

The environment describes one WhatsApp account, upserted at start and read-only in the console. A webhook for a number nobody has set
up makes an `unconfigured` account that administrators alone see. `hub.accounts.at_hand` keeps what edges and workers need of them at hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from hub import ids, permissions
from hub.accounts.at_hand import Accounts as Accounts  # the cache, beside the verbs that change what it holds
from hub.accounts.credentials import opened, plain
from hub.inbox import leaving
from hub.office import activity
from hub.permissions import Agent, ChannelRights
from hub.settings import Settings
from hub.team import users
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.events import ChannelChanged, ChannelRemoved, RightsChanged, UserChanged
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow

HIDDEN = ("unconfigured", "deactivated")  # nothing is sent from it, and agents do not see it
KEYS_PER_EVENT = 4  # an event is for at most four keys
DEFAULT_NAMES = {"whatsapp": "WhatsApp", "line": "LINE", "mail": "E-mail"}


async def upsert_from_settings(tx: Transaction, settings: Settings, vault: Vault) -> str | None:
    """Makes the account the environment describes what the environment says; its id, or None when there is none."""
    whatsapp = settings.whatsapp
    if not settings.line.set_up:
        await release_environment(tx, "line", None)
    if not whatsapp.set_up:
        await release_environment(tx, "whatsapp", None)
        return None
    credentials = {
        "access_token": whatsapp.access_token,
        "app_secret": ",".join(whatsapp.app_secrets),
        "verify_token": whatsapp.verify_token,
        "business_account_id": whatsapp.business_account_id,
    }
    described = {
        "business": whatsapp.business_account_id or None,
        "url": whatsapp.api_url,
        "api_version": whatsapp.api_version,
        "from_environment": True,
    }
    await release_environment(tx, "whatsapp", whatsapp.phone_number_id)
    found = await rows.by_address(tx.connection, "whatsapp", whatsapp.phone_number_id)
    if found is None:
        sealed = {"credentials": vault.seal(credentials)}
        added = await enter(tx, "whatsapp", whatsapp.phone_number_id, None, "active", described | sealed)
        return None if added is None else added.id
    same_credentials = plain(opened(vault, found)) == credentials
    if same_credentials and all(getattr(found, name) == value for name, value in described.items()):
        return found.id
    values: dict[str, Any] = described | {"credentials": vault.seal(credentials)}
    if found.state in HIDDEN or not same_credentials:  # new credentials are how a person mends a paused account
        values |= {"state": "active", "reason": None, "subscribed_at": None}
    await alter(tx, found, values)
    return found.id


async def ensure_unconfigured(tx: Transaction, kind: str, address: str, display: str | None) -> AccountRow:
    """The account of this address, made without credentials when nobody has set it up: stored, shown to administrators, never sent from."""
    found = await rows.by_address(tx.connection, kind, address)
    if found is None:
        told = {"reason": "Messages arrive for this account, but nobody has set it up."}
        await enter(tx, kind, address, display, "unconfigured", told)
        found = await rows.by_address(tx.connection, kind, address)
    if found is None:
        raise LookupError(f"channel account {kind}/{address} is neither there nor can it be added")
    return found


async def pause(tx: Transaction, channel_id: str, reason: str) -> None:
    """Nothing is sent until a person resumes; what is queued stays queued."""
    found = await rows.lock(tx.connection, channel_id)
    if found is not None and found.state == "active":
        await alter(tx, found, {"state": "paused", "reason": reason})


async def unpause(tx: Transaction, channel_id: str, reason: str) -> None:
    """The account goes on, where this and nothing else was why it stood still."""
    found = await rows.lock(tx.connection, channel_id)
    if found is not None and found.state == "paused" and found.reason == reason:
        await alter(tx, found, {"state": "active", "reason": None})


async def stop(tx: Transaction, agent: Agent, channel_id: str, reason: str) -> shapes.Channel:
    """An administrator pauses an account, and says why."""
    permissions.require_role(agent, "admin")
    found = await held(tx, channel_id)
    _require_set_up(found)
    after = await alter(tx, found, {"state": "paused", "reason": reason})
    await activity.note(tx, agent, "channel.paused", subject=found.id, title=found.name, after={"reason": reason})
    return shape(after)


async def resume(tx: Transaction, agent: Agent, channel_id: str) -> shapes.Channel:
    """An administrator says what was wrong is mended."""
    permissions.require_role(agent, "admin")
    found = await held(tx, channel_id)
    _require_set_up(found)
    if found.state == "active":
        return shape(found)
    after = await alter(tx, found, {"state": "active", "reason": None})
    await activity.note(
        tx, agent, "channel.resumed", subject=found.id, title=found.name, before={"reason": found.reason}
    )
    return shape(after)


async def set_members(tx: Transaction, agent: Agent, channel_id: str, members: list[str] | None) -> shapes.Channel:
    """Who of the agents may use the account; None: everybody. Administrators and managers hold every account anyway. What others have in
    hand there goes back to the queue."""
    permissions.require_role(agent, "admin")
    in_hand = await leaving.hold_of_strangers(tx, channel_id, members)
    before = await held(tx, channel_id)
    wanted = None if members is None else sorted(set(members))
    if wanted == members_of(before):
        return shape(before)
    unknown = set(wanted or ()) - set(await rows.people(tx.connection, wanted or []))
    if unknown:
        raise Refusal("invalid", f"There is no such person: {', '.join(sorted(unknown))}.", field="members")
    named = sorted(set(wanted or ()) ^ set(members_of(before) or ()))
    await rows.bump_people(tx.connection, named)
    after = await alter(tx, before, {"members": None if wanted is None else _json(wanted)})
    await _announce_members(tx, before, after, named)
    await leaving.give_back(tx, in_hand, agent)
    await activity.note(
        tx,
        agent,
        "channel.members",
        subject=after.id,
        title=after.name,
        before={"members": members_of(before)},
        after={"members": wanted},
    )
    return shape(after)


async def rename(tx: Transaction, channel_id: str, name: str | None, display_address: str | None) -> None:
    """What the provider says the account is called and reached at."""
    found = await rows.lock(tx.connection, channel_id)
    if found is None:
        return
    values: dict[str, Any] = {}
    if name and found.name in (DEFAULT_NAMES.get(found.kind), found.address, found.display_address):
        values["name"] = name  # a name a person typed stays
    if display_address:
        values["display_address"] = display_address
    values = {key: value for key, value in values.items() if getattr(found, key) != value}
    if values:
        await alter(tx, found, values)


def shape(row: AccountRow) -> shapes.Channel:
    return shapes.Channel(
        id=row.id,
        version=row.version,
        kind=cast(shapes.ChannelKind, row.kind),
        name=row.name,
        state=cast(shapes.ChannelState, row.state),
        reason=row.reason,
        address=row.display_address or row.address,
        members=members_of(row),
        from_environment=row.from_environment,
        quality=row.quality,
        tier=row.tier,
    )


def rights(row: AccountRow) -> ChannelRights:
    members = members_of(row)
    return ChannelRights(row.id, row.state, None if members is None else tuple(members))


async def held(tx: Transaction, channel_id: str) -> AccountRow:
    """The row, until the transaction ends."""
    found = await rows.lock(tx.connection, channel_id)
    if found is None:
        raise Refusal("not_found", "There is no such channel account.")
    return found


async def release_environment(tx: Transaction, kind: str, but_address: str | None) -> None:
    """An account the environment described before is an ordinary one from now on."""
    for row in await rows.every(tx.connection):
        if row.kind == kind and row.from_environment and row.address != but_address:
            await alter(tx, row, {"from_environment": False})


def _require_set_up(row: AccountRow) -> None:
    if row.state in HIDDEN:
        what = "has never been set up" if row.state == "unconfigured" else "was removed"
        raise Refusal("conflict", f"This account {what}: its credentials are missing.")


async def enter(
    tx: Transaction, kind: str, address: str, display: str | None, state: str, values: dict[str, Any]
) -> AccountRow | None:
    """A new account; None when another transaction was first."""
    base = {
        "id": ids.new(),
        "kind": kind,
        "name": display or DEFAULT_NAMES.get(kind, address),
        "address": address,
        "display_address": display,
        "state": state,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    if not await rows.add(tx.connection, base | values):
        return None
    row = await rows.get(tx.connection, str(base["id"]))
    if row is not None:
        _announce(tx, row)
        _announce_rights(tx, row)
    return row


async def alter(tx: Transaction, before: AccountRow, values: dict[str, Any]) -> AccountRow:
    """Sets columns, and tells those who see the account or begin or cease to."""
    after = await rows.change(tx.connection, before.id, values | {"updated_at": tx.now})
    if after is None:
        raise LookupError(f"channel account {before.id} is gone")
    _announce(tx, after)
    if after.state == "deactivated" and before.state not in HIDDEN:
        await announce_loss(tx, before)
    elif (before.state in HIDDEN) != (after.state in HIDDEN):
        _announce_rights(tx, after)
    return after


async def announce_loss(tx: Transaction, before: AccountRow) -> None:
    """The agents who held it hold it no longer."""
    agents = await rows.agents(tx.connection)
    lost = sorted(user for user in agents if permissions.holds(user, "agent", rights(before)))
    _announce_to(tx, lost, ChannelRemoved(id=before.id))
    _announce_to(tx, lost, RightsChanged())


async def _announce_members(tx: Transaction, before: AccountRow, after: AccountRow, named: list[str]) -> None:
    for user in await users.shapes_of(tx.connection, named):
        tx.announce(UserChanged(user=user), (permissions.EVERYONE,))
    agents = await rows.agents(tx.connection)
    had = {user for user in agents if permissions.holds(user, "agent", rights(before))}
    has = {user for user in agents if permissions.holds(user, "agent", rights(after))}
    _announce_to(tx, sorted(had - has), ChannelRemoved(id=after.id))
    _announce_to(tx, sorted(had ^ has), RightsChanged())


def _announce(tx: Transaction, row: AccountRow) -> None:
    tx.announce(ChannelChanged(channel=shape(row)), permissions.for_channel(row.id))


def _announce_rights(tx: Transaction, row: AccountRow) -> None:
    """A key nobody held yet: the sessions of those who hold it from now on must pick it up."""
    if row.state == "unconfigured":
        tx.announce(RightsChanged(), permissions.for_role("admin"))
        return
    members = members_of(row)
    roles = ("admin", "manager") if members is not None else ("admin", "manager", "agent")
    tx.announce(RightsChanged(), tuple(f"role:{role}" for role in roles))
    _announce_to(tx, members or [], RightsChanged())


def _announce_to(tx: Transaction, people: list[str], event: ChannelRemoved | RightsChanged) -> None:
    for start in range(0, len(people), KEYS_PER_EVENT):
        tx.announce(event, _keys(people[start : start + KEYS_PER_EVENT]))


def _keys(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for person in people for key in permissions.for_user(person))


def members_of(row: AccountRow) -> list[str] | None:
    return None if row.members is None else msgspec.json.decode(row.members, type=list[str])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
