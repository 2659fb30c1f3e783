"""Two transactions, one statement at a time: each pauses before every statement and before its commit until it is told to go on.

Whether one waits for a lock of the other is asked of the database, never guessed from a clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.sql import Executable

from hub.transaction import Commit, Transaction, Transactions
from hub.wire.errors import Refusal
from storage.database import Connection, Database

Act = Callable[[Transaction], Awaitable[Any]]
MOST_STATEMENTS = 100  # more than any verb needs: who is paused after so many has ended
LOOK_AGAIN_SECONDS = 0.005  # asking the database costs more than the statement waited for


class Player:
    """One of the two. `outcome`: what its verb returned, or the Refusal it ended with."""

    def __init__(self, database: Database, act: Act, commits: list[Commit]) -> None:
        self.backend: int | None = None
        self.outcome: Any = None
        self.steps = 0
        self.waited_at: int | None = None  # the statement before which it first waited for the other's lock
        self._database = database
        self._waiting = asyncio.Event()
        self._go = asyncio.Event()
        self._task = asyncio.create_task(self._play(act, commits))

    @property
    def done(self) -> bool:
        return self._task.done()

    async def pause(self) -> None:
        self._waiting.set()
        await self._go.wait()
        self._go.clear()

    async def advance(self, watch: Connection) -> bool:
        """One statement on. False when it waits for the other one's lock."""
        if self._waiting.is_set():
            self._waiting.clear()
            self.steps += 1
            self._go.set()
        while not await self._arrived():
            if await self._stuck(watch):
                self.waited_at = self.steps if self.waited_at is None else self.waited_at
                return False
        if self.done:
            self._task.result()  # raises what was not a Refusal: a deadlock, a broken constraint
        return True

    async def _arrived(self) -> bool:
        """At the next pause or the end, within a moment."""
        waiting = asyncio.create_task(self._waiting.wait())
        await asyncio.wait({waiting, self._task}, timeout=LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        return self._waiting.is_set() or self.done

    async def _play(self, act: Act, commits: list[Commit]) -> None:
        await self.pause()
        try:
            async with Transactions(_Paused(self._database, self), commits.append).begin() as tx:
                self.outcome = await act(tx)
        except Refusal as refused:
            self.outcome = refused

    async def _stuck(self, watch: Connection) -> bool:
        if watch.dialect == "sqlite":  # one writer at a time: the second waits before its first statement
            return self.backend is None and self._database._writing.locked()
        if self.backend is None:
            return False
        ((blockers,),) = await watch.driver("SELECT cardinality(pg_blocking_pids($1))", [self.backend])
        return bool(blockers)


async def play(
    database: Database, first: Act, second: Act, commits: list[Commit], pause_at: int
) -> tuple[Player, Player]:
    """`first` takes `pause_at` statements, then `second` goes as far as locks let it, then `first` ends, then `second`."""
    one, two = Player(database, first, commits), Player(database, second, commits)
    await asyncio.sleep(0)
    async with database.reading() as watch:
        while not one.done and one.steps < pause_at:
            await one.advance(watch)
        while not (one.done and two.done):
            if not two.done and await two.advance(watch):
                continue
            if not one.done:
                await one.advance(watch)
    return one, two


async def at_every_pause(database: Database, run: Callable[[int], Awaitable[tuple[Player, Player]]]) -> None:
    """Has `run` play with the first paused after none of its statements, one, two and so on.

    What the first does between two pauses is seen by nobody before its commit, but for the locks it takes. So where the second waits for it
    at the same statement after both, all that lies between comes to the same and is left out.
    """
    if (
        database.dialect == "sqlite"
    ):  # one writer: wherever the first has begun, the second waits before its first statement
        for pause_at in (0, 1, MOST_STATEMENTS):
            await run(pause_at)
        return

    async def between(low: int, waited_low: int | None, high: int, waited_high: int | None) -> None:
        if high - low > 1 and (waited_low != waited_high or waited_low is None):
            middle = (low + high) // 2
            waited = (await run(middle))[1].waited_at
            await between(low, waited_low, middle, waited)
            await between(middle, waited, high, waited_high)

    one, at_once = await run(0)
    assert one.steps < MOST_STATEMENTS
    last = one.steps - 1
    _, at_last = await run(last)
    await between(0, at_once.waited_at, last, at_last.waited_at)
    await run(MOST_STATEMENTS)


class _Paused(Database):
    """The same database, whose writing connections pause."""

    def __init__(self, database: Database, player: Player) -> None:
        self.__dict__.update(database.__dict__)
        self._database = database
        self._player = player

    @asynccontextmanager
    async def writing(self, *, steady: bool = False) -> AsyncIterator[Connection]:
        async with self._database.writing(steady=steady) as connection:
            if connection.dialect == "postgresql":
                ((self._player.backend,),) = await connection.driver("SELECT pg_backend_pid()")
            else:
                self._player.backend = 0
            yield _PausedConnection(connection, self._player)
            await self._player.pause()


class _PausedConnection(Connection):
    __slots__ = ("_player",)

    def __init__(self, connection: Connection, player: Player) -> None:
        super().__init__(connection._raw, connection.dialect)
        self._player = player

    async def execute(self, statement: Executable, parameters: Any = None) -> int:
        await self._player.pause()
        return await super().execute(statement, parameters)

    async def rows(self, statement: Executable, row: Any, parameters: Any = None) -> list[Any]:
        await self._player.pause()
        return await super().rows(statement, row, parameters)

    async def row(self, statement: Executable, row: Any, parameters: Any = None) -> Any:
        await self._player.pause()
        return await super().row(statement, row, parameters)

    async def values(self, statement: Executable, parameters: Any = None) -> list[Any]:
        await self._player.pause()
        return await super().values(statement, parameters)

    async def value(self, statement: Executable, parameters: Any = None) -> Any:
        await self._player.pause()
        return await super().value(statement, parameters)

    async def tuples(self, statement: Executable, parameters: Any = None) -> list[tuple[Any, ...]]:
        await self._player.pause()
        return await super().tuples(statement, parameters)

    async def driver(self, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        await self._player.pause()
        return await super().driver(sql, parameters)
