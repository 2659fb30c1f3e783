"""`/u/{token}`: opening the page says nothing, a POST says no, for good and for everything that waits."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest

from hub.transaction import Transactions
from hub.wire.shapes import Fault
from storage import tables
from tests.cast import Cast
from tests.hub.campaigns import sent
from tests.hub.work.ways import House

ONE_CLICK = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def house(transactions: Transactions, cast: Cast) -> House:
    made = House(transactions, cast.sales)
    await made.open()
    await made.start(1, made.by_mail(), made.by_line())
    await made.look()
    return made


async def page_of(house: House) -> str:
    (mail,) = await house.went(house.mail)
    return str(msgspec.json.decode(mail["outgoing"])["mail"]["unsubscribe"]).removeprefix("https://office.example")


async def consent_of(house: House) -> dict[str, Any]:
    rows = await sent.rows(house.transactions, tables.contacts)
    found: dict[str, Any] = msgspec.json.decode(next(r["consent"] for r in rows if r["id"] == house.people[0]))
    return found


async def test_opening_says_nothing_and_one_press_says_no(client: httpx.AsyncClient, house: House) -> None:
    page = await page_of(house)
    asked = await client.get(page)
    assert asked.status_code == 200
    assert '<form method="post">' in asked.text
    assert "script" not in asked.text
    assert await consent_of(house) == {}
    said = await client.post(page, content="List-Unsubscribe=One-Click", headers=ONE_CLICK)
    assert (said.status_code, "Done" in said.text) == (200, True)
    told = (await consent_of(house))["marketing_messages"]
    assert (told["wanted"], told["detail"]) == (False, "unsubscribe")
    row = await house.recipient()
    assert row["opted_out_at"] is not None


async def test_who_said_no_gets_no_further_way(client: httpx.AsyncClient, house: House) -> None:
    await client.post(await page_of(house))
    await house.ended(
        str((await house.went(house.mail))[0]["id"]), "failed", Fault(code="5.1.1", message="No mailbox.")
    )
    await house.look()
    assert await house.went(house.line) == []


async def test_said_twice_it_is_as_good(client: httpx.AsyncClient, house: House) -> None:
    page = await page_of(house)
    for _ in range(2):
        assert (await client.post(page)).status_code == 200


async def test_whoever_guesses_finds_nothing(client: httpx.AsyncClient, house: House) -> None:
    for way in ("/u/aaaaaaaaaaaaaa", "/u/short"):
        assert (await client.get(way)).status_code == 404
        assert (await client.post(way)).status_code == 404
    assert await consent_of(house) == {}
