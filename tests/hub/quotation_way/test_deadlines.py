"""Quotations expire by themselves, and customers are reminded before: once, in time, and only as they may be written to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.office import configuration
from hub.quotations import expiry, reminders, revisions
from hub.transaction import milliseconds
from hub.work.quotations import Deadlines
from tests.hub.quotation_way.office import DAY_MS, Office

BANGKOK = ZoneInfo("Asia/Bangkok")


def day(ahead: int) -> str:
    return (datetime.now(BANGKOK).date() + timedelta(days=ahead)).isoformat()


@pytest.fixture(autouse=True)
def by_daylight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "FROM_HOUR", 0)
    monkeypatch.setattr(reminders, "TO_HOUR", 24)


@pytest.fixture
def deadlines(office: Office) -> Deadlines:
    return Deadlines(office.transactions)


async def near_its_end(office: Office, ahead: int = 2) -> str:
    made = await office.delivered()
    await office.quotation_is(made.id, valid_until=day(ahead), sent_at=milliseconds() - 2 * DAY_MS)
    return made.id


async def test_it_expires_when_its_last_day_is_over(office: Office, deadlines: Deadlines) -> None:
    past, last = await near_its_end(office, -1), await near_its_end(office, 0)
    await deadlines.expire()
    assert (await office.state(past), await office.state(last)) == ("expired", "sent")
    line = (await office.lines("quotation"))[-1]
    assert (line["to"], line["doer"], line["how"]) == ("expired", "system", "rule")


async def test_the_day_is_the_offices(office: Office) -> None:
    id = await near_its_end(office)
    midnight = datetime(2030, 1, 1, tzinfo=BANGKOK)  # the day before in UTC
    await office.quotation_is(id, valid_until="2029-12-31")
    async with office.transactions.database.reading() as connection:
        after = await expiry.due(connection, int(midnight.timestamp() * 1000))
        before = await expiry.due(connection, int(midnight.timestamp() * 1000) - 1)
    assert (after, before) == ([id], [])
    assert midnight.astimezone(UTC).date().isoformat() == "2029-12-31"


async def test_several_workers_expire_it_once(office: Office) -> None:
    id = await near_its_end(office, -1)
    await asyncio.gather(*(Deadlines(office.transactions).expire() for _ in range(4)))
    assert await office.state(id) == "expired"
    assert [line["to"] for line in await office.lines("quotation")].count("expired") == 1


async def test_inside_the_window_a_reminder_has_the_buttons(office: Office, deadlines: Deadlines) -> None:
    id = await near_its_end(office)
    await deadlines.remind()
    await office.carried()
    _, reminder = office.work.channel.sent
    assert reminder.content["body"].startswith("A reminder: our quotation")
    await office.tap(office.buttons()["accept"])
    assert await office.state(id) == "accepted"


async def test_several_workers_remind_once_for_each_version(office: Office) -> None:
    id = await near_its_end(office)
    for _ in range(2):
        await asyncio.gather(*(Deadlines(office.transactions).remind() for _ in range(4)))
    await office.carried()
    assert len(office.work.channel.sent) == 2
    async with office.transactions.begin() as tx:
        await revisions.revise(tx, office.cast.dana, id)
    await office.send(id)
    await office.carried()
    await office.quotation_is(id, sent_at=milliseconds() - 2 * DAY_MS)
    await Deadlines(office.transactions).remind()
    await office.carried()
    assert len(office.work.channel.sent) == 4


async def test_outside_the_window_only_the_template_that_was_named_reminds(
    office: Office, deadlines: Deadlines
) -> None:
    id = await near_its_end(office)
    await office.close_window()
    await office.add_template("reminder")
    await deadlines.remind()
    await office.carried()
    assert len(office.work.channel.sent) == 1
    ((owner, words),) = await office.news("quotation_expiring")
    assert (owner, (await office.row(id)).number or "?") == ("dana", words.split()[1])


async def test_the_template_that_was_named_reminds(office: Office, deadlines: Deadlines) -> None:
    await near_its_end(office)
    await office.close_window()
    await office.add_template("reminder")
    await office.settings(remind_template="reminder")
    await deadlines.remind()
    await office.carried()
    assert office.work.channel.sent[1].content["name"] == "reminder"
    assert await office.news("quotation_expiring") == []


@pytest.mark.parametrize(
    ("ahead", "sent_days_ago", "days", "state"),
    [(4, 2, 3, "sent"), (2, 0, 3, "sent"), (2, 2, None, "sent"), (2, 2, 3, "declined"), (-1, 2, 3, "sent")],
)
async def test_nobody_is_reminded_too_early_of_news_or_in_vain(
    office: Office, deadlines: Deadlines, ahead: int, sent_days_ago: int, days: int | None, state: str
) -> None:
    id = await near_its_end(office, ahead)
    await office.quotation_is(id, sent_at=milliseconds() - sent_days_ago * DAY_MS, state=state)
    await office.settings(remind_days=days)
    await deadlines.remind()
    await office.carried()
    assert len(office.work.channel.sent) == 1


async def test_nobody_is_reminded_at_night(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await near_its_end(office)
    monkeypatch.setattr(reminders, "FROM_HOUR", 9)
    monkeypatch.setattr(reminders, "TO_HOUR", 18)
    today = datetime.now(BANGKOK).replace(minute=0)
    async with office.transactions.database.reading() as connection:
        night = await reminders.due(connection, int(today.replace(hour=3).timestamp() * 1000))
        noon = await reminders.due(connection, int(today.replace(hour=12).timestamp() * 1000) + 3600_000)
        assert (await configuration.read(connection)).time_zone == "Asia/Bangkok"
    assert (len(night), len(noon)) == (0, 1)
