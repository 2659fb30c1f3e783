"""When a scheduled campaign starts, also where clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub.campaigns import moments
from hub.shaping import time_text
from hub.wire.campaigns import Schedule
from hub.wire.errors import Refusal

pytestmark = pytest.mark.once
MARCH = int(datetime(2027, 3, 1, tzinfo=UTC).timestamp() * 1000)


def starts(at: str, zone: str | None = None) -> str:
    return time_text(moments.moment(Schedule(at=at, time_zone=zone), "Asia/Bangkok", MARCH))


def test_without_a_zone_it_is_the_office_s() -> None:
    assert starts("2027-04-02T09:00") == "2027-04-02T02:00:00.000Z"
    assert starts("2027-04-02T09:00", "America/New_York") == "2027-04-02T13:00:00.000Z"


def test_an_offset_of_its_own_counts_whatever_the_zone() -> None:
    assert starts("2027-04-02T09:00:00+02:00", "America/New_York") == "2027-04-02T07:00:00.000Z"
    assert starts("2027-04-02T09:00:00Z") == "2027-04-02T09:00:00.000Z"


def test_an_hour_the_clocks_jump_over_is_when_they_jump() -> None:
    """Berlin, 28 March 2027: after 01:59 comes 03:00."""
    jump = "2027-03-28T01:00:00.000Z"
    assert [starts(f"2027-03-28T0{shown}", "Europe/Berlin") for shown in ("2:00", "2:30", "3:00")] == [jump] * 3
    assert starts("2027-03-28T01:59", "Europe/Berlin") == "2027-03-28T00:59:00.000Z"


def test_an_hour_shown_twice_is_the_first() -> None:
    """Berlin, 31 October 2027: 02:00 to 02:59 are shown twice."""
    assert starts("2027-10-31T02:30", "Europe/Berlin") == "2027-10-31T00:30:00.000Z"
    assert starts("2027-10-31T03:00", "Europe/Berlin") == "2027-10-31T02:00:00.000Z"


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        ("2027-02-28T09:00", None, "over"),
        ("2029-01-01T09:00", None, "more than a year"),
        ("soon enough", None, "looks like"),
        ("9999-12-31T23:59", None, "more than a year"),
        ("0001-01-01T00:00", "Asia/Bangkok", "over"),
        ("2027-04-02T09:00", "../etc/passwd", "no time zone"),
    ],
)
def test_other_times_are_refused_in_words(at: str, zone: str | None, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        starts(at, zone)
