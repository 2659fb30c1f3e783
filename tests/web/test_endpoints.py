"""`/webhooks/endpoints`: who may, what is refused, what is shown once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from channels.whatsapp.signature import sign
from hub import ids
from hub.assembly import Hub
from hub.endpoints import forwards
from hub.endpoints import verbs as endpoints
from hub.permissions import Agent
from hub.router.forwarder import Forwarder
from storage import tables
from storage.database import Connection
from storage.office import activity
from tests.cast import APP_SECRET, Cast
from tests.hub.router.receiver import Receiver, Reply, receiving
from tests.stage import text_body
from tests.web.conftest import Bearer
from tests.web.people import add_manager

AT = "/api/v1/webhooks/endpoints"
URL = "https://example.com/in"
LOOPBACK = {"allowed_networks": ["127.0.0.0/8"]}


@pytest.fixture
def ines(cast: Cast, bearer: Bearer) -> dict[str, str]:
    return bearer(cast.ines)


@pytest.fixture
async def theirs() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def add(client: httpx.AsyncClient, headers: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = await client.post(AT, json={"kind": "events", "name": "Theirs", "url": URL} | more, headers=headers)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_an_endpoint_is_added_read_changed_and_removed(client: httpx.AsyncClient, ines: dict[str, str]) -> None:
    made = await add(client, ines, types=["message.created"])
    assert made["secret"].startswith("whsec_")
    endpoint = made["endpoint"]
    assert endpoint["health"] == {
        "state": "new", "waiting": 0, "oldest_waiting": None, "dead": 0, "last_success": None, "last_failure": None,
        "last_error": None,
    }  # fmt: skip
    read = await client.get(f"{AT}/{endpoint['id']}", headers=ines)
    assert (read.json(), read.headers["etag"]) == (endpoint, '"1"')
    assert "whsec_" not in read.text
    changed = await client.put(f"{AT}/{endpoint['id']}", json={"active": False}, headers=ines)
    assert changed.json()["health"]["state"] == "paused"
    assert changed.json()["types"] == ["message.created"]
    assert (await client.get(AT, headers=ines)).json() == {"items": [changed.json()], "next": None}
    assert (await client.delete(f"{AT}/{endpoint['id']}", headers=ines)).status_code == 204
    assert (await client.get(f"{AT}/{endpoint['id']}", headers=ines)).status_code == 404
    assert (await client.get(AT, headers=ines)).json()["items"] == []


async def test_the_list_is_paged_and_searched(client: httpx.AsyncClient, ines: dict[str, str]) -> None:
    for name in ("Orders", "Accounts", "Shipping"):
        await add(client, ines, name=name, url=f"https://{name}.example.com/")
    first = (await client.get(AT, params={"limit": 2}, headers=ines)).json()
    rest = (await client.get(AT, params={"limit": 2, "after": first["next"]}, headers=ines)).json()
    assert [e["name"] for e in first["items"] + rest["items"]] == ["Orders", "Accounts", "Shipping"]
    assert rest["next"] is None
    found = (await client.get(AT, params={"q": "ACCOUNT"}, headers=ines)).json()
    assert [e["name"] for e in found["items"]] == ["Accounts"]


ROUTES = [
    ("GET", AT), ("POST", AT), ("GET", f"{AT}/x"), ("PUT", f"{AT}/x"), ("DELETE", f"{AT}/x"), ("POST", f"{AT}/x/secret"),
    ("GET", f"{AT}/x/deliveries"), ("POST", f"{AT}/x/replay"), ("POST", f"{AT}/x/test"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_endpoints_are_the_administrators_alone(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, hub: Hub, method: str, path: str
) -> None:
    mona: Agent = await add_manager(hub.transactions)
    body = {"json": {"kind": "events", "name": "x", "url": URL}} if (method, path) == ("POST", AT) else {}
    if method in ("POST", "PUT") and not body and not path.endswith("/test"):
        body = {"json": {"ids": ["x"]} if path.endswith("/replay") else {}}
    for agent in (cast.dana, mona):
        assert (await client.request(method, path, headers=bearer(agent), **body)).status_code == 403
    assert (await client.request(method, path, **body)).status_code == 401
    told = await client.request(method, path, headers=bearer(cast.ines), **body)
    assert told.status_code in ({404} if "/x" in path else {200, 201})


@pytest.mark.parametrize(
    "body",
    [
        {}, {"kind": "mail", "name": "x", "url": URL}, {"kind": "events", "name": "", "url": URL},
        {"kind": "events", "name": "x", "url": "http://user:word@example.com/"}, {"kind": "events", "name": "x", "url": "x"},
        {"kind": "events", "name": "x", "url": URL, "types": ["none.such"]}, {"kind": "events", "name": "x", "url": URL, "more": 1},
        {"kind": "router", "name": "x", "url": URL, "types": ["message.created"]},
        {"kind": "router", "name": "x", "url": URL, "fields": ["Messages; DROP"]},
        {"kind": "router", "name": "x", "url": URL, "numbers": ["none"]},
        {"kind": "router", "name": "x", "url": URL, "in_order_of": "conversation"},
        {"kind": "router", "name": "x", "url": "http://127.0.0.1:8000/api/v1/webhooks/whatsapp"},
    ],
)  # fmt: skip
async def test_what_cannot_be_an_endpoint_is_refused(
    client: httpx.AsyncClient, ines: dict[str, str], body: dict[str, Any]
) -> None:
    answer = await client.post(AT, json=body, headers=ines)
    assert answer.status_code == 422, answer.text
    assert (await client.get(AT, headers=ines)).json()["items"] == []


async def test_two_people_who_edit_at_once_are_told(client: httpx.AsyncClient, ines: dict[str, str]) -> None:
    endpoint = (await add(client, ines))["endpoint"]
    path = f"{AT}/{endpoint['id']}"
    first = await client.put(path, json={"name": "Mine"}, headers=ines | {"if-match": '"1"'})
    assert first.status_code == 200
    second = await client.put(path, json={"name": "Yours"}, headers=ines | {"if-match": '"1"'})
    assert second.status_code == 409
    assert second.json()["current"]["name"] == "Mine"


async def test_there_is_an_end_to_endpoints(
    client: httpx.AsyncClient, ines: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "MOST", 1)
    await add(client, ines)
    refused = await client.post(AT, json={"kind": "events", "name": "x", "url": URL}, headers=ines)
    assert refused.status_code == 409


async def test_acts_are_kept_without_secrets(client: httpx.AsyncClient, ines: dict[str, str], hub: Hub) -> None:
    made = await add(client, ines)
    path = f"{AT}/{made['endpoint']['id']}"
    await client.put(path, json={"name": "Other"}, headers=ines)
    rotated = (await client.post(f"{path}/secret", json={"overlap_hours": 1}, headers=ines)).json()
    assert rotated["secret"] != made["secret"]
    assert rotated["endpoint"]["secret_overlaps_until"] is not None
    await client.delete(path, headers=ines)
    async with hub.database.reading() as connection:
        kept = await activity.page(connection, limit=10)
    assert [row.act for row in reversed(kept)] == [
        "endpoint.added", "endpoint.changed", "endpoint.secret_rotated", "endpoint.removed",
    ]  # fmt: skip
    assert "whsec_" not in repr(kept)
    assert json.loads(kept[2].before or "")["name"] == "Theirs"


async def test_a_router_has_no_secret_of_ours(client: httpx.AsyncClient, ines: dict[str, str]) -> None:
    made = await add(client, ines, kind="router")
    assert made["secret"] is None
    refused = await client.post(f"{AT}/{made['endpoint']['id']}/secret", json={}, headers=ines)
    assert refused.status_code == 422


async def test_a_test_call_says_in_words_what_it_met(
    client: httpx.AsyncClient, ines: dict[str, str], theirs: Receiver
) -> None:
    made = await add(client, ines, url=theirs.url)
    path = f"{AT}/{made['endpoint']['id']}/test"
    refused = (await client.post(path, headers=ines)).json()
    assert (refused["good"], refused["status"]) == (False, None)
    assert "allowed_networks" in refused["message"]
    await client.put("/api/v1/admin/config", json=LOOPBACK, headers=ines)
    told = (await client.post(path, headers=ines)).json()
    assert (told["good"], told["status"]) == (True, 200)
    assert json.loads(theirs.taken[0].body)["type"] == "endpoint.test"
    theirs.answer = lambda _: Reply(status=401)
    told = (await client.post(path, headers=ines)).json()
    assert (told["good"], told["status"]) == (False, 401)
    assert "secret" in told["message"]


async def test_a_test_of_the_router_is_signed_as_metas(
    client: httpx.AsyncClient, ines: dict[str, str], theirs: Receiver, hub: Hub
) -> None:
    await client.put("/api/v1/admin/config", json=LOOPBACK, headers=ines)
    made = await add(client, ines, kind="router", url=theirs.url)
    assert (await client.post(f"{AT}/{made['endpoint']['id']}/test", headers=ines)).json()["good"] is True
    (taken,) = theirs.taken
    assert hub.channels["whatsapp"].verify(taken.body, taken.headers, [APP_SECRET])


async def test_deliveries_are_listed_and_dead_letters_replayed(
    client: httpx.AsyncClient, ines: dict[str, str], hub: Hub
) -> None:
    made = await add(client, ines, kind="router")
    path = f"{AT}/{made['endpoint']['id']}"
    await queue(hub, made["endpoint"]["id"], 7)
    first = (await client.get(f"{path}/deliveries", params={"limit": 4}, headers=ines)).json()
    rest = (await client.get(f"{path}/deliveries", params={"limit": 4, "after": first["next"]}, headers=ines)).json()
    assert [each["webhook_id"] for each in first["items"] + rest["items"]] == [f"source-{n}" for n in range(7, 0, -1)]
    dead = (await client.get(f"{path}/deliveries", params={"state": "dead"}, headers=ines)).json()["items"]
    assert [(each["webhook_id"], each["error"]) for each in dead] == [
        (f"source-{n}", "It answered 404.") for n in (7, 4, 1)
    ]
    letters = (await client.get("/api/v1/admin/letters", params={"q": "404"}, headers=ines)).json()["items"]
    assert {each["id"]: each["endpoint"] for each in letters} == {each["id"]: made["endpoint"]["id"] for each in dead}
    one = (await client.get(f"{path}/deliveries", params={"q": "source-5"}, headers=ines)).json()["items"]
    assert [each["webhook_id"] for each in one] == ["source-5"]
    assert (await client.get(path, headers=ines)).json()["health"]["dead"] == 3
    told = await client.post(f"{path}/replay", json={"ids": [dead[0]["id"]]}, headers=ines)
    assert (told.status_code, told.json()) == (202, {"asked": 1, "more": False})
    span = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
    assert (await client.post(f"{path}/replay", json=span, headers=ines)).json() == {"asked": 2, "more": False}
    again = await client.post(f"{path}/replay", json=span | {"states": ["done"]}, headers=ines)
    assert again.json()["asked"] == 2
    waiting = (await client.get(f"{path}/deliveries", params={"state": "waiting"}, headers=ines)).json()["items"]
    assert len(waiting) == 7
    assert [(each["error"], each["tries"]) for each in waiting].count((None, 0)) == 5


async def test_a_large_range_is_replayed_in_pieces(
    client: httpx.AsyncClient, ines: dict[str, str], hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwards, "REPLAY_MOST", 2)
    made = await add(client, ines, kind="router")
    await queue(hub, made["endpoint"]["id"], 9)
    path = f"{AT}/{made['endpoint']['id']}/replay"
    span = {"since": "0001-01-01T00:00:00+14:00", "until": "9999-12-31T23:59:59-14:00"}
    told = [(await client.post(path, json=span, headers=ines)).json() for _ in range(2)]
    assert told == [{"asked": 2, "more": True}, {"asked": 1, "more": False}]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"ids": []}, {"ids": ["x"], "since": "2026-01-01T00:00:00Z"}, {"since": "2026-01-01T00:00:00Z"}, {"since": "yesterday"},
        {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z", "states": ["waiting"]},
    ],
)  # fmt: skip
async def test_a_replay_without_sense_is_refused(
    client: httpx.AsyncClient, ines: dict[str, str], body: dict[str, Any]
) -> None:
    made = await add(client, ines)
    answer = await client.post(f"{AT}/{made['endpoint']['id']}/replay", json=body, headers=ines)
    assert answer.status_code == 422


@pytest.mark.parametrize("after", ["x", "-1", "99999999999999999999", "１"])
async def test_a_cursor_no_page_gave_is_refused(client: httpx.AsyncClient, ines: dict[str, str], after: str) -> None:
    made = await add(client, ines)
    answer = await client.get(f"{AT}/{made['endpoint']['id']}/deliveries", params={"after": after}, headers=ines)
    assert answer.status_code == 422


async def test_a_signed_webhook_taken_by_the_hub_reaches_an_endpoint_byte_for_byte(
    client: httpx.AsyncClient, ines: dict[str, str], hub: Hub, theirs: Receiver
) -> None:
    """The whole way: signature kept by the intake, queued by the feed, carried."""
    await client.put("/api/v1/admin/config", json=LOOPBACK, headers=ines)
    await add(client, ines, kind="router", url=theirs.url)
    forwarder = Forwarder(hub.transactions, hub.vault, hub.settings, "process")
    await forwarder.start()
    body = b'{"object": "whatsapp_business_account",  "entry": [ ]}'
    headers = {"x-hub-signature-256": sign(body, APP_SECRET), "content-type": "application/json"}
    assert (await client.post("/api/v1/webhooks/whatsapp", content=body, headers=headers)).status_code == 200
    forwarder.wake()
    (taken,) = await theirs.until(1)
    await forwarder.stop()
    assert taken.body == body
    assert taken.headers["x-hub-signature-256"] == headers["x-hub-signature-256"]


async def queue(hub: Hub, id: str, count: int) -> None:
    """Rows as the feed and the settler leave them: every third is done, every third dead, the rest waits."""
    async with hub.transactions.begin() as tx:
        rows = [
            {
                "id": ids.new(), "endpoint_id": id, "source": f"source-{n}", "topic": "messages", "lane": "1", "place": n,
                "state": ("done", "dead", "waiting")[n % 3],
                "due_at": tx.now, "tries": 1, "since": tx.now, "created_at": tx.now,
                "settled_at": None if n % 3 == 2 else tx.now, "status": 404, "error": "It answered 404.",
            }
            for n in range(1, count + 1)
        ]  # fmt: skip
        await tx.connection.insert_many(tables.forwards, rows)


class Counted:
    """The statements the intake's own batches make."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.statements = 0
        for name in ("execute", "rows", "row", "values", "value", "tuples", "driver", "together", "_leave"):
            monkeypatch.setattr(Connection, name, self._counting(getattr(Connection, name)))

    def _counting(self, method: Any) -> Any:
        async def counted(connection: Connection, *given: Any, **named: Any) -> Any:
            task = asyncio.current_task()
            self.statements += task is not None and task.get_name() == "intake batch"
            return await method(connection, *given, **named)

        return counted


