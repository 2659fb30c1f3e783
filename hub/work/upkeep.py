"""What grows is cut back, in small batches; and how long the queues are."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from hub import metrics
from hub.durations import DAY_MS
from hub.files.media_uploads import UNSENT_MS
from hub.router import pruning
from hub.searching import indexing
from hub.settings import Settings
from hub.transaction import Transactions, milliseconds
from hub.work.leases import Lease
from storage import event_log
from storage.accounts import news
from storage.blobs import Blobs
from storage.campaigns import sends as campaign_sends
from storage.database import Connection
from storage.failures import DatabaseLost
from storage.inbox import away_replies, media
from storage.intake import ledger, parked
from storage.mail import post as mail
from storage.office import kept_answers
from storage.outgoing import deliveries
from storage.quotations import links as quotation_links
from storage.running import positions
from storage.team import logins, notifications, push

BATCH = 1_000  # rows of one transaction

log = logging.getLogger(__name__)


class Pruned(NamedTuple):
    """A table whose rows are deleted when they are older than `kept_ms`: up to so many of one call, before then (ms)."""

    table: str
    prune: Callable[[Connection, int, int], Awaitable[int]]
    kept_ms: int


PRUNED = (
    Pruned("refresh_tokens", logins.prune_refresh, 30 * DAY_MS),  # expired, so that a reuse is still recognised
    Pruned("one_time_links", logins.prune_links, 30 * DAY_MS),
    Pruned("login_failures", logins.prune_failures, DAY_MS),
    Pruned("session_positions", positions.prune, 7 * DAY_MS),  # of closed sessions, for the trace
    Pruned("mail", mail.prune, 30 * DAY_MS),  # what was sent or given up, without its words
    Pruned("kept_answers", kept_answers.prune, DAY_MS),  # for an Idempotency-Key
    Pruned("away_replies", away_replies.prune, 800 * DAY_MS),  # longer than any closure
    Pruned("notifications", notifications.prune, 90 * DAY_MS),
    Pruned("notified", notifications.prune_told, 90 * DAY_MS),
    Pruned("quotation_links", quotation_links.prune, 30 * DAY_MS),  # after they expired
    Pruned("channel_news", news.prune, 365 * DAY_MS),
    Pruned("reach_hours", campaign_sends.prune_reach, 2 * DAY_MS),  # hours that count for no limit any more
)


class Upkeep:
    """One process at a time, by lease."""

    def __init__(self, transactions: Transactions, blobs: Blobs, settings: Settings, holder: str) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._pruned = (
            Pruned("event_log", event_log.prune, settings.event_days * DAY_MS),
            Pruned("ledger", ledger.prune, settings.ledger_days * DAY_MS),
            Pruned("parked_facts", parked.prune, settings.ledger_days * DAY_MS),
            *PRUNED,
        )
        self._lease = Lease(transactions.database, "upkeep", holder)

    @property
    def tables(self) -> frozenset[str]:
        """Whatever is kept for a while only."""
        return frozenset(each.table for each in self._pruned) | {"attachments", "forwards"}

    async def prune(self) -> bool:
        """Everything that is too old. Where one table fails, the others still get their turn."""
        if not await self._lease.take():
            return False
        now = milliseconds()
        for each in self._pruned:
            await self._apart(each.table, self._prune(each, now))
        await self._apart("attachments", self._prune_uploads(now - UNSENT_MS))
        await self._apart("forwards", pruning.prune(self._transactions.database, now))
        return False

    async def measure(self) -> bool:
        async with self._transactions.database.reading() as connection:
            metrics.queue_depth.labels("deliveries").set(await deliveries.depth(connection, milliseconds()))
            metrics.queue_depth.labels("mail").set(await mail.depth(connection))
            metrics.queue_depth.labels("push").set(await push.depth(connection))
            metrics.queue_depth.labels("media").set(await media.depth(connection))
            metrics.queue_depth.labels("ledger").set(await ledger.depth(connection))
            behind = await indexing.lag(connection)
            metrics.queue_depth.labels("search index").set(behind.events + behind.queued)
        return False

    async def stop(self) -> None:
        await self._lease.give_up()

    async def _apart(self, table: str, turn: Awaitable[None]) -> None:
        try:
            await turn
        except DatabaseLost:
            raise
        except Exception:
            log.exception("upkeep: %s was not cut back", table)

    async def _prune(self, each: Pruned, now: int) -> None:
        while True:
            async with self._transactions.database.writing() as connection:
                gone = await each.prune(connection, now - each.kept_ms, BATCH)
            if gone < BATCH or not await self._lease.take():
                return

    async def _prune_uploads(self, before: int) -> None:
        """Row first, then the files: a crash in between leaves a file nobody names, never a row without its file."""
        while True:
            async with self._transactions.database.writing() as connection:
                gone = await media.take_unsent(connection, before, BATCH)
            for row in gone:
                for key in filter(None, (row.blob, row.thumbnail)):
                    await self._blobs.delete(key)
            if len(gone) < BATCH:
                return
