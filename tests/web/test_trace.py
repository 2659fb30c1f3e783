"""Every item can be followed: a webhook to the screens it reached, a send through its attempts."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
from sqlalchemy import select

from channels.channel import ChannelError
from channels.whatsapp.signature import sign
from hub.assembly import Hub
from hub.team.tokens import issue_access
from hub.transaction import milliseconds
from hub.wire.commands import Pong
from storage import tables
from tests.cast import APP_SECRET, Cast
from tests.hub.live.fakes import FakeLine
from tests.hub.receiving.wire import messages, status, statuses, text
from tests.hub.work.fakes import FakeChannel, Work, set_up_accounts
from tests.web.conftest import Bearer


async def post(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    raw = msgspec.json.encode(body)
    headers = {"content-type": "application/json", "x-hub-signature-256": sign(raw, APP_SECRET)}
    assert (await client.post("/api/v1/webhooks/whatsapp", content=raw, headers=headers)).status_code == 200


async def test_a_webhook_is_followed_to_the_screen_that_acknowledged_it(
    client: httpx.AsyncClient, bearer: Bearer, hub: Hub, cast: Cast
) -> None:
    token = issue_access(hub.settings.secret_key, "dana", cast.dana.login, milliseconds())
    session = hub.sessions.open(FakeLine(), await hub.entrance.admit(token, None))
    await post(client, messages(text("Is it still there?", id="wamid.traced")))
    async with hub.database.reading() as connection:
        (message,) = await connection.values(select(tables.messages.c.id))
        (ledger,) = await connection.values(select(tables.ledger.c.id))
        seq = int(await connection.value(select(tables.event_head.c.seq)))
    assert await hub.tail.reach(hub.tail.epoch, seq)
    hub.sessions.ponged(session, Pong(seq))
    await hub.sessions._positions.store()
    asked = {"id": 0, "type": "message.trace", "message": message}
    told = (await client.post("/api/v1/commands", json=asked, headers=bearer(cast.dana))).json()
    assert told["received"]["ledger"] == ledger
    assert told["received"]["at"] <= told["stored_at"] <= told["published"]["at"]
    assert told["published"]["seq"] <= seq
    (heard,) = told["sessions"]
    assert (heard["session"], heard["user"], heard["acknowledged"]) == (session.session_id, "dana", True)
    assert heard["acknowledged_at"] >= told["stored_at"]


async def test_a_send_is_followed_through_its_attempts_to_the_customers_screen(
    client: httpx.AsyncClient, bearer: Bearer, hub: Hub, cast: Cast
) -> None:
    channel = FakeChannel()
    channel.answers = [ChannelError("retry", "Overloaded.", code="2"), "wamid.second"]
    work = Work(hub.transactions, await set_up_accounts(hub.transactions), channel, hub.blobs, cast.sales)
    given = {"conversation": cast.pims, "client_id": "c-00000001", "text": "Yes."}
    asked = {"id": 0, "type": "message.send", **given}
    sent = (await client.post("/api/v1/commands", json=asked, headers=bearer(cast.dana))).json()["message"]
    await work.until_idle()
    await post(client, statuses(status("wamid.second", "delivered", tag=channel.sent[1].tag)))
    asked = {"id": 0, "type": "message.trace", "message": sent["id"]}
    told = (await client.post("/api/v1/commands", json=asked, headers=bearer(cast.dana))).json()
    assert told["received"] is None
    assert told["published"] is not None
    first, second = told["attempts"]
    assert (first["number"], second["number"]) == (1, 2)
    assert set(first["times"]) == {"started", "failed"}
    assert first["error"]["code"] == "2"
    assert set(second["times"]) == {"started", "accepted", "delivered"}
    assert (second["provider_id"], second["error"]) == ("wamid.second", None)
