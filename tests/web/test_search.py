from __future__ import annotations

from typing import Any

import httpx

from hub.searching import indexing
from hub.transaction import Transactions
from tests.cast import Cast
from tests.hub import scenes
from tests.web.conftest import Bearer

ADDRESS = "/api/v1/search"


async def test_the_search_answers_within_ones_channels(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        id = await scenes.customer_writes(tx, cast.pims, "สวัสดีค่ะ <b>Oolong</b>", "wamid.1")
    await indexing.catch_up(transactions)
    found = (await client.get(ADDRESS, params={"q": "สวัส"}, headers=bearer(cast.dana))).json()
    assert [message["id"] for message in found["messages"]] == [id]
    assert found["hits"][0]["excerpt"][0] == {"text": "สวัส", "hit": True}
    assert found["next"] is None
    for q in ("oolong", "pim", "5678"):
        nothing = (await client.get(ADDRESS, params={"q": q}, headers=bearer(cast.omar))).json()
        assert nothing == {
            "hits": [],
            "conversations": [],
            "contacts": [],
            "messages": [],
            "files": [],
            "quotations": [],
            "campaigns": [],
            "next": None,
        }


async def test_kinds_narrow_and_pages_go_on(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        for number in range(3):
            await scenes.customer_writes(tx, cast.pims, f"pim says {number}", f"wamid.{number}")
    await indexing.catch_up(transactions)
    asked: dict[str, Any] = {"q": "pim", "kinds": ["messages", "contacts"], "limit": 2}
    first = (await client.get(ADDRESS, params=asked, headers=bearer(cast.dana))).json()
    assert [hit["kind"] for hit in first["hits"]] == ["contacts", "messages", "messages"]
    more = (await client.get(ADDRESS, params=asked | {"after": first["next"]}, headers=bearer(cast.dana))).json()
    assert [hit["kind"] for hit in more["hits"]] == ["messages"]
    assert more["next"] is None


async def test_what_cannot_be_asked_is_refused_by_name(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> None:
    wrong: list[tuple[str, dict[str, str]]] = [
        ("q", {}),
        ("q", {"q": ""}),
        ("q", {"q": " "}),
        ("q", {"q": "x" * 201}),
        ("limit", {"q": "x", "limit": "0"}),
        ("kinds[0]", {"q": "x", "kinds": "spells"}),
        ("after", {"q": "x", "after": "nothing"}),
    ]
    for field, params in wrong:
        answer = await client.get(ADDRESS, params=params, headers=bearer(cast.dana))
        assert (answer.status_code, answer.json()["field"]) == (422, field), params
    assert (await client.get(ADDRESS, params={"q": "x"})).status_code == 401
