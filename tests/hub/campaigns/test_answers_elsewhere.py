"""Answers, clicks and a no to what went another way are the campaign's, as any other."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from channels.line.channel import Line
from channels.transport import Transport
from hub.campaigns import clicks, figures
from hub.intake import Intake
from hub.transaction import Transactions, milliseconds
from storage import tables
from tests.cast import Cast
from tests.hub.receiving import test_line as line
from tests.hub.receiving.wire import KnownSecrets
from tests.hub.work.ways import House


@pytest.fixture
async def house(cast: Cast, transactions: Transactions) -> House:
    """One person's message waits at LINE, taken by it."""
    made = House(transactions, cast.sales)
    await made.open()
    await made.start()
    await made.change(tables.channels, made.line, address=line.BOT)
    await made.change(tables.identities, f"line_user-{made.people[0]}", value=line.ANNA)
    await made.look()
    await made.change(tables.messages, (await made.recipient())["message_id"], status="accepted", due_at=None)
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.campaign_recipients).values(state="sent", sent_at=tx.now))
    return made


@pytest.fixture
async def intake(transactions: Transactions) -> AsyncIterator[Intake]:
    made = Intake(transactions, KnownSecrets(), {"line": Line(Transport())})
    await made.start()
    yield made
    await made.stop()


async def test_an_answer_on_line_answers_the_campaign_and_opens_the_conversation(house: House, intake: Intake) -> None:
    await line.send(intake, line.said("7", "Is it still on?", at=milliseconds() + 1_000))
    row = await house.recipient()
    assert (row["state"], row["by"]) == ("replied", "line")
    talk = await house.talk(house.line)
    assert (talk["state"], talk["campaign_id"]) == ("open", house.campaign)


async def test_a_word_of_opting_out_on_line_is_kept(house: House, intake: Intake) -> None:
    await line.send(intake, line.said("8", "หยุด", at=milliseconds() + 1_000))
    row = await house.recipient()
    assert row["opted_out_at"] is not None
    assert row["state"] != "replied"


async def test_a_click_counts_for_the_person_and_the_figures_say_by_which_way(
    house: House, transactions: Transactions, cast: Cast
) -> None:
    (message,) = await house.went(house.line)
    found = re.search(r"/c/([A-Za-z0-9_-]{14})", message["text"])
    assert found is not None
    assert await clicks.follow(transactions, found[1], counts=True) == "https://shop.example/spring"
    assert (await house.recipient())["clicked_at"] is not None
    async with transactions.database.reading() as connection:
        told = await figures.analytics(connection, cast.ines, house.campaign)
    (by_line,) = told.fallback
    assert (by_line.kind, by_line.people, by_line.reached["clicked"]) == ("line", 1, 1)
    assert told.cost.amount == "0.00", "WhatsApp delivered nothing"
