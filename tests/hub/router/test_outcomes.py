from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.router import outcomes
from hub.router.outcomes import GIVE_UP_MS, LONGEST_ASKED_MS, LONGEST_BACK_OFF_MS, Outcome
from hub.work.forwarding import Answer

NOW = 1_790_000_000_000
HOUR_MS = 3_600_000


def answered(status: int, retry_after: str | None = None, *, tries: int = 1, since: int = NOW) -> Outcome:
    told = Answer(status=status, retry_after=retry_after)
    return outcomes.of_answer(told, tries=tries, since=since, now=NOW, draw=lambda: 0.0)


@given(st.integers(100, 599))
def test_every_status_is_taken_refused_for_good_or_tried_again(status: int) -> None:
    expected = "waiting"
    if 200 <= status < 300:
        expected = "done"
    elif 400 <= status < 500 and status not in (408, 425, 429):
        expected = "dead"
    assert answered(status).state == expected


def test_the_back_off_doubles_to_an_hour_and_ends_after_seven_days() -> None:
    waits = [answered(500, tries=n).due_at - NOW for n in range(1, 14)]
    assert waits[:4] == [5_000, 10_000, 20_000, 40_000]
    assert waits[-1] == LONGEST_BACK_OFF_MS
    assert waits == sorted(waits)
    last = answered(500, tries=170, since=NOW - GIVE_UP_MS + HOUR_MS // 2)
    assert (last.state, last.due_at) == ("waiting", NOW + HOUR_MS // 2)
    over = answered(500, tries=171, since=NOW - GIVE_UP_MS)
    assert over.state == "dead"
    assert over.error == "Given up after 7 days. It answered 500."


@pytest.mark.parametrize(
    ("told", "ms"),
    [
        ("120", 120_000), (" 7 ", 7_000), ("0", 0), ("99999999999", LONGEST_ASKED_MS), ("soon", None), ("-5", None), ("", None),
        ("Mon, 21 Sep 2026 13:15:20 GMT", 2_120_000 - 2_000_000), ("Sun, 20 Sep 2020 00:00:00 GMT", 0), (None, None),
        ("Mon, 99 Sep 2026 13:15:20 GMT", None), ("٣", None),
    ],
)  # fmt: skip
def test_a_retry_after_is_read_in_both_forms_and_bounded(told: str | None, ms: int | None) -> None:
    assert outcomes.retry_after(told, 1_789_996_400_000) == ms


def test_a_retry_after_is_kept_to_and_speaks_for_the_endpoint_when_it_is_overloaded() -> None:
    told = answered(429, "600")
    assert (told.due_at, told.held_until) == (NOW + 600_000, NOW + 600_000)
    assert answered(503, "600").held_until == NOW + 600_000
    assert answered(500, "600").due_at == NOW + 600_000
    assert answered(500, "600").held_until is None
    assert answered(503, "1").due_at == NOW + 5_000
    assert answered(503).held_until is None


def test_no_answer_is_tried_again_too() -> None:
    told = outcomes.of_failure("It cannot be reached.", tries=3, since=NOW, now=NOW, draw=lambda: 1.0)
    assert (told.state, told.due_at, told.error) == ("waiting", NOW + 16_000, "It cannot be reached.")
