"""Files go to the provider before the message that carries them: an upload that fails is no send, so it may be repeated."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence

from channels.channel import Account, Channel, ChannelError
from hub import metrics
from hub.transaction import Transactions, milliseconds
from hub.work import claims, outcomes
from hub.work.lanes import Lanes
from storage.blobs import BlobMissing, Blobs
from storage.failures import DatabaseLost
from storage.inbox import attachments
from storage.inbox.attachments import AttachmentRow
from storage.outgoing import deliveries
from storage.outgoing.deliveries import DueRow

AT_ONCE = 4  # a file is held in memory while it is uploaded
KEPT_MS = 29 * 24 * 3_600_000  # Meta keeps an uploaded file for 30 days
AGAIN_SECONDS = 5.0  # after a failure of ours

Ended = Callable[[DueRow, ChannelError | None, float | None], None]

log = logging.getLogger(__name__)


class Uploads:
    """`ended` is told of each upload: the row, what went wrong, and in how many seconds to try again."""

    def __init__(self, transactions: Transactions, blobs: Blobs, channel: Channel, ended: Ended) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._channel = channel
        self._ended = ended
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def ready(self, account: Account, due: Sequence[DueRow], lanes: Lanes) -> list[DueRow]:
        """Those that can be sent now. For the others an upload begins, and their recipients wait for it."""
        if not due or self._channel.carries != "uploads":
            return list(due)
        async with self._transactions.database.reading() as connection:
            files = await attachments.of_messages(connection, (row.id for row in due))
        now = milliseconds()
        ready: list[DueRow] = []
        for row in due:
            missing = [file for file in files.get(row.id, []) if not _is_uploaded(file, now)]
            if not missing:
                ready.append(row)
                continue
            lanes.enter(row.recipient)
            task = asyncio.create_task(self._upload(account, row, missing[0]), name=f"upload {missing[0].id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return ready

    async def stop(self) -> None:
        """Nothing was promised yet: what is under way is cut short and done again later."""
        for task in list(self._tasks):
            task.cancel()
        for task in list(self._tasks):
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _upload(self, account: Account, row: DueRow, file: AttachmentRow) -> None:
        error: ChannelError | None = None
        again: float | None = None
        try:
            async with self._slots:
                media_id = await self._channel.upload(
                    account, await self._read(file), file.mime, file.name or file.kind
                )
            async with self._transactions.begin() as tx:
                await deliveries.keep_upload(tx.connection, file.id, media_id, tx.now)
        except ChannelError as refused:
            error = refused
        except DatabaseLost:
            again = AGAIN_SECONDS
        except Exception:
            log.exception("attachment %s: the upload failed", file.id)
            error = ChannelError("retry", "The file could not be uploaded.", code="upload_failed")
        metrics.media.labels("out", "ok" if error is None else error.outcome).inc()
        if error is not None:
            again = await self._failed(row, error)
        self._ended(row, error, again)

    async def _read(self, file: AttachmentRow) -> bytes:
        if file.blob is None:
            raise ChannelError("never", "The file is no longer there.", code="file_missing", advice="Attach it again.")
        try:
            return await self._blobs.read(file.blob)
        except BlobMissing:
            raise ChannelError(
                "never", "The file is no longer there.", code="file_missing", advice="Attach it again."
            ) from None

    async def _failed(self, row: DueRow, error: ChannelError) -> float | None:
        """Seconds until the next try; None when the message has failed. Unknown means here: not sent."""
        retried = ChannelError(
            "retry", error.message, code=error.code, advice=error.advice, retry_after=error.retry_after
        )
        known = error if error.outcome != "unknown" else retried
        again = outcomes.again_in(known, row.tries + 1)
        try:
            async with self._transactions.begin() as tx:
                if again is None:
                    await claims.fail_unsent(tx, row, outcomes.fault(error))
                elif outcomes.counts(known):
                    await deliveries.count_try(tx.connection, row.id)
        except DatabaseLost:
            return AGAIN_SECONDS
        return again


def _is_uploaded(file: AttachmentRow, now: int) -> bool:
    return file.uploaded_media_id is not None and (file.uploaded_at or 0) > now - KEPT_MS
