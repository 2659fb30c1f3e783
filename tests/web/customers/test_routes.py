"""The ways to write to a contact, over HTTP: as the asker sees them, from what was said."""

from __future__ import annotations

from typing import Any

from hub.assembly import Hub
from storage import tables
from tests.cast import Cast
from tests.hub import scenes
from tests.web.caller import Caller

HOUR_MS = 3_600_000


async def line_of(hub: Hub, *, members: str = '["dana"]', reply_ms: int = 60_000) -> None:
    """Pim on LINE: a conversation with a message that can be answered for nothing."""
    async with hub.transactions.begin() as tx:
        made = {"version": 1, "created_at": tx.now, "updated_at": tx.now}
        account = {
            "id": "channel-line",
            "kind": "line",
            "name": "LINE",
            "address": "bot",
            "state": "active",
            "members": members,
        }
        await tx.connection.insert_many(tables.channels, [account | made])
        line = {
            "id": "identity-line",
            "contact_id": "pim",
            "kind": "line_user",
            "value": "U1",
            "display": "U1",
            "created_at": tx.now,
        }
        await tx.connection.insert_many(tables.identities, [line])
        talk = {
            "id": "talk-line",
            "contact_id": "pim",
            "channel_id": "channel-line",
            "state": "open",
            "last_at": tx.now,
        }
        await tx.connection.insert_many(tables.conversations, [talk | made])
        said = await scenes.customer_writes(tx, "talk-line", "Hello on LINE", "line-1")
        token = {"message_id": said, "conversation_id": "talk-line", "reply": "token", "reply_until": tx.now + reply_ms}
        await tx.connection.insert_many(tables.message_handles, [token])  # fmt: skip


def kinds(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(route["kind"], route["state"]) for route in answer["routes"]]


async def test_a_living_reply_token_is_the_best_way_and_a_closed_window_the_worst(
    ines: Caller, cast: Cast, hub: Hub
) -> None:
    await line_of(hub)
    async with hub.transactions.begin() as tx:
        await scenes.conversation_is(tx, cast.pims, window_closes_at=tx.now - HOUR_MS)
        await scenes.template(tx, cast.sales)
    answer = await ines.get("/contacts/pim/routes")
    assert kinds(answer) == [("line", "reply"), ("whatsapp", "template"), ("whatsapp", "no_template")]
    assert answer["routes"][0]["conversation"] == "talk-line"
    assert answer["routes"][0]["last_seen_at"] is not None
    assert answer["routes"][1]["category"] == "UTILITY"


async def test_a_number_the_provider_could_not_reach_is_no_way_until_they_write(
    dana: Caller, cast: Cast, hub: Hub
) -> None:
    sent = await dana.post(f"/conversations/{cast.pims}/messages", {"text": "Are you there?"})
    async with hub.transactions.begin() as tx:
        fault = '{"code":"131026","message":"WhatsApp cannot deliver to this person."}'
        await scenes.message_is(tx, sent["id"], status="failed", error=fault, due_at=None)
    (route,) = (await dana.get("/contacts/pim/routes"))["routes"]
    assert (route["state"], route["code"], route["compliant"]) == ("unreachable", "131026", False)
    async with hub.transactions.begin() as tx:
        await scenes.customer_writes(tx, cast.pims, "Yes", "wamid.back")
    assert kinds(await dana.get("/contacts/pim/routes")) == [("whatsapp", "open")]


async def test_ways_over_others_accounts_are_not_told(dana: Caller, omar: Caller, cast: Cast, hub: Hub) -> None:
    await line_of(hub, members='["omar"]')
    assert kinds(await dana.get("/contacts/pim/routes")) == [("whatsapp", "open")]
    assert {kind for kind, _ in kinds(await omar.get("/contacts/pim/routes"))} == {"line", "whatsapp"}
    await dana.get("/contacts/ken/routes", 404)
