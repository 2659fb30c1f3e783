"""`/dashboard` and `/feed`: the present beside the usual, and what happened, as far as each may see it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import update

from hub.campaigns import states
from hub.figures import dashboard
from hub.inbox import conversations
from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.hub.statistics import DAY, HOUR, MINUTE, NOON, count, keep, said
from tests.web.conftest import Bearer

API = "/api/v1"


async def read(client: httpx.AsyncClient, headers: dict[str, str], address: str, **query: Any) -> dict[str, Any]:
    answer = await client.get(API + address, headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_today_stands_beside_the_same_weekday_at_this_time(
    client: httpx.AsyncClient,
    cast: Cast,
    bearer: Bearer,
    transactions: Transactions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dashboard, "milliseconds", lambda: NOON)
    week = 7 * DAY
    await keep(
        transactions,
        said(cast, NOON - HOUR),
        said(cast, NOON - HOUR + MINUTE, "dana"),
        said(cast, NOON - week - HOUR),
        said(cast, NOON - week - HOUR + 2 * MINUTE, "dana"),
        said(cast, NOON - week + HOUR),  # later in the day than now
        said(cast, NOON - week + HOUR + 2 * MINUTE, "dana"),
        said(cast, NOON - 2 * week - HOUR, "campaign"),
        said(cast, NOON - DAY, "campaign"),  # another weekday
    )
    await count(transactions)
    found = await read(client, bearer(cast.dana), "/dashboard")
    assert found["day"] == "2026-09-23"
    assert (found["today"]["counts"]["received"], found["today"]["counts"]["sent"]) == (1, 1)
    usual = found["usual"]
    assert (usual["days"], usual["received"], usual["sent"], usual["automatic"]) == (2, 0.5, 0.5, 0.5)
    assert found["today"]["first_response"] == {"count": 1, "median": 60, "p90": 60}
    assert found["usual"]["first_response"]["median"] == 120
    hours = {each["hour"]: (each["received"], each["usual"]) for each in found["hours"]}
    assert (hours[18], hours[20], hours[3]) == ((1, 0.5), (0, 0.5), (0, 0.0))  # in Bangkok


async def test_each_sees_the_figures_and_waits_of_their_own_numbers(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        c = tables.conversations.c
        for id, assignee, ago in ((cast.pims, "dana", 2 * HOUR), (cast.kens, None, MINUTE)):
            statement = update(tables.conversations).where(c.id == id)
            await tx.connection.execute(statement.values(assignee_id=assignee, waiting_since=tx.now - ago))
    waits = (await read(client, bearer(cast.ines), "/dashboard"))["waiting"]
    assert [waits[part]["count"] for part in ("all", "mine", "nobodys")] == [2, 0, 1]
    assert waits["long"] == 1
    mine = (await read(client, bearer(cast.dana), "/dashboard"))["waiting"]
    assert (mine["all"], mine["nobodys"]) == (mine["mine"], {"count": 0, "longest_since": None})
    nobodys = (await read(client, bearer(cast.omar), "/dashboard"))["waiting"]
    assert (nobodys["all"]["count"], nobodys["mine"]["count"], nobodys["long"]) == (1, 0, 0)


async def test_the_feed_tells_what_one_may_see_newest_first(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, transactions: Transactions
) -> None:
    await happen(client, cast, bearer, transactions)
    every = (await read(client, bearer(cast.ines), "/feed"))["items"]
    assert [each["type"] for each in every] == ["campaign", "quotation", "conversation", "conversation"]
    campaign, quotation, resolved, assigned = every
    assert (campaign["name"], campaign["state"], campaign["by"]) == ("Launch", "starting", "ines")
    assert (quotation["move"]["to_state"], quotation["quotation"]["customer_name"]) == ("issued", "Pim Srisai")
    assert (resolved["event"], resolved["contact_name"], resolved["by"]) == ("resolved", "Ken Park", "omar")
    assert (assigned["event"], assigned["conversation"], assigned["to"]) == ("assigned", cast.pims, "dana")
    danas = [each["id"] for each in (await read(client, bearer(cast.dana), "/feed"))["items"]]
    assert danas == [campaign["id"], quotation["id"], assigned["id"]]
    assert [each["id"] for each in (await read(client, bearer(cast.omar), "/feed"))["items"]] == [resolved["id"]]


async def test_the_feed_goes_on_where_a_page_ends(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, transactions: Transactions
) -> None:
    await happen(client, cast, bearer, transactions)
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = await read(client, bearer(cast.ines), "/feed", limit=1, **after)
        found += [each["type"] for each in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert found == ["campaign", "quotation", "conversation", "conversation"]


async def happen(client: httpx.AsyncClient, cast: Cast, bearer: Bearer, transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        await conversations.assign(tx, cast.ines, cast.pims, "dana")
    async with transactions.begin() as tx:
        await conversations.resolve(tx, cast.omar, cast.kens)
    body = {"conversation": cast.pims, "currency": "THB", "items": [{"description": "A lamp", "unit_price": "10"}]}
    made = await client.post(f"{API}/quotations", headers=bearer(cast.dana), json=body)
    issued = await client.post(f"{API}/quotations/{made.json()['id']}/issue", headers=bearer(cast.dana))
    assert issued.status_code == 200, issued.text
    new = {"name": "Launch", "channel": cast.sales, "audience": {"tags": ["vip"]}}
    campaign = await client.post(f"{API}/campaigns", headers=bearer(cast.ines), json=new)
    assert campaign.status_code == 201, campaign.text
    async with transactions.begin() as tx:
        await states.move(tx, campaign.json()["id"], "starting", by=cast.ines)
