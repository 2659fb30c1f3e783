from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from hub import ids
from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.web.conftest import Bearer
from tests.web.people import add_manager

LEDGER = "/api/v1/admin/ledger"
LETTERS = "/api/v1/admin/letters"


@pytest.fixture
async def kept(transactions: Transactions) -> list[str]:
    """A body that was applied, one of which an item failed, one that is no JSON; an hour apart."""
    failed = json.dumps(
        [{"fact": "received", "state": "failed", "reason": "ValueError: poison"}], separators=(",", ":")
    )
    rows = [
        _body(1, "applied", b"{}", "[]", None),
        _body(2, "partly", b"{}", failed, None),
        _body(3, "unreadable", b"\xff", "[]", "no JSON"),
    ]
    async with transactions.begin() as tx:
        await tx.connection.insert_many(tables.ledger, rows)
    return [row["id"] for row in rows]


def _body(hour: int, state: str, body: bytes, items: str, reason: str | None) -> dict[str, Any]:
    row = {"id": ids.new(), "kind": "whatsapp", "received_at": hour * 3_600_000, "body": body, "state": state}
    return row | {"items": items, "reason": reason, "tries": 4}


async def _fail(transactions: Transactions, cast: Cast, id: str, channel: str, conversation: str, at: int) -> None:
    row = {
        "id": id, "conversation_id": conversation, "channel_id": channel, "order": f"{at:029d}", "direction": "out",
        "kind": "text", "status": "failed", "author_kind": "user", "sent_at": at, "created_at": at,
        "error": '{"code":"131026","message":"Not on WhatsApp.","advice":"Ask for another number."}',
    }  # fmt: skip
    async with transactions.begin() as tx:
        await tx.connection.insert_many(tables.messages, [row])


async def test_the_ledger_is_for_administrators(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, transactions: Transactions
) -> None:
    for agent in (cast.dana, await add_manager(transactions)):
        assert (await client.get(LEDGER, headers=bearer(agent))).status_code == 403
    assert (await client.get(LEDGER, headers=bearer(cast.ines))).json() == {"items": [], "next": None}


async def test_the_ledger_is_paged_and_filtered(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, kept: list[str]
) -> None:
    first = (await client.get(LEDGER, params={"limit": 2}, headers=bearer(cast.ines))).json()
    assert [item["id"] for item in first["items"]] == kept[:0:-1]
    rest = (await client.get(LEDGER, params={"after": first["next"]}, headers=bearer(cast.ines))).json()
    assert [item["id"] for item in rest["items"]] == kept[:1]
    for asked, found in (
        ({"state": "partly"}, kept[1:2]),
        ({"q": "poison"}, kept[1:2]),
        ({"state": "applied"}, kept[:1]),
    ):
        page = (await client.get(LEDGER, params=asked, headers=bearer(cast.ines))).json()
        assert [item["id"] for item in page["items"]] == found


async def test_a_body_that_is_no_text_is_shown_in_base64(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, kept: list[str]
) -> None:
    shown = (await client.get(f"{LEDGER}/{kept[2]}", headers=bearer(cast.ines))).json()
    assert (shown["body"], shown["body_base64"], shown["reason"]) == (None, "/w==", "no JSON")
    assert (await client.get(f"{LEDGER}/nothing", headers=bearer(cast.ines))).status_code == 404


@pytest.mark.parametrize("asked", [{"after": "yesterday"}, {"after": f"{10**30}.x"}, {"limit": 0}, {"state": "x"}])
async def test_what_no_page_gave_is_refused(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, asked: dict[str, Any]
) -> None:
    assert (await client.get(LEDGER, params=asked, headers=bearer(cast.ines))).status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ids"),
        ({"ids": []}, "ids"),
        ({"since": "2026-11-22T08:00:00Z"}, "until"),
        ({"ids": ["x"], "since": "x"}, "since"),
        ({"ids": ["x"], "until": "2026-11-22T08:00:00Z"}, "ids"),
    ],
)
async def test_a_replay_says_what_it_needs(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, body: dict[str, object], field: str
) -> None:
    answer = await client.post(f"{LEDGER}/replay", json=body, headers=bearer(cast.ines))
    assert answer.status_code == 422
    assert answer.json()["field"] == field


async def test_a_replay_asks_for_what_was_not_applied_and_is_noted(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, kept: list[str]
) -> None:
    span = {"since": "1970-01-01T00:00:00Z", "until": "1970-01-01T02:30:00Z"}
    answer = await client.post(f"{LEDGER}/replay", json=span, headers=bearer(cast.ines))
    assert (answer.status_code, answer.json()) == (202, {"asked": 1})
    assert (await client.get(f"{LEDGER}/{kept[1]}", headers=bearer(cast.ines))).json()["state"] == "pending"
    one = await client.post(f"{LEDGER}/replay", json={"ids": kept[:1]}, headers=bearer(cast.ines))
    assert one.json() == {"asked": 1}
    acts = (await client.get("/api/v1/admin/activity?act=ledger.", headers=bearer(cast.ines))).json()["items"]
    assert [act["after"]["asked"] for act in acts] == [1, 1]


async def test_dead_letters_are_what_nobody_tries_any_more(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, kept: list[str], transactions: Transactions
) -> None:
    await _fail(transactions, cast, "unsent", cast.sales, cast.pims, 9_000_000)
    mona = bearer(await add_manager(transactions))
    found: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    while True:
        page = (await client.get(LETTERS, params={"limit": 1} | after, headers=mona)).json()
        found += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert [letter["id"] for letter in found] == [kept[2], "unsent", kept[1]]
    assert (found[1]["code"], found[1]["advice"], found[1]["conversation"]) == (
        "131026",
        "Ask for another number.",
        cast.pims,
    )
    assert found[2]["reason"] == "ValueError: poison"
    sends = (await client.get(LETTERS, params={"kind": "send", "q": "whatsapp"}, headers=mona)).json()["items"]
    assert [letter["id"] for letter in sends] == ["unsent"]
    assert (await client.get(LETTERS, headers=bearer(cast.dana))).status_code == 403


async def test_what_will_be_tried_again_is_no_dead_letter(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, kept: list[str]
) -> None:
    await client.post(f"{LEDGER}/replay", json={"ids": kept}, headers=bearer(cast.ines))
    assert (await client.get(LETTERS, headers=bearer(cast.ines))).json()["items"] == []
