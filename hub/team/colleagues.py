"""The team looked after: listed, changed, let go and let in again.

Locks are taken in one order: conversations, channel accounts, people. An administrator may change everybody; a manager agents alone;
neither can leave the office without an administrator who can sign in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
from msgspec import UNSET, structs

from hub import permissions, shaping, versions
from hub.accounts import channels
from hub.inbox import leaving
from hub.office import activity, configuration_rules
from hub.permissions import Agent
from hub.team import logins, users
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.configuration import WorkingHours
from hub.wire.errors import Refusal
from hub.wire.events import RightsChanged, UserChanged
from hub.wire.people import Colleague, ColleagueChange, Language, OwnChange, Present, PresentColleague
from hub.wire.shapes import Role
from storage.accounts import channels as channel_rows
from storage.accounts.channels import AccountRow
from storage.database import Connection
from storage.team import api_keys
from storage.team import logins as login_rows
from storage.team import users as rows
from storage.team.users import ColleagueRow, UserRow

_hours = msgspec.json.Decoder(WorkingHours)


async def list_page(
    connection: Connection,
    agent: Agent,
    *,
    words: str | None,
    role: Role | None,
    active: bool | None,
    team: str | None,
    after: str | None,
    limit: int,
    presence: Mapping[str, Present],
) -> shapes.Page:
    """By name; `presence`: who is here, by user."""
    place = None
    if after is not None:
        last = await rows.get(connection, after)
        if last is None:
            raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
        place = (last.name, last.id)
    words = (words or "").strip() or None
    found = await rows.page(connection, words=words, role=role, active=active, team=team, after=place, limit=limit + 1)
    kept = found[:limit]
    shown = await _present(connection, agent, kept, presence)
    return shapes.Page(items=shown, next=kept[-1].id if len(found) > len(kept) else None)


async def get_present(
    connection: Connection, agent: Agent, user_id: str, presence: Mapping[str, Present]
) -> PresentColleague:
    """Raises Refusal `not_found`."""
    row = await rows.colleague(connection, user_id)
    if row is None:
        raise Refusal("not_found", "There is no such person.")
    (shown,) = await _present(connection, agent, [row], presence)
    return shown


async def get(connection: Connection, agent: Agent, user_id: str) -> Colleague:
    """Raises Refusal `not_found`."""
    row = await rows.colleague(connection, user_id)
    if row is None:
        raise Refusal("not_found", "There is no such person.")
    return _shape(row, await users.rights(connection), agent)


async def change(
    tx: Transaction, agent: Agent, user_id: str, asked: ColleagueChange, if_match: int | None
) -> Colleague:
    """Raises Refusal `not_found`, `not_allowed`, `conflict`, `invalid`."""
    if await rows.get(tx.connection, user_id) is None:
        raise Refusal("not_found", "There is no such person.")
    narrows = asked.active is False or asked.role is not UNSET or asked.channels is not UNSET
    if narrows:
        await leaving.hold(tx, user_id)
    accounts = await _lock_accounts(tx, user_id, asked.channels)
    locked = {row.id: row for row in await rows.lock(tx.connection, user_id, with_admins=narrows)}
    _require_may(agent, locked[user_id], asked)
    _require_an_admin(locked, user_id, asked)
    before = await get(tx.connection, agent, user_id)
    versions.require(before.version, if_match, before)
    values = _values(before, asked)
    await _apply(tx, user_id, values)
    if asked.channels is not UNSET:
        await _set_channels(tx, agent, user_id, accounts, asked.channels)
    if narrows:
        await _follow(tx, agent, user_id, values)
    after = await get(tx.connection, agent, user_id)
    if after != before:
        await activity.note(tx, agent, "user.changed", subject=user_id, title=after.name, before=before, after=after)
    return after


async def change_own(tx: Transaction, agent: Agent, asked: OwnChange, if_match: int | None) -> Colleague:
    """What everybody may change of themselves. Raises Refusal `conflict`, `invalid`."""
    await rows.lock(tx.connection, agent.id)
    before = await get(tx.connection, agent, agent.id)
    versions.require(before.version, if_match, before)
    given = ColleagueChange(name=asked.name, signature=asked.signature, working_hours=asked.working_hours)
    values = _values(before, given)
    if asked.language is not UNSET and asked.language != before.language:
        values["language"] = asked.language
    await _apply(tx, agent.id, values)
    return await get(tx.connection, agent, agent.id)


async def join_channels(tx: Transaction, agent: Agent, user_id: str, channel_ids: list[str]) -> None:
    """Makes somebody new a member of these accounts."""
    await _set_channels(tx, agent, user_id, await _lock_accounts(tx, user_id, channel_ids), channel_ids)


async def sign_out(tx: Transaction, agent: Agent, user_id: str) -> None:
    """Ends every session of a colleague: a lost telephone, a machine left behind."""
    row = await rows.get(tx.connection, user_id)
    if row is None:
        raise Refusal("not_found", "There is no such person.")
    await logins.end_all(tx, user_id, "signed_out")
    await activity.note(tx, agent, "user.signed_out", subject=user_id, title=row.name)


def require_role_to_give(agent: Agent, role: str) -> None:
    """Who may let somebody in with this role."""
    if agent.role != "admin" and role != "agent":
        raise Refusal("not_allowed", "Only an administrator lets in managers and administrators.", field="role")


def _require_may(agent: Agent, row: UserRow, asked: ColleagueChange) -> None:
    if agent.role == "admin":
        return
    if row.role != "agent":
        raise Refusal("not_allowed", f"Only an administrator may change {row.name}, whose role is {row.role}.")
    if asked.role not in (UNSET, row.role):
        raise Refusal("not_allowed", "Only an administrator gives roles.", field="role")
    if asked.email is not UNSET and users.normal_email(asked.email) != row.email:
        told = "Only an administrator changes e-mail addresses: new passwords are mailed there."
        raise Refusal("not_allowed", told, field="email")


def _require_an_admin(locked: Mapping[str, UserRow], user_id: str, asked: ColleagueChange) -> None:
    """All active administrators are locked, so that two cannot remove each other at once."""
    row = locked[user_id]
    stays = asked.active is not False and asked.role in (UNSET, "admin")
    if stays or row.role != "admin" or not row.active:
        return
    others = [each for each in locked.values() if each.id != user_id and each.role == "admin" and each.active]
    if not any(each.password_hash for each in others):
        raise Refusal(
            "conflict", f"{row.name} is the last administrator who can sign in. Make somebody else one first."
        )


def _values(before: Colleague, asked: ColleagueChange) -> dict[str, Any]:
    """The columns that become other than they are."""
    given: dict[str, Any] = {}
    if asked.name is not UNSET:
        given["name"] = users.name_of(asked.name)
    if asked.email is not UNSET:
        given["email"] = users.email_of(asked.email)
    if asked.working_hours is not UNSET:
        given["working_hours"] = configuration_rules.working_hours(asked.working_hours)
    for name in ("role", "active", "signature"):
        if getattr(asked, name) is not UNSET:
            given[name] = getattr(asked, name)
    changed = {name: value for name, value in given.items() if getattr(before, name) != value}
    hours = changed.get("working_hours")
    return changed | ({"working_hours": msgspec.json.encode(hours).decode()} if hours is not None else {})


async def _apply(tx: Transaction, user_id: str, values: Mapping[str, Any]) -> None:
    if not values:
        return
    if "email" in values:
        await login_rows.void_links(tx.connection, user_id, tx.now)  # they were mailed elsewhere
    told = dict(values)
    if "role" in values or "active" in values:
        told["rights_version"] = (await _required(tx, user_id)).rights_version + 1
    if not await rows.try_change(tx.connection, user_id, tx.now, **told):
        taken = f"There is already somebody with the e-mail address {values['email']}."
        raise Refusal("conflict", taken, field="email")
    (changed,) = await users.shapes_of(tx.connection, [user_id])
    tx.announce(UserChanged(changed), (permissions.EVERYONE,))


async def _follow(tx: Transaction, agent: Agent, user_id: str, values: Mapping[str, Any]) -> None:
    """What a change of rights brings with it: sessions end or reload, conversations nobody there may answer go back to the queue."""
    if values.get("active") is False:
        await logins.end_all(tx, user_id, "revoked")
        await login_rows.void_links(tx.connection, user_id, tx.now)
        await api_keys.revoke_all(tx.connection, user_id, tx.now)
    elif "role" in values:
        tx.announce(RightsChanged(), permissions.for_user(user_id))
    row = await _required(tx, user_id)
    seen = permissions.channels_of(user_id, row.role, await users.rights(tx.connection))  # type: ignore[arg-type]
    in_hand = await leaving.hold(tx, user_id)
    await leaving.give_back(tx, [each for each in in_hand if not row.active or each.channel_id not in seen], agent)


async def _lock_accounts(tx: Transaction, user_id: str, wanted: Any) -> dict[str, AccountRow]:
    """The accounts that name the person or are to, as nobody else is changing them now."""
    if wanted is UNSET:
        return {}
    naming = {r.id for r in await users.rights(tx.connection) if r.members is not None and user_id in r.members}
    found = {id: await channel_rows.lock(tx.connection, id) for id in sorted(naming | set(wanted))}
    missing = [id for id, row in found.items() if row is None]
    if missing:
        raise Refusal("invalid", f"There is no such channel account: {', '.join(missing)}.", field="channels")
    return {id: row for id, row in found.items() if row is not None}


async def _set_channels(
    tx: Transaction, agent: Agent, user_id: str, accounts: Mapping[str, AccountRow], wanted: list[str]
) -> None:
    for id, account in accounts.items():
        members = channels.rights(account).members
        if members is None:
            if id in wanted:
                told = f"{account.name} is open to everybody: nobody is named there."
                raise Refusal("invalid", told, field="channels")
            continue
        others = [each for each in members if each != user_id]
        after = [*others, user_id] if id in wanted else others
        if set(after) != set(members):
            await channels.set_members(tx, agent, id, after)


async def _required(tx: Transaction, user_id: str) -> UserRow:
    row = await rows.get(tx.connection, user_id)
    assert row is not None
    return row


async def _present(
    connection: Connection, agent: Agent, found: Sequence[ColleagueRow], presence: Mapping[str, Present]
) -> list[PresentColleague]:
    held = await users.rights(connection)
    told = [row.id for row in found if agent.role != "agent" or agent.id == row.id]
    seen = await login_rows.last_used(connection, told)
    return [
        PresentColleague(
            **structs.asdict(_shape(row, held, agent)),
            presence=presence.get(row.id, "offline"),
            seen_at=shaping.time_text(seen[row.id]) if row.id in seen else None,
        )
        for row in found
    ]


def _shape(row: ColleagueRow, held: list[permissions.ChannelRights], agent: Agent) -> Colleague:
    return Colleague(
        **structs.asdict(users.shape(row, held)),
        invited=row.password_hash is None,
        two_step=row.two_step if agent.role != "agent" or agent.id == row.id else None,
        signature=row.signature,
        working_hours=None if row.working_hours is None else _hours.decode(row.working_hours),
        language=cast(Language | None, row.language),
        created_at=shaping.time_text(row.created_at),
        updated_at=shaping.time_text(row.updated_at),
    )
