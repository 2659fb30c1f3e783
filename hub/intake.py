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
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from channels.channel import Channel
from hub import ids, metrics
from hub.arrivals import Arrivals
from hub.boundaries import cross
from hub.receiving import parked
from hub.receiving.apply import apply
from hub.receiving.book import DAY_MS, Item, Raced, Rules
from hub.receiving.joins import Joins
from hub.receiving.parked import Pair
from hub.transaction import Transactions, milliseconds
from hub.wire.errors import Refusal
from storage import ledger
from storage.failures import DatabaseLost, raced

BODY_LIMIT = 3 * 1024 * 1024  # bytes; Meta's bodies are at most 3 MB
BATCH_BODIES = 256  # webhooks committed together
BATCH_WHOLE = 16  # as few are never parted into two batches
BATCH_BYTES = 16 * 1024 * 1024  # of their bodies: they go to the database in one piece
BATCH_FACTS = 2_000  # facts committed together; one body of more goes alone
WAITING_LIMIT = 4_000  # webhooks waiting for their commit; beyond it the provider is asked to come back
RACE_TRIES = 5
KEPT_HEADERS = ("content-type", "user-agent", "x-hub-signature-256")

Told = Callable[[Exception | None], None]

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode


class BadSignature(Exception):
    """No active account's secret signed these bytes."""


class Secrets(Protocol):
    def secrets(self, kind: str) -> list[str]: ...


