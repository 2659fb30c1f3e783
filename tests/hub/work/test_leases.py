"""One holder at a time, and a holder that lost its lease finds out in its own transaction."""

from __future__ import annotations

from hub.work.leases import LEASE_MS, Lease
from storage.database import Database


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now


async def test_only_one_process_holds_a_lease(database: Database) -> None:
    clock = Clock()
    one, other = Lease(database, "account:a", "one", clock), Lease(database, "account:a", "other", clock)
    assert await one.take()
    assert not await other.take()
    assert await one.take()
    assert one.held
    assert not other.held


async def test_a_dead_holder_is_followed_when_its_lease_expires(database: Database) -> None:
    clock = Clock()
    one, other = Lease(database, "account:a", "one", clock), Lease(database, "account:a", "other", clock)
    await one.take()
    clock.now += LEASE_MS
    assert not one.held
    assert await other.take()
    assert not await one.take()


async def test_a_slow_holder_is_fenced_off(database: Database) -> None:
    clock = Clock()
    one, other = Lease(database, "account:a", "one", clock), Lease(database, "account:a", "other", clock)
    await one.take()
    async with database.writing() as connection:
        assert await one.fence(connection)
    clock.now += LEASE_MS
    await other.take()
    async with database.writing() as connection:
        assert not await one.fence(connection)
    async with database.writing() as connection:
        assert await other.fence(connection)


async def test_a_lease_given_up_is_free_at_once(database: Database) -> None:
    one, other = Lease(database, "account:a", "one"), Lease(database, "account:a", "other")
    await one.take()
    await one.give_up()
    assert not one.held
    assert await other.take()
    await one.give_up()  # of a lease it no longer has: changes nothing
    async with database.writing() as connection:
        assert await other.fence(connection)
