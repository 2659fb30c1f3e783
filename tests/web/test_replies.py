"""`/api/v1/replies` over HTTP."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from hub.office import configuration
from hub.transaction import Transactions
from hub.wire.configuration import Company
from storage import tables
from tests.cast import Cast
from tests.web.test_conversations import Ask, ask

REPLIES = "/api/v1/replies"
__all__ = ["ask"]


async def added(ask: Ask, agent: Any, shortcut: str, text: str = "Hello!", **more: Any) -> dict[str, Any]:
    made = await ask(agent, "POST", REPLIES, json={"shortcut": shortcut, "text": text, **more})
    assert made.status_code == 201, made.text
    told: dict[str, Any] = made.json()
    return told


async def shortcuts(ask: Ask, agent: Any, **query: Any) -> list[str]:
    return [reply["shortcut"] for reply in (await ask(agent, "GET", REPLIES, params=query)).json()["items"]]


async def test_ones_own_and_the_shared_are_listed_by_shortcut(ask: Ask, cast: Cast) -> None:
    await added(ask, cast.ines, "thanks", "Thank you, {{contact.name}}.", shared=True)
    await added(ask, cast.dana, "bye")
    await added(ask, cast.omar, "omars")
    assert await shortcuts(ask, cast.dana) == ["bye", "thanks"]
    assert await shortcuts(ask, cast.dana, q="/tha") == ["thanks"]
    assert await shortcuts(ask, cast.dana, q="hello") == ["bye"]
    first = (await ask(cast.dana, "GET", REPLIES, params={"limit": 1})).json()
    assert [first["items"][0]["shortcut"], *await shortcuts(ask, cast.dana, after=first["next"])] == ["bye", "thanks"]
    assert (await ask(cast.dana, "GET", REPLIES, params={"after": "x"})).status_code == 422


async def test_a_reply_is_changed_by_who_may_and_who_holds_the_newest(ask: Ask, cast: Cast) -> None:
    shared = await added(ask, cast.ines, "thanks", shared=True)
    mine = await added(ask, cast.dana, "mine")
    assert (
        await ask(cast.dana, "POST", REPLIES, json={"shortcut": "x", "text": "y", "shared": True})
    ).status_code == 403
    assert (await ask(cast.dana, "PUT", f"{REPLIES}/{shared['id']}", json={"text": "No."})).status_code == 403
    assert (await ask(cast.omar, "GET", f"{REPLIES}/{mine['id']}")).status_code == 404
    assert (await ask(cast.omar, "DELETE", f"{REPLIES}/{mine['id']}")).status_code == 404
    changed = await ask(cast.dana, "PUT", f"{REPLIES}/{mine['id']}", json={"text": "New."}, headers={"if-match": '"1"'})
    assert (changed.json()["text"], changed.json()["shortcut"], changed.headers["etag"]) == ("New.", "mine", '"2"')
    late = await ask(cast.dana, "PUT", f"{REPLIES}/{mine['id']}", json={"text": "Old."}, headers={"if-match": '"1"'})
    assert (late.status_code, late.json()["current"]["text"]) == (409, "New.")
    assert (await ask(cast.dana, "DELETE", f"{REPLIES}/{mine['id']}")).status_code == 204
    assert await shortcuts(ask, cast.dana) == ["thanks"]


async def test_names_are_filled_in_for_the_conversation(ask: Ask, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await configuration.change(tx, None, "company", Company(name="BMA Ltd"))
        fields = {"size": "XL", "evil": "{{agent.name}}"}
        row = {"company": "Srisai Co", "fields": msgspec.json.encode(fields).decode()}
        await tx.connection.execute(update(tables.contacts).where(tables.contacts.c.id == cast.pim).values(**row))
    text = "{{ contact.name }}/{{contact.first_name}}/{{contact.company}}/{{contact.size}}/{{contact.evil}} {{agent.name}} {{company}} {{weather}} {x}"
    reply = await added(ask, cast.dana, "all", text)
    filled = await ask(cast.dana, "POST", f"{REPLIES}/{reply['id']}/fill", json={"conversation": cast.pims})
    assert filled.json() == {
        "text": "Pim Srisai/Pim/Srisai Co/XL/{{agent.name}} Dana BMA Ltd  {x}",
        "unknown": ["weather"],
    }
    other = await ask(cast.dana, "POST", f"{REPLIES}/{reply['id']}/fill", json={"conversation": cast.kens})
    assert other.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"shortcut": "two words", "text": "x"},
        {"shortcut": "", "text": "x"},
        {"shortcut": "x", "text": ""},
        {"shortcut": "x", "text": " "},
        {"shortcut": "x", "text": "x" * 4097},
        {"shortcut": "x"},
    ],
)
async def test_a_reply_that_cannot_be_is_refused(ask: Ask, cast: Cast, body: dict[str, Any]) -> None:
    assert (await ask(cast.dana, "POST", REPLIES, json=body)).status_code == 422