class Body(Struct, kw_only=True, eq=False):
    """A webhook on its way in. `reason`: why it cannot be read, if it cannot."""

    id: str
    kind: str
    raw: bytes
    headers: str
    arrived: int
    came: float  # the same on the clock of durations, in seconds
    items: list[Item]
    reason: str | None
    told: Told


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
    ) -> None:
        self._arrivals = arrivals or Arrivals()
        self.rules = Rules(channels=channels, reopen_ms=reopen_days * DAY_MS)
        self._transactions = transactions
        self._accounts = accounts
        self._waiting_limit = waiting_limit
        self._waiting: deque[Body] = deque()
        self._under_way = 0  # webhooks in batches that are not committed yet
        self._wake = asyncio.Event()
        self._stopping = False
        self._funnel: asyncio.Task[None] | None = None
        self._joins = Joins(transactions, self.rules)

    async def start(self) -> None:
        self._stopping = False
        self._joins.start()
        self._funnel = asyncio.create_task(self._run(), name="intake")

    async def stop(self) -> None:
        """Commits what waits, then ends."""
        self._stopping = True
        self._wake.set()
        if self._funnel is not None:
            await self._funnel
            self._funnel = None
        await self._joins.stop()

    async def joined(self) -> None:
        """Waits until all that waited for what is stored by now has been joined to it."""
        await self._joins.idle()

    async def take(self, kind: str, raw: bytes, headers: Mapping[str, str]) -> None:
        """Returns when the body is committed. Raises BadSignature, Refusal (too_large, unavailable) or DatabaseLost."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def told(failure: Exception | None) -> None:
            if stored.done():  # whoever asked has gone
                return
            if failure is None:
                stored.set_result(None)
            else:
                stored.set_exception(failure)

        self.submit(kind, raw, headers, ids.new(), told)
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
        if self._stopping or len(self._waiting) >= self._waiting_limit:
            metrics.webhooks.labels(kind, "unavailable").inc()
            raise Refusal("unavailable", "Too many webhooks wait to be stored; send this one again.", retry_after=1)
        self._waiting.append(self._read(kind, raw, headers, id, began, told))
        self._wake.set()

    def _read(self, kind: str, raw: bytes, headers: Mapping[str, str], id: str, came: float, told: Told) -> Body:
        """What the body says. One that cannot be read is kept as it is, to be looked at."""
        reason, arrived = None, milliseconds()
        items: list[Item] = []
        try:
            items = [
                Item(kind=kind, fact=fact, arrived=arrived, ledger_id=id)
                for fact in self.rules.channels[kind].parse(raw)
            ]
        except Exception as error:  # a bug of ours in parsing must not make the provider repeat for days
            log.exception("a webhook body could not be read")
            reason = f"{type(error).__name__}: {error}"[:500]
        kept = {name: value for name, value in headers.items() if name.lower() in KEPT_HEADERS}
        return Body(
            id=id,
            kind=kind,
            raw=raw,
            headers=_encode(kept).decode(),
            arrived=arrived,
            came=came,
            items=items,
            reason=reason,
            told=told,
        )

    async def _run(self) -> None:
        """While one batch commits, the next is read and entered. It begins when the one before it has entered its messages: that one
        then holds the rows of everybody it concerns, and the next waits for them wherever the order matters."""
        committing: asyncio.Task[None] | None = None
        while self._waiting or not self._stopping:
            if not self._waiting:
                self._wake.clear()
                await self._wake.wait()
                continue
            entered = asyncio.get_running_loop().create_future()
            settling = asyncio.create_task(self._settle(self._next(), entered), name="intake batch")
            if self._transactions.database.dialect == "sqlite":
                await settling  # one writer at a time: a batch begun early would only be a smaller one
                continue
            await asyncio.wait((entered, settling), return_when=asyncio.FIRST_COMPLETED)
            if committing is not None:
                await committing
            committing = settling
        if committing is not None:
            await committing

    def _next(self) -> list[Body]:
        """Half of all there is, where batches overlap: while the database works on one, this process works on the other. A large one and
        a small one would take turns for ever, each waiting for the other."""
        most = BATCH_BODIES
        if self._transactions.database.dialect != "sqlite":
            most = min(most, max(BATCH_WHOLE, (len(self._waiting) + self._under_way + 1) // 2))
        batch = [self._waiting.popleft()]
        facts, size = len(batch[0].items), len(batch[0].raw)
        while self._waiting and len(batch) < most:
            facts, size = facts + len(self._waiting[0].items), size + len(self._waiting[0].raw)
            if facts > BATCH_FACTS or size > BATCH_BYTES:
                break
            batch.append(self._waiting.popleft())
        return batch

    async def _settle(self, batch: list[Body], entered: asyncio.Future[None]) -> None:
        """Stores the batch and answers everybody in it. `entered` is done when the next batch may begin."""
        metrics.intake_batch.observe(len(batch))
        self._under_way += len(batch)
        failure: Exception | None = None
        outcome = "stored"
        joinable: list[Pair] = []
        brought: list[Pair] = []
        try:
            joinable, brought = await self._store(batch, entered)
        except DatabaseLost as error:
            failure = error
        except Exception:
            log.exception("a batch of %d webhooks could not be applied; the bodies are kept as pending", len(batch))
            outcome = "pending"
            failure = await self._keep(batch)
        cross("before_answer")
        metrics.webhooks.labels(batch[0].kind, "lost" if failure else outcome).inc(len(batch))
        now = time.perf_counter()
        for body in batch:
            if failure is None:
                metrics.webhook_to_commit.observe(now - body.came)
            body.told(None if failure is None else DatabaseLost(str(failure)))
        self._under_way -= len(batch)
        self._joins.add(joinable, brought)

    async def _store(self, batch: list[Body], entered: asyncio.Future[None]) -> tuple[list[Pair], list[Pair]]:
        for attempt in range(RACE_TRIES):
            try:
                return await self._write(batch, entered)
            except Exception as error:
                if attempt + 1 == RACE_TRIES or not (isinstance(error, Raced) or raced(error)):
                    raise
        raise AssertionError("unreachable")

    async def _write(self, batch: list[Body], entered: asyncio.Future[None]) -> tuple[list[Pair], list[Pair]]:
        """What was parked and can be joined, and the messages the batch brought, which others may wait for."""
        items = [item for body in batch for item in body.items]
        for item in items:
            item.became("waiting")
        async with self._transactions.begin(steady=True) as tx:
            book = await apply(tx, items, self.rules, partial(_tell, entered))
            await ledger.add(tx.connection, [_row(body) for body in batch])
            joinable = await parked.look(book)
        if tx.commit is not None:
            self._arrivals.committed(tx.commit.entries[-1].seq, [body.came for body in batch])
        return joinable, parked.stored(book)

    async def _keep(self, batch: list[Body]) -> Exception | None:
        """The raw bodies alone, due at once."""
        try:
            async with self._transactions.begin() as tx:
                await ledger.add(tx.connection, [_pending(body, tx.now) for body in batch])
        except Exception as error:
            log.exception("webhook bodies could not be kept")
            return error
        return None


def _tell(entered: asyncio.Future[None]) -> None:
    if not entered.done():  # a batch that begins again has told already
        entered.set_result(None)


def state_of(items: Sequence[Item]) -> str:
    return "partly" if any(item.state in ("kept", "failed") for item in items) else "applied"


def outcomes(items: Sequence[Item]) -> str:
    return _encode([item.outcome() for item in items]).decode()


def _row(body: Body) -> dict[str, Any]:
    return {
        "id": body.id,
        "kind": body.kind,
        "received_at": body.arrived,
        "headers": body.headers,
        "body": body.raw,
        "state": "unreadable" if body.reason else state_of(body.items),
        "reason": body.reason,
        "items": outcomes(body.items),
        "tries": 1,
        "due_at": None,
    }


def _pending(body: Body, now: int) -> dict[str, Any]:
    return _row(body) | ({} if body.reason else {"state": "pending", "items": "[]", "tries": 0, "due_at": now})
