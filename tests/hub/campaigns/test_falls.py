"""Who goes on to another way, by what became of the one before."""

from __future__ import annotations

import pytest

from hub.campaigns import falls
from hub.campaigns.falls import Fell


@pytest.mark.parametrize(
    ("way", "state", "reason", "ways"),
    [
        (0, "failed", "131026", 1),
        (0, "failed", "no_address", 1),
        (0, "skipped", "unreachable", 1),
        (0, "skipped", "bad_number", 2),
        (1, "failed", "5.1.1", 2),
        (1, "failed", None, 2),
    ],
)
def test_these_go_on(way: int, state: str, reason: str | None, ways: int) -> None:
    assert falls.falls(way, state, reason, ways)


@pytest.mark.parametrize(
    ("way", "state", "reason", "ways"),
    [
        (0, "unknown", "131026", 1),  # it may have arrived
        (1, "unknown", None, 2),
        (0, "failed", "131050", 1),  # wants no marketing
        (1, "failed", "131050", 2),
        (1, "failed", "opted_out", 2),
        (1, "failed", "replaced", 2),  # an agent chose another way
        (0, "failed", "132001", 1),  # of the template
        (0, "failed", "131042", 1),  # of the account
        (0, "failed", None, 1),
        (0, "skipped", "opted_out", 1),
        (0, "skipped", "written_recently", 1),
        (0, "skipped", "cancelled", 1),
        (0, "delivered", None, 1),
        (0, "replied", "131026", 1),
        (1, "skipped", "unreachable", 2),
        (1, "failed", "5.1.1", 1),  # there is no other
        (0, "failed", "131026", 0),
    ],
)
def test_these_do_not(way: int, state: str, reason: str | None, ways: int) -> None:
    assert not falls.falls(way, state, reason, ways)


def test_the_next_way_is_behind_every_one_that_was_tried_or_passed_over() -> None:
    assert falls.next_way(0, []) == 1
    assert falls.next_way(0, [Fell(way=1, state=falls.REFUSED)]) == 2
    assert falls.next_way(2, [Fell(way=0, state="failed"), Fell(way=1, state=falls.REFUSED)]) == 3


def test_what_fell_is_said_again_as_it_was_kept() -> None:
    fell = [Fell(way=0, state="failed", reason="131026", detail="Not there.", message="m", at=1)]
    assert falls.of(falls.encoded(fell)) == fell
    assert falls.encoded([]) is None
    assert falls.of(None) == []
