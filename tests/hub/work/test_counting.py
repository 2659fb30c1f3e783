from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from hub.figures import statistics
from hub.figures.statistics import Asked
from hub.office import configuration
from hub.transaction import Transactions, milliseconds
from hub.wire.statistics import Counts, Lengths, Statistics
from hub.work.counting import Counting, rounded
from storage import tables
from storage.figures import days
from tests.cast import Cast
from tests.hub.statistics import DAY, HOUR, MINUTE, NOON, count, keep, resolved, said

WEDNESDAY = Asked(since=date(2026, 9, 23), until=date(2026, 9, 23))


async def _told(transactions: Transactions, asked: Asked = WEDNESDAY) -> Statistics:
    async with transactions.database.reading() as connection:
        return await statistics.read(connection, asked)


async def _zone(transactions: Transactions, cast: Cast, name: str) -> None:
    async with transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "time_zone", name)


async def test_volumes_are_counted_by_who_said_it(transactions: Transactions, cast: Cast) -> None:
    await keep(
        transactions,
        said(cast, NOON),
        said(cast, NOON + 1),
        said(cast, NOON + 2, "dana"),
        said(cast, NOON + 3, "campaign"),
        said(cast, NOON + 4, "dana", kind="note"),  # says nothing to the customer
        said(cast, NOON + 5, sent_at=NOON - 100 * DAY),  # a backfill is no news
        resolved(cast, NOON + 6, "dana"),
    )
    await count(transactions)
    told = await _told(transactions)
    assert told.total.counts == Counts(received=2, sent=1, automatic=1, opened=0, resolved=1)
    assert [(each.name, each.figures.counts.sent, each.figures.counts.resolved) for each in told.agents] == [
        ("Dana", 1, 1)
    ]
    assert [(each.name, each.figures.counts.received) for each in told.channels] == [("Sales line", 2)]
    assert told.hours[19].counts.received == 2  # Bangkok's clock
    assert [(each.day, each.counts.received) for each in told.days] == [("2026-09-23", 2)]


async def test_the_first_response_ends_the_wait_that_the_first_message_began(
    transactions: Transactions, cast: Cast
) -> None:
    await keep(
        transactions,
        said(cast, NOON),
        said(cast, NOON + 1 * MINUTE),  # still the same wait
        said(cast, NOON + 2 * MINUTE, "campaign"),  # no person
        said(cast, NOON + 3 * MINUTE, "dana", kind="note"),  # not said to the customer
        said(cast, NOON + 4 * MINUTE, "dana"),
        said(cast, NOON + 9 * MINUTE, "dana"),  # nobody waited
        said(cast, NOON + 20 * MINUTE),
        said(cast, NOON + 21 * MINUTE, "omar"),
    )
    await count(transactions)
    told = await _told(transactions)
    assert told.total.first_response == Lengths(count=2, median=60, p90=240)
    assert {each.name: each.figures.first_response.median for each in told.agents} == {"Dana": 240, "Omar": 60}
    assert told.hours[19].first_response.count == 2


async def test_a_wait_ends_when_the_conversation_is_resolved(transactions: Transactions, cast: Cast) -> None:
    await keep(
        transactions,
        said(cast, NOON),
        resolved(cast, NOON + HOUR, "omar"),
        said(cast, NOON + 2 * HOUR),
        said(cast, NOON + 2 * HOUR + MINUTE, "dana"),
        resolved(cast, NOON + 3 * HOUR, "dana"),
    )
    await count(transactions)
    told = await _told(transactions)
    assert told.total.first_response == Lengths(count=1, median=60, p90=60)
    assert told.total.resolution == Lengths(count=2, median=3600, p90=3600)
    assert {each.name: each.figures.resolution.count for each in told.agents} == {"Dana": 1, "Omar": 1}


