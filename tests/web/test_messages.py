"""`/api/v1/messages` over HTTP: across conversations, with files, later, and what a person may say of a status."""

from __future__ import annotations

from typing import Any

import pytest

from hub import shaping
from hub.transaction import Transactions
from storage import tables
from storage.inbox import message_lists
from tests.cast import Cast
from tests.hub import scenes
from tests.web.test_conversations import Ask, ask

MESSAGES = "/api/v1/messages"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082".replace(" ", "")
)
__all__ = ["ask"]


async def ids_of(ask: Ask, agent: Any, **query: Any) -> list[str]:
    found = await ask(agent, "GET", MESSAGES, params=query)
    assert found.status_code == 200, found.text
    return [message["id"] for message in found.json()["items"]]


async def unknown(transactions: Transactions, cast: Cast, ask: Ask) -> str:
    """A send whose answer never came."""
    sent = await ask(cast.dana, "POST", MESSAGES, json={"conversation": cast.pims, "text": "Did it go?"})
    id = str(sent.json()["id"])
    async with transactions.begin() as tx:
        await scenes.message_is(
            tx, id, status="unknown", due_at=None, error='{"code":"unknown","message":"?","advice":null}'
        )
        await scenes.attempt(tx, id, cast.sales, 1, unknown_at=tx.now)
    return id


