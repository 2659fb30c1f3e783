"""What grows is cut back, in small batches; and how long the queues are."""

from __future__ import annotations

import logging

from hub import ledger, metrics
from hub.files.media_uploads import UNSENT_MS
from hub.router import pruning
from hub.searching import indexing
from hub.settings import Settings
from hub.transaction import Transactions, milliseconds
from hub.work.leases import Lease
from storage import event_log
from storage.blobs import Blobs
from storage.inbox import away_replies, media
from storage.intake import ledger as ledger_rows
from storage.mail import post as mail
from storage.office import kept_answers
from storage.outgoing import deliveries
from storage.quotations import links as quotation_links
from storage.running import positions
from storage.team import logins, notifications, push

DAY_MS = 24 * 3_600_000
BATCH = 1_000  # rows of one transaction
LOGIN_KEPT_MS = 30 * DAY_MS  # expired tokens, so that a reuse is still recognised
FAILURES_KEPT_MS = DAY_MS
ANSWERS_KEPT_MS = DAY_MS  # for an Idempotency-Key
MAIL_KEPT_MS = 30 * DAY_MS  # what was sent or given up, without its words
AWAY_KEPT_MS = 800 * DAY_MS  # longer than any closure
NOTIFICATIONS_KEPT_MS = 90 * DAY_MS
LINKS_KEPT_MS = 30 * DAY_MS  # of quotations' pages, after they expired
POSITIONS_KEPT_MS = 7 * DAY_MS  # of closed sessions, for the trace

log = logging.getLogger(__name__)


class Upkeep:
    """One process at a time, by lease."""

    def __init__(self, transactions: Transactions, blobs: Blobs, settings: Settings, holder: str) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._settings = settings
        self._lease = Lease(transactions.database, "upkeep", holder)

    async def prune(self) -> bool:
        """Everything that is too old. Small transactions: nobody waits long for a lock."""
        if not await self._lease.take():
            return False
        now = milliseconds()
        await self._prune_events(now - self._settings.event_days * DAY_MS)
        await ledger.prune(self._transactions, now - self._settings.ledger_days * DAY_MS)
        await self._prune_uploads(now - UNSENT_MS)
        async with self._transactions.database.writing() as connection:
            await logins.prune(connection, expired_before=now - LOGIN_KEPT_MS, failed_before=now - FAILURES_KEPT_MS)
        async with self._transactions.database.writing() as connection:
            await positions.prune(connection, now - POSITIONS_KEPT_MS)
            await mail.prune(connection, now - MAIL_KEPT_MS)
            await kept_answers.prune(connection, now - ANSWERS_KEPT_MS)
            await away_replies.prune(connection, now - AWAY_KEPT_MS)
            await notifications.prune(connection, now - NOTIFICATIONS_KEPT_MS, BATCH)
            await quotation_links.remove_expired(connection, now - LINKS_KEPT_MS, BATCH)
        await pruning.prune(self._transactions.database, now)
        return False

    async def measure(self) -> bool:
        async with self._transactions.database.reading() as connection:
            metrics.queue_depth.labels("deliveries").set(await deliveries.depth(connection, milliseconds()))
            metrics.queue_depth.labels("mail").set(await mail.depth(connection))
            metrics.queue_depth.labels("push").set(await push.depth(connection))
            metrics.queue_depth.labels("media").set(await media.depth(connection))
            metrics.queue_depth.labels("ledger").set(await ledger_rows.depth(connection))
            behind = await indexing.lag(connection)
            metrics.queue_depth.labels("search index").set(behind.events + behind.queued)
        return False

    async def stop(self) -> None:
        await self._lease.give_up()

    async def _prune_events(self, before: int) -> None:
        while True:
            async with self._transactions.database.writing() as connection:
                if await event_log.prune(connection, before, BATCH) < BATCH:
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
