"""Every channel account on the health page, of whatever kind: what it hears and sends, and what somebody should do."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from hub.assembly import Hub
from storage import tables
from storage.mail import mailboxes
from tests.cast import Cast
from tests.hub import scenes
from tests.web.conftest import Bearer
from tests.web.customers.test_routes import line_of

HOUR_MS = 3_600_000


async def number(client: httpx.AsyncClient, headers: dict[str, str], channel: str) -> dict[str, Any]:
    answer = await client.get("/api/v1/admin/health", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(each for each in answer.json()["numbers"] if each["channel"] == channel)
    return found


async def test_a_line_account_tells_when_it_heard_and_said_and_what_waits(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub
) -> None:
    await line_of(hub)
    await client.post("/api/v1/conversations/talk-line/messages", json={"text": "Hello"}, headers=bearer(cast.ines))
    told = await number(client, bearer(cast.ines), "channel-line")
    assert (told["kind"], told["waiting"], told["duty"], told["mailbox"]) == ("line", 1, None, None)
    assert told["last_inbound_at"] <= told["last_outbound_at"]
    page = (await client.get("/api/v1/channels/channel-line/health", headers=bearer(cast.ines))).json()
    assert page["last_inbound_at"] == told["last_inbound_at"]  # LINE has no window to read it from
    assert (page["quota"], page["mailbox"]) == (told["quota"], None)


@pytest.mark.parametrize(
    ("columns", "duty"),
    [
        ({"state": "paused", "reason": "The token was revoked."}, "resume"),
        ({"quota_allowed": 200, "quota_used": 200, "quota_at": 1}, "buy_messages"),
        ({"quota_allowed": 200, "quota_used": 195, "quota_at": 1}, "few_messages"),
        ({"checks": '[{"name":"webhook","state":"failed","message":"It is off."}]'}, "mend"),
        ({"checks": '[{"name":"webhook","state":"warning","message":"Look."}]'}, "look"),
        ({"quality": "RED"}, "raise_quality"),
        ({"token_expires_at": 1}, "renew_token"),
        ({"quality": "GREEN"}, None),
    ],
)
async def test_the_gravest_thing_to_do_is_told(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub, columns: dict[str, Any], duty: str | None
) -> None:
    async with hub.transactions.begin() as tx:
        await tx.connection.update_many(tables.channels, [{"id": cast.sales, **columns}])
    assert (await number(client, bearer(cast.ines), cast.sales))["duty"] == duty


async def test_a_mailbox_that_cannot_be_read_says_why(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub
) -> None:
    async with hub.transactions.begin() as tx:
        made = {"version": 1, "created_at": tx.now, "updated_at": tx.now, "state": "active"}
        box = {"id": "channel-mail", "kind": "mail", "name": "Office", "address": "office@bma.example"}
        await tx.connection.insert_many(tables.channels, [box | made])
        await mailboxes.failed(
            tx.connection, "channel-mail", "It refuses the password.", "Set it anew.", tx.now - HOUR_MS
        )
    told = await number(client, bearer(cast.ines), "channel-mail")
    assert (told["duty"], told["mailbox"]["problem"]) == ("mend_mailbox", "It refuses the password.")


async def test_many_failures_in_a_day_are_to_be_looked_at(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, hub: Hub
) -> None:
    for n in range(5):
        path = f"/api/v1/conversations/{cast.pims}/messages"
        sent = await client.post(path, json={"text": f"Number {n}"}, headers=bearer(cast.ines))
        async with hub.transactions.begin() as tx:
            fault = '{"code":"131026","message":"WhatsApp cannot deliver to this person."}'
            await scenes.message_is(tx, sent.json()["id"], status="failed", error=fault, due_at=None)
    told = await number(client, bearer(cast.ines), cast.sales)
    assert (told["duty"], told["day"]["failed"]) == ("look_at_failures", 5)