async def test_messages_are_listed_across_conversations_newest_first(
    ask: Ask, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        pims = await scenes.customer_writes(tx, cast.pims, "one", "wamid.1")
        kens = await scenes.customer_writes(tx, cast.kens, "two", "wamid.2")
        now = tx.now
    sent = (await ask(cast.dana, "POST", MESSAGES, json={"conversation": cast.pims, "text": "three"})).json()["id"]
    async with transactions.begin() as tx:
        error = '{"code":"1","message":"No.","advice":null}'
        await scenes.message_is(tx, sent, status="failed", due_at=None, error=error)
    assert [id for id in await ids_of(ask, cast.ines) if id in (pims, kens, sent)] == [sent, kens, pims]
    assert await ids_of(ask, cast.omar) == [kens]
    assert await ids_of(ask, cast.ines, direction="in") == [kens, pims]
    assert await ids_of(ask, cast.ines, status="failed") == [sent]
    assert await ids_of(ask, cast.ines, status="queued") == []
    assert await ids_of(ask, cast.ines, kind="text", channel=cast.sales) == [sent, pims]
    assert await ids_of(ask, cast.ines, conversation=cast.kens) == [kens]
    assert await ids_of(ask, cast.ines, until=shaping.time_text(now)) == []
    assert set(await ids_of(ask, cast.ines, since=shaping.time_text(now), direction="in")) == {kens, pims}
    assert (await ask(cast.omar, "GET", MESSAGES, params={"conversation": cast.pims})).status_code == 404


async def test_what_is_rare_is_sought_so_far_back_at_a_time(
    ask: Ask, transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_lists, "LOOKED_AT", 10)
    monkeypatch.setattr(message_lists, "FEWEST_LOOKED_AT", 1)
    async with transactions.begin() as tx:
        for n in range(6):
            await scenes.customer_writes(tx, cast.kens, f"k{n}", f"wamid.k{n}")
        said = [await scenes.customer_writes(tx, cast.pims, f"{n}", f"wamid.{n}") for n in range(23)]
        await scenes.message_is(tx, said[2], kind="image")
        await scenes.message_is(tx, said[20], kind="image")
    found, after, pages = [], None, 0
    while pages < 20:
        query = {"kind": "image", "limit": 3} | ({"after": after} if after else {})
        page = (await ask(cast.ines, "GET", MESSAGES, params=query)).json()
        found += [message["id"] for message in page["items"]]
        pages += 1
        if (after := page["next"]) is None:
            break
    assert found == [said[20], said[2]]
    assert pages > 3


@pytest.mark.parametrize(
    "query", [{"after": "x"}, {"since": "99999-01-01"}, {"status": "lost"}, {"limit": "1000"}, {"kind": "smoke"}]
)
async def test_what_cannot_be_asked_of_messages_is_refused(ask: Ask, cast: Cast, query: dict[str, str]) -> None:
    assert (await ask(cast.dana, "GET", MESSAGES, params=query)).status_code == 422


async def test_one_message_tells_every_try(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    id = await unknown(transactions, cast, ask)
    told = (await ask(cast.dana, "GET", f"{MESSAGES}/{id}")).json()
    assert (told["id"], told["status"], told["text"]) == (id, "unknown", "Did it go?")
    assert [attempt["times"].keys() >= {"started", "unknown"} for attempt in told["attempts"]] == [True]
    assert told["published"]["seq"] > 0
    assert (await ask(cast.omar, "GET", f"{MESSAGES}/{id}")).status_code == 404


async def test_files_go_up_with_the_message(ask: Ask, cast: Cast) -> None:
    files = [("file", ("one.png", PNG, "image/png")), ("file", ("two.txt", b"Two.", "text/plain"))]
    form = {"conversation": cast.pims, "text": "See here.", "client_id": "client-form"}
    sent = await ask(cast.dana, "POST", MESSAGES, data=form, files=files)
    assert sent.status_code == 201, sent.text
    assert (sent.json()["kind"], sent.json()["text"]) == ("image", "See here.")
    assert sent.json()["attachments"][0]["name"] == "one.png"
    again = await ask(cast.dana, "POST", MESSAGES, data=form, files=files)
    assert (again.status_code, again.json()["id"]) == (201, sent.json()["id"])
    other = await ask(cast.dana, "POST", MESSAGES, data=form, files=files[1:])
    assert other.status_code == 409
    assert len(await ids_of(ask, cast.dana, kind="image")) == len(await ids_of(ask, cast.dana, kind="document")) == 1


async def test_files_go_to_a_thread_by_its_address_and_once_by_a_key(ask: Ask, cast: Cast) -> None:
    path, key = f"/api/v1/conversations/{cast.pims}/messages", {"idempotency-key": "k"}
    files = [("file", ("two.txt", b"Two.", "text/plain"))]
    sent = await ask(cast.dana, "POST", path, files=files, headers=key)
    again = await ask(cast.dana, "POST", path, files=files, headers=key)
    assert sent.status_code == 201, sent.text
    assert again.json() == sent.json()


@pytest.mark.parametrize(
    ("form", "files", "field"),
    [
        ({"text": "x"}, [("file", ("a.txt", b"x", "text/plain"))], "conversation"),
        ({"conversation": "conversation-pim"}, [], None),
        ({"conversation": "conversation-pim", "colour": "red"}, [("file", ("a.txt", b"x", "text/plain"))], "colour"),
        ({"conversation": "conversation-pim"}, [("picture", ("a.txt", b"x", "text/plain"))], "file"),
        ({"conversation": "conversation-pim"}, [("file", ("a.txt", b"", "text/plain"))], "file"),
        ({"conversation": "conversation-pim"}, [("file", (f"{n}.txt", b"x", "text/plain")) for n in range(11)], "file"),
    ],
)
async def test_a_form_that_says_too_little_or_too_much_is_refused(
    ask: Ask, cast: Cast, form: dict[str, str], files: list[Any], field: str | None
) -> None:
    refused = await ask(cast.dana, "POST", MESSAGES, data=form, files=files)
    assert refused.status_code == 422, refused.text
    assert field is None or refused.json()["field"] == field


async def test_a_form_larger_than_it_may_be_is_refused_by_its_length(ask: Ask, cast: Cast) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(10**9)}
    assert (await ask(cast.dana, "POST", MESSAGES, content=b"--x", headers=headers)).status_code == 413


async def test_a_form_to_a_conversation_of_others_stores_nothing(
    ask: Ask, transactions: Transactions, cast: Cast
) -> None:
    files = [("file", ("a.txt", b"x", "text/plain"))]
    refused = await ask(cast.omar, "POST", MESSAGES, data={"conversation": cast.pims}, files=files)
    assert refused.status_code == 404
    async with transactions.database.reading() as connection:
        assert await connection.values(tables.attachments.select()) == []


async def test_a_message_for_later_can_be_moved_and_taken_back(
    ask: Ask, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        first, second = (shaping.time_text(tx.now + hours * scenes.HOUR_MS) for hours in (2, 3))
    new = {"conversation": cast.pims, "text": "Still fine?", "send_at": first, "cancel_on_reply": True}
    sent = (await ask(cast.dana, "POST", MESSAGES, json=new)).json()
    assert (sent["status"], sent["content"]) == ("queued", {"scheduled_for": first, "cancel_on_reply": True})
    waiting = (await ask(cast.dana, "GET", f"/api/v1/conversations/{cast.pims}/scheduled")).json()["items"]
    assert [message["id"] for message in waiting] == [sent["id"]]
    path = f"{MESSAGES}/{sent['id']}"
    moved = await ask(cast.dana, "PUT", path, json={"send_at": second}, headers={"if-match": f'"{sent["version"]}"'})
    assert moved.json()["content"]["scheduled_for"] == second
    old = await ask(cast.dana, "PUT", path, json={"send_at": first}, headers={"if-match": f'"{sent["version"]}"'})
    assert (old.status_code, old.json()["current"]["version"]) == (409, moved.json()["version"])
    assert (await ask(cast.dana, "PUT", path, json={"send_at": "2020-01-01T00:00:00Z"})).status_code == 422
    assert (await ask(cast.omar, "DELETE", path)).status_code == 404
    assert (await ask(cast.dana, "DELETE", path)).status_code == 204
    assert (await ask(cast.dana, "DELETE", path)).status_code == 404


async def test_an_inbound_message_is_read_and_the_customer_is_told(
    ask: Ask, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        id = await scenes.customer_writes(tx, cast.pims, "Hello?", "wamid.1")
    read = await ask(cast.dana, "PUT", f"{MESSAGES}/{id}/status", json={"status": "read"})
    assert (read.status_code, read.json()["status"]) == (200, "read")
    again = await ask(cast.dana, "PUT", f"{MESSAGES}/{id}/status", json={"status": "read"})
    assert again.json()["version"] == read.json()["version"]
    assert (await ask(cast.dana, "GET", f"/api/v1/conversations/{cast.pims}")).json()["unread"] == 0
    async with transactions.database.reading() as connection:
        assert len(await connection.values(tables.read_marks.select())) == 1


@pytest.mark.parametrize("status", ["failed", "sent"])
async def test_a_manager_says_what_became_of_an_unknown_send(
    ask: Ask, transactions: Transactions, cast: Cast, status: str
) -> None:
    id = await unknown(transactions, cast, ask)
    path = f"{MESSAGES}/{id}/status"
    assert (await ask(cast.dana, "PUT", path, json={"status": status})).status_code == 403
    said = await ask(cast.ines, "PUT", path, json={"status": status})
    assert (said.status_code, said.json()["status"]) == (200, status), said.text
    told = (await ask(cast.ines, "GET", f"{MESSAGES}/{id}")).json()
    assert status in told["attempts"][0]["times"]
    async with transactions.database.reading() as connection:
        columns = (tables.activity.c.act, tables.activity.c.subject, tables.activity.c.before, tables.activity.c.after)
        rows = await connection.tuples(tables.activity.select().with_only_columns(*columns))
    assert ("message.status", id, '{"status":"unknown"}', f'{{"status":"{status}"}}') in rows
    assert (await ask(cast.ines, "PUT", path, json={"status": "sent"})).status_code == 409


async def test_no_other_status_can_be_put(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        inbound = await scenes.customer_writes(tx, cast.pims, "Hello?", "wamid.1")
    sent = (await ask(cast.ines, "POST", MESSAGES, json={"conversation": cast.pims, "text": "Hi"})).json()["id"]
    doubtful = await unknown(transactions, cast, ask)
    for id, status in (
        (inbound, "failed"),
        (inbound, "delivered"),
        (sent, "read"),
        (sent, "failed"),
        (doubtful, "read"),
    ):
        refused = await ask(cast.ines, "PUT", f"{MESSAGES}/{id}/status", json={"status": status})
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict"), (id, status)
    assert (await ask(cast.omar, "PUT", f"{MESSAGES}/{sent}/status", json={"status": "read"})).status_code == 404
    assert (await ask(cast.ines, "PUT", f"{MESSAGES}/{sent}/status", json={"status": "lost"})).status_code == 422
