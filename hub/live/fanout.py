"""Brings the log to the sessions: the pure state machine, with nothing to await in it.

Sessions that hold the same keys form a group. All groups share one position, `sent`: a flush frames what each group may see of the new
span once and pushes the same bytes to each of its members. A session that joins or whose socket fills up is *behind*: it reads its own
span from the ring (or, through `replay`, from the log) and enters its group the moment its position is `sent`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hub.live import closing, frames
from hub.live.closing import Closing
from hub.live.ring import LiveEvent, Ring
from hub.live.session import Session, State
from hub.wire.events import InternalEvent, LoginEnded
from hub.wire.frames import CaughtUp, Reload

FRAME_EVENTS = 500  # of one frame
FRAME_BYTES = (
    128 * 1024
)  # of one frame's events: a socket is looked at between frames, so this bounds what a slow one holds
RELOAD = frames.encoded(Reload())


class Group:
    """Sessions with equal keys. `told`: no member was told less, so it is what the next frame continues from."""

    __slots__ = ("_pushes", "keys", "members", "told")

    def __init__(self, keys: frozenset[str], told: int) -> None:
        self.keys = keys
        self.members: set[Session] = set()
        self.told = told
        self._pushes: tuple[Callable[[bytes], None], ...] | None = None

    def join(self, session: Session) -> None:
        self.members.add(session)
        self._pushes = None

    def leave(self, session: Session) -> None:
        self.members.discard(session)
        self._pushes = None

    def pushes(self) -> tuple[Callable[[bytes], None], ...]:
        """The push of every member's socket. One that fills up leaves the group while they are called; it has its frame already."""
        if self._pushes is None:
            self._pushes = tuple([session.line.push for session in self.members])
        return self._pushes


