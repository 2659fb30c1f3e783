"""The log: every durable change, numbered gap-free in commit order.

`append` must be the last thing in a transaction: the row lock on `event_head` is what puts numbers in commit order, and it is held
until the commit.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.statements import BEHIND
from storage.tables import event_head, event_log

_NUMBER = "UPDATE event_head SET seq = seq + ? WHERE id = 1 RETURNING epoch, seq"
# Behind the other writes of the transaction, for everybody waits for this row.
_TAKE = f"head AS (UPDATE event_head SET seq = seq + $1::int WHERE id = 1 AND {BEHIND} RETURNING epoch, seq)"  # noqa: S608
_ADD = """added AS (
    INSERT INTO event_log (seq, type, audience, body, at)
    SELECT head.seq - $1::int + given.place, given.type, given.audience, given.body, $2::bigint FROM head,
    unnest($3::text[], $4::text[], $5::bytea[]) WITH ORDINALITY AS given(type, audience, body, place)
)"""


class Head(Struct, frozen=True):
    epoch: str
    seq: int


class Entry(Struct, frozen=True):
    """One event as it lies in the log. `audience`: 1–4 keys; `body`: a JSON object without `seq` and `at`; `at`: ms."""

    seq: int
    type: str
    audience: str
    body: bytes
    at: int


async def append(
    connection: Connection, announced: Sequence[tuple[str, str, bytes]], at: int, *, last: bool = False
) -> tuple[str, list[Entry]]:
    """Numbers and stores what was announced. Returns the epoch and the entries. `last`: see `Connection.together`."""
    count = len(announced)
    if connection.dialect == "postgresql":
        # in one statement: everybody waits for the head's lock, so it is held briefly
        columns = [list(column) for column in zip(*announced, strict=True)]
        given = [count, at, *columns]
        ((epoch, last),) = await connection.together((_TAKE, _ADD), "SELECT epoch, seq FROM head", given, last=last)
    else:
        ((epoch, last),) = await connection.driver(_NUMBER, [count])
    first = last - count + 1
    entries = [Entry(first + n, type_, audience, body, at) for n, (type_, audience, body) in enumerate(announced)]
    if connection.dialect == "sqlite":
        await connection.insert_many(event_log, [msgspec.structs.asdict(entry) for entry in entries])
    return epoch, entries


async def lock_head(connection: Connection) -> None:
    """Takes the head's row lock without a number: what is looked up after it sees every commit before it."""
    await connection.driver("UPDATE event_head SET seq = seq WHERE id = 1")


async def head(connection: Connection) -> Head:
    """Where the log stands; makes the one row when the database is new."""
    found = await connection.row(select(event_head.c.epoch, event_head.c.seq).where(event_head.c.id == 1), Head)
    if found is None:
        raise LookupError("the log has no head: the database has not been migrated")
    return found


async def make_head(connection: Connection) -> None:
    await connection.execute(
        connection.insert(event_head).values(id=1, epoch=new_epoch(), seq=0).on_conflict_do_nothing()
    )


async def renew_epoch(connection: Connection) -> str:
    """After a restore: every cursor given out before is void."""
    epoch = new_epoch()
    await connection.execute(update(event_head).where(event_head.c.id == 1).values(epoch=epoch))
    return epoch


async def read(connection: Connection, after: int, limit: int) -> list[Entry]:
    """Entries with `seq > after`, ascending."""
    columns = (event_log.c.seq, event_log.c.type, event_log.c.audience, event_log.c.body, event_log.c.at)
    statement = select(*columns).where(event_log.c.seq > after).order_by(event_log.c.seq).limit(limit)
    return [Entry(*row) for row in await connection.tuples(statement)]


async def read_types(connection: Connection, after: int, until: int, types: Collection[str], limit: int) -> list[Entry]:
    """Entries of these types with `after < seq <= until`, ascending."""
    columns = (event_log.c.seq, event_log.c.type, event_log.c.audience, event_log.c.body, event_log.c.at)
    span = (event_log.c.seq > after) & (event_log.c.seq <= until)
    statement = select(*columns).where(span, event_log.c.type.in_(sorted(types))).order_by(event_log.c.seq).limit(limit)
    return [Entry(*row) for row in await connection.tuples(statement)]


async def count_types(connection: Connection, after: int, types: Collection[str], most: int) -> tuple[int, int | None]:
    """How many entries of these types lie beyond `after` (at most `most` are counted), and when (ms) the first was written."""
    wanted = (event_log.c.seq > after) & event_log.c.type.in_(sorted(types))
    some = select(event_log.c.at).where(wanted).order_by(event_log.c.seq).limit(most).subquery()
    ((count, first),) = await connection.tuples(select(func.count(), func.min(some.c.at)))
    return count, first


async def oldest(connection: Connection) -> int | None:
    found: int | None = await connection.value(select(func.min(event_log.c.seq)))
    return found


async def prune(connection: Connection, before: int, batch: int) -> int:
    """Deletes up to `batch` of the oldest entries older than `before` (ms). Returns how many went."""
    last = await connection.value(
        select(func.max(event_log.c.seq)).where(
            event_log.c.seq.in_(
                select(event_log.c.seq).where(event_log.c.at < before).order_by(event_log.c.seq).limit(batch)
            )
        )
    )
    return 0 if last is None else await connection.execute(delete(event_log).where(event_log.c.seq <= last))


def new_epoch() -> str:
    return secrets.token_hex(4)
