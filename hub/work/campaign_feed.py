"""Feeds one account's queue from the campaigns that run on it: a second or two of its pace in advance, never more, so that a pause has
little to take back and replies little to pass. Runs beside the account's sender, under the same lease."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from channels.channel import ChannelError
from hub import configuration
from hub.campaigns import contents, files, sending, states
from hub.campaigns import shaping as campaign_shapes
from hub.wire.errors import Refusal
from hub.work.leases import Lease
from hub.work.parts import Parts
from storage import campaign_sends as sends
from storage import campaigns as campaign_rows
from storage.blobs import BlobMissing
from storage.failures import DatabaseLost

LOOK_SECONDS = 0.5  # between looks while a campaign runs
IDLE_SECONDS = 1.0  # and while none does
AHEAD_SECONDS = 2.0  # of the pace that wait in the queue
LARGEST = 500  # recipients of one transaction
AGAIN_SECONDS = 5.0  # after a failure, of ours or of an upload

log = logging.getLogger(__name__)


class CampaignFeed:
    """`rate`: messages a second the account sends now; `fed` is told when something was queued."""

    def __init__(
        self, parts: Parts, lease: Lease, channel_id: str, kind: str, rate: Callable[[], float], fed: Callable[[], None]
    ) -> None:
        self._parts = parts
        self._lease = lease
        self._channel_id = channel_id
        self._channel = parts.channels[kind]
        self._rate = rate
        self._fed = fed
        self._again: dict[str, int] = {}  # by campaign: not before (ms)
        self._first = 0  # which campaign goes first, in turn
        self._uploads: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                try:
                    pause = await self.turn()
                except DatabaseLost:
                    pause = AGAIN_SECONDS
                except Exception:
                    log.exception("account %s: its campaigns could not be fed", self._channel_id)
                    pause = AGAIN_SECONDS
                await self._parts.clock.pause(pause)
        finally:
            for task in self._uploads.values():
                task.cancel()
            await asyncio.gather(*self._uploads.values(), return_exceptions=True)

    async def turn(self) -> float:
        """Queues what there is room for; seconds until the next look."""
        now = self._parts.clock.milliseconds()
        row = self._parts.accounts.get(self._channel_id)
        if row is None or row.state != "active":
            return IDLE_SECONDS
        async with self._parts.transactions.database.reading() as connection:
            running = await sends.running(connection, self._channel_id, now)
            if not running:
                return IDLE_SECONDS
            queued = await sends.queued(connection, self._channel_id)
            zone = (await configuration.read(connection)).time_zone
        ready = [id for id in running if self._again.get(id, 0) <= now]
        most = max(1, int(self._rate() * AHEAD_SECONDS))
        if not ready or queued > most // 2:
            return LOOK_SECONDS
        self._first += 1
        start = self._first % len(ready)
        share = max(1, min(LARGEST, (most - queued) // len(ready)))
        taken = [await self._feed(id, share, zone) for id in (*ready[start:], *ready[:start])]
        return 0.0 if all(count == LARGEST for count in taken) else LOOK_SECONDS

    async def _feed(self, campaign_id: str, share: int, zone: str) -> int:
        media = await self._media(campaign_id)
        async with self._parts.transactions.begin() as tx:
            if not await self._lease.fence(tx.connection):
                return 0
            taken = await sending.take(tx, campaign_id, media, share, zone)
        if taken.again_at is not None:
            self._again[campaign_id] = taken.again_at
        for file in taken.files:
            if file not in self._uploads:
                self._uploads[file] = asyncio.create_task(self._upload(campaign_id, file), name=f"upload {file}")
        if taken.count:
            self._fed()
        return taken.count

    async def _media(self, campaign_id: str) -> dict[str, str]:
        """What the provider calls the files of the campaign's headers, of those it has."""
        async with self._parts.transactions.database.reading() as connection:
            row = await campaign_rows.get(connection, campaign_id)
            if row is None:
                return {}
            materials = await contents.materials(connection, campaign_shapes.campaign(row))
            wanted = {each.media for each in materials.every() if each.media is not None}
            return await files.media_ids(connection, self._channel_id, wanted)

    async def _upload(self, campaign_id: str, file: str) -> None:
        pause = 0.0
        try:
            account = self._parts.accounts.account(self._channel_id)
            await files.upload(
                self._parts.transactions, self._parts.blobs, self._channel, account, self._channel_id, file
            )
        except ChannelError as refused:
            pause = refused.retry_after or AGAIN_SECONDS
            if refused.outcome not in ("retry", "wait", "unknown"):
                await self._pause(campaign_id, f"{refused.message} {refused.advice or ''}".strip())
        except (Refusal, BlobMissing) as gone:
            await self._pause(campaign_id, getattr(gone, "message", "The file of the template's heading is gone."))
        except Exception:
            log.exception("file %s could not be uploaded", file)
            pause = AGAIN_SECONDS
        await self._parts.clock.pause(pause)
        self._uploads.pop(file, None)

    async def _pause(self, campaign_id: str, reason: str) -> None:
        with contextlib.suppress(Refusal, DatabaseLost):  # somebody else was faster; the next look tries again
            async with self._parts.transactions.begin() as tx:
                await states.move(tx, campaign_id, "paused", by=None, code="file", reason=reason)
