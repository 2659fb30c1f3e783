"""All live sessions of this process: opens, times and ends them. One wheel serves their pulses and deadlines; no session has a task."""

from __future__ import annotations

import asyncio
import functools
import logging
import random
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

from hub import ids, metrics
from hub.arrivals import Arrivals
from hub.live import closing, frames
from hub.live.allowance import Allowance
from hub.live.closing import Closed, Closing
from hub.live.desk import Desk
from hub.live.entrance import Admitted, Entrance
from hub.live.fanout import Fanout
from hub.live.line import Line
from hub.live.pace import PACE, WHISPER_BACKLOG, Pace, hold
from hub.live.positions import Positions
from hub.live.presence import Presence
from hub.live.session import MARKS, Session, State
from hub.live.tail import REPLAY_EVENTS, Tail
from hub.live.wheel import Wheel
from hub.transaction import milliseconds
from hub.wire.commands import Pong
from hub.wire.frames import Bye, Welcome

jitter = random.SystemRandom()
log = logging.getLogger(__name__)


class Sessions:
    def __init__(
        self,
        tail: Tail,
        entrance: Entrance,
        desk: Desk,
        presence: Presence,
        positions: Positions,
        pace: Pace = PACE,
        arrivals: Arrivals | None = None,
    ) -> None:
        self._arrivals = arrivals or Arrivals()
        self.tail = tail
        self.entrance = entrance
        self.pace = pace
        self._desk = desk
        self._presence = presence
        self._positions = positions
        self._sessions: dict[str, Session] = {}
        self._users: dict[str, set[Session]] = {}
        self._undrained: set[Session] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flush_at = 0.0
        self._flushing: asyncio.TimerHandle | None = None
        self._closed_to_new = False
        self._wheel = Wheel(pace, self._pulse, self._pong_missing, self._sweep)
        self.fanout = Fanout(lambda: tail.ring, self._replay, self.end, self._stale, REPLAY_EVENTS)
        tail.follow(self._advanced, self._reset)
        presence.whisper = self.whisper
        desk.ponged = self.ponged
        for state in (State.LIVE, State.BEHIND, State.STALE):
            metrics.sessions.labels(state.value).set_function(functools.partial(self.count_of, state))

    # --- opening --------------------------------------------------------------------------------------------------------------------
    @property
    def count(self) -> int:
        return len(self._sessions)

    def count_of(self, state: State) -> int:
        return sum(session.state is state for session in self._sessions.values())

    def start(self) -> None:
        self._keep(self._wheel.run(), "sessions")
        self._keep(self._presence.run(), "presence")
        self._keep(self._positions.run(), "positions")

    async def stop(self) -> None:
        for session in list(self._sessions.values()):
            self.end(session, closing.RESTARTING)
        await self._desk.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._flushing is not None:
            self._flushing.cancel()
        await self._positions.store()

    def open(self, line: Line, admitted: Admitted) -> Session:
        """Welcomes a session. Nothing is awaited between its rights, its position and its group. Raises Closed."""
        agent = admitted.agent
        if self._closed_to_new:
            raise Closed(closing.RESTARTING)
        if len(self._users.get(agent.id, ())) >= self.pace.sessions:
            raise Closed(closing.TOO_MANY_SESSIONS)
        if admitted.cursor.epoch != self.tail.epoch:
            raise Closed(closing.TRY_LATER)
        keys = frozenset(sys.intern(key) for key in agent.keys)
        session = Session(ids.new(), agent, keys, line, position=admitted.position, decided=admitted.cursor.seq)
        session.owner = self
        session.expires_at = admitted.expires_at
        session.opened_at = milliseconds()
        session.resuming = admitted.resumed
        session.allowance = Allowance(self.pace, time.monotonic())
        self._sessions[session.session_id] = session
        self._users.setdefault(agent.id, set()).add(session)
        self._wheel.add(session)
        welcome = Welcome(
            protocol=1,
            session=session.session_id,
            user=admitted.user,
            cursor=admitted.cursor,
            resumed=admitted.resumed,
            pulse=self.pace.pulse,
        )
        line.push(frames.encoded(welcome))
        line.attach(session)
        self.fanout.pump(session)
        self._positions.note(session)
        self._presence.came(session)
        return session

    # --- what lines tell --------------------------------------------------------------------------------------------------------------
    def heard(self, session: Session, text: str | bytes) -> None:
        if session.state is State.GONE:
            return
        try:
            self._desk.heard(session, text)
        except Closed as closed:
            self.end(session, closed.closing)

    def strange(self, session: Session) -> None:
        self.end(session, closing.NOT_OURS)

    def paused(self, session: Session) -> None:
        session.paused_at = time.monotonic()
        self._undrained.add(session)
        self.fanout.fall_behind(session)
        session.line.pause()  # who does not read is not asked what else it wants

    def drained(self, session: Session) -> None:
        session.paused_at = None
        session.excuse(time.monotonic())
        self._undrained.discard(session)
        self.fanout.pump(session)
        self._desk.go_on(session)

    def lost(self, session: Session) -> None:
        self._forget(session, 1006)

    def ponged(self, session: Session, pong: Pong) -> None:
        session.pulsed_at = None
        if session.acked < pong.seq <= max(session.position, self.fanout.sent):
            session.acked = pong.seq
            session.marks = (*session.marks[1 - MARKS :], (pong.seq, milliseconds()))
            self._positions.note(session)

    # --- ending -----------------------------------------------------------------------------------------------------------------------
    def end(self, session: Session, why: Closing) -> None:
        if session.state is not State.GONE:
            session.line.close(why.code, why.meaning)
            self._forget(session, why.code)

    def abort(self, session: Session, why: Closing) -> None:
        """For browsers that do not read: a close frame would wait for them for ever."""
        if session.state is not State.GONE:
            session.line.abort()
            self._forget(session, why.code)

    async def drain(self) -> None:
        """Asks every browser to come back elsewhere, spread over time, and closes each a little later. Nothing is lost meanwhile."""
        self._closed_to_new = True
        now = time.monotonic()
        spread = max(self.pace.drain_least, self.count / self.pace.drain_rate)
        leaving: list[tuple[float, Session]] = []
        for session in self._sessions.values():
            wait = jitter.uniform(0, spread)
            session.line.push(frames.encoded(Bye(int(wait * 1000))))
            leaving.append((now + wait + self.pace.drain_grace, session))
        for due, session in sorted(leaving, key=lambda pair: pair[0]):
            if session.state is not State.GONE:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                self.end(session, closing.DRAINED)

    def _forget(self, session: Session, code: int) -> None:
        if session.state is State.GONE:
            return
        self.fanout.leave(session)
        del self._sessions[session.session_id]
        mine = self._users[session.agent.id]
        mine.discard(session)
        if not mine:
            del self._users[session.agent.id]
        self._undrained.discard(session)
        self._wheel.remove(session)
        metrics.session_ends.labels(str(code)).inc()
        self._positions.note(session)
        self._presence.went(session)
        session.waiting = None

    # --- the log ----------------------------------------------------------------------------------------------------------------------
    def _advanced(self) -> None:
        """At once when idle; held a little when the last flush was dear, so that more go out together."""
        if self._flushing is not None:
            return
        wait = self._flush_at - time.monotonic()
        if wait <= 0:
            self._flush()
        else:
            self._flushing = asyncio.get_running_loop().call_later(wait, self._flush)

    def _flush(self) -> None:
        self._flushing = None
        self.fanout.flush()
        self._arrivals.told(self.fanout.sent, heard=self.fanout.pushed > 0)
        # not the loop's clock, which stands still within a turn: a flush to thousands is most of one
        self._flush_at = time.monotonic() + hold(self.fanout.pushed, self.pace.hold_most)

    def _reset(self) -> None:
        """Positions of another epoch mean nothing: everybody reloads, spread over time so that the reads are too."""
        self.fanout.reset()
        spread = self.count / self.pace.reload_rate
        loop = asyncio.get_running_loop()
        for session in list(self._sessions.values()):
            if session.hears:
                self.fanout.silence(session)
                loop.call_later(jitter.uniform(0, spread), self._reload, session)

    def _reload(self, session: Session) -> None:
        if session.state is not State.GONE:
            self.fanout.reload(session)

    def _replay(self, session: Session) -> None:
        self._keep(self._read_span(session), "replay")

    async def _read_span(self, session: Session) -> None:
        epoch = self.tail.epoch
        while session.hears:
            try:
                events = await self.tail.replay(session.position)
            except Exception as error:  # the database is away: the session waits where it is
                log.warning("a span could not be read: %s", str(error) or type(error).__name__)
                await asyncio.sleep(self.pace.tick * 4)
                continue
            if epoch == self.tail.epoch:
                self.fanout.replayed(session, events)
            return

    # --- the wheel --------------------------------------------------------------------------------------------------------------------
    def _pulse(self, sessions: set[Session], now: float) -> None:
        at = frames.time_bytes(milliseconds())
        made: dict[tuple[int, int], bytes] = {}
        for session in tuple(sessions):
            if session.paused_at is not None or not session.hears:
                continue
            span = self.fanout.span_of(session)
            frame = made.get(span)
            if frame is None:
                frame = made[span] = frames.pulse(*span, at)
            session.pulsed_at = session.pulsed_at or now
            session.line.push(frame)

    def _pong_missing(self, sessions: set[Session], now: float) -> None:
        for session in tuple(sessions):
            ours = (
                session.waiting is not None or session.paused_at is not None
            )  # it is we who do not read, or its socket is full
            if session.pulsed_at is not None and now - session.pulsed_at >= self.pace.pong and not ours:
                self.abort(session, closing.STALLED)

    def _sweep(self, now: float) -> None:
        """Once a second: sockets that take nothing, tokens that ran out."""
        for session in tuple(self._undrained):
            if session.paused_at is not None and now - session.paused_at >= self.pace.undrained:
                self.abort(session, closing.STALLED)
        expired = milliseconds() - int(self.pace.token_grace * 1000)
        for session in [s for s in self._sessions.values() if s.expires_at <= expired]:
            self.end(session, closing.NOT_SIGNED_IN)

    def _stale(self, session: Session) -> None:
        """It was told to reload and should open a new socket; one that does not is closed."""
        asyncio.get_running_loop().call_later(self.pace.stale, self.end, session, closing.RESTARTING)

    # --- what presence needs ------------------------------------------------------------------------------------------------
    def whisper(self, frame_for: Callable[[frozenset[str]], bytes | None]) -> int:
        """An ephemeral frame to those who may hear it, made for the keys they hold; returns to how many."""
        return self.fanout.whisper_each(frame_for, WHISPER_BACKLOG)

    def _keep(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
