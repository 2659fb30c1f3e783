"""`/api/v1/views` over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from hub.inbox import conversations
from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.hub import scenes
from tests.web.test_conversations import Ask, ask

VIEWS = "/api/v1/views"
__all__ = ["ask"]


async def names(ask: Ask, agent: Any, **query: Any) -> list[tuple[str, int]]:
    found = await ask(agent, "GET", VIEWS, params=query)
    assert found.status_code == 200, found.text
    return [(view["name"], view["count"]) for view in found.json()["items"]]


async def test_a_view_is_counted_for_whoever_looks(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await conversations.assign(tx, cast.ines, cast.pims, "dana")
        await conversations.tag(tx, cast.ines, cast.kens, ["vip"])
        await scenes.customer_writes(tx, cast.kens, "Hello?", "wamid.1")
    for name, filter in (("Mine", {"assignee": "me"}), ("All", {}), ("Important", {"tag": "vip", "unread": True})):
        new = {"name": name, "filter": filter, "shared": True}
        assert (await ask(cast.ines, "POST", VIEWS, json=new)).status_code == 201
    assert await names(ask, cast.dana) == [("All", 1), ("Important", 0), ("Mine", 1)]
    sought = await ask(cast.dana, "POST", VIEWS, json={"name": "Tea", "filter": {"q": "tea"}})
    assert (await ask(cast.dana, "GET", f"{VIEWS}/{sought.json()['id']}")).json()["count"] is None
    assert await names(ask, cast.omar) == [("All", 1), ("Important", 1), ("Mine", 0)]
    assert await names(ask, cast.ines) == [("All", 2), ("Important", 1), ("Mine", 0)]


async def test_ones_own_views_are_nobody_elses(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    made = (await ask(cast.dana, "POST", VIEWS, json={"name": "Waiting", "filter": {}, "sort": "waiting"})).json()
    path = f"{VIEWS}/{made['id']}"
    assert (made["owner"], made["sort"]) == ("dana", "waiting")
    assert await names(ask, cast.ines) == []
    for method, body in (("GET", None), ("PUT", {"name": "Taken"}), ("DELETE", None)):
        assert (await ask(cast.ines, method, path, json=body)).status_code == 404
    async with transactions.database.reading() as connection:
        found = tables.event_log.select().with_only_columns(tables.event_log.c.type, tables.event_log.c.audience)
        told = [row for row in await connection.tuples(found) if row[0].startswith("view.")]
    assert told == [("view.changed", "user:dana")]


async def test_shared_views_are_for_managers_to_change_and_kept_in_the_log(
    ask: Ask, transactions: Transactions, cast: Cast
) -> None:
    new = {"name": "All", "filter": {"state": "open"}, "shared": True}
    assert (await ask(cast.dana, "POST", VIEWS, json=new)).status_code == 403
    made = await ask(cast.ines, "POST", VIEWS, json=new)
    path, etag = f"{VIEWS}/{made.json()['id']}", made.headers["etag"]
    assert (await ask(cast.dana, "PUT", path, json={"name": "x"})).status_code == 403
    assert (await ask(cast.dana, "DELETE", path)).status_code == 403
    changed = await ask(cast.ines, "PUT", path, json={"filter": {"state": "resolved"}}, headers={"if-match": etag})
    assert (changed.json()["filter"]["state"], changed.json()["name"]) == ("resolved", "All")
    late = await ask(cast.ines, "PUT", path, json={"name": "y"}, headers={"if-match": etag})
    assert (late.status_code, late.json()["current"]) == (409, changed.json())
    assert (await ask(cast.ines, "DELETE", path)).status_code == 204
    assert (await ask(cast.ines, "GET", path)).status_code == 404
    async with transactions.database.reading() as connection:
        acts = await connection.values(tables.activity.select().with_only_columns(tables.activity.c.act))
        told = await connection.values(tables.event_log.select().with_only_columns(tables.event_log.c.type))
    assert {"view.added", "view.changed", "view.removed"} <= set(acts)
    assert {"view.changed", "view.removed"} <= set(told)


async def test_a_view_that_is_shared_stays_the_same_view(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    made = (await ask(cast.ines, "POST", VIEWS, json={"name": "Late", "filter": {}})).json()
    path = f"{VIEWS}/{made['id']}"
    assert (await ask(cast.ines, "PUT", path, json={"shared": True})).json()["owner"] is None
    assert await names(ask, cast.dana) == [("Late", 1)]
    assert (await ask(cast.dana, "PUT", path, json={"shared": False})).status_code == 403
    assert (await ask(cast.ines, "PUT", path, json={"shared": False})).json()["owner"] == "ines"
    assert await names(ask, cast.dana) == []
    dans = (await ask(cast.dana, "POST", VIEWS, json={"name": "Own", "filter": {}})).json()
    assert (await ask(cast.dana, "PUT", f"{VIEWS}/{dans['id']}", json={"shared": True})).status_code == 403
    async with transactions.database.reading() as connection:
        found = tables.event_log.select().with_only_columns(tables.event_log.c.type, tables.event_log.c.audience)
        told = [row for row in await connection.tuples(found) if row[0].startswith("view.")]
    assert told[1:4] == [("view.changed", "everyone"), ("view.removed", "everyone"), ("view.changed", "user:ines")]


async def test_views_come_in_their_order_page_by_page(ask: Ask, cast: Cast) -> None:
    for n in range(7):
        await ask(cast.dana, "POST", VIEWS, json={"name": f"v. {n}", "filter": {}, "position": n // 3})
    found, after = [], None
    for _ in range(7):
        page = (await ask(cast.dana, "GET", VIEWS, params={"limit": 2} | ({"after": after} if after else {}))).json()
        found += [view["name"] for view in page["items"]]
        if (after := page["next"]) is None:
            break
    assert found == [f"v. {n}" for n in range(7)]
    assert await names(ask, cast.dana, q="V. 3") == [("v. 3", 1)]


@pytest.mark.parametrize(
    "body",
    [
        {"name": " ", "filter": {}},
        {"name": "x" * 101, "filter": {}},
        {"name": "x"},
        {"name": "x", "filter": {"colour": "red"}},
        {"name": "x", "filter": {"waiting_before": "soon"}},
        {"name": "x", "filter": {}, "position": -1},
        {"name": "x", "filter": {}, "sort": "size"},
    ],
)
async def test_a_view_that_cannot_be_is_refused(ask: Ask, cast: Cast, body: dict[str, Any]) -> None:
    assert (await ask(cast.dana, "POST", VIEWS, json=body)).status_code == 422


@pytest.mark.parametrize("after", ["x", "1", "99999999999.a.b", '[0,"a","b"]'])
async def test_a_page_of_views_begins_where_another_ended(ask: Ask, cast: Cast, after: str) -> None:
    assert (await ask(cast.dana, "GET", VIEWS, params={"after": after})).status_code == 422
