"""`/notifications` and `/contacts/{id}/block` over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from hub.team import notifications
from hub.transaction import Transactions
from tests.cast import Cast
from tests.web.conftest import Bearer

API = "/api/v1"


@pytest.fixture
async def told(cast: Cast, transactions: Transactions) -> None:
    """Dana was told twice, of which she has read nothing."""
    for kind in ("waiting", "reply_in_mine"):
        async with transactions.begin() as tx:
            await notifications.notify(tx, "dana", kind, cast.pims, f"Pim: {kind}")


async def listed(client: httpx.AsyncClient, headers: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(f"{API}/notifications", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_mine_are_listed_the_newest_first(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, told: None
) -> None:
    assert [one["kind"] for one in await listed(client, bearer(cast.dana))] == ["reply_in_mine", "waiting"]
    assert [one["kind"] for one in await listed(client, bearer(cast.dana), q="WAIT")] == ["waiting"]
    assert await listed(client, bearer(cast.omar)) == []


async def test_one_is_read_then_all(client: httpx.AsyncClient, cast: Cast, bearer: Bearer, told: None) -> None:
    headers = bearer(cast.dana)
    one = (await listed(client, headers))[0]
    path = f"{API}/notifications/{one['id']}"
    assert (await client.put(path, headers=headers, json={"read": True})).json()["read"] is True
    assert (await client.put(path, headers=bearer(cast.ines), json={"read": True})).status_code == 404
    assert len(await listed(client, headers, unread="true")) == 1
    assert (await client.post(f"{API}/notifications/read", headers=headers)).status_code == 204
    assert await listed(client, headers, unread="true") == []
    assert len(await listed(client, headers, unread="false")) == 2


async def test_everybody_chooses_for_themselves(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    path = f"{API}/notifications/settings"
    kept = await client.put(path, headers=bearer(cast.dana), json={"waiting": False})
    assert kept.status_code == 200
    assert (await client.get(path, headers=bearer(cast.dana))).json() == kept.json()
    assert (kept.json()["waiting"], kept.json()["mentioned"]) == (False, True)
    assert (await client.get(path, headers=bearer(cast.omar))).json()["waiting"] is True
    assert (await client.put(path, headers=bearer(cast.dana), json={"sound": True})).status_code == 422


@pytest.mark.parametrize("query", [{"unread": "perhaps"}, {"after": "x"}, {"limit": "0"}, {"since": "1"}])
async def test_a_wrong_question_is_refused(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, query: dict[str, str]
) -> None:
    answer = await client.get(f"{API}/notifications", headers=bearer(cast.dana), params=query)
    assert answer.status_code == 422


async def test_an_agent_blocks_and_unblocks_a_contact_of_theirs(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    path, headers = f"{API}/contacts/{cast.pim}/block", bearer(cast.dana)
    blocked = await client.put(path, headers=headers, json={"reason": "spam"})
    assert (blocked.status_code, blocked.json()["blocked"]) == (200, True)
    shown = (await client.get(path, headers=headers)).json()
    assert (shown["blocked"], shown["by"], shown["reason"]) == (True, "dana", "spam")
    assert [(one["channel"], one["state"]) for one in shown["channels"]] == [(cast.sales, "wanted")]
    sent = await client.post(f"{API}/conversations/{cast.pims}/messages", headers=headers, json={"text": "Hello"})
    assert (sent.status_code, sent.json()["code"]) == (409, "conflict")
    again = await client.delete(path, headers=headers)
    assert (again.status_code, again.json()["blocked"]) == (200, False)


async def test_others_contacts_are_not_there_to_block(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    path, headers = f"{API}/contacts/{cast.pim}/block", bearer(cast.omar)
    answers = [await client.put(path, headers=headers, json={}), await client.delete(path, headers=headers)]
    answers += [await client.get(path, headers=headers)]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    long = await client.put(path, headers=bearer(cast.dana), json={"reason": "x" * 501})
    assert (long.status_code, long.json()["field"]) == (422, "reason")