class Fanout:
    """`ring` gives the present ring. `replay` asks for a reading of the log, answered by `replayed`. `ended` is told when a session is
    closed from here, `stale` when it was told to reload."""

    def __init__(
        self,
        ring: Callable[[], Ring],
        replay: Callable[[Session], None],
        ended: Callable[[Session, Closing], None],
        stale: Callable[[Session], None],
        replay_most: int,
    ) -> None:
        self._ring = ring
        self._replay = replay
        self._ended = ended
        self._stale = stale
        self._replay_most = replay_most
        self.groups: dict[frozenset[str], Group] = {}
        self.sent = ring().head
        self._early: set[Session] = set()  # behind, but positioned after `sent`: the next flush brings them in
        self.pushed = 0  # sockets written to by the last flush

    # --- sessions -----------------------------------------------------------------------------------------------------------------
    def leave(self, session: Session) -> None:
        self._ungroup(session)
        session.state = State.GONE
        self._early.discard(session)

    def fall_behind(self, session: Session) -> None:
        """Its socket holds enough unread bytes: what comes next it reads from the log when it can."""
        if session.state is State.LIVE:
            self._ungroup(session)

    def pump(self, session: Session) -> None:
        """Moves a session that is behind as far as its socket and the ring allow, and into its group when it is there."""
        while session.state is State.BEHIND and session.paused_at is None and not session.reading:
            if session.position == self.sent:
                self._join(session)
            elif session.position > self.sent:
                self._early.add(session)
                return
            elif session.position >= self._ring().floor:
                self._write(
                    session, self._ring().span(session.position, min(self.sent, session.position + FRAME_EVENTS))
                )
            elif self._ring().head - session.position > self._replay_most:
                self.reload(session)
            else:
                session.reading = True
                self._replay(session)

    def replayed(self, session: Session, events: Sequence[LiveEvent]) -> None:
        """What the log holds after the session's position."""
        session.reading = False
        events = [e for e in events if session.position < e.seq <= self.sent]
        if not session.hears:
            return
        if not events or events[0].seq != session.position + 1:
            self.reload(session)  # pruned
            return
        while events and session.state is State.BEHIND and session.paused_at is None:
            before = session.position
            self._write(session, events[:FRAME_EVENTS])
            events = events[session.position - before :]
        self.pump(session)

    def reload(self, session: Session) -> None:
        """Its position is worth nothing, or its rights changed: it starts afresh, over a new socket."""
        self._ungroup(session)
        self._early.discard(session)
        session.state = State.STALE
        session.line.push(RELOAD)
        self._stale(session)

    # --- the span -----------------------------------------------------------------------------------------------------------------
    def flush(self) -> None:
        """Everything new, to everybody who may see it."""
        ring = self._ring()
        self.pushed = 0
        while self.sent < ring.head:
            if self.sent < ring.floor:
                self._overtaken(ring.head)
                break
            events = ring.span(self.sent, min(ring.head, self.sent + FRAME_EVENTS))
            self._spread(cut(events))
        if self._early:
            early, self._early = self._early, set()
            for session in early:
                self.pump(session)

    def reset(self) -> None:
        """The log began a new epoch: `sent` follows the ring; the sessions are reloaded by their owner."""
        self.sent = self._ring().head
        self._early.clear()

    def silence(self, session: Session) -> None:
        """It hears nothing more; `reload` tells it when its turn comes."""
        self._ungroup(session)
        session.state = State.STALE

    def span_of(self, session: Session) -> tuple[int, int]:
        """(after, seq) of a pulse: what has been written to this socket."""
        if session.state is State.LIVE:
            return self.groups[session.keys].told, self.sent
        return session.told, session.position

    def whisper_each(self, frame_for: Callable[[frozenset[str]], bytes | None], backlog_most: int) -> int:
        """Like `whisper`, where what may be heard depends on the keys. Returns to how many sockets it was offered."""
        offered = 0
        for group in tuple(self.groups.values()):
            frame = frame_for(group.keys)
            if frame is not None:
                offered += len(group.members)
                self._murmur(group, frame, backlog_most)
        return offered

    def whisper(self, audience: frozenset[str], frame: bytes, backlog_most: int) -> None:
        """An ephemeral frame to those live who may see it; a slow socket does without."""
        self.whisper_each(lambda keys: None if keys.isdisjoint(audience) else frame, backlog_most)

    def _murmur(self, group: Group, frame: bytes, backlog_most: int) -> None:
        for session in tuple(group.members):
            if session.line.backlog() <= backlog_most:
                session.line.push(frame)

    def _spread(self, events: Sequence[LiveEvent]) -> None:
        """One span (an internal event may end it) to every group: framed once for each selection that any group may see."""
        upto = events[-1].seq
        self.sent = upto  # before the first push: a socket that fills up meanwhile leaves its group at this position
        internal = events[-1].internal
        bits: dict[frozenset[str], int] = {}
        plain = [(bits.setdefault(e.audience, 1 << len(bits)), e.bytes) for e in events if e.internal is None]
        made: dict[tuple[int, int], bytes] = {}
        heeding: list[Session] = []  # after all were written to: what follows from it may touch other groups' sockets
        for group in tuple(self.groups.values()):
            if internal is not None and not group.keys.isdisjoint(events[-1].audience):
                heeding += group.members  # before the push: whoever it fills up leaves the group, but not its rights
            mask = 0
            for audience, bit in bits.items():
                if not group.keys.isdisjoint(audience):
                    mask |= bit
            if mask:
                frame = made.get((mask, group.told))
                if frame is None:
                    frame = frames.events(group.told, upto, [b for bit, b in plain if bit & mask])
                    made[mask, group.told] = frame
                group.told = upto
                self.pushed += len(group.members)
                for session in tuple(group.members):
                    session.line.push(frame)
        if internal is not None:
            for session in heeding:
                self._heed(session, internal, upto)

    def _write(self, session: Session, events: Sequence[LiveEvent]) -> None:
        """The next frame of a session that is behind; moves its position to the end of what was framed."""
        events = cut(events)
        last = events[-1]
        visible = [e.bytes for e in events if e.internal is None and not session.keys.isdisjoint(e.audience)]
        session.position = last.seq
        if visible:
            frame = frames.events(session.told, last.seq, visible)
            session.told = last.seq
            session.line.push(frame)
        if last.internal is not None and not session.keys.isdisjoint(last.audience):
            self._heed(session, last.internal, last.seq)

    def _heed(self, session: Session, event: InternalEvent, seq: int) -> None:
        if seq <= session.decided or not session.hears:
            return
        if not isinstance(event, LoginEnded):
            self.reload(session)
        elif event.user == session.agent.id and event.login in (None, session.agent.login):
            self._ended(session, _ending(event))

    def _join(self, session: Session) -> None:
        group = self.groups.get(session.keys)
        if group is None:
            group = self.groups[session.keys] = Group(session.keys, session.told)
        group.told = min(group.told, session.told)
        group.join(session)
        session.state = State.LIVE
        if session.resuming:
            session.resuming = False
            session.line.push(frames.encoded(CaughtUp(session.position)))

    def _ungroup(self, session: Session) -> None:
        if session.state is not State.LIVE:
            return
        group = self.groups[session.keys]
        group.leave(session)
        session.state = State.BEHIND
        session.position = self.sent
        session.told = group.told
        if not group.members:
            del self.groups[session.keys]

    def _overtaken(self, head: int) -> None:
        """More came at once than the ring holds: everybody reads for themselves."""
        live = [session for group in self.groups.values() for session in group.members]
        for session in live:
            self._ungroup(session)
        self.sent = head
        for session in live:
            self.pump(session)


def cut(events: Sequence[LiveEvent]) -> Sequence[LiveEvent]:
    """As many as one frame takes, and none beyond an internal event."""
    size = 0
    for n, event in enumerate(events, 1):
        size += len(event.bytes)
        if event.internal is not None or size >= FRAME_BYTES:
            return events[:n]
    return events


def _ending(event: LoginEnded) -> Closing:
    if event.reason == "signed_out":
        return closing.SIGNED_OUT
    return closing.REVOKED if event.login is None else closing.NOT_SIGNED_IN
