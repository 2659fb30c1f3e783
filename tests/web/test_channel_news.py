"""What was said of a channel account: read page by page by those who administer it, alarms on the health page too."""

from __future__ import annotations

from typing import Any

import httpx

from hub.assembly import Hub
from hub.durations import DAY_MS
from hub.transaction import milliseconds
from storage import tables
from tests.cast import Cast
from tests.web.conftest import Bearer


async def keep(hub: Hub, channel: str, *given: tuple[str, int]) -> None:
    """`given`: severity and how many days ago."""
    rows = [
        {
            "id": f"{channel}-{n}",
            "channel_id": channel,
            "field": "account_update",
            "event": "ACCOUNT_RESTRICTION",
            "severity": severity,
            "summary": f"Meta restricted the account: {severity}.",
            "at": milliseconds() - days * DAY_MS,
            "dedupe": f"{channel}-{n}",
            "created_at": 1,
        }
        for n, (severity, days) in enumerate(given)
    ]
    async with hub.transactions.begin() as tx:
        await tx.connection.insert_many(tables.channel_news, rows)


async def test_news_is_read_newest_first_page_by_page(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub
) -> None:
    await keep(hub, cast.sales, ("info", 3), ("alarm", 1), ("warning", 2))
    await keep(hub, cast.support, ("alarm", 0))
    address, seen = f"/api/v1/channels/{cast.sales}/news?limit=2", []
    page: dict[str, Any] = (await client.get(address, headers=bearer(cast.ines))).json()
    seen += [each["severity"] for each in page["items"]]
    page = (await client.get(f"{address}&after={page['next']}", headers=bearer(cast.ines))).json()
    seen += [each["severity"] for each in page["items"]]
    assert (seen, page["next"]) == (["alarm", "warning", "info"], None)
    refused = await client.get(f"{address}&after=nonsense", headers=bearer(cast.ines))
    assert refused.status_code == 422


async def test_an_agent_reads_none(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> None:
    answer = await client.get(f"/api/v1/channels/{cast.sales}/news", headers=bearer(cast.dana))
    assert answer.status_code == 403


async def test_the_last_alarm_stands_on_the_health_page_for_a_week(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub
) -> None:
    await keep(hub, cast.sales, ("alarm", 2), ("alarm", 5), ("info", 1))
    await keep(hub, cast.support, ("alarm", 8))
    numbers = (await client.get("/api/v1/admin/health", headers=bearer(cast.ines))).json()["numbers"]
    of = {number["channel"]: number for number in numbers}
    assert (of[cast.sales]["alarm"]["id"], of[cast.sales]["duty"]) == (f"{cast.sales}-0", "heed_alarm")
    assert (of[cast.support]["alarm"], of[cast.support]["duty"]) == (None, None)
