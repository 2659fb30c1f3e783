"""`/api/v1/conversations` over HTTP: filters, changes, bulk actions, the transcript; and what nobody may learn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from hub import shaping
from hub.inbox import conversations
from hub.permissions import Agent
from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.hub import scenes
from tests.web.conftest import Bearer

CONVERSATIONS = "/api/v1/conversations"
Ask = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def ask(client: httpx.AsyncClient, bearer: Bearer) -> Ask:
    async def asking(agent: Agent, method: str, path: str, **more: Any) -> httpx.Response:
        headers = bearer(agent) | more.pop("headers", {})
        return await client.request(method, path, headers=headers, **more)

    return asking


async def ids_of(ask: Ask, agent: Agent, **query: Any) -> set[str]:
    found = await ask(agent, "GET", CONVERSATIONS, params=query)
    assert found.status_code == 200, found.text
    return {conversation["id"] for conversation in found.json()["items"]}


async def team(transactions: Transactions, name: str, *members: str) -> None:
    async with transactions.begin() as tx:
        row = {"id": name, "name": name, "folded": name, "created_at": 1, "updated_at": 1}
        await tx.connection.insert_many(tables.teams, [row])
        rows = [{"team_id": name, "user_id": user} for user in members]
        await tx.connection.insert_many(tables.team_members, rows)


async def test_all_filters_narrow_the_list(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    await team(transactions, "sellers", "dana")
    async with transactions.begin() as tx:
        tx.now -= 2 * scenes.HOUR_MS
        await scenes.customer_writes(tx, cast.pims, "Hello?", "wamid.1")
        tx.now += 2 * scenes.HOUR_MS
        await conversations.assign(tx, cast.ines, cast.pims, "dana")
        await conversations.prioritize(tx, cast.ines, cast.pims, 2)
        await conversations.tag(tx, cast.ines, cast.pims, ["vip"])
        await scenes.conversation_is(tx, cast.kens, window_closes_at=tx.now + scenes.HOUR_MS)
        hour_ago = shaping.time_text(tx.now - scenes.HOUR_MS)
    pims, kens = {cast.pims}, {cast.kens}
    assert await ids_of(ask, cast.ines) == pims | kens
    assert await ids_of(ask, cast.ines, team="sellers") == pims
    assert await ids_of(ask, cast.ines, team="sellers", assignee="dana") == pims
    assert await ids_of(ask, cast.ines, team="sellers", assignee="omar") == set()
    assert await ids_of(ask, cast.ines, team="nobody") == set()
    assert await ids_of(ask, cast.dana, assignee="me", tag="vip", priority=2, unread="true", state="open") == pims
    assert await ids_of(ask, cast.ines, waiting_before=hour_ago) == pims
    assert await ids_of(ask, cast.ines, waiting_minutes=60) == pims
    assert await ids_of(ask, cast.ines, waiting_minutes=180) == set()
    assert await ids_of(ask, cast.ines, window="open") == pims | kens
    assert await ids_of(ask, cast.ines, window="closing") == kens
    assert await ids_of(ask, cast.ines, window="closed") == set()
    assert await ids_of(ask, cast.ines, channel=cast.support, assignee="none") == kens
    assert await ids_of(ask, cast.omar, tag="vip") == set()


@pytest.mark.parametrize("sort", ["last", "waiting", "priority"])
async def test_every_order_goes_page_by_page_without_gap_or_double(
    ask: Ask, transactions: Transactions, cast: Cast, sort: str
) -> None:
    async with transactions.begin() as tx:
        new = [
            {"id": f"c{n}", "contact_id": cast.pim, "channel_id": cast.sales, "state": "resolved", "priority": n % 4, "group_id": str(n),
             "last_at": 1000 + n // 3, "waiting_since": 50 + n // 2, "created_at": 1, "updated_at": 1}
            for n in range(20)
        ]  # fmt: skip
        await tx.connection.insert_many(tables.conversations, new)
        await tx.connection.execute(
            update(tables.conversations).where(tables.conversations.c.id == "c3").values(state="open")
        )
    found, after = [], None
    for _ in range(10):
        query = {"sort": sort, "limit": 6, "channel": cast.sales} | ({"after": after} if after else {})
        page = (await ask(cast.ines, "GET", CONVERSATIONS, params=query)).json()
        found += [(c["priority"], c["waiting_since"] or "", c["id"]) for c in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len({id for _, _, id in found}) == len(found) == (20 if sort == "waiting" else 21)
    if sort == "priority":
        assert [p for p, _, _ in found] == sorted((p for p, _, _ in found), reverse=True)
    if sort == "waiting":
        assert [w for _, w, _ in found] == sorted(w for _, w, _ in found)


@pytest.mark.parametrize(
    "query",
    [
        {"after": "yesterday"},
        {"after": "1.2.x", "sort": "priority", "limit": "0"},
        {"sort": "priority", "after": "5.x"},
        {"waiting_before": "99999-01-01"},
        {"waiting_minutes": "99999999999999999999"},
        {"priority": "9"},
        {"window": "ajar"},
        {"colour": "red"},
        {"state": ["open", "resolved"]},
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(ask: Ask, cast: Cast, query: dict[str, Any]) -> None:
    refused = await ask(cast.dana, "GET", CONVERSATIONS, params=query)
    assert refused.status_code == 422
    assert refused.json()["code"] == "invalid"


async def test_one_put_changes_everything_named(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        until = shaping.time_text(tx.now + scenes.HOUR_MS)
    body = {"assignee": "dana", "priority": 3, "tags": ["vip"], "snoozed_until": until, "unread": True}
    changed = await ask(cast.dana, "PUT", f"{CONVERSATIONS}/{cast.pims}", json=body)
    told = changed.json()
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == f'"{told["version"]}"'
    assert (told["assignee"], told["priority"], told["tags"], told["state"]) == ("dana", 3, ["vip"], "snoozed")
    assert (told["snoozed_until"], told["unread"]) == (until, 1)
    woken = await ask(cast.dana, "PUT", f"{CONVERSATIONS}/{cast.pims}", json={"snoozed_until": None, "assignee": None})
    assert (woken.json()["state"], woken.json()["assignee"]) == ("open", None)
    done = await ask(cast.dana, "PUT", f"{CONVERSATIONS}/{cast.pims}", json={"state": "resolved"})
    assert (done.json()["state"], done.json()["unread"]) == ("resolved", 0)


async def test_a_change_of_an_old_version_is_told_how_it_is_now(ask: Ask, cast: Cast) -> None:
    path = f"{CONVERSATIONS}/{cast.pims}"
    etag = (await ask(cast.dana, "GET", path)).headers["etag"]
    first = await ask(cast.ines, "PUT", path, json={"priority": 1}, headers={"if-match": etag})
    second = await ask(cast.dana, "PUT", path, json={"priority": 2}, headers={"if-match": etag})
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["current"] == first.json()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"state": "snoozed"}, 422),
        ({"state": "resolved", "snoozed_until": "2030-01-01T00:00:00Z"}, 422),
        ({"snoozed_until": "99999-01-01T00:00:00Z"}, 422),
        ({"assignee": "omar"}, 422),
        ({"priority": 4}, 422),
        ({"tags": ["x" * 41]}, 422),
        ({"version": 3}, 422),
    ],
)
async def test_what_cannot_be_changed_changes_nothing(ask: Ask, cast: Cast, body: dict[str, Any], status: int) -> None:
    path = f"{CONVERSATIONS}/{cast.pims}"
    before = (await ask(cast.dana, "GET", path)).json()
    refused = await ask(cast.dana, "PUT", path, json={"tags": ["half"], **body})
    assert refused.status_code == status, refused.text
    assert (await ask(cast.dana, "GET", path)).json() == before


async def test_a_conversation_is_opened_with_a_template_a_text_or_nothing(
    ask: Ask, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        template = await scenes.template(tx, cast.sales)
    use = {"template": template, "parameters": {"body": ["Somchai"]}}
    new = {"channel": cast.sales, "phone": "089 111 2222", "name": "Somchai", "template": use}
    once = await ask(cast.dana, "POST", CONVERSATIONS, json=new, headers={"idempotency-key": "k1"})
    again = await ask(cast.dana, "POST", CONVERSATIONS, json=new, headers={"idempotency-key": "k1"})
    assert (once.status_code, once.json()["last_message"]["kind"]) == (201, "template")
    assert again.json() == once.json()
    text = await ask(cast.dana, "POST", CONVERSATIONS, json={"channel": cast.sales, "contact": cast.pim, "text": "Hi"})
    assert (text.json()["id"], text.json()["last_message"]["excerpt"]) == (cast.pims, "Hi")
    empty = await ask(cast.dana, "POST", CONVERSATIONS, json={"channel": cast.sales, "phone": "089 111 3333"})
    assert (empty.status_code, empty.json()["last_message"]) == (201, None)
    closed = {"channel": cast.sales, "phone": "089 111 3333", "text": "Hi"}
    assert (await ask(cast.dana, "POST", CONVERSATIONS, json=closed)).json()["code"] == "window_closed"


async def test_what_an_agent_may_not_see_is_not_there(ask: Ask, cast: Cast) -> None:
    for method, path, body in (
        ("GET", "", None), ("PUT", "", {"priority": 1}), ("GET", "/messages", None), ("POST", "/messages", {"text": "Hi"}),
        ("GET", "/scheduled", None), ("GET", "/transcript", None),
    ):  # fmt: skip
        for id in (cast.pims, "nowhere", "%00"):
            hidden = await ask(cast.omar, method, f"{CONVERSATIONS}/{id}{path}", json=body)
            assert hidden.status_code == 404, (method, path, id, hidden.text)
            assert hidden.json()["message"] in ("There is no such conversation.", "There is nothing at this address.")


async def test_without_a_token_nobody_learns_anything(client: httpx.AsyncClient, cast: Cast) -> None:
    for method, path in (
        ("GET", CONVERSATIONS), ("POST", CONVERSATIONS), ("POST", f"{CONVERSATIONS}/bulk"), ("GET", f"{CONVERSATIONS}/{cast.pims}"),
        ("GET", f"{CONVERSATIONS}/{cast.pims}/transcript"), ("GET", "/api/v1/messages"), ("POST", "/api/v1/messages"),
        ("GET", "/api/v1/views"), ("GET", "/api/v1/replies"),
    ):  # fmt: skip
        asked = await client.request(method, path, json={} if method == "POST" else None)
        assert asked.status_code == 401, (method, path, asked.text)


async def test_a_thread_is_read_from_either_end(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        said = [await scenes.customer_writes(tx, cast.pims, f"word {n}", f"wamid.{n}") for n in range(5)]
    for sort, expected in (("oldest", said), ("newest", said[::-1])):
        found, after = [], None
        for _ in range(5):
            query = {"sort": sort, "limit": 2} | ({"after": after} if after else {})
            page = (await ask(cast.dana, "GET", f"{CONVERSATIONS}/{cast.pims}/messages", params=query)).json()
            found += [message["id"] for message in page["items"]]
            if (after := page["next"]) is None:
                break
        assert found == expected
    one = (await ask(cast.dana, "GET", f"{CONVERSATIONS}/{cast.pims}/messages", params={"q": "WORD 3"})).json()
    assert [message["text"] for message in one["items"]] == ["word 3"]


async def test_a_message_and_a_note_are_posted_to_a_thread(ask: Ask, cast: Cast) -> None:
    path = f"{CONVERSATIONS}/{cast.pims}/messages"
    sent = await ask(cast.dana, "POST", path, json={"text": "Yes.", "client_id": "client-1"})
    again = await ask(cast.dana, "POST", path, json={"text": "Yes.", "client_id": "client-1"})
    note = await ask(cast.dana, "POST", path, json={"text": "A good customer.", "note": True})
    assert (sent.status_code, sent.json()["status"]) == (201, "queued")
    assert again.json()["id"] == sent.json()["id"]
    assert (note.json()["kind"], note.json()["text"]) == ("note", "A good customer.")
    both = await ask(cast.dana, "POST", path, json={"text": "x", "note": True, "reply_to": sent.json()["id"]})
    assert (both.status_code, both.json()["field"]) == (422, "note")


async def test_many_at_once_each_by_itself(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    bulk = f"{CONVERSATIONS}/bulk"
    asked = {"action": "tag", "ids": [cast.pims, cast.kens, "nowhere"], "tags": ["spring"]}
    told = (await ask(cast.dana, "POST", bulk, json=asked)).json()
    assert (told["done"], told["refused"], told["more"]) == (1, 2, False)
    results = {each["id"]: each["code"] for each in told["results"]}
    assert results == {cast.pims: None, cast.kens: "not_found", "nowhere": "not_found"}
    async with transactions.begin() as tx:
        until = shaping.time_text(tx.now + scenes.HOUR_MS)
    for action, more, field, value in (
        ("assign", {"to": "dana"}, "assignee", "dana"),
        ("priority", {"priority": 3}, "priority", 3),
        ("unread", {}, "unread", 1),
        ("read", {}, "unread", 0),
        ("untag", {"tags": ["spring"]}, "tags", []),
        ("snooze", {"until": until}, "state", "snoozed"),
        ("reopen", {}, "state", "open"),
        ("resolve", {}, "state", "resolved"),
    ):
        done = await ask(cast.dana, "POST", bulk, json={"action": action, "ids": [cast.pims], **more})
        assert done.json()["done"] == 1, done.text
        assert (await ask(cast.dana, "GET", f"{CONVERSATIONS}/{cast.pims}")).json()[field] == value


async def test_many_are_chosen_by_a_filter_and_only_once_by_a_key(
    ask: Ask, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        new = [
            {"id": f"c{n:03}", "contact_id": cast.pim, "channel_id": cast.sales, "state": "resolved", "last_at": n, "created_at": 1, "updated_at": 1}
            for n in range(60)
        ]  # fmt: skip
        await tx.connection.insert_many(tables.conversations, new)
    asked = {"action": "tag", "filter": {"state": "resolved"}, "tags": ["old"]}
    key = {"idempotency-key": "all of them"}
    once = await ask(cast.dana, "POST", f"{CONVERSATIONS}/bulk", json=asked, headers=key)
    again = await ask(cast.dana, "POST", f"{CONVERSATIONS}/bulk", json=asked, headers=key)
    other = await ask(cast.dana, "POST", f"{CONVERSATIONS}/bulk", json=asked | {"tags": ["new"]}, headers=key)
    assert (once.json()["done"], again.json(), other.status_code) == (60, once.json(), 409)
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await ids_of(ask, cast.dana, tag="old", limit=200)) == 60


@pytest.mark.parametrize(
    "body",
    [
        {"action": "resolve"},
        {"action": "resolve", "ids": []},
        {"action": "resolve", "ids": ["x"] * 1001},
        {"action": "resolve", "ids": ["x"], "filter": {}},
        {"action": "snooze", "ids": ["x"]},
        {"action": "snooze", "ids": ["x"], "until": "soon"},
        {"action": "tag", "ids": ["x"]},
        {"action": "priority", "ids": ["x"]},
        {"action": "delete", "ids": ["x"]},
    ],
)
async def test_half_a_bulk_request_is_refused(ask: Ask, cast: Cast, body: dict[str, Any]) -> None:
    assert (await ask(cast.dana, "POST", f"{CONVERSATIONS}/bulk", json=body)).status_code == 422


async def test_a_transcript_is_a_download_without_notes_unless_asked_for(
    ask: Ask, transactions: Transactions, cast: Cast
) -> None:
    path = f"{CONVERSATIONS}/{cast.pims}"
    async with transactions.begin() as tx:
        await scenes.customer_writes(tx, cast.pims, "<script>alert(1)</script>\nsecond line", "wamid.1")
    await ask(cast.dana, "POST", f"{path}/messages", json={"text": "Yes, we do."})
    await ask(cast.dana, "POST", f"{path}/messages", json={"text": "Pays late.", "note": True})
    text = await ask(cast.dana, "GET", f"{path}/transcript")
    assert text.headers["content-disposition"] == 'attachment; filename="conversation-Pim-Srisai.txt"'
    assert "Pim Srisai: <script>alert(1)</script>\n    second line\n" in text.text
    assert "Dana: Yes, we do." in text.text
    assert "Pays late" not in text.text
    assert "assigned" not in text.text
    inside = await ask(cast.dana, "GET", f"{path}/transcript", params={"notes": "true"})
    assert "Dana (note): Pays late." in inside.text
    assert "assigned by Dana to Dana" in inside.text
    page = await ask(cast.dana, "GET", f"{path}/transcript", params={"format": "html"})
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    data = (await ask(cast.dana, "GET", f"{path}/transcript", params={"format": "json"})).json()
    assert [message["direction"] for message in data["messages"]] == ["in", "out"]


async def test_a_long_transcript_comes_whole(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        for n in range(450):
            await scenes.customer_writes(tx, cast.pims, f"line {n}", f"wamid.{n}")
    data = (await ask(cast.dana, "GET", f"{CONVERSATIONS}/{cast.pims}/transcript", params={"format": "json"})).json()
    assert [message["text"] for message in data["messages"]] == [f"line {n}" for n in range(450)]
