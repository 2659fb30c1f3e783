"""Every body of the shared collection goes in, signed, and leaves what it says; sent again it leaves nothing more.

What a body says is read here from its JSON alone, not by the parser under test.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from hub.intake import Intake
from hub.transaction import Transactions
from storage import tables
from tests.cast import SALES, SUPPORT
from tests.hub.receiving.look import Look
from tests.hub.receiving.wire import send_raw

FOLDER = Path(os.environ.get("BMA_PAYLOADS", "/nonexistent")) / "whatsapp"
FILES = sorted(FOLDER.glob("*.json"))
COUNTED = ("messages", "channel_news", "templates", "parked_facts")
WAITING = ("reaction", "edit", "revoke")  # they name a message that no body of the collection holds
TEMPLATES = ("message_template", "template_")


class Said:
    """What a body says: ids of messages, and how many rows of each other kind."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.messages: set[str] = set()
        self.waiting: set[str] = set()
        self.news = 0
        self.templates = 0
        self.wishes: set[str] = set()
        for entry in body.get("entry", []):
            for change in entry.get("changes", []):
                self._read(str(change.get("field")), change.get("value", {}))

    def _read(self, field: str, value: dict[str, Any]) -> None:
        inner = value.get("standby", {}) if field == "standby" else value
        for item in [*inner.get("messages", []), *inner.get("message_echoes", [])]:
            known = item if "type" in item else item.get("message", {})
            (self.waiting if known.get("type") in WAITING else self.messages).add(json.dumps(item))
        self.messages |= {json.dumps(call) for call in value.get("calls", [])}
        told = {json.dumps(status) for status in inner.get("statuses", [])}
        if field == "calls":
            self.messages |= told
        else:
            self.waiting |= told
        self.messages |= {json.dumps(item) for item in value.get("user_id_update", [])}
        self.wishes |= {wish["category"] for wish in value.get("user_preferences", [])}
        self.news += len(value.get("errors", [])) + len(value.get("history", []))
        if field.startswith(TEMPLATES):
            self.templates += 1
        elif "messages" not in field and field not in (
            "calls",
            "standby",
            "user_preferences",
            "user_id_update",
            "history",
        ):
            self.news += "message_echoes" not in value


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def payload(request: pytest.FixtureRequest) -> bytes:
    return bytes(request.param.read_bytes())


async def test_a_body_of_the_collection_leaves_what_it_says(
    payload: bytes, intake: Intake, transactions: Transactions, look: Look
) -> None:
    body = json.loads(payload)
    async with transactions.begin() as tx:  # the account whose business this is
        business = str(body["entry"][0]["id"])
        for channel_id, owner in ((SALES, business), (SUPPORT, "another business")):
            row = update(tables.channels).where(tables.channels.c.id == channel_id)
            await tx.connection.execute(row.values(business=owner))
    await send_raw(intake, payload)
    said, kept = Said(body), await look.row("ledger")
    assert kept["state"] == "applied"
    assert {
        "messages": await look.count("messages"),
        "news": await look.count("channel_news"),
        "templates": await look.count("templates"),
        "parked": await look.count("parked_facts", "target NOT IN (SELECT reply_to_provider FROM messages WHERE reply_to_provider IS NOT NULL)"),
    } == {
        "messages": len(said.messages),
        "news": said.news,
        "templates": said.templates,
        "parked": len(said.waiting),
    }  # fmt: skip
    await _check_messages(body, look)
    wishes = {w for row in await look.rows("contacts") for w in json.loads(row["consent"])}
    assert wishes == said.wishes
    before = [await look.rows(table) for table in COUNTED]
    await send_raw(intake, payload)
    assert [await look.rows(table) for table in COUNTED] == before


async def _check_messages(body: dict[str, Any], look: Look) -> None:
    """Text, caption, file and quote stand in the row of each message."""
    for entry in body["entry"]:
        for change in entry["changes"]:
            for item in change["value"].get("messages", []):
                if item["type"] in WAITING:
                    continue
                row = await look.row("messages", "provider_id = :id", id=item["id"])
                part = item.get(item["type"])
                part = part if isinstance(part, dict) else {}
                words = part.get("body") if item["type"] == "text" else part.get("caption")
                if words:
                    assert row["text"] == words
                files = await look.rows("attachments", "message_id = :id", id=row["id"])
                assert [f["provider_media_id"] for f in files] == ([part["id"]] if "mime_type" in part else [])
                if (quoted := item.get("context", {}).get("id")) is not None:
                    assert row["reply_to_provider"] == quoted
                assert row["conversation_id"]
