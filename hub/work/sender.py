"""Sends one account's messages, for as long as this process holds the account's lease.

A turn: look who may get something, upload what is missing, claim (one transaction), send each (no transaction), record what became of
those that finished within a few milliseconds (one transaction).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging

from channels.channel import ChannelError
from hub import channels as accounts_verbs
from hub.boundaries import cross
from hub.receiving import parked
from hub.work import claims, outcomes, private_pages
from hub.work.campaign_feed import CampaignFeed
from hub.work.departures import DRAIN_SECONDS, Departures
from hub.work.lanes import Lanes
from hub.work.leases import Lease
from hub.work.outcomes import Result
from hub.work.pace import Pace
from hub.work.parts import Parts
from hub.work.uploads import Uploads
from storage import campaign_sends, deliveries
from storage.deliveries import DueRow, Place
from storage.failures import DatabaseLost

MOST_CLAIMED = 400  # being sent, or claimed and waiting for their moment
LARGEST_CLAIM = 200  # rows of one transaction
PAGE = 200  # rows looked at together
PAGES = 5  # and how often, when many wait for few recipients
IDLE_SECONDS = 1.0  # the queue is looked at this often without any hint
TURN_SECONDS = 0.02  # the shortest pause between two looks
FULL_SECONDS = 0.2  # at full speed: what the budget gains meanwhile is claimed together
CROWD_SECONDS = 0.4  # likewise where only campaigns wait; what people write wakes us at once
GATHER_SECONDS = 0.005  # outcomes that come within it are stored together
GATHER_BUSY_SECONDS = 0.1  # likewise, when many are in flight
GATHER_CROWD_SECONDS = 0.4  # likewise, where nobody looks: of campaigns
BUSY = 8  # in flight
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
        rate = parts.per_second.get(kind, limits.per_second)
        self._pace = Pace(rate, limits.pair_burst, limits.pair_seconds, self._clock.monotonic())
        self._lanes = Lanes(self._pace)
        self._uploads = Uploads(parts.transactions, parts.blobs, self._channel, self._ended_upload)
        self._feed = CampaignFeed(parts, lease, channel_id, kind, lambda: self._pace.rate, self.wake)
        self._ahead = (
            0.0  # seconds a turn at full speed takes, smoothed: what the budget gains meanwhile is claimed too
        )
        self._full = False  # at full speed: outcomes are no reason to look again, what people say is
        account = functools.partial(parts.accounts.account, channel_id)
        self._departures = Departures(self._channel, account, self._pace, self._clock, self._took_off)
        self._finished: list[Result] = []
        self._ended = asyncio.Event()
        self._landed = asyncio.Event()  # an outcome was stored
        self._wake = asyncio.Event()
        self._stopping = False
        self._settled = False  # what was claimed and nobody is sending

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Until `stop`, or until the lease is lost. Ends with everything in flight recorded."""
        recorder = asyncio.create_task(self._record_all(), name=f"outcomes {self._channel_id}")
        departing = asyncio.create_task(self._departures.run(), name=f"departures {self._channel_id}")
        feeding = asyncio.create_task(self._feed.run(), name=f"campaigns {self._channel_id}")
        try:
            await self._remember_pace()
            while not self._stopping and self._lease.held:
                try:
                    self._settled = self._settled or await self._settle_abandoned()
                    pause = await self._turn()
                except DatabaseLost:
                    pause = AGAIN_SECONDS
                except Exception:
                    log.exception("account %s: a turn failed", self._channel_id)
                    pause = IDLE_SECONDS
                await self._clock.wait(self._wake, pause)
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
            await self._drain(recorder, departing)

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def _remember_pace(self) -> None:
        """Whoever sent before us may have been told that it was too fast."""
        with contextlib.suppress(DatabaseLost):
            async with self._parts.transactions.database.reading() as connection:
                kept = await campaign_sends.pace(connection, self._channel_id)
            if kept is not None:
                ago = max(0.0, (self._clock.milliseconds() - kept[1]) / 1000)
                self._pace.restore(kept[0], ago, self._clock.monotonic())

    async def _keep_pace(self) -> None:
        with contextlib.suppress(DatabaseLost):
            async with self._parts.transactions.begin() as tx:
                await campaign_sends.keep_pace(tx.connection, self._channel_id, self._pace.rate, tx.now)

    async def _settle_abandoned(self) -> bool:
        """What the holder before us left behind."""
        while True:
            async with self._parts.transactions.begin() as tx:
                if not await self._lease.fence(tx.connection):
                    return False
                count = await outcomes.settle_abandoned(tx, self._channel_id, self._departures.messages, LARGEST_CLAIM)
            if count < LARGEST_CLAIM:
                return True

    async def _turn(self) -> float:
        """One look at the queue; how many seconds nothing can change unless somebody wakes us."""
        now = self._clock.monotonic()
        self._lanes.forget(now)
        self._pace.forget(now)
        if not self._may_send():
            return IDLE_SECONDS
        if (held := self._pace.held_in(now)) > 0:
            return held
        most = min(MOST_CLAIMED - len(self._departures.messages), LARGEST_CLAIM)
        gained = self._pace.room(now, self._ahead)
        # campaigns leave room for what people say: that passes whoever is in line
        said, room = min(most, gained - self._departures.said_in_line), min(most, gained - self._departures.in_line)
        if said <= 0:
            return max(TURN_SECONDS, self._pace.room_in(now))
        due, turn = await self._look(said, room, now)
        ready = await self._uploads.ready(self._parts.accounts.account(self._channel_id), due, self._lanes)
        if ready:
            await self._launch(ready)
        self._full = len(due) >= room
        if self._full:
            await self._clock.wait(self._wake, FULL_SECONDS if any(row.weight == 0 for row in due) else CROWD_SECONDS)
            self._ahead = min(LONGEST_AHEAD, (self._ahead + self._clock.monotonic() - now) / 2)
            return 0.0
        self._ahead = 0.0
        return IDLE_SECONDS if turn is None else max(TURN_SECONDS, min(IDLE_SECONDS, turn - now))

    def _may_send(self) -> bool:
        row = self._parts.accounts.get(self._channel_id)
        if row is None or row.state != "active":
            return False
        try:
            self._parts.accounts.account(self._channel_id)
        except LookupError:
            return False
        return True

    async def _look(self, said: int, room: int, now: float) -> tuple[list[DueRow], float | None]:
        picked: list[DueRow] = []
        turn: float | None = None
        taken: set[str] = set()
        after: Place | None = None
        async with self._parts.transactions.database.reading() as connection:
            for _ in range(PAGES):
                rows = await deliveries.due(connection, self._channel_id, self._clock.milliseconds(), after, PAGE)
                more, next_turn = self._lanes.pick(rows, said - len(picked), room - len(picked), now, taken)
                picked += more
                turn = next_turn if turn is None else min(turn, next_turn or turn)
                if len(rows) < PAGE or len(picked) >= max(said, room):
                    break
                after = rows[-1].place
        return picked, turn

    async def _launch(self, due: list[DueRow]) -> None:
        async with self._parts.transactions.begin() as tx:
            claimed = await claims.claim(tx, self._lease, self._channel_id, self._channel, due)
            claimed = await private_pages.addressed(tx, claimed, self._parts.public_url)
        cross("after_claim")
        now = self._clock.monotonic()
        for claim in claimed:
            self._pace.promise(claim.recipient, now)
            self._lanes.enter(claim.recipient)
        self._departures.add(claimed)

    def _took_off(self, result: Result) -> None:
        self._finished.append(result)
        self._ended.set()

    async def _record_all(self) -> None:
        """Until cancelled. A result leaves the list only when it is stored."""
        while True:
            await self._ended.wait()
            await asyncio.sleep(self._gathering())
            self._ended.clear()
            batch, self._finished = self._finished[:LARGEST_CLAIM], self._finished[LARGEST_CLAIM:]
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
                self._settled = False

    def _gathering(self) -> float:
        """Seconds to wait for more outcomes, so that many are stored together."""
        if len(self._departures.messages) <= BUSY:
            return GATHER_SECONDS
        crowd = all(result.claim.weight > 0 for result in self._finished)
        return GATHER_CROWD_SECONDS if crowd else GATHER_BUSY_SECONDS

    async def _record(self, batch: list[Result]) -> None:
        await self._heed(batch)
        try:
            await self._store(batch)
        except DatabaseLost:
            raise
        except Exception:
            log.exception("account %s: outcomes could not be stored together", self._channel_id)
            for each in batch:
                await self._store_alone(each)
        self._let_go(batch)

    def _let_go(self, batch: list[Result]) -> None:
        for each in batch:
            self._release(each)
        self._landed.set()
        if not self._full:
            self._wake.set()

    async def _store(self, batch: list[Result]) -> None:
        async with self._parts.transactions.begin() as tx:
            waiting = await outcomes.record(tx, self._channel_id, self._lease.holder, batch)
        cross("after_outcome")
        with contextlib.suppress(DatabaseLost):  # the sweep joins what is left
            await parked.join_committed(self._parts.transactions, self._parts.rules, waiting)

    async def _store_alone(self, result: Result) -> None:
        """One strange answer (a provider's id given twice) must not hold up its neighbours."""
        try:
            await self._store([result])
        except DatabaseLost:
            raise
        except Exception:
            log.exception("attempt %s: its outcome could not be stored", result.claim.outgoing.tag)
            await self._store([Result(claim=result.claim, at=result.at, error=outcomes.no_answer())])

    async def _heed(self, batch: list[Result]) -> None:
        """What an answer says about the whole account. Before the outcome, so that a paused account's message is not claimed again."""
        now = self._clock.monotonic()
        for error in (each.error for each in batch if each.error is not None):
            if error.slows and self._pace.slow(now):
                await self._keep_pace()
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
