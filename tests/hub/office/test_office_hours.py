from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.office import office_hours
from hub.office.office_hours import Closure, Office
from hub.wire.configuration import Holiday, Span, WorkingHours

BANGKOK = "Asia/Bangkok"
BERLIN = "Europe/Berlin"  # 2026: forward on 29 March at 02:00, back on 25 October at 03:00
SANTIAGO = "America/Santiago"  # 2026: forward on 6 September at midnight
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
ALL_DAYS = (*WEEKDAYS, "saturday", "sunday")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 24 * 3_600_000


def hours(days: tuple[str, ...], *spans: str) -> WorkingHours:
    made = [Span(opens=opens, closes=closes) for opens, _, closes in (span.partition("-") for span in spans)]
    return WorkingHours(**dict.fromkeys(days, made))


def office(
    working: WorkingHours | None = None, *holidays: Holiday, zone: str = BANGKOK, reply: str | None = "Away"
) -> Office:
    return Office(zone=ZoneInfo(zone), hours=working, holidays=holidays, reply=reply)


def at(text: str, zone: str = BANGKOK, fold: int = 0) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(moment.timestamp() * 1000)


def when(ms: int | None, zone: str = BANGKOK) -> str | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def told(closure: Closure | None, zone: str = BANGKOK) -> Any:
    return closure and (when(closure.began_at, zone), when(closure.reopens_at, zone), closure.reply)


NINE_TO_FIVE = hours(WEEKDAYS, "09:00-12:00", "13:00-17:00")
NEW_YEAR = Holiday(name="New Year", first="2026-12-31", last="2027-01-01", reply="Happy New Year!")


@pytest.mark.parametrize(
    ("moment", "open"),
    [
        ("2026-11-23 08:59", False),  # a Monday
        ("2026-11-23 09:00", True),
        ("2026-11-23 12:00", False),
        ("2026-11-23 13:00", True),
        ("2026-11-23 17:00", False),
        ("2026-11-22 10:00", False),
    ],
)
def test_the_office_is_open_in_its_hours(moment: str, open: bool) -> None:
    assert office_hours.is_open(office(NINE_TO_FIVE), at(moment)) is open


def test_an_office_without_hours_is_always_open() -> None:
    assert office_hours.closure(office(None), at("2026-11-22 03:00")) is None


def test_a_closure_lasts_from_the_last_closing_to_the_next_opening() -> None:
    weekend = ("2026-11-20 17:00", "2026-11-23 09:00", "Away")
    lunch = ("2026-11-23 12:00", "2026-11-23 13:00", "Away")
    assert told(office_hours.closure(office(NINE_TO_FIVE), at("2026-11-20 17:00"))) == weekend
    assert told(office_hours.closure(office(NINE_TO_FIVE), at("2026-11-22 04:00"))) == weekend
    assert told(office_hours.closure(office(NINE_TO_FIVE), at("2026-11-23 12:30"))) == lunch


def test_hours_that_meet_at_midnight_are_one() -> None:
    night = office(hours(ALL_DAYS, "00:00-06:00", "22:00-24:00"))
    assert office_hours.is_open(night, at("2026-11-23 00:00"))
    assert told(office_hours.closure(night, at("2026-11-23 12:00"))) == ("2026-11-23 06:00", "2026-11-23 22:00", "Away")


def test_a_holiday_is_closed_all_day_and_has_words_of_its_own() -> None:
    closed = office(NINE_TO_FIVE, NEW_YEAR)
    assert told(office_hours.closure(closed, at("2026-12-30 20:00"))) == (
        "2026-12-30 17:00",
        "2027-01-04 09:00",
        "Away",
    )
    on_it = office_hours.closure(closed, at("2026-12-31 11:00"))
    assert told(on_it) == ("2026-12-31 00:00", "2027-01-04 09:00", "Happy New Year!")


def test_the_night_after_a_holiday_belongs_to_its_closure() -> None:
    """Whoever was told of the holiday is not told again that the office is closed."""
    after = office_hours.closure(office(NINE_TO_FIVE, NEW_YEAR), at("2027-01-02 03:00"))
    assert told(after) == ("2026-12-31 00:00", "2027-01-04 09:00", "Away")


def test_a_holiday_without_words_is_part_of_the_night_before_it() -> None:
    silent = Holiday(name="Repairs", first="2026-11-24", last="2026-11-24")
    found = office_hours.closure(office(NINE_TO_FIVE, silent), at("2026-11-24 10:00"))
    assert told(found) == ("2026-11-23 17:00", "2026-11-25 09:00", "Away")


def test_a_holiday_closes_an_office_that_is_always_open() -> None:
    found = office_hours.closure(office(None, NEW_YEAR), at("2027-01-01 23:59"))
    assert told(found) == ("2026-12-31 00:00", "2027-01-02 00:00", "Happy New Year!")


def test_of_two_holidays_the_one_that_began_last_speaks() -> None:
    party = Holiday(name="Party", first="2027-01-01", last="2027-01-01", reply="We dance.")
    found = office_hours.closure(office(NINE_TO_FIVE, NEW_YEAR, party), at("2027-01-01 10:00"))
    assert told(found) == ("2027-01-01 00:00", "2027-01-04 09:00", "We dance.")


