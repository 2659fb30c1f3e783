"""Stores what became of one account's attempts: those that end within a few milliseconds together, a campaign's by the hundred."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence

from hub.boundaries import cross
from hub.receiving import parked
from hub.receiving.parked import Pair
from hub.work import crowds, outcomes
from hub.work.outcomes import Result
from hub.work.parts import Parts
from storage.failures import DatabaseLost

LARGEST = 500  # outcomes of one transaction
GATHER_SECONDS = 0.005  # outcomes that come within it are stored together
GATHER_BUSY_SECONDS = 0.1  # likewise, when many are in flight
GATHER_CROWD_SECONDS = 0.4  # likewise, where nobody looks: of campaigns; what becomes of a person's word ends the wait
BUSY = 8  # in flight
AGAIN_SECONDS = 0.5  # after a database that did not answer

log = logging.getLogger(__name__)


class Recording:
    """`heed` hears of results before they are stored, `let_go` after it; `lost` of those that cannot be; `in_hand` says how many are."""

    def __init__(
        self,
        parts: Parts,
        channel_id: str,
        holder: str,
        *,
        heed: Callable[[Sequence[Result]], Awaitable[None]],
        let_go: Callable[[Sequence[Result]], None],
        lost: Callable[[], None],
        in_hand: Callable[[], int],
    ) -> None:
        self._parts = parts
        self._channel_id = channel_id
        self._holder = holder
        self._heed = heed
        self._let_go = let_go
        self._lost = lost
        self._in_hand = in_hand
        self._finished: list[Result] = []
        self._ended = asyncio.Event()
        self._said_ended = asyncio.Event()  # of what a person said

    def add(self, result: Result) -> None:
        self._finished.append(result)
        self._ended.set()
        if result.claim.weight == 0:
            self._said_ended.set()

    async def run(self) -> None:
        """Until cancelled. A result leaves the list only when it is stored."""
        while True:
            await self._ended.wait()
            await self._gather()
            self._ended.clear()
            batch, self._finished = self._finished[:LARGEST], self._finished[LARGEST:]
            if self._finished:
                self._ended.set()
            try:
                await self._record(batch)
            except DatabaseLost:
                self._finished = batch + self._finished
                self._ended.set()
                await asyncio.sleep(AGAIN_SECONDS)
            except Exception:
                log.exception("account %s: outcomes are lost; their messages become unknown", self._channel_id)
                self._let_go(batch)
                self._lost()

    async def _gather(self) -> None:
        """Waits for more outcomes, so that many are stored together."""
        if self._in_hand() <= BUSY:
            await asyncio.sleep(GATHER_SECONDS)
            return
        if all(result.claim.weight > 0 for result in self._finished):
            self._said_ended.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GATHER_CROWD_SECONDS - GATHER_BUSY_SECONDS):
                    await self._said_ended.wait()
        await asyncio.sleep(GATHER_BUSY_SECONDS)

    async def _record(self, batch: list[Result]) -> None:
        await self._heed(batch)
        left = await self._store_crowd(batch)
        try:
            if left:
                await self._store(left)
        except DatabaseLost:
            raise
        except Exception:
            log.exception("account %s: outcomes could not be stored together", self._channel_id)
            for each in left:
                await self._store_alone(each)
        self._let_go(batch)

    async def _store_crowd(self, batch: list[Result]) -> list[Result]:
        """Those of a campaign's crowd in a few statements; what is left to be stored."""
        plain = [each for each in batch if crowds.is_plain(each)]
        if not plain:
            return batch
        try:
            async with self._parts.transactions.begin(steady=True) as tx:
                left, waiting = await crowds.record(tx, self._channel_id, self._holder, plain)
        except DatabaseLost:
            raise
        except Exception:
            log.exception("account %s: a crowd's outcomes could not be stored together", self._channel_id)
            return batch
        cross("after_outcome")
        await self._join(waiting)
        return [each for each in batch if not crowds.is_plain(each)] + left

    async def _store(self, batch: list[Result]) -> None:
        async with self._parts.transactions.begin() as tx:
            waiting = await outcomes.record(tx, self._channel_id, self._holder, batch)
        cross("after_outcome")
        await self._join(waiting)

    async def _store_alone(self, result: Result) -> None:
        """One strange answer (a provider's id given twice) must not hold up its neighbours."""
        try:
            await self._store([result])
        except DatabaseLost:
            raise
        except Exception:
            log.exception("attempt %s: its outcome could not be stored", result.claim.outgoing.tag)
            await self._store([Result(claim=result.claim, at=result.at, error=outcomes.no_answer())])

    async def _join(self, waiting: Sequence[Pair]) -> None:
        with contextlib.suppress(DatabaseLost):  # the sweep joins what is left
            await parked.join_committed(self._parts.transactions, self._parts.rules, waiting)
