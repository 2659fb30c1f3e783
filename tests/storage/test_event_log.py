from __future__ import annotations

import asyncio

import pytest

from hub.permissions import EVERYONE
from hub.transaction import Transactions
from hub.wire.events import ContactDeleted, ReplyRemoved
from storage import engines, event_log
from storage.database import Database
from storage.failures import DatabaseLost
from tests.cast import Cast


async def test_numbers_are_gap_free_and_a_rollback_leaves_no_hole(
    database: Database, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        tx.announce(ContactDeleted(id="a"), [EVERYONE])
        tx.announce(ContactDeleted(id="b"), [EVERYONE])

    async def fail() -> None:
        async with transactions.begin() as tx:
            tx.announce(ContactDeleted(id="lost"), [EVERYONE])
            raise RuntimeError("the verb failed")

    with pytest.raises(RuntimeError, match="the verb failed"):
        await fail()
    async with transactions.begin() as tx:
        tx.announce(ReplyRemoved(id="c"), ["role:admin", "user:dana"])
    async with database.reading() as connection:
        entries = await event_log.read(connection, after=0, limit=10)
        head = await event_log.head(connection)
    assert [(e.seq, e.type, e.audience) for e in entries] == [
        (1, "contact.deleted", "everyone"),
        (2, "contact.deleted", "everyone"),
        (3, "reply.removed", "role:admin user:dana"),
    ]
    assert head.seq == 3
    assert entries[0].body == b'{"type":"contact.deleted","id":"a"}'


async def test_what_committed_is_handed_on_and_what_did_not_is_not(transactions: Transactions, commits: list) -> None:
    async with transactions.begin() as tx:
        tx.announce(ContactDeleted(id="a"), [EVERYONE])
    async with transactions.begin():
        pass
    assert [[e.seq for e in commit.entries] for commit in commits] == [[1]]


async def test_the_cast_is_seeded(cast: Cast) -> None:
    assert cast.dana.keys == {"everyone", "role:agent", "user:dana", f"channel:{cast.sales}"}


async def test_old_entries_go_in_batches(database: Database, transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        for n in range(5):
            tx.announce(ContactDeleted(id=str(n)), [EVERYONE])
        later = tx.now + 1
    async with transactions.begin() as tx:
        assert await event_log.prune(tx.connection, before=later, batch=3) == 3
        assert await event_log.oldest(tx.connection) == 4
        assert await event_log.prune(tx.connection, before=later, batch=3) == 2
        assert await event_log.prune(tx.connection, before=later, batch=3) == 0


async def test_who_appends_second_is_numbered_second_whoever_began_first(
    database: Database, transactions: Transactions
) -> None:
    """The first to append holds the head until it commits: what another appends meanwhile can neither overtake it nor be read before."""
    other = Transactions(database, lambda _commit: None)
    held, may_end = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with database.writing() as connection:
            await event_log.append(connection, [("reply.removed", EVERYONE, b"{}")], 1)
            held.set()
            await may_end.wait()

    async def second() -> None:
        async with other.begin() as tx:
            tx.announce(ContactDeleted(id="b"), [EVERYONE])

    one = asyncio.create_task(first())
    await held.wait()
    two = asyncio.create_task(second())
    await asyncio.wait([two], timeout=0.2)
    async with database.reading() as connection:
        assert await event_log.read(connection, after=0, limit=10) == []
    assert not two.done()
    may_end.set()
    await asyncio.gather(one, two)
    async with database.reading() as connection:
        entries = await event_log.read(connection, after=0, limit=10)
    assert [(e.seq, e.type) for e in entries] == [(1, "reply.removed"), (2, "contact.deleted")]


@pytest.mark.grown_up
async def test_whoever_holds_the_head_and_does_nothing_is_ended_and_the_others_go_on(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that hangs between its append and its commit must not stop every inbox."""
    monkeypatch.setattr(engines, "IDLE_IN_TRANSACTION_MS", 300)
    database = Database.open(database_url)

    async def hang() -> None:
        async with database.writing() as connection:
            await event_log.append(connection, [("reply.removed", EVERYONE, b"{}")], 1)
            async with Transactions(database, lambda _commit: None).begin() as tx:  # waits for the head
                tx.announce(ContactDeleted(id="b"), [EVERYONE])

    with pytest.raises(DatabaseLost):
        await hang()
    async with database.reading() as connection:
        entries = await event_log.read(connection, after=0, limit=10)
    await database.close()
    assert [(e.seq, e.type) for e in entries] == [(1, "contact.deleted")]
