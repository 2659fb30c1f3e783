"""Teams: some of the people under a name, for assigning and filtering. They give no rights."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from hub import ids, versions
from hub.office import activity
from hub.permissions import EVERYONE, Agent
from hub.team import users
from hub.transaction import Transaction
from hub.wire import events, shapes
from hub.wire.errors import Refusal
from hub.wire.people import NewTeam, TeamChange
from storage.database import Connection
from storage.team import teams as rows
from storage.team.teams import TeamRow


async def list_page(connection: Connection, words: str | None, after: str | None, limit: int) -> shapes.Page:
    """By name."""
    place = None
    if after is not None:
        last = await rows.get(connection, after)
        if last is None:
            raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
        place = (last.name, last.id)
    found = await rows.page(connection, words=(words or "").strip() or None, after=place, limit=limit + 1)
    kept = found[:limit]
    shown = await _shapes(connection, kept)
    return shapes.Page(items=shown, next=kept[-1].id if len(found) > len(kept) else None)


async def get(connection: Connection, team_id: str) -> shapes.Team:
    row = await rows.get(connection, team_id)
    if row is None:
        raise Refusal("not_found", "There is no such team.")
    (team,) = await _shapes(connection, [row])
    return team


async def add(tx: Transaction, agent: Agent, asked: NewTeam) -> shapes.Team:
    """Raises Refusal `conflict` when there is one of that name, `invalid` when a member is nobody."""
    name = users.name_of(asked.name)
    row = TeamRow(id=ids.new(), version=1, name=name, created_at=tx.now, updated_at=tx.now)
    if not await rows.add(tx.connection, row, name.casefold()):
        raise _taken(name)
    await _set_members(tx, row.id, asked.members)
    team = await get(tx.connection, row.id)
    tx.announce(events.TeamChanged(team), (EVERYONE,))
    await activity.note(tx, agent, "team.added", subject=team.id, title=team.name, after=team)
    return team


async def change(tx: Transaction, agent: Agent, team_id: str, asked: TeamChange, if_match: int | None) -> shapes.Team:
    """Raises Refusal `not_found`, `conflict`, `invalid`."""
    before = await _held(tx, team_id)
    versions.require(before.version, if_match, before)
    name = before.name if asked.name is UNSET else users.name_of(asked.name)
    members = before.members if asked.members is UNSET else sorted(set(asked.members))
    if (name, members) == (before.name, before.members):
        return before
    if not await rows.change(tx.connection, team_id, name, name.casefold(), tx.now):
        raise _taken(name)
    if members != before.members:
        await _set_members(tx, team_id, members)
    after = await get(tx.connection, team_id)
    tx.announce(events.TeamChanged(after), (EVERYONE,))
    await activity.note(tx, agent, "team.changed", subject=team_id, title=name, before=before, after=after)
    return after


async def remove(tx: Transaction, agent: Agent, team_id: str, if_match: int | None) -> None:
    """Its members stay; conversations have no team of their own. Raises Refusal `not_found`, `conflict`."""
    before = await _held(tx, team_id)
    versions.require(before.version, if_match, before)
    await rows.remove(tx.connection, team_id)
    tx.announce(events.TeamRemoved(team_id), (EVERYONE,))
    await activity.note(tx, agent, "team.removed", subject=team_id, title=before.name, before=before)


async def join(tx: Transaction, user_id: str, team_ids: Iterable[str]) -> None:
    """Adds somebody new to teams. Raises Refusal `invalid` when one is not there."""
    for team_id in sorted(set(team_ids)):
        row = await rows.lock(tx.connection, team_id)
        if row is None:
            raise Refusal("invalid", f"There is no team {team_id}.", field="teams")
        await rows.change(tx.connection, team_id, row.name, row.name.casefold(), tx.now)
        await rows.set_members(tx.connection, team_id, {*await rows.member_ids(tx.connection, team_id), user_id})
        tx.announce(events.TeamChanged(await get(tx.connection, team_id)), (EVERYONE,))


async def _held(tx: Transaction, team_id: str) -> shapes.Team:
    if await rows.lock(tx.connection, team_id) is None:
        raise Refusal("not_found", "There is no such team.")
    return await get(tx.connection, team_id)


async def _set_members(tx: Transaction, team_id: str, members: Iterable[str]) -> None:
    wanted = set(members)
    unknown = await rows.unknown_people(tx.connection, wanted)
    if unknown:
        raise Refusal("invalid", f"There is no such person: {', '.join(unknown)}.", field="members")
    await rows.set_members(tx.connection, team_id, wanted)


async def _shapes(connection: Connection, found: list[TeamRow]) -> list[shapes.Team]:
    members = await rows.members_of(connection, [row.id for row in found])
    return [
        shapes.Team(id=row.id, version=row.version, name=row.name, members=members.get(row.id, [])) for row in found
    ]


def _taken(name: str) -> Refusal:
    return Refusal("conflict", f"There is already a team called {name}.", field="name")