async def test_medians_and_ninety_percent(transactions: Transactions, cast: Cast) -> None:
    rows = []
    for n in range(1, 11):
        rows += [said(cast, NOON + n * HOUR // 4), said(cast, NOON + n * HOUR // 4 + n * 10_000, "dana")]
    await keep(transactions, *rows)
    await count(transactions)
    assert (await _told(transactions)).total.first_response == Lengths(count=10, median=50, p90=90)


async def test_counting_again_changes_nothing_and_misses_nothing_that_came_late(
    transactions: Transactions, cast: Cast
) -> None:
    now = milliseconds()
    today = Asked()
    await keep(transactions, said(cast, now - 2 * DAY), said(cast, now - 10 * MINUTE))
    assert await count(transactions) > 1
    before = (await _told(transactions, today)).total
    await count(transactions)
    assert (await _told(transactions, today)).total == before
    await keep(transactions, said(cast, now - 9 * MINUTE, "dana"))  # committed late
    await count(transactions)
    after = (await _told(transactions, today)).total
    assert (before.counts.received, after.counts.received, after.counts.sent) == (2, 2, 1)
    assert after.first_response.count == 1


async def test_long_silence_is_passed_over(transactions: Transactions, cast: Cast) -> None:
    now = milliseconds()
    await keep(transactions, said(cast, now - 300 * DAY), said(cast, now - MINUTE))
    assert await count(transactions) < 10
    async with transactions.database.reading() as connection:
        assert (
            len(await connection.tuples(select(tables.statistics_slots).where(tables.statistics_slots.c.received > 0)))
            == 2
        )


async def test_only_one_process_counts(transactions: Transactions, cast: Cast) -> None:
    await keep(transactions, said(cast, NOON))
    first = Counting(transactions, "a:1:x")
    assert await first.turn() is True
    assert await Counting(transactions, "b:2:y").turn() is False


@pytest.mark.parametrize(
    ("zone", "at", "day", "hour"),
    [
        ("Asia/Bangkok", NOON + 5 * HOUR, "2026-09-24", 0),
        ("Asia/Kathmandu", NOON + 6 * HOUR, "2026-09-23", 23),  # 5:45 ahead
        ("Pacific/Auckland", NOON, "2026-09-24", 0),
        ("America/Los_Angeles", NOON - 5 * HOUR - 1, "2026-09-22", 23),
    ],
)
async def test_days_and_hours_are_the_companys(
    transactions: Transactions, cast: Cast, zone: str, at: int, day: str, hour: int
) -> None:
    await _zone(transactions, cast, zone)
    await keep(transactions, said(cast, at))
    await count(transactions)
    told = await _told(transactions, Asked(since=date(2026, 9, 20), until=date(2026, 9, 26)))
    assert [each.day for each in told.days if each.counts.received] == [day]
    assert [each.hour for each in told.hours if each.counts.received] == [hour]
    assert len(told.days) == 7


async def test_a_day_on_which_the_clocks_are_put_back_has_its_25_hours(transactions: Transactions, cast: Cast) -> None:
    await _zone(transactions, cast, "Europe/Berlin")
    midnight = 1_792_879_200_000  # 2026-10-25 00:00 in Berlin
    await keep(transactions, *(said(cast, midnight + n * HOUR) for n in range(-1, 26)))
    await count(transactions)
    told = await _told(transactions, Asked(since=date(2026, 10, 25), until=date(2026, 10, 25)))
    assert told.total.counts.received == 25
    assert [each.counts.received for each in told.hours] == [1, 1, 2] + [1] * 21


async def test_failed_sends_are_told_by_reason(transactions: Transactions, cast: Cast) -> None:
    fault = '{{"code":"{}","message":"{}"}}'
    await keep(
        transactions,
        said(cast, NOON, "dana", status="failed", error=fault.format("131026", "Not on WhatsApp.")),
        said(cast, NOON + 1, "dana", status="failed", error=fault.format("131026", "Not on WhatsApp.")),
        said(cast, NOON + 2, "dana", status="failed", error=fault.format("130472", "In an experiment.")),
        said(cast, NOON + 3, "dana", status="unknown", error=fault.format("unknown", "No answer.")),
    )
    await count(transactions)
    told = await _told(transactions)
    assert [(each.code, each.reason, each.count) for each in told.failures] == [
        ("131026", "Not on WhatsApp.", 2),
        ("130472", "In an experiment.", 1),
    ]


async def test_days_say_what_their_quarters_of_an_hour_say(transactions: Transactions, cast: Cast) -> None:
    """Also after the company's clock was changed, and while the days are not made anew yet."""
    rows = []
    for n in range(60):
        at, who = NOON + n * 47 * MINUTE, ("dana", "omar")[n % 2]
        rows += [said(cast, at), said(cast, at + (n + 1) * 10_000, who), resolved(cast, at + 30 * MINUTE, who)]
    await keep(transactions, *rows)
    await count(transactions)
    asked = Asked(since=date(2026, 9, 22), until=date(2026, 9, 27))
    for zone in ("Asia/Bangkok", "America/New_York"):
        await _zone(transactions, cast, zone)
        behind = await _told(transactions, asked)
        await count(transactions)
        async with transactions.database.reading() as connection:
            assert await days.zone(connection) == zone
        told = await _told(transactions, asked)
        assert msgspec.structs.replace(told, as_of=None) == msgspec.structs.replace(behind, as_of=None)
        for one in (told.total, *(each.figures for each in told.agents)):
            assert one.first_response.count == one.resolution.count == one.counts.sent


async def test_who_waits_now_is_told_at_once(transactions: Transactions, cast: Cast) -> None:
    c = tables.conversations
    async with transactions.begin() as tx:
        await tx.connection.execute(c.update().where(c.c.id == cast.kens).values(waiting_since=NOON))
    told = await _told(transactions)
    assert [(each.channel, each.count, each.longest_since) for each in told.waiting] == [
        (cast.support, 1, "2026-09-23T12:00:00.000Z")
    ]
    assert told.as_of is None


@pytest.mark.parametrize(
    ("asked", "sent"),
    [({"channel": "channel-sales"}, 1), ({"channel": "x"}, 0), ({"agent": "dana"}, 1), ({"agent": "omar"}, 0)],
)
async def test_one_number_or_person_alone(
    transactions: Transactions, cast: Cast, asked: dict[str, Any], sent: int
) -> None:
    await keep(transactions, said(cast, NOON, "dana"))
    await count(transactions)
    told = await _told(transactions, Asked(since=WEDNESDAY.since, until=WEDNESDAY.until, **asked))
    assert told.total.counts.sent == sent


@pytest.mark.parametrize(
    ("seconds", "kept"), [(0.4, 0), (59.6, 60), (119, 119), (121, 120), (123, 125), (1_229, 1_200), (20_000, 19_800)]
)
def test_lengths_are_rounded_as_people_read_them(seconds: float, kept: int) -> None:
    assert rounded(seconds) == kept
