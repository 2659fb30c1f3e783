from __future__ import annotations

from typing import Any

import httpx
import pytest

from hub.office import activity
from hub.transaction import Transactions
from storage.office import activity as rows
from tests.cast import Cast
from tests.web.conftest import Bearer
from tests.web.people import add_manager

PATH = "/api/v1/admin/activity"


@pytest.fixture
async def acts(cast: Cast, transactions: Transactions) -> None:
    """Ines renamed two people, then the product pruned."""
    for agent, act, subject in ((cast.ines, "user.changed", "dana"), (cast.ines, "user.added", "omar")):
        async with transactions.begin() as tx:
            await activity.note(
                tx, agent, act, subject=subject, title=subject, before={"name": "A"}, after={"name": "B"}
            )
    async with transactions.begin() as tx:
        await activity.note(tx, None, "retention.pruned", title="messages")


async def test_it_tells_who_did_what_before_and_after(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, acts: None
) -> None:
    items = (await client.get(PATH, headers=bearer(cast.ines))).json()["items"]
    assert [item["act"] for item in items] == ["retention.pruned", "user.added", "user.changed"]
    assert items[2]["user_name"] == "Ines"
    assert (items[2]["before"], items[2]["after"]) == ({"name": "A"}, {"name": "B"})
    assert items[0]["user"] is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "ines"}, ["omar", "dana"]),
        ({"act": "user."}, ["omar", "dana"]),
        ({"act": "user.changed"}, ["dana"]),
        ({"subject": "omar"}, ["omar"]),
        ({"q": "OMA"}, ["omar"]),
        ({"q": "%"}, []),
        ({"until": "2020-01-01T00:00:00Z"}, []),
        ({"since": "2020-01-01T00:00:00+07:00", "who": "ines", "limit": 1}, ["omar"]),
    ],
)
async def test_it_is_filtered(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, acts: None, asked: dict[str, Any], found: list[str]
) -> None:
    items = (await client.get(PATH, params=asked, headers=bearer(cast.ines))).json()["items"]
    assert [item["subject"] for item in items] == found


async def test_it_is_read_page_by_page(client: httpx.AsyncClient, cast: Cast, bearer: Bearer, acts: None) -> None:
    first = (await client.get(PATH, params={"limit": 2}, headers=bearer(cast.ines))).json()
    rest = (await client.get(PATH, params={"after": first["next"]}, headers=bearer(cast.ines))).json()
    assert [item["act"] for item in rest["items"]] == ["user.changed"]
    assert rest["next"] is None


async def test_an_act_over_http_keeps_where_it_came_from(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, transactions: Transactions
) -> None:
    await client.put("/api/v1/admin/config", json={"round_robin": True}, headers=bearer(cast.ines))
    items = (await client.get(PATH, params={"act": "configuration."}, headers=bearer(cast.ines))).json()["items"]
    assert [(item["subject"], item["before"], item["after"]) for item in items] == [("round_robin", False, True)]
    assert items[0]["address"] == "127.0.0.1"


async def test_it_is_for_administrators(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, transactions: Transactions
) -> None:
    for agent in (cast.dana, await add_manager(transactions)):
        assert (await client.get(PATH, headers=bearer(agent))).status_code == 403


async def test_words_are_sought_so_far_back_at_a_time(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, acts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "LOOKED_AT", 2)
    first = (await client.get(PATH, params={"q": "dana"}, headers=bearer(cast.ines))).json()
    assert first["items"] == []
    asked = {"q": "dana", "after": first["next"]}
    second = (await client.get(PATH, params=asked, headers=bearer(cast.ines))).json()
    assert ([item["subject"] for item in second["items"]], second["next"]) == (["dana"], None)


async def test_it_is_downloaded_as_it_is_narrowed(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, acts: None, transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        await activity.note(tx, cast.ines, "user.added", subject="sly", title="=HYPERLINK(1)")
    answer = await client.get(f"{PATH}/export", params={"act": "user."}, headers=bearer(cast.ines))
    assert answer.headers["content-disposition"].startswith("attachment")
    lines = [line.split(",") for line in answer.text.splitlines()]
    assert [line[3] for line in lines] == ["What", "user.added", "user.added", "user.changed"]
    assert lines[1][5] == "'=HYPERLINK(1)"
    assert (await client.get(f"{PATH}/export", headers=bearer(cast.dana))).status_code == 403
