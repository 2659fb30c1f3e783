"""What is claimed leaves one by one as the pace allows, what people say first; each call is a task of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence

from channels.channel import Accepted, Account, Channel, ChannelError, Merging
from hub import metrics
from hub.boundaries import cross
from hub.work import doubts, outcomes
from hub.work.claims import Claim
from hub.work.clock import Clock
from hub.work.line import Line
from hub.work.outcomes import Result
from hub.work.pace import Pace

CALLS = 400  # at once; below the transport's connections, so that media and marks get through
SHORTEST_PAUSE = 0.005  # seconds; what the pace gains meanwhile leaves together
DRAIN_SECONDS = 10.0  # what is in flight may end by itself when we stop
STOPPED = "The worker stopped before this was sent."

log = logging.getLogger(__name__)


class Departures:
    """`account`: as it is at the moment of each call; raises LookupError. `ended` is told of every attempt's end."""

    def __init__(
        self,
        channel: Channel,
        account: Callable[[], Account],
        pace: Pace,
        clock: Clock,
        ended: Callable[[Result], None],
    ) -> None:
        self._channel = channel
        self._account = account
        self._pace = pace
        self._clock = clock
        self._ended = ended
        self._line = Line()
        self._others: dict[str, list[Claim]] = {}  # who leaves with whom, by the first one's message
        self._flying: dict[str, asyncio.Task[None]] = {}  # by message
        self._unsettled: set[str] = set()  # messages whose outcome is not stored yet
        self._said: set[str] = set()  # those of them that people wrote
        self._calls = asyncio.Semaphore(CALLS)
        self._waiting = asyncio.Event()

    @property
    def messages(self) -> set[str]:
        """All that are in hand: in line, in flight, or ended and not yet stored."""
        return self._unsettled

    @property
    def said(self) -> int:
        """How many of them people wrote."""
        return len(self._said)

    @property
    def in_line(self) -> int:
        return len(self._line)

    @property
    def said_in_line(self) -> int:
        """How many of those in line people wrote."""
        return self._line.said

    def add(self, claims: Iterable[Claim]) -> None:
        first: Claim | None = None
        for claim in claims:
            self._unsettled.add(claim.message_id)
            if claim.weight == 0:
                self._said.add(claim.message_id)
            if first is not None and claim.call is not None and claim.call == first.call:
                self._others.setdefault(first.message_id, []).append(claim)
            else:
                first = claim
                self._line.add(claim)
        self._waiting.set()

    def stored(self, message_id: str) -> None:
        self._unsettled.discard(message_id)
        self._said.discard(message_id)
        self._flying.pop(message_id, None)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            while not self._line:
                self._waiting.clear()
                await self._waiting.wait()
            wait = self._pace.room_in(self._clock.monotonic())
            if wait > 0:
                await self._clock.pause(max(wait, SHORTEST_PAUSE))
            now = self._clock.monotonic()
            while self._line and self._pace.room_in(now) <= 0:
                self._pace.take(now)
                claim = self._line.take()
                self._flying[claim.message_id] = asyncio.create_task(self._send(claim), name=claim.outgoing.tag)

    async def drain(self, running: asyncio.Task[None]) -> None:
        """Nobody leaves any more; who is in flight may land, for a while. Who is still in line was certainly not sent."""
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        while self._line:
            claim = self._line.take()
            self._end([claim, *self._others.pop(claim.message_id, [])], _stopped())
        if self._flying:
            _, late = await asyncio.wait(set(self._flying.values()), timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()

    async def _send(self, claim: Claim) -> None:
        party = [claim, *self._others.pop(claim.message_id, [])]
        told: Sequence[Accepted | ChannelError] | ChannelError
        try:
            async with self._calls:
                account = self._ready_account()
                cross("before_send")
                with metrics.send_seconds.labels(self._channel.kind).time():
                    told = await self._call(account, party)
            cross("after_provider_200")
        except ChannelError as refused:
            told = refused
        except asyncio.CancelledError:
            told = _stopped(doubt=True) if _repeatable(party) else outcomes.no_answer()
        except Exception:
            log.exception("attempt %s: the channel failed", claim.outgoing.tag)
            told = outcomes.no_answer()
        self._end(party, told)

    async def _call(self, account: Account, party: Sequence[Claim]) -> Sequence[Accepted | ChannelError]:
        if isinstance(self._channel, Merging):
            return await self._channel.send_together(account, [each.outgoing for each in party])
        return [await self._channel.send(account, each.outgoing) for each in party]

    def _end(self, party: Sequence[Claim], told: Sequence[Accepted | ChannelError] | ChannelError) -> None:
        now, tries = self._clock.milliseconds(), max(claim.tries for claim in party)  # a call is made again whole
        each_told = [told] * len(party) if isinstance(told, ChannelError) else told
        for claim, one in zip(party, each_told, strict=True):
            error = doubts.judged(claim, one) if isinstance(one, ChannelError) else None
            accepted = None if isinstance(one, ChannelError) else one
            metrics.sends.labels(self._channel.kind, "accepted" if error is None else error.outcome).inc()
            again = None if error is None else outcomes.again_in(error, tries, claim.since, now)
            self._ended(Result(claim=claim, at=now, accepted=accepted, error=error, again_in=again))

    def _ready_account(self) -> Account:
        try:
            return self._account()
        except LookupError as missing:
            unset = ChannelError("pause", str(missing), code="no_credentials")
            unset.unspent = True
            raise unset from None


def _stopped(*, doubt: bool = False) -> ChannelError:
    found = ChannelError("retry", STOPPED, code="stopped", scope="account", retry_after=0.0, doubt=doubt)
    found.unspent = not doubt
    return found


def _repeatable(party: Sequence[Claim]) -> bool:
    """Whether the same call may be made again: it has a key, and did not go by a token that has none."""
    handles = party[0].outgoing.handles
    return party[0].call is not None and (handles is None or handles.reply is None)
