"""What decides about a campaign on its way, without a database: clocks, canaries, failures, tiers, and who leaves first."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.channel import Outgoing
from hub.campaigns import budget, canary, judging, quiet_hours
from hub.campaigns.judging import From
from hub.wire.campaigns import Canary, QuietHours, Sending
from hub.work.claims import Claim
from hub.work.line import Line
from storage.accounts.channels import AccountRow

NIGHT = QuietHours(begins="21:00", ends="08:00")
MINUTE = 60_000


def ms(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("2026-11-22T20:59", "2026-11-22T20:59"),
        ("2026-11-22T21:00", "2026-11-23T08:00"),
        ("2026-11-23T02:30", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
    ],
)
def test_nobody_is_written_to_at_night_by_their_own_clock(clock: str, until: str) -> None:
    zone = "Asia/Bangkok"
    assert quiet_hours.allowed_from(ms(clock, zone), NIGHT, [zone]) == ms(until, zone)


def test_hours_within_a_day_are_quiet_too() -> None:
    lunch = QuietHours(begins="12:00", ends="13:30")
    at = ms("2026-11-22T12:10", "Asia/Bangkok")
    assert quiet_hours.allowed_from(at, lunch, ["Asia/Bangkok"]) == ms("2026-11-22T13:30", "Asia/Bangkok")


def test_a_country_of_several_clocks_is_quiet_while_any_of_them_is() -> None:
    zones = quiet_hours.zones_of({}, "12025550123", "Asia/Bangkok")
    assert {"America/New_York", "America/Los_Angeles"} & set(zones)
    assert len(zones) > 3
    early_in_the_east = ms("2026-11-22T08:30", "America/New_York")
    allowed = quiet_hours.allowed_from(early_in_the_east, NIGHT, zones)
    assert allowed >= ms("2026-11-22T08:00", "America/Los_Angeles")


@given(st.integers(min_value=1_700_000_000_000, max_value=1_900_000_000_000), st.sampled_from(["08:00", "02:30"]))
def test_quiet_hours_always_end_within_a_day_whatever_the_clock_skips(now: int, ends: str) -> None:
    quiet = QuietHours(begins="21:00", ends=ends)
    allowed = quiet_hours.allowed_from(now, quiet, ["Europe/Berlin"])
    assert now <= allowed <= now + 25 * 3_600_000
    assert quiet_hours.allowed_from(allowed, quiet, ["Europe/Berlin"]) == allowed


def test_the_contact_knows_best_where_it_lives() -> None:
    assert quiet_hours.zones_of({"time_zone": "Asia/Tokyo"}, "66812345678", "UTC") == ("Asia/Tokyo",)
    assert quiet_hours.zones_of({"time_zone": "Nowhere/At all"}, "66812345678", "UTC") == ("Asia/Bangkok",)
    assert quiet_hours.zones_of({}, None, "Asia/Vientiane") == ("Asia/Vientiane",)


@pytest.mark.parametrize(("total", "percent", "size"), [(3000, 1, 30), (99, 1, 0), (50, 10, 5), (50, 0, 0)])
def test_a_canary_is_a_share_of_all(total: int, percent: float, size: int) -> None:
    assert canary.size(total, Canary(percent=percent)) == size


@pytest.mark.parametrize(
    ("counts", "minutes", "outcome", "code"),
    [
        ({"waiting": 100, "delivered": 4, "read": 6}, 0, "passed", ""),
        ({"waiting": 100, "delivered": 9, "sent": 1}, 1, "open", ""),
        ({"waiting": 100, "delivered": 9, "sent": 1}, 5, "passed", ""),
        ({"waiting": 100, "delivered": 8, "failed": 2}, 1, "failed", "canary"),
        ({"waiting": 100, "delivered": 9, "failed": 1}, 1, "passed", ""),
        ({"waiting": 100, "claimed": 10}, 5, "failed", "canary_silent"),
        ({"waiting": 100, "unknown": 10}, 5, "failed", "canary_silent"),
        ({"waiting": 100}, 5, "passed", ""),
    ],
)
def test_a_canary_decides_when_it_can_and_when_it_must(
    counts: dict[str, int], minutes: int, outcome: str, code: str
) -> None:
    said = canary.verdict(counts, Canary(percent=1, minutes=5), Sending(), 0, minutes * MINUTE)
    assert (said.outcome, said.code) == (outcome, code)
    assert bool(said.reason) == (outcome == "failed")


def test_failures_count_from_the_limit_on_and_only_since_it_went_on() -> None:
    account = number()
    few = judging.complaint(Sending(), From(), {"failed": 20, "sent": 20}, account, [])
    many = judging.complaint(Sending(), From(), {"failed": 6, "sent": 44}, account, [])
    at_the_limit = judging.complaint(Sending(), From(), {"failed": 5, "sent": 45}, account, [])
    since = From(at=1, failed=6, ended=50)
    after = judging.complaint(Sending(), since, {"failed": 7, "sent": 200}, account, [])
    assert few is None, "fewer than fifty have ended"
    assert many is not None
    assert many.reason.startswith("6 of 50 failed")
    assert at_the_limit is None
    assert after is None


@pytest.mark.parametrize(
    ("tier", "limit"),
    [("TIER_250", 250), ("TIER_2K", 2000), ("TIER_100K", 100_000), ("TIER_UNLIMITED", None), (None, None)],
)
def test_a_tier_is_so_many_people(tier: str | None, limit: int | None) -> None:
    assert budget.limit_of(tier) == limit


def test_a_rate_of_its_own_is_used_up_and_comes_back() -> None:
    paced = budget.used(10_000, None, 5.0, 10)
    assert budget.allowed(10_000, None, 5.0) == 10
    assert budget.allowed(10_000, paced, 5.0) == 0
    assert budget.allowed(11_000, paced, 5.0) == 5
    assert budget.allowed(60_000, paced, 5.0) == 10, "what was not used is not saved up"


@given(st.lists(st.sampled_from([0, 1]), max_size=30))
def test_what_people_say_leaves_first_and_else_in_the_order_of_claims(weights: list[int]) -> None:
    line = Line()
    for place, weight in enumerate(weights):
        line.add(claim(place, weight))
    assert line.said == weights.count(0)
    left = [line.take() for _ in weights]
    assert [(c.weight, c.message_id) for c in left] == sorted((c.weight, c.message_id) for c in left)
    assert line.said == len(line) == 0


def claim(place: int, weight: int) -> Claim:
    outgoing = Outgoing(tag=f"tag-{place}", to=(), kind="text")
    return Claim(
        message_id=f"{place:03d}", conversation_id="", contact_id="", recipient="", tries=1, due_at=0,
        aliases=frozenset(), outgoing=outgoing, weight=weight,
    )  # fmt: skip


def number() -> AccountRow:
    given_values = dict.fromkeys(AccountRow.__struct_fields__)
    return AccountRow(**{**given_values, "id": "sales", "name": "Sales", "state": "active"})  # type: ignore[arg-type]
