"""Sends one account's messages, for as long as this process holds the account's lease.

A turn: look who may get something, upload what is missing, claim (one transaction), send each (no transaction), record what became of
those that finished within a few milliseconds (one transaction). Crowds of campaigns come claimed already (`CampaignFeed`).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from collections.abc import Sequence

from channels.channel import ChannelError
from hub.accounts import channels as accounts_verbs
from hub.boundaries import cross
from hub.work import abandoned, claims, companions, kept_pace, private_pages, queue
from hub.work.attempting import Attempting
from hub.work.campaign_feed import CampaignFeed
from hub.work.claims import Claim
from hub.work.departures import DRAIN_SECONDS, Departures
from hub.work.lanes import Lanes
from hub.work.leases import Lease
from hub.work.outcomes import Result
from hub.work.pace import Pace
from hub.work.parts import Parts
from hub.work.recording import Recording
from hub.work.uploads import Uploads
from storage.failures import DatabaseLost
from storage.outgoing.deliveries import DueRow

MOST_CLAIMED = 400  # being sent, or claimed and waiting for their moment, of what people say
MOST_IN_HAND = 1200  # the same of all: what the highest pace has in line, at the provider, and ended but not stored
LARGEST_CLAIM = 200  # rows of one transaction
IDLE_SECONDS = 1.0  # the queue is looked at this often without any hint
TURN_SECONDS = 0.02  # the shortest pause between two looks
FULL_SECONDS = 0.2  # at full speed: what the budget gains meanwhile is claimed together
FORGET_SECONDS = 1.0  # between two looks whose budget is whole again
LONGEST_AHEAD = 1.0  # seconds of budget claimed in advance, where the database is slow: a crash leaves these `unknown`
AGAIN_SECONDS = 0.5  # after a database that did not answer

log = logging.getLogger(__name__)


class Sender:
    def __init__(self, parts: Parts, lease: Lease, channel_id: str, kind: str) -> None:
        self._parts = parts
        self._lease = lease
        self._channel_id = channel_id
        self._channel = parts.channels[kind]
        self._clock = parts.clock
        limits = self._channel.limits
        self._pace = Pace(self._allowed(), limits.pair_burst, limits.pair_seconds, self._clock.monotonic())
        self._lanes = Lanes(self._pace)
        self._uploads = Uploads(parts.transactions, parts.blobs, self._channel, self._ended_upload)
        self._feed = CampaignFeed(parts, lease, channel_id, kind, self)
        self._ahead = (
            0.0  # seconds a turn at full speed takes, smoothed: what the budget gains meanwhile is claimed too
        )
        self._full = False  # at full speed: outcomes are no reason to look again, what people say is
        account = functools.partial(parts.accounts.account, channel_id)
        self._recording = Recording(
            parts,
            channel_id,
            lease.holder,
            heed=self._heed,
            let_go=self._let_go,
            lost=self.doubt,
            in_hand=self._count,
        )
        self._departures = Departures(self._channel, account, self._pace, self._clock, self._recording.add)
        self._forgot_at = 0.0
        self._attempting = Attempting(
            parts.transactions,
            lease,
            channel_id,
            self._clock,
            rate=lambda: self._pace.rate,
            in_line=lambda: self._departures.in_line,
            ready=self._departures.add,
            gone=self._lose,
        )
        self._landed = asyncio.Event()  # an outcome was stored
        self._wake = asyncio.Event()
        self._stopping = False
        self._settled = False  # what was claimed and nobody is sending
        self.claiming = asyncio.Lock()  # what is claimed and not in hand yet is no abandoned claim

    def wake(self) -> None:
        self._wake.set()

    @property
    def rate(self) -> float:
        return self._pace.rate

    def room(self, ahead: float) -> int:
        """How many recipients of campaigns may be taken so many seconds in advance."""
        now = self._clock.monotonic()
        if self._stopping or not self._settled or not self._may_send() or self._pace.held_in(now) > 0:
            return 0
        most = MOST_IN_HAND - len(self._departures.messages) - len(self._attempting)
        return min(most, self._pace.room(now, ahead) - self._departures.in_line - len(self._attempting))

    def is_free(self, contact_id: str) -> bool:
        return self._lanes.is_free(contact_id, self._clock.monotonic())

    def take(self, claimed: Sequence[Claim]) -> None:
        """Recipients of campaigns that were claimed leave as the pace allows."""
        self._enter(claimed)
        self._attempting.add(claimed)

    def _enter(self, claimed: Sequence[Claim]) -> None:
        now = self._clock.monotonic()
        for claim in claimed:
            self._pace.promise(claim.recipient, now)
            self._lanes.enter(claim.recipient)

    def _lose(self, claimed: Sequence[Claim]) -> None:
        """Another process has them."""
        for claim in claimed:
            self._lanes.leave(claim.recipient)

    def _count(self) -> int:
        return len(self._departures.messages)

    def doubt(self) -> None:
        """Something may be claimed that nobody is sending."""
        self._settled = False
        self._wake.set()

    async def run(self) -> None:
        """Until `stop`, or until the lease is lost. Ends with everything in flight recorded."""
        recorder = asyncio.create_task(self._recording.run(), name=f"outcomes {self._channel_id}")
        departing = asyncio.create_task(self._departures.run(), name=f"departures {self._channel_id}")
        attempting = asyncio.create_task(self._attempting.run(), name=f"attempts {self._channel_id}")
        feeding = asyncio.create_task(self._feed.run(), name=f"campaigns {self._channel_id}")
        try:
            await kept_pace.remember(self._parts, self._channel_id, self._pace)
            while not self._stopping and self._lease.held:
                try:
                    self._settled = self._settled or await self._settle_abandoned()
                    pause = await self._turn()
                except DatabaseLost:
                    self._settled, pause = False, AGAIN_SECONDS
                except Exception:
                    log.exception("account %s: a turn failed", self._channel_id)
                    self._settled, pause = False, IDLE_SECONDS
                await self._clock.wait(self._wake, pause)
        finally:
            self._stopping = True
            await self._feed.stop(feeding)
            await self._attempting.stop(attempting)
            await self._drain(recorder, departing)

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def _settle_abandoned(self) -> bool:
        """What the holder before us left behind."""
        while True:
            async with self.claiming, self._parts.transactions.begin() as tx:
                if not await self._lease.fence(tx.connection):
                    return False
                mine = self._departures.messages | self._attempting.messages
                count = await abandoned.settle(tx, self._channel_id, mine, LARGEST_CLAIM)
            if count < LARGEST_CLAIM:
                return True

    async def _turn(self) -> float:
        """One look at the queue; how many seconds nothing can change unless somebody wakes us."""
        now = self._clock.monotonic()
        self._forget(now)
        if not self._may_send():
            return IDLE_SECONDS
        if (held := self._pace.held_in(now)) > 0:
            return held
        gained = self._pace.room(now, self._ahead)
        # campaigns leave room for what people say: that passes whoever is in line
        most = min(MOST_CLAIMED - self._departures.said, LARGEST_CLAIM)
        said, room = min(most, gained - self._departures.said_in_line), min(LARGEST_CLAIM, self._room_of_campaigns())
        if said <= 0:
            return max(TURN_SECONDS, self._pace.room_in(now))
        due, turn = await queue.look(self._parts, self._channel_id, self._lanes, said, room)
        ready = await self._uploads.ready(self._parts.accounts.account(self._channel_id), due, self._lanes)
        if ready:
            await self._launch(ready)
        self._full = len(due) >= max(1, said if due and due[0].weight == 0 else room)
        if self._full:
            await self._clock.wait(self._wake, FULL_SECONDS)
            self._ahead = min(LONGEST_AHEAD, (self._ahead + self._clock.monotonic() - now) / 2)
            return 0.0
        self._ahead = 0.0
        return IDLE_SECONDS if turn is None else max(TURN_SECONDS, min(IDLE_SECONDS, turn - now))

    def _room_of_campaigns(self) -> int:
        """In the queue; of what the feed leaves."""
        return self.room(max(self._ahead, self._feed.ahead))

    def _forget(self, now: float) -> None:
        if now - self._forgot_at >= FORGET_SECONDS:
            self._forgot_at = now
            self._pace.allow(self._allowed(), now)
            self._lanes.forget(now)
            self._pace.forget(now)

    def _allowed(self) -> float:
        row = self._parts.accounts.get(self._channel_id)
        most = self._parts.per_second.get(self._channel.kind)
        return kept_pace.allowed(self._channel.limits, None if row is None else row.throughput, most)

    def _may_send(self) -> bool:
        row = self._parts.accounts.get(self._channel_id)
        if row is None or row.state != "active":
            return False
        try:
            self._parts.accounts.account(self._channel_id)
        except LookupError:
            return False
        return True

    async def _launch(self, due: list[DueRow]) -> None:
        async with self._parts.transactions.begin() as tx:
            claimed = await claims.claim(tx, self._lease, self._channel_id, self._channel, due)
            claimed = await private_pages.addressed(tx, claimed, self._parts.public_url, self._parts.secret_key)
            claimed = await companions.equipped(
                tx,
                self._channel,
                claimed,
                self._parts.files_url or self._parts.public_url,
                self._parts.secret_key,
            )
        cross("after_claim")
        self._enter(claimed)
        self._departures.add(claimed)

    def _let_go(self, batch: Sequence[Result]) -> None:
        for each in batch:
            self._release(each)
        self._landed.set()
        if not self._full:
            self._wake.set()

    async def _heed(self, batch: Sequence[Result]) -> None:
        """What an answer says about the whole account. Before the outcome, so that a paused account's message is not claimed again."""
        now = self._clock.monotonic()
        for error in (each.error for each in batch if each.error is not None):
            if error.slows and self._pace.slow(now):
                await kept_pace.keep(self._parts, self._channel_id, self._pace)
            if error.scope == "account" and error.outcome in ("retry", "wait"):
                self._pace.hold(now + (error.retry_after or 1.0))
        pausing = next((each.error for each in batch if each.error is not None and each.error.outcome == "pause"), None)
        if pausing is not None:
            reason = f"{pausing.message} {pausing.advice or ''}".strip()
            async with self._parts.transactions.begin() as tx:
                await accounts_verbs.pause(tx, self._channel_id, reason)
            await self._parts.accounts.refresh()

    def _release(self, result: Result) -> None:
        self._departures.stored(result.claim.message_id)
        until = None
        if result.keeps_place and result.again_in and result.error is not None and result.error.scope != "account":
            until = self._clock.monotonic() + result.again_in
        self._lanes.leave(result.claim.recipient, until)

    def _ended_upload(self, row: DueRow, error: ChannelError | None, again: float | None) -> None:
        until = None if again is None else self._clock.monotonic() + again
        self._lanes.leave(row.recipient, until)
        if error is not None and error.slows:
            self._pace.slow(self._clock.monotonic())
        self._wake.set()

    async def _drain(self, recorder: asyncio.Task[None], departing: asyncio.Task[None]) -> None:
        await self._uploads.stop()
        await self._departures.drain(departing)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while self._departures.messages:
                    self._landed.clear()
                    await self._landed.wait()
        recorder.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await recorder
