"""`/c/{token}`: leads to the stored address and nowhere else."""

from __future__ import annotations

import httpx
import pytest

from hub import ids
from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.hub.campaigns import sent
from tests.hub.work import crowd
from web.app import Application
from web.limits import Limits

PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"}
URL = "https://shop.example.com/sale?for=you"


@pytest.fixture
async def token(transactions: Transactions, cast: Cast) -> str:
    async with transactions.begin() as tx:
        (person,) = await crowd.crowd(tx, 1)
        campaign = await crowd.running(tx, cast.sales, [person])
        recipient = (await tx.connection.tuples(tables.campaign_recipients.select()))[0][0]
        made = {
            "id": "abcdefghij-_12",
            "campaign_id": campaign,
            "recipient_id": recipient,
            "kind": "link",
            "place": "button.0",
        }
        row = made | {"label": "Look", "url": URL, "created_at": tx.now}
        await tx.connection.insert_many(tables.campaign_taps, [row])
    return str(row["id"])


async def times(transactions: Transactions) -> int:
    return int((await sent.rows(transactions, tables.campaign_taps))[0]["times"])


async def test_a_person_is_led_and_counted_and_a_previewer_is_led_alone(
    client: httpx.AsyncClient, transactions: Transactions, token: str
) -> None:
    for _ in range(2):
        answer = await client.get(f"/c/{token}", headers=PHONE)
        assert (answer.status_code, answer.headers["location"]) == (302, URL)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    for method, agent in (("HEAD", PHONE["user-agent"]), ("GET", "WhatsApp/2.24.6.77 A")):
        answer = await client.request(method, f"/c/{token}", headers={"user-agent": agent})
        assert (answer.status_code, answer.headers["location"]) == (302, URL)
    assert await times(transactions) == 2


@pytest.mark.once
async def test_nothing_of_the_request_says_where_it_leads(client: httpx.AsyncClient, token: str) -> None:
    asked = {"url": "https://evil.test", "next": "//evil.test", "to": "https://evil.test"}
    answer = await client.get(
        f"/c/{token}", params=asked, headers=PHONE | {"host": "evil.test", "referer": "https://evil.test"}
    )
    assert answer.headers["location"] == URL


@pytest.mark.once
@pytest.mark.parametrize("path", ["x" * 14, "short", "x" * 3_000, "%00", "abcdefghij-_1%00"])
async def test_what_is_no_link_leads_nowhere(client: httpx.AsyncClient, token: str, path: str) -> None:
    answer = await client.get(f"/c/{path}", headers=PHONE)
    assert answer.status_code == 404
    assert "location" not in answer.headers


async def test_a_link_of_somebody_whose_data_was_deleted_leads_nowhere(
    client: httpx.AsyncClient, transactions: Transactions, token: str
) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(tables.campaign_taps.update().values(url=None))
    assert (await client.get(f"/c/{token}", headers=PHONE)).status_code == 404


@pytest.mark.once
async def test_whoever_guesses_is_stopped_soon(client: httpx.AsyncClient, app: Application, token: str) -> None:
    app.state.page_limits = Limits(0.25, lambda: 0.0)  # three tries
    told = [(await client.get(f"/c/{ids.new()[:14]}", headers=PHONE)).status_code for _ in range(4)]
    assert told == [404, 404, 404, 429]
    assert (await client.get(f"/c/{token}", headers=PHONE)).status_code == 302
