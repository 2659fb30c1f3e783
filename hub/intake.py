"""Webhooks in: verified, parsed, and committed together with all that wait, before anybody is answered.

`take` returns after the commit. One funnel task takes what waits (bounded) and writes it as one transaction of a few multi-row
statements; on PostgreSQL the next is begun while it commits. When the database is lost the batch fails and the provider sends again;
any other failure keeps the raw bodies alone as `pending`, acknowledges them, and leaves them to `hub.ledger`, which applies them item
by item: one poisoned item never blocks its neighbours.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Mapping
from functools import partial
from typing import Protocol

from channels.channel import Channel
from hub import ids, metrics
from hub.arrivals import Arrivals
from hub.boundaries import cross
from hub.campaigns.opt_out_words import OptOutWords
from hub.durations import DAY_MS
from hub.receiving import bodies, known, parked, ticks
from hub.receiving.apply import apply
from hub.receiving.bodies import Body, Told
from hub.receiving.book import Raced, Rules
from hub.receiving.joins import Joins
from hub.receiving.lately import REMEMBERED, Lately, Taken
from hub.receiving.parked import Pair
from hub.receiving.tick_lane import TickLane
from hub.transaction import Transactions
from hub.wire.errors import Refusal
from storage.failures import DatabaseLost, raced
from storage.intake import ledger

BODY_LIMIT = 3 * 1024 * 1024  # bytes; Meta's bodies are at most 3 MB
BATCH_BODIES = 256  # webhooks committed together
OVERLAP = 2  # batches under way at once, on PostgreSQL
BATCH_WHOLE = 16  # as few are never parted into two batches
BATCH_FACTS = 2_000  # facts committed together; one body of more goes alone
WAITING_LIMIT = 4_000  # webhooks waiting for their commit; beyond it the provider is asked to come back
RACE_TRIES = 5

log = logging.getLogger(__name__)


class BadSignature(Exception):
    """No active account's secret signed these bytes."""


class Secrets(Protocol):
    def secrets(self, kind: str) -> list[str]: ...


