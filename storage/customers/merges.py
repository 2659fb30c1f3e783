"""Who was merged into whom, and what it takes to undo it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct
from sqlalchemy import case, func, literal, select, update

from storage.customers.contacts import LONGEST_CHAIN
from storage.database import Connection
from storage.tables import (
    audience_list_members,
    blocks,
    campaign_recipients,
    consents,
    contact_changes,
    contact_notes,
    contacts,
    identities,
    merges,
    quotation_moves,
    quotations,
)

BELONGINGS = (identities, contact_notes, consents, contact_changes, blocks, quotations, quotation_moves)
ONCE = ((campaign_recipients, "campaign_id"), (audience_list_members, "list_id"))  # of each a contact has one

_c = merges.c


class MergeRow(Struct, frozen=True, kw_only=True):
    """`kept`: JSON of what the merge changed; times are ms."""

    id: str
    goes: str
    stays: str
    at: int
    user_id: str | None
    kept: str
    undone_at: int | None
    undone_by: str | None


_COLUMNS = tuple(_c[name] for name in MergeRow.__struct_fields__)


async def add(connection: Connection, row: MergeRow) -> None:
    await connection.insert_many(merges, [{name: getattr(row, name) for name in MergeRow.__struct_fields__}])


async def many(connection: Connection, ids: Iterable[str]) -> list[tuple[MergeRow, str]]:
    """With the name of the one that went."""
    statement = select(*_COLUMNS, contacts.c.name).outerjoin(contacts, contacts.c.id == _c.goes)
    found = await connection.tuples(statement.where(_c.id.in_(sorted(set(ids)))))
    width = len(_COLUMNS)
    names = MergeRow.__struct_fields__
    return [(MergeRow(**dict(zip(names, row[:width], strict=True))), row[width] or "") for row in found]


async def latest(connection: Connection, *, goes: str | None = None, stays: str | None = None) -> MergeRow | None:
    """The newest that was not undone."""
    statement = select(*_COLUMNS).where(_c.undone_at.is_(None)).order_by(_c.at.desc(), _c.id.desc()).limit(1)
    if goes is not None:
        statement = statement.where(_c.goes == goes)
    if stays is not None:
        statement = statement.where(_c.stays == stays)
    return await connection.row(statement, MergeRow)


async def undo(connection: Connection, merge_id: str, user_id: str, now: int) -> None:
    await connection.execute(update(merges).where(_c.id == merge_id).values(undone_at=now, undone_by=user_id))


async def merged_into(connection: Connection, contact_id: str) -> list[str]:
    """The contact itself and every one that was merged into it, however often."""
    first = select(contacts.c.id, literal(0).label("steps")).where(contacts.c.id == contact_id)
    walked = first.cte("walked", recursive=True)
    onward = select(contacts.c.id, walked.c.steps + 1)
    onward = onward.where(contacts.c.merged_into == walked.c.id, walked.c.steps < LONGEST_CHAIN)
    walked = walked.union_all(onward)
    return await connection.values(select(walked.c.id).distinct())


async def move(connection: Connection, goes: str, stays: str) -> None:
    """What belongs to a contact that goes belongs to the one that stays, and remembers where it came from."""
    for table in BELONGINGS:
        origin = func.coalesce(table.c.origin_contact_id, goes)
        values = {"contact_id": stays, "origin_contact_id": origin}
        if "version" in table.c:
            values["version"] = table.c.version + 1
        await connection.execute(update(table).where(table.c.contact_id == goes).values(values))
    await _move_once(connection, goes, stays)


async def _move_once(connection: Connection, goes: str, stays: str) -> None:
    """What nobody has twice (a place on a list, in a campaign) moves where `stays` has none."""
    for table, within in ONCE:
        theirs = table.alias()
        has_one = select(theirs.c[within]).where(theirs.c[within] == table.c[within], theirs.c.contact_id == stays)
        origin = func.coalesce(table.c.origin_contact_id, goes)
        statement = update(table).where(table.c.contact_id == goes, ~has_one.exists())
        await connection.execute(statement.values(contact_id=stays, origin_contact_id=origin))
    await _write_once(connection, goes, stays)


async def _write_once(connection: Connection, goes: str, stays: str) -> None:
    """Where a campaign had both, whoever still waits gets nothing: the other one waits too, or has got it."""
    table, other = campaign_recipients, campaign_recipients.alias()
    both = select(other.c.id).where(other.c.campaign_id == table.c.campaign_id)
    values = {"state": "skipped", "reason": "duplicate"}
    waiting = table.c.state == "waiting"
    left = update(table).where(table.c.contact_id == goes, waiting, both.where(other.c.contact_id == stays).exists())
    await connection.execute(left.values(**values))
    written = both.where(other.c.contact_id == goes, other.c.state != "skipped").exists()
    await connection.execute(update(table).where(table.c.contact_id == stays, waiting, written).values(**values))


async def move_back(connection: Connection, held_by: str, origins: Collection[str], owner: str) -> None:
    """What came with any of `origins` returns to `owner`."""
    for table in (*BELONGINGS, *(table for table, _ in ONCE)):
        came = table.c.origin_contact_id
        values = {"contact_id": owner, "origin_contact_id": case((came == owner, None), else_=came)}
        if "version" in table.c:
            values["version"] = table.c.version + 1
        theirs = (table.c.contact_id == held_by) & came.in_(sorted(origins))
        await connection.execute(update(table).where(theirs).values(values))
