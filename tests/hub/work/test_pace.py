"""Budgets, driven by a made-up time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.work.pace import BURST_SECONDS, Pace


def whatsapp(per_second: float = 80.0) -> Pace:
    return Pace(per_second, pair_burst=45, pair_seconds=6.0, now=0.0)


def test_a_recipient_gets_forty_five_at_once_and_then_one_in_six_seconds() -> None:
    pace = whatsapp(1000)
    for _ in range(45):
        assert pace.pair_in("pim", 0.0) == 0
        pace.promise("pim", 0.0)
    assert round(pace.pair_in("pim", 0.0), 3) == 6
    assert pace.pair_in("ken", 0.0) == 0
    assert pace.pair_in("pim", 6.0) == 0


@given(
    st.lists(st.floats(min_value=0, max_value=0.2), min_size=1, max_size=300),
    st.sampled_from([1.0, 20.0, 80.0, 1000.0]),
)
def test_no_second_sees_more_than_the_rate_and_its_small_burst(pauses: list[float], per_second: float) -> None:
    pace, now, sent = whatsapp(per_second), 0.0, []
    for pause in pauses:
        now += pause
        for _ in range(pace.room(now)):
            pace.take(now)
            sent.append(now)
    most = per_second + max(1.0, per_second * BURST_SECONDS)
    assert all(len([t for t in sent if start <= t < start + 1]) <= most + 1 for start in sent)


def test_a_complaint_halves_the_rate_and_peace_restores_it() -> None:
    pace = whatsapp()
    assert pace.slow(0.0)
    assert pace.rate == 40
    assert pace.slow(1.0)
    assert round(pace.rate) == 20
    pace.room(31.0)
    assert round(pace.rate) == 50
    pace.room(61.0)
    assert pace.rate == 80


def test_complaints_about_one_burst_are_one_complaint() -> None:
    pace = whatsapp()
    told = [pace.slow(at) for at in (0.0, 0.1, 0.2, 0.9)]
    assert told == [True, False, False, False]
    assert pace.rate == 40


def test_whoever_sends_next_begins_at_the_pace_the_last_one_was_slowed_to() -> None:
    pace = whatsapp()
    pace.restore(20.0, 30.0, 5.0)
    assert pace.rate == 50, "half a minute of the minute's recovery has passed"


def test_nothing_goes_out_while_the_account_is_held() -> None:
    pace = whatsapp()
    pace.hold(2.0)
    assert pace.room_in(0.5) == 1.5
    assert pace.room_in(2.0) <= 0


def test_the_rate_never_falls_to_nothing() -> None:
    pace = whatsapp()
    for second in range(50):
        pace.slow(second * 1.0)
    assert 1 <= pace.rate < 2, "it recovers by as much in a second"


def test_what_is_taken_has_to_be_gained_again() -> None:
    pace = whatsapp(10)
    assert pace.room(0.0) == 1
    assert pace.room(0.0, ahead=0.5) == 6
    pace.take(0.0)
    assert round(pace.room_in(0.0), 3) == 0.1
    assert pace.room_in(0.1) <= 0


def test_whole_budgets_are_forgotten() -> None:
    pace = whatsapp()
    pace.promise("pim", 0.0)
    pace.forget(1.0)
    assert len(pace._pairs) == 1
    pace.forget(7.0)
    assert not pace._pairs


def test_a_number_that_may_send_more_does_at_once_and_one_that_may_less_too() -> None:
    pace = whatsapp()
    pace.allow(1000.0, 1.0)
    assert pace.rate == 1000
    pace.allow(80.0, 2.0)
    assert pace.rate == 80


def test_what_is_allowed_since_a_complaint_comes_with_time() -> None:
    pace = whatsapp()
    assert pace.slow(10.0)
    pace.allow(1000.0, 10.0)
    assert pace.rate == 40
    pace.room(70.0)
    assert pace.rate == 1000