class Intake:
    """One per process. `accounts` knows the secrets; a conversation resolved less than `reopen_days` ago is reopened."""

    def __init__(
        self,
        transactions: Transactions,
        accounts: Secrets,
        channels: Mapping[str, Channel],
        reopen_days: int = 30,
        *,
        waiting_limit: int = WAITING_LIMIT,
        arrivals: Arrivals | None = None,
        remembered: int = REMEMBERED,
        opt_out_words: OptOutWords | None = None,
    ) -> None:
        self._arrivals = arrivals or Arrivals()
        self.rules = Rules(
            channels=channels, reopen_ms=reopen_days * DAY_MS, opt_out_words=opt_out_words or OptOutWords()
        )
        self._transactions = transactions
        self._accounts = accounts
        self._waiting_limit = waiting_limit
        self._waiting: deque[Body] = deque()
        self._under_way = 0  # webhooks in batches that are not committed yet
        self._wake = asyncio.Event()
        self._stopping = False
        self._funnel: asyncio.Task[None] | None = None
        self._joins = Joins(transactions, self.rules)
        self._ticks = TickLane(transactions, self.rules, self._answer, self._settle_ticks)
        self._lately = Lately(remembered)
        self._known: set[asyncio.Task[None]] = set()  # batches under way of people who wrote lately

    async def start(self) -> None:
        self._stopping = False
        self._joins.start()
        self._ticks.start()
        self._funnel = asyncio.create_task(self._run(), name="intake")

    async def stop(self) -> None:
        """Commits what waits, then ends."""
        self._stopping = True
        self._wake.set()
        if self._funnel is not None:
            await self._funnel
            self._funnel = None
            await self._ticks.stop()
        await self._joins.stop()

    async def joined(self) -> None:
        """Waits until all that waited for what is stored by now has been joined to it."""
        await self._joins.idle()

    async def take(self, kind: str, raw: bytes, headers: Mapping[str, str], id: str | None = None) -> None:
        """Returns when the body is committed, as `id`. Raises BadSignature, Refusal (too_large, unavailable) or DatabaseLost."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def told(failure: Exception | None) -> None:
            if stored.done():  # whoever asked has gone
                return
            if failure is None:
                stored.set_result(None)
            else:
                stored.set_exception(failure)

        self.submit(kind, raw, headers, id or ids.new(), told)
        await stored

    def submit(self, kind: str, raw: bytes, headers: Mapping[str, str], id: str, told: Told) -> None:
        """Takes a body, to be kept as `id`. `told(None)` when it is committed, or `told(DatabaseLost)`; it must not fail. Raises
        BadSignature, Refusal (too_large, unavailable)."""
        began = time.perf_counter()
        if len(raw) > BODY_LIMIT:
            metrics.webhooks.labels(kind, "too_large").inc()
            raise Refusal("too_large", f"A webhook body may have at most {BODY_LIMIT} bytes.")
        channel = self.rules.channels[kind]
        if not channel.verify(raw, headers, self._accounts.secrets(kind)):
            metrics.webhooks.labels(kind, "bad_signature").inc()
            raise BadSignature
        body = bodies.read(self.rules, kind, raw, headers, id, began, told)
        is_tick = ticks.only(body)
        if self._stopping or len(self._ticks if is_tick else self._waiting) >= self._waiting_limit:
            metrics.webhooks.labels(kind, "unavailable").inc()
            raise Refusal("unavailable", "Too many webhooks wait to be stored; send this one again.", retry_after=1)
        if is_tick:
            self._ticks.add(body)
        else:
            self._waiting.append(body)
            self._wake.set()

    async def _run(self) -> None:
        """While batches commit, the next is read and entered."""
        # SQLite has one writer: a batch begun early would only be a smaller one
        most = 1 if self._transactions.database.dialect == "sqlite" else OVERLAP
        under_way: deque[asyncio.Task[None]] = deque()
        while self._waiting or not self._stopping:
            if not self._waiting:
                self._wake.clear()
                await self._wake.wait()
                continue
            entered, settling = await self._begin(self._next())
            under_way.append(settling)
            await asyncio.wait((entered, settling), return_when=asyncio.FIRST_COMPLETED)
            while len(under_way) >= most:
                await under_way.popleft()
        for settling in under_way:
            await settling

    async def _begin(self, batch: list[Body]) -> tuple[asyncio.Future[None], asyncio.Task[None]]:
        """A batch may begin when the one before it has entered its messages: that one then holds the rows of everybody it concerns, and
        the next waits for them wherever the order matters. Batches of people who wrote lately hold nobody the others know: of those,
        all must have been settled before a batch that they cannot take."""
        items = [item for body in batch for item in body.items]
        taken = self._lately.take(items, self.rules)
        if taken is None and self._known:
            await asyncio.wait(self._known)
            taken = self._lately.take(items, self.rules)
        self._lately.begun(items)
        entered = asyncio.get_running_loop().create_future()
        settling = asyncio.create_task(self._settle(batch, taken, entered), name="intake batch")
        if taken is not None:
            self._known.add(settling)
            settling.add_done_callback(self._known.discard)
        return entered, settling

    def _next(self) -> list[Body]:
        """A fair share of all there is, where batches overlap: while the database works on one, this process works on the other. A large one and
        a small one would take turns for ever, each waiting for the other."""
        most = BATCH_BODIES
        if self._transactions.database.dialect != "sqlite":
            most = min(most, max(BATCH_WHOLE, -(-(len(self._waiting) + self._under_way) // OVERLAP)))
        return bodies.some(self._waiting, most, BATCH_FACTS)

    async def _settle(self, batch: list[Body], taken: Taken | None, entered: asyncio.Future[None]) -> None:
        """Stores the batch and answers everybody in it. `entered` is done when the next batch may begin."""
        metrics.intake_batch.observe(len(batch))
        self._under_way += len(batch)
        failure: Exception | None = None
        outcome = "stored"
        joinable: list[Pair] = []
        brought: list[Pair] = []
        try:
            joinable, brought = await self._store(batch, taken, entered)
        except DatabaseLost as error:
            failure = error
        except Exception:
            log.exception("a batch of %d webhooks could not be applied; the bodies are kept as pending", len(batch))
            outcome = "pending"
            failure = await self._keep(batch)
        self._lately.settled(item for body in batch for item in body.items)
        self._answer(batch, failure, outcome)
        self._under_way -= len(batch)
        self._joins.add(joinable, brought)

    async def _settle_ticks(self, batch: list[Body]) -> None:
        """Statuses that are not a quiet campaign's, beside the batches of what people say."""
        self._lately.begun(item for body in batch for item in body.items)
        await self._settle(batch, None, asyncio.get_running_loop().create_future())

    def _answer(self, batch: list[Body], failure: Exception | None, outcome: str = "stored") -> None:
        if not batch:
            return
        cross("before_answer")
        metrics.webhooks.labels(batch[0].kind, "lost" if failure else outcome).inc(len(batch))
        now = time.perf_counter()
        for body in batch:
            if failure is None:
                metrics.webhook_to_commit.observe(now - body.came)
            body.told(None if failure is None else DatabaseLost(str(failure)))

    async def _store(
        self, batch: list[Body], taken: Taken | None, entered: asyncio.Future[None]
    ) -> tuple[list[Pair], list[Pair]]:
        for attempt in range(RACE_TRIES):
            try:
                return await self._write(batch, taken, entered)
            except Exception as error:
                if attempt + 1 == RACE_TRIES or not (isinstance(error, Raced) or raced(error)):
                    raise
                taken = None
        raise AssertionError("unreachable")

    async def _write(
        self, batch: list[Body], taken: Taken | None, entered: asyncio.Future[None]
    ) -> tuple[list[Pair], list[Pair]]:
        """What was parked and can be joined, and the messages the batch brought, which others may wait for."""
        items = [item for body in batch for item in body.items]
        for item in items:
            item.became("waiting")
        async with self._transactions.begin(steady=True) as tx:
            if taken is None:
                book = await apply(tx, items, self.rules, partial(_tell, entered))
            else:
                book = await known.apply(tx, items, self.rules, taken)
                _tell(entered)
            await ledger.add(tx.connection, [bodies.row(body) for body in batch])
            joinable = await parked.look(book)
        if tx.commit is not None:
            self._arrivals.committed(tx.commit.entries[-1].seq, [body.came for body in batch])
        self._lately.keep(book)
        return joinable, parked.stored(book)

    async def _keep(self, batch: list[Body]) -> Exception | None:
        """The raw bodies alone, due at once."""
        try:
            async with self._transactions.begin() as tx:
                await ledger.add(tx.connection, [bodies.pending(body, tx.now) for body in batch])
        except Exception as error:
            log.exception("webhook bodies could not be kept")
            return error
        return None


def _tell(entered: asyncio.Future[None]) -> None:
    if not entered.done():  # a batch that begins again has told already
        entered.set_result(None)
