"""Teams: a name and members."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from storage.database import Connection
from storage.matching import mentions
from storage.tables import team_members, teams, users


class TeamRow(Struct, frozen=True, kw_only=True):
    """Times in ms."""

    id: str
    version: int
    name: str
    created_at: int
    updated_at: int


_COLUMNS = tuple(teams.c[name] for name in TeamRow.__struct_fields__)


async def member_ids(connection: Connection, team_id: str) -> list[str]:
    """The ids of a team's members; empty also for a team that is not there."""
    statement = select(team_members.c.user_id).where(team_members.c.team_id == team_id)
    return await connection.values(statement.order_by(team_members.c.user_id))


async def members_of(connection: Connection, team_ids: Iterable[str]) -> dict[str, list[str]]:
    """By team; one without members is left out."""
    statement = select(team_members.c.team_id, team_members.c.user_id)
    statement = statement.where(team_members.c.team_id.in_(sorted(set(team_ids))))
    found: dict[str, list[str]] = {}
    for team_id, user_id in await connection.tuples(statement.order_by(team_members.c.user_id)):
        found.setdefault(team_id, []).append(user_id)
    return found


async def get(connection: Connection, team_id: str) -> TeamRow | None:
    return await connection.row(select(*_COLUMNS).where(teams.c.id == team_id), TeamRow)


async def page(
    connection: Connection, *, words: str | None, after: tuple[str, str] | None, limit: int
) -> list[TeamRow]:
    """By name; `after`: name and id of the last one seen."""
    statement = select(*_COLUMNS).order_by(teams.c.name, teams.c.id).limit(limit)
    if words:
        statement = statement.where(mentions(teams.c.name, words))
    if after is not None:
        statement = statement.where(tuple_(teams.c.name, teams.c.id) > after)
    return await connection.rows(statement, TeamRow)


async def add(connection: Connection, row: TeamRow, folded: str) -> bool:
    """False when there is one of that name."""
    given = {name: getattr(row, name) for name in TeamRow.__struct_fields__}
    return bool(await connection.insert_many(teams, [given | {"folded": folded}], ignore=True, returning="id"))


async def lock(connection: Connection, team_id: str) -> TeamRow | None:
    return await connection.row(select(*_COLUMNS).where(teams.c.id == team_id).with_for_update(), TeamRow)


async def change(connection: Connection, team_id: str, name: str, folded: str, now: int) -> bool:
    """Counts the version up. False when there is another one of that name."""
    values = {"name": name, "folded": folded, "updated_at": now, "version": teams.c.version + 1}
    try:
        async with connection.savepoint():
            await connection.execute(update(teams).where(teams.c.id == team_id).values(values))
    except IntegrityError:
        return False
    return True


async def set_members(connection: Connection, team_id: str, user_ids: Iterable[str]) -> None:
    await connection.execute(delete(team_members).where(team_members.c.team_id == team_id))
    await connection.insert_many(team_members, [{"team_id": team_id, "user_id": each} for each in sorted(user_ids)])


async def remove(connection: Connection, team_id: str) -> None:
    await connection.execute(delete(team_members).where(team_members.c.team_id == team_id))
    await connection.execute(delete(teams).where(teams.c.id == team_id))


async def unknown_people(connection: Connection, user_ids: Iterable[str]) -> list[str]:
    """Those of the ids that are nobody of the team."""
    wanted = sorted(set(user_ids))
    known = set(await connection.values(select(users.c.id).where(users.c.id.in_(wanted))))
    return [each for each in wanted if each not in known]
