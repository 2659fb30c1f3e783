"""The tail and the sessions, driven through every order of hints lost, doubled and reordered, readings late, sockets slow, rights taken
away, browsers reconnecting, and the log beginning a new epoch. Whatever happens, each browser hears exactly what its keys allow, once,
in order."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hub.live import hint
from hub.live.fanout import Fanout
from hub.live.follower import Follower, Outcome
from hub.live.hint import Hint
from hub.live.ring import Ring, live
from hub.live.session import Session, State
from storage.event_log import Entry, Head
from tests.hub.live.fakes import FakeLine, agent, entry, login_ended, rights_changed

CHANNELS = ("a", "b", "c")
REPLAY_MOST = 12
RING = 3  # small, so that sessions often need the log


class Browser:
    """What a browser knows. `log` is the whole truth; it must have heard all of it up to `position` that its keys allow."""

    def __init__(self, spine: Spine, name: str) -> None:
        self.spine, self.name = spine, name
        self.line = FakeLine()
        self.session: Session | None = None
        self.read = 0  # frames of the line already applied
        self.epoch = ""
        self.begun = 0
        self.position = 0
        self.heard: list[int] = []
        self.scope = self.channels  # the rights its position was handed out with

    @property
    def channels(self) -> tuple[str, ...]:
        return self.spine.rights[self.name]

    def connect(self) -> None:
        """With the cursor it has, when it means anything still."""
        spine = self.spine
        head = len(spine.log)
        near = head - self.position <= REPLAY_MOST or self.position >= spine.follower.ring.floor
        resumed = self.epoch == spine.epoch and self.scope == self.channels and near and self.position <= head
        if not resumed:
            self.scope = self.channels
            self.epoch, self.position, self.begun, self.heard = spine.epoch, head, head, []
        who = agent(self.name, *self.channels)
        self.line, self.read = FakeLine(), 0
        self.session = Session(self.name, who, who.keys, self.line, position=self.position, decided=head)
        self.session.resuming = resumed
        self.session.owner = spine
        self.line.attach(self.session)
        spine.catch_up()  # the entrance waits until this process has seen the head its rights were read at
        spine.fanout.pump(self.session)

    def cut(self) -> None:
        self.apply()
        if self.session is not None:
            self.spine.fanout.leave(self.session)
            self.session = None

    def apply(self) -> None:
        """Reads what came. Loss would show as a frame that continues from beyond the position."""
        for frame in self.line.told[self.read :]:
            if frame["type"] == "events":
                assert frame["after"] <= self.position, "a frame was lost"
                fresh = [e["seq"] for e in frame["events"]]
                assert not fresh or fresh[0] > (self.heard[-1] if self.heard else self.begun), "doubled or out of order"
                self.heard += fresh
                self.position = max(self.position, frame["seq"])
            elif frame["type"] == "reload":
                self.epoch = "none"
        self.read = len(self.line.told)

    def due(self, upto: int) -> list[int]:
        keys = agent(self.name, *self.scope).keys
        span = self.spine.log[self.begun : upto]
        return [e.seq for e in span if e.type == "notification.created" and keys & set(e.audience.split(" "))]


class Spine(RuleBasedStateMachine):
    """One process with its tail and sessions; the log and the broker's waiting hints stand beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.epoch = "e1"
        self.log: list[Entry] = []
        self.hints: list[Hint] = []
        self.readings: list[tuple[int, Head, list[Entry]]] = []
        self.replays: list[tuple[Session, list[Entry]]] = []
        self.follower = Follower(Ring(most_events=RING))
        self.follower.load(Head(self.epoch, 0), [])
        self.fanout = Fanout(lambda: self.follower.ring, self._replay, self.end, lambda s: None, REPLAY_MOST)
        self.pruned = 0  # the log keeps what comes after it
        self.rights: dict[str, tuple[str, ...]] = {"ann": ("a",), "bob": ("a", "b")}
        self.browsers: list[Browser] = []

    @initialize()
    def people(self) -> None:
        """Ann has two tabs, which share a group."""
        self.browsers = [Browser(self, "ann"), Browser(self, "ann"), Browser(self, "bob")]
        for browser in self.browsers:
            browser.connect()

    # --- the log ----------------------------------------------------------------------------------------------------------------------
    @rule(
        audiences=st.lists(
            st.sampled_from(("channel:a", "channel:b", "channel:c", "everyone", "channel:a channel:b")),
            min_size=1,
            max_size=4,
        )
    )
    def commit(self, audiences: list[str]) -> None:
        self._append([entry(len(self.log) + n, audience) for n, audience in enumerate(audiences, 1)])

    @rule(who=st.integers(0, 2), channels=st.sets(st.sampled_from(CHANNELS)))
    def rights_change(self, who: int, channels: set[str]) -> None:
        name = self.browsers[who].name
        self.rights[name] = tuple(sorted(channels))
        self._append([rights_changed(len(self.log) + 1, f"user:{name}")])

    @rule(kept=st.integers(0, 10))
    def old_events_go(self, kept: int) -> None:
        self.pruned = max(self.pruned, len(self.log) - kept)

    @rule(who=st.integers(0, 2), all_logins=st.booleans())
    def login_end(self, who: int, all_logins: bool) -> None:
        browser = self.browsers[who]
        login = None if all_logins else f"login-{browser.name}"
        self._append([login_ended(len(self.log) + 1, browser.name, login, "revoked")])

    @rule(lost=st.integers(0, 5))
    def restore_a_backup(self, lost: int) -> None:
        """The database lost its newest commits, and got a new epoch."""
        self.epoch += "'"
        del self.log[max(self.pruned, len(self.log) - lost) :]

    def _append(self, entries: list[Entry]) -> None:
        self.log += entries
        inline = hint.decode(hint.encode(self.epoch, entries))
        assert inline is not None
        self.hints.append(inline if len(self.log) % 3 else Hint(self.epoch, entries[0].seq, entries[-1].seq, None))

    # --- the broker -------------------------------------------------------------------------------------------------------------------
    @precondition(lambda self: self.hints)
    @rule(data=st.data(), keep=st.booleans(), flush=st.booleans())
    def hint_comes(self, data: Any, keep: bool, flush: bool) -> None:
        """Any of those waiting: they overtake each other, and some come twice."""
        n = data.draw(st.integers(0, len(self.hints) - 1))
        given = self.hints[n] if keep else self.hints.pop(n)
        outcome = self.follower.hinted(given)
        assert Outcome.VOID not in outcome
        if flush:
            self.fanout.flush()

    @precondition(lambda self: self.hints)
    @rule(data=st.data())
    def hint_is_lost(self, data: Any) -> None:
        self.hints.pop(data.draw(st.integers(0, len(self.hints) - 1)))

    # --- the head check ---------------------------------------------------------------------------------------------------------------
    @precondition(lambda self: not self.readings)
    @rule(limit=st.integers(1, 6))
    def reading_begins(self, limit: int) -> None:
        since = self.follower.head
        kept = max(since, self.pruned)
        self.readings.append((since, Head(self.epoch, len(self.log)), self.log[kept : kept + limit]))

    @precondition(lambda self: self.readings)
    @rule(flush=st.booleans())
    def reading_ends(self, flush: bool) -> None:
        outcome = self.follower.read(*self.readings.pop())
        if Outcome.VOID in outcome:
            self._reset()
        elif flush:
            self.fanout.flush()

    @rule()
    def flush(self) -> None:
        self.fanout.flush()

    def catch_up(self) -> None:
        while self.follower.epoch != self.epoch or self.follower.head < len(self.log):
            since = self.follower.head
            found = self.log[max(since, self.pruned) :]
            if Outcome.VOID in self.follower.read(since, Head(self.epoch, len(self.log)), found):
                self._reset()

    def _reset(self) -> None:
        self.readings.clear()
        self.follower.load(Head(self.epoch, len(self.log)), self.log[self.pruned :][-RING:])
        self.fanout.reset()
        for browser in self.browsers:
            session = browser.session
            if session is not None and session.hears:
                self.fanout.silence(session)
                self.fanout.reload(session)

    # --- the sockets ------------------------------------------------------------------------------------------------------------------
    @rule(who=st.integers(0, 2), room=st.integers(1, 3))
    def socket_slows(self, who: int, room: int) -> None:
        line = self.browsers[who].line
        if line.room is None:
            line.room = room

    @rule(who=st.integers(0, 2), room=st.none() | st.integers(1, 3))
    def socket_drains(self, who: int, room: int | None) -> None:
        self.browsers[who].line.drain(room)

    @precondition(lambda self: self.replays)
    @rule()
    def replay_ends(self) -> None:
        session, entries = self.replays.pop()
        self.fanout.replayed(session, [live(e) for e in entries])

    @rule(who=st.integers(0, 2))
    def browser_returns(self, who: int) -> None:
        self.browsers[who].cut()
        self.browsers[who].connect()

    # --- what a session's owner does ----------------------------------------------------------------------------------------------------
    def heard(self, session: Session, text: str | bytes) -> None:
        raise AssertionError("these browsers ask nothing")

    def strange(self, session: Session) -> None:
        raise AssertionError("these browsers send nothing strange")

    def lost(self, session: Session) -> None:
        self.fanout.leave(session)

    def paused(self, session: Session) -> None:
        session.paused_at = 0.0
        self.fanout.fall_behind(session)

    def drained(self, session: Session) -> None:
        session.paused_at = None
        self.fanout.pump(session)

    def end(self, session: Session, why: Any) -> None:
        session.line.close(why.code, why.meaning)
        self.fanout.leave(session)

    def _replay(self, session: Session) -> None:
        self.replays.append((session, self.log[max(session.position, self.pruned) :][:REPLAY_MOST]))

    # --- what must hold ---------------------------------------------------------------------------------------------------------------
    @invariant()
    def everybody_heard_what_is_theirs_once_and_in_order(self) -> None:
        for browser in self.browsers:
            browser.apply()
            session = browser.session
            if session is not None and session.hears and browser.epoch == self.epoch == self.follower.epoch:
                reached = self.fanout.sent if session.state is State.LIVE else session.position
                assert browser.heard == browser.due(reached)
                since = self.log[session.decided : reached]
                assert not [e for e in since if e.type == "rights.changed" and e.audience == f"user:{browser.name}"]

    @invariant()
    def members_stand_where_their_group_stands(self) -> None:
        for keys, group in self.fanout.groups.items():
            assert group.members
            for session in group.members:
                assert session.state is State.LIVE
                assert session.keys == keys
                assert session.paused_at is None
            assert group.told <= self.fanout.sent

    def teardown(self) -> None:
        """When the storm is over everybody stands at the head, or has been told to come back."""
        for browser in self.browsers:
            browser.line.drain(None)
        self.catch_up()
        self.fanout.flush()
        while self.replays:
            self.replay_ends()
        for browser in self.browsers:
            browser.apply()
            session = browser.session
            if session is not None and session.hears:
                assert session.state is State.LIVE
                assert browser.heard == browser.due(len(self.log)), json.dumps(browser.line.told)


TestSpine = Spine.TestCase
TestSpine.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
