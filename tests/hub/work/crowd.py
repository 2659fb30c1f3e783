"""A crowd of customers, and a campaign that runs for it: as freezing would leave it."""

from __future__ import annotations

from typing import Any

import msgspec

from hub import ids
from hub.campaigns import lots
from hub.transaction import Transaction, Transactions
from hub.wire.campaigns import CampaignContent, Canary, Sending
from storage import tables
from tests.hub.scenes import template
from tests.hub.work.fakes import all_rows

BODY = {"type": "BODY", "text": "Hello {{1}}, the season begins."}
NO_CANARY = Canary(percent=0)
FIRST_PHONE = 66_800_000_000


async def crowd(tx: Transaction, count: int, *, first: int = 0) -> list[str]:
    """So many contacts with a phone number each. Returns their ids."""
    people = [f"customer-{number:05d}" for number in range(first, first + count)]
    times = {"created_at": tx.now, "updated_at": tx.now}
    rows = [{"id": id, "name": f"Customer {id[-5:]}", "name_source": "agent", **times} for id in people]
    await tx.connection.insert_many(tables.contacts, rows)
    numbers = [
        {"id": f"phone-{id}", "contact_id": id, "kind": "phone", "value": phone_of(id), "display": f"+{phone_of(id)}"}
        for id in people
    ]
    await tx.connection.insert_many(tables.identities, [row | {"created_at": tx.now} for row in numbers])
    return people


def phone_of(contact_id: str) -> str:
    return str(FIRST_PHONE + int(contact_id[-5:]))


async def running(
    tx: Transaction,
    channel_id: str,
    people: list[str],
    *,
    canary: Canary = NO_CANARY,
    sending: Sending | None = None,
    name: str = "season",
    content: CampaignContent | None = None,
    **columns: Any,
) -> str:
    """A campaign with a waiting recipient for each of the people, of the `content` or else of an approved template. Returns its id."""
    if content is None:
        await template(tx, channel_id, BODY, name=name, category="MARKETING")
        content = CampaignContent(name=name, language="en", parameters={"1": "friend"})
    id = ids.new()
    row = {
        "id": id, "name": name.title(), "channel_id": channel_id, "state": "running", "state_at": tx.now, "total": len(people),
        "template": _json(content), "canary": _json(canary), "sending": _json(sending or Sending()), "created_at": tx.now,
        "updated_at": tx.now, "started_at": tx.now,
    }  # fmt: skip
    await tx.connection.insert_many(tables.campaigns, [row | columns])
    recipients = [
        {"id": ids.new(), "campaign_id": id, "contact_id": person, "address": f"phone:{person}", "language": "en",
         "place": lots.place(id, person), "state": "waiting", "created_at": tx.now}
        for person in people
    ]  # fmt: skip
    await tx.connection.insert_many(tables.campaign_recipients, recipients)
    return id


async def offered(tx: Transaction, channel_id: str, *more: dict[str, Any], name: str = "offered") -> CampaignContent:
    """An approved marketing template with more than its text, and what fills it."""
    await template(tx, channel_id, BODY, *more, name=name, category="MARKETING")
    return CampaignContent(name=name, language="en", parameters={"1": "friend"})


async def recipients(transactions: Transactions, campaign_id: str) -> list[dict[str, Any]]:
    """In the order of sending."""
    async with transactions.database.reading() as connection:
        order = (tables.campaign_recipients.c.place, tables.campaign_recipients.c.id)
        found = await all_rows(connection, tables.campaign_recipients, *order)
    return [row for row in found if row["campaign_id"] == campaign_id]


async def campaign(transactions: Transactions, campaign_id: str) -> dict[str, Any]:
    async with transactions.database.reading() as connection:
        found = await all_rows(connection, tables.campaigns, tables.campaigns.c.id)
    return next(row for row in found if row["id"] == campaign_id)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
