from __future__ import annotations

from hub.live import pace
from hub.live.fanout import Fanout
from hub.live.ring import Ring, live
from hub.live.session import Session, State
from tests.hub.live.fakes import FakeLine, agent, entry, numbers, rights_changed, session


class Stage:
    """A fan-out over a ring, with the sessions that asked for a reading of the log."""

    def __init__(self, most_events: int = 100) -> None:
        self.ring = Ring(most_events=most_events)
        self.asked: list[Session] = []
        self.fanout = Fanout(lambda: self.ring, self.asked.append, lambda s, why: None, lambda s: None, 50)

    def say(self, *audiences: str) -> None:
        self.ring.append([live(entry(self.ring.head + n, a)) for n, a in enumerate(audiences, 1)])

    def enter(self, name: str, *channels: str, position: int = 0) -> tuple[Session, FakeLine]:
        line = FakeLine()
        made = session(agent(name, *channels), line, position)
        self.fanout.pump(made)
        return made, line


def test_groups_that_may_see_the_same_get_the_same_bytes() -> None:
    stage, written = Stage(), []

    class Noting(FakeLine):
        def push(self, frames_: bytes) -> None:
            written.append(frames_)

    for name in ("dana", "ines"):
        stage.fanout.pump(session(agent(name, "a"), Noting(), 0))
    stage.say("channel:a", "channel:b")
    stage.fanout.flush()
    assert len(stage.fanout.groups) == 2
    assert written[0] is written[1]


def test_a_member_told_less_is_never_told_of_a_gap() -> None:
    """Both tabs heard event 1; one was told "up to 2", the other "up to 1". The next frame must continue from where both are."""
    stage = Stage()
    _, first = stage.enter("dana", "a")
    stage.say("channel:a", "channel:b")
    stage.fanout.flush()
    second, line = stage.enter("dana", "a", position=2)
    stage.fanout.leave(second)
    late = session(second.agent, line, 1)
    stage.fanout.pump(late)
    stage.say("channel:a")
    stage.fanout.flush()
    assert line.told[-1]["after"] == first.told[-1]["after"] == 1
    assert numbers(first) == [1, 3]
    assert numbers(line) == [3]


def test_a_reading_that_does_not_continue_is_a_reload() -> None:
    stage = Stage(most_events=3)
    stage.say(*["channel:a"] * 10)
    stage.fanout.flush()
    made, line = stage.enter("dana", "a", position=2)
    assert stage.asked == [made]
    stage.fanout.replayed(made, [live(entry(n, "channel:a")) for n in (5, 6)])  # 3 and 4 were pruned
    assert [f["type"] for f in line.told] == ["reload"]
    assert made.state is State.STALE


def test_a_reading_that_continues_brings_the_session_in() -> None:
    stage = Stage(most_events=3)
    stage.say(*["channel:a"] * 10)
    stage.fanout.flush()
    made, line = stage.enter("dana", "a", position=2)
    stage.fanout.replayed(made, [live(entry(n, "channel:a")) for n in range(3, 9)])
    assert made.state is State.LIVE
    assert numbers(line) == list(range(3, 11))


def test_too_far_behind_for_the_log_is_a_reload() -> None:
    stage = Stage(most_events=3)
    stage.say(*["channel:a"] * 60)
    stage.fanout.flush()
    made, line = stage.enter("dana", "a", position=2)
    assert stage.asked == []
    assert [f["type"] for f in line.told] == ["reload"]
    assert made.state is State.STALE


def test_more_at_once_than_the_ring_holds_sends_everybody_to_the_log() -> None:
    stage = Stage(most_events=3)
    made, _ = stage.enter("dana", "a")
    stage.say(*["channel:a"] * 10)
    stage.fanout.flush()
    assert stage.asked == [made]
    assert made.position == 0


def test_events_are_held_only_when_sending_is_dear() -> None:
    assert pace.hold(0, 0.010) == 0
    assert pace.hold(1, 0.010) < 0.0001
    assert pace.hold(100, 0.010) < 0.003
    assert pace.hold(5000, 0.010) == 0.010


def test_whoever_the_last_push_fills_up_still_loses_its_rights() -> None:
    """The frame before a change of rights fills the socket, so the session leaves its group in the middle of the spreading."""
    stage = Stage()
    made, line = stage.enter("dana", "a")
    line.attach(made)
    made.owner = Owner(stage.fanout)
    line.room = 1
    stage.ring.append([live(entry(1, "channel:a")), live(rights_changed(2, "user:dana"))])
    stage.fanout.flush()
    assert made.state is State.STALE
    line.drain(None)
    assert [frame["type"] for frame in line.told][-1] == "reload"


class Owner:
    """What a session's owner does when its socket fills up."""

    def __init__(self, fanout: Fanout) -> None:
        self.fanout = fanout

    def paused(self, session: Session) -> None:
        session.paused_at = 0.0
        self.fanout.fall_behind(session)

    def drained(self, session: Session) -> None:
        session.paused_at = None
        self.fanout.pump(session)
