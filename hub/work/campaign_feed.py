"""Takes recipients of the campaigns that run on one account, a fraction of a second of its pace in advance, never more: a pause has little
to wait for, what people say little to pass, and a crash leaves little nobody knows the end of. Runs beside the account's sender, under
the same lease."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import Protocol

from channels.channel import ChannelError, Outgoing
from hub.campaigns import files, sending, states
from hub.campaigns.entering import WEIGHT, Hand, Handed
from hub.campaigns.sending import Taken
from hub.office import configuration
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.work.claims import Claim
from hub.work.leases import Lease
from hub.work.parts import Parts
from storage.blobs import BlobMissing
from storage.campaigns import sends
from storage.failures import DatabaseLost

CROWD_SECONDS = 0.4  # between crowds at the ordinary pace: a transaction costs the same for one and for thirty-two
SHORTEST_SECONDS = 0.2  # at the highest pace
CROWD = 200  # recipients of a crowd, where the pace has so many within the one and the other
IDLE_SECONDS = 1.0  # between looks while no campaign runs
LARGEST = 500  # recipients of one transaction
LONGEST_AHEAD = 1.0  # seconds of the pace, where the database is slow
AGAIN_SECONDS = 5.0  # after a failure, of ours or of an upload
STOP_SECONDS = 10.0  # a claim may end by itself when we stop

log = logging.getLogger(__name__)


class Hands(Protocol):
    """The account's sender. `claiming` is held while something is claimed that it does not have yet."""

    claiming: asyncio.Lock

    @property
    def rate(self) -> float:
        """Messages a second the account sends now."""
        ...

    def room(self, ahead: float) -> int:
        """How many recipients it can take so many seconds in advance."""
        ...

    def is_free(self, contact_id: str) -> bool:
        """Whether a person may get something now."""
        ...

    def take(self, claims: Sequence[Claim]) -> None:
        """Sends them as the pace allows."""
        ...

    def wake(self) -> None:
        """There is something in the queue."""
        ...

    def doubt(self) -> None:
        """Something may be claimed that it never gets."""
        ...


class CampaignFeed:
    def __init__(self, parts: Parts, lease: Lease, channel_id: str, kind: str, hands: Hands) -> None:
        self._parts = parts
        self._lease = lease
        self._channel_id = channel_id
        self._channel = parts.channels[kind]
        self._hands = hands
        self._again: dict[str, int] = {}  # by campaign: not before (ms)
        self._first = 0  # which campaign goes first, in turn
        self._uploads: dict[str, asyncio.Task[None]] = {}
        self._took = 0.0  # seconds a turn takes, smoothed

    async def run(self) -> None:
        """Until cancelled: see `stop`."""
        try:
            while True:
                try:
                    pause = await self.turn()
                except DatabaseLost:
                    self._hands.doubt()
                    pause = AGAIN_SECONDS
                except Exception:
                    log.exception("account %s: its campaigns could not be fed", self._channel_id)
                    self._hands.doubt()
                    pause = AGAIN_SECONDS
                await self._parts.clock.pause(pause)
        finally:
            for task in self._uploads.values():
                task.cancel()
            await asyncio.gather(*self._uploads.values(), return_exceptions=True)

    async def stop(self, running: asyncio.Task[None]) -> None:
        """When nothing is being claimed, so that whatever was is in the sender's hands."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS), self._hands.claiming:
                running.cancel()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    @property
    def ahead(self) -> float:
        """Seconds of the pace that are taken in advance: until the next crowd is there, and half as much again."""
        return min(LONGEST_AHEAD, 1.5 * (self._interval() + self._took))

    async def turn(self) -> float:
        """Takes whom there is room for; seconds until the next look."""
        now = self._parts.clock.milliseconds()
        row = self._parts.accounts.get(self._channel_id)
        if row is None or row.state != "active":
            return IDLE_SECONDS
        began = self._parts.clock.monotonic()
        async with self._parts.transactions.database.reading() as connection:
            running = await sends.running(connection, self._channel_id, now)
            if not running:
                return IDLE_SECONDS
            queued = await sends.queued(connection, self._channel_id)
            office = await configuration.read(connection)
        if queued:  # of open conversations, or tried before: the sender takes them itself
            self._hands.wake()
        await self._feed_all([id for id in running if self._again.get(id, 0) <= now], queued, office)
        self._took = (self._took + self._parts.clock.monotonic() - began) / 2
        return self._interval()

    def _interval(self) -> float:
        return min(CROWD_SECONDS, max(SHORTEST_SECONDS, CROWD / self._hands.rate))

    async def _feed_all(self, ready: Sequence[str], queued: int, office: Configuration) -> None:
        """A like share for each, another one first each time."""
        self._first += 1
        for place in range(len(ready)):
            room = self._hands.room(self.ahead) - queued
            share = min(LARGEST, -(-room // (len(ready) - place)))
            if share > 0:
                await self._feed(ready[(self._first + place) % len(ready)], share, office)

    async def _feed(self, campaign_id: str, share: int, office: Configuration) -> None:
        async with self._hands.claiming:
            taken = await self._take(campaign_id, share, office)
            self._hands.take([_claim(each) for each in taken.handed])
        if taken.again_at is not None:
            self._again[campaign_id] = taken.again_at
        for file in taken.files:
            if file not in self._uploads:
                self._uploads[file] = asyncio.create_task(self._upload(campaign_id, file), name=f"upload {file}")
        if taken.count > len(taken.handed):
            self._hands.wake()

    async def _take(self, campaign_id: str, share: int, office: Configuration) -> Taken:
        async with self._parts.transactions.begin(steady=True) as tx:
            if not await self._lease.fence(tx.connection):
                return Taken()
            hand = Hand(self._lease.holder, self._hands.is_free)
            return await sending.take(tx, campaign_id, share, office, hand, self._parts.public_url)

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


def _claim(handed: Handed) -> Claim:
    return Claim(
        message_id=handed.message_id,
        conversation_id=handed.conversation_id,
        contact_id=handed.contact_id,
        recipient=handed.contact_id,
        tries=1,
        due_at=handed.at,
        aliases=frozenset(handed.aliases),
        outgoing=Outgoing(
            tag=handed.attempt_id, to=handed.aliases, kind="template", text=handed.text, content=handed.content
        ),
        weight=WEIGHT,
        quiet=True,
    )