async def test_an_endpoint_that_does_not_answer_costs_the_intake_nothing(
    client: httpx.AsyncClient, ines: dict[str, str], hub: Hub, theirs: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def arrive(name: str) -> int:
        before = counted.statements
        for n in range(20):
            body = text_body([(f"wamid.{name}.{n}", "hello")])
            answer = await client.post("/api/v1/webhooks/whatsapp", content=body, headers=signed(body))
            assert answer.status_code == 200
        return counted.statements - before

    await client.put("/api/v1/admin/config", json=LOOPBACK, headers=ines)
    counted = Counted(monkeypatch)
    await arrive("first")
    alone = await arrive("alone")
    theirs.gate = asyncio.Event()
    await add(client, ines, kind="router", url=theirs.url)
    await add(client, ines, kind="events", url=theirs.url)
    forwarder = Forwarder(hub.transactions, hub.vault, hub.settings, "process")
    await forwarder.start()
    await arrive("to begin with")
    forwarder.wake()
    await theirs.until(2)  # one of each endpoint is on its way, and stays there
    assert await arrive("beside") == alone > 0
    assert len(theirs.taken) == theirs.at_once
    theirs.gate.set()
    await forwarder.stop()


def signed(body: bytes) -> dict[str, str]:
    return {"x-hub-signature-256": sign(body, APP_SECRET), "content-type": "application/json"}