def test_an_office_that_never_opens_is_one_closure() -> None:
    assert office_hours.closure(office(WorkingHours()), at("2026-11-22 12:00")) == Closure(
        began_at=0, reopens_at=None, reply="Away"
    )


def test_an_hour_the_clock_jumps_over_begins_when_it_has_jumped() -> None:
    early = office(hours(("sunday",), "02:30-05:00"), zone=BERLIN)
    assert not office_hours.is_open(early, at("2026-03-29 01:59", BERLIN))
    assert office_hours.is_open(early, at("2026-03-29 03:00", BERLIN))
    lost = office(hours(("sunday",), "02:10-02:50"), zone=BERLIN)
    assert told(office_hours.closure(lost, at("2026-03-29 03:00", BERLIN)), BERLIN) == (
        "2026-03-22 02:50", "2026-04-05 02:10", "Away",
    )  # fmt: skip


def test_an_hour_the_clock_shows_twice_is_worked_twice() -> None:
    early = office(hours(("sunday",), "02:30-02:45"), zone=BERLIN)
    assert office_hours.is_open(early, at("2026-10-25 02:30", BERLIN, fold=0))
    assert office_hours.is_open(early, at("2026-10-25 02:44", BERLIN, fold=1))
    assert not office_hours.is_open(early, at("2026-10-25 02:45", BERLIN, fold=1))


def test_a_day_whose_midnight_does_not_exist_begins_after_it() -> None:
    away = office(None, Holiday(name="Day", first="2026-09-06", last="2026-09-06", reply="Out"), zone=SANTIAGO)
    found = office_hours.closure(away, at("2026-09-06 12:00", SANTIAGO))
    assert told(found, SANTIAGO) == ("2026-09-06 01:00", "2026-09-07 00:00", "Out")


# --- whatever the hours -----------------------------------------------------------------------------------------------------------
FIRST = date(2026, 1, 1)
clocks = st.integers(0, 48).map(lambda half: f"{half // 2:02}:{half % 2 * 30:02}")
zones = st.sampled_from(
    (BANGKOK, BERLIN, SANTIAGO, "America/Havana", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati")
)


@st.composite
def days(draw: st.DrawFn) -> list[Span]:
    ends = sorted(draw(st.sets(clocks, max_size=4)))
    return [Span(opens=opens, closes=closes) for opens, closes in zip(ends[::2], ends[1::2], strict=False)]


@st.composite
def holidays(draw: st.DrawFn) -> Holiday:
    first = FIRST + timedelta(days=draw(st.integers(0, 364)))
    last = first + timedelta(days=draw(st.integers(0, 9)))
    reply = draw(st.sampled_from((None, "Songkran", "New Year")))
    return Holiday(name="A holiday", first=first.isoformat(), last=last.isoformat(), reply=reply)


weeks = st.builds(WorkingHours, **dict.fromkeys(ALL_DAYS, days()))
offices = st.builds(
    Office,
    zone=zones.map(ZoneInfo),
    hours=st.none() | weeks,
    holidays=st.lists(holidays(), max_size=4),
    reply=st.none() | st.just("Away"),
)
moments = st.integers(0, 365 * 24 * 12).map(lambda five: at("2026-01-01 00:00") + five * 5 * MINUTE)


@given(offices, moments)
def test_a_moment_is_open_or_in_a_closure_that_holds_it(office: Office, moment: int) -> None:
    closure = office_hours.closure(office, moment)
    assert office_hours.is_open(office, moment) is (closure is None)
    if closure is not None:
        assert closure.began_at <= moment
        assert closure.reopens_at is None or moment < closure.reopens_at


@given(offices, moments, st.integers(0, 3 * DAY))
def test_moments_of_one_closure_agree_on_it(office: Office, moment: int, later: int) -> None:
    """However often a customer writes while the office is closed, the guard is asked about the same closure."""
    closure, other = office_hours.closure(office, moment), office_hours.closure(office, moment + later)
    if closure is None or other is None:
        return
    same_stretch = closure.reopens_at == other.reopens_at
    assert same_stretch is (closure.reopens_at is None or moment + later < closure.reopens_at)
    if same_stretch and not any(each.reply for each in office.holidays):
        assert closure == other
    assert closure.began_at <= other.began_at


@given(offices, moments)
def test_the_doors_are_open_at_both_ends_of_a_closure(office: Office, moment: int) -> None:
    closure = office_hours.closure(office, moment)
    if closure is None:
        return
    if closure.reopens_at is not None:
        assert office_hours.is_open(office, closure.reopens_at)
        assert not office_hours.is_open(office, closure.reopens_at - 1)
    if closure.began_at:
        assert not office_hours.is_open(office, closure.began_at)
        by_holiday = {each.first for each in office.holidays if each.reply}
        day = datetime.fromtimestamp(closure.began_at / 1000, office.zone).date().isoformat()
        assert day in by_holiday or office_hours.is_open(office, closure.began_at - 1)


@given(weeks, moments)
def test_without_clock_changes_it_is_what_the_clock_says(week: WorkingHours, moment: int) -> None:
    local = datetime.fromtimestamp(moment / 1000, ZoneInfo(BANGKOK))
    shown = local.strftime("%H:%M")
    meant = any(span.opens <= shown < span.closes for span in week.week[local.weekday()])
    assert office_hours.is_open(office(week), moment) is meant
