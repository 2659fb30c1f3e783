"""A campaign that has arrived, and what its people do then."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from hub import ids
from hub.campaigns import sending
from hub.intake import Intake
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.configuration import Campaigns, Configuration
from storage import tables
from tests.hub.receiving import wire
from tests.hub.work import crowd
from tests.hub.work.fakes import all_rows

BUSY = Configuration(campaigns=Campaigns(per_day=100))  # campaigns may write as often as tests like
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [{"type": "QUICK_REPLY", "text": "Yes please"}, {"type": "QUICK_REPLY", "text": "Stop"}],
}


async def arrived(
    transactions: Transactions, channel_id: str, people: list[str], *, public_url: str = "", **values: Any
) -> tuple[str, dict[str, str]]:
    """A campaign that was sent to these people and arrived. Its id, and the provider's id of each person's message."""
    async with transactions.begin() as tx:
        id = await crowd.running(tx, channel_id, people, **values)
    return id, await go_out(transactions, id, public_url)


async def taken(transactions: Transactions, campaign_id: str, public_url: str = "") -> list[str]:
    """Those whose messages are in the queue now."""
    async with transactions.begin() as tx:
        await sending.take(tx, campaign_id, 500, BUSY, public_url=public_url)
    return [row["contact_id"] for row in await crowd.recipients(transactions, campaign_id) if row["state"] == "claimed"]


async def go_out(transactions: Transactions, campaign_id: str, public_url: str = "") -> dict[str, str]:
    await taken(transactions, campaign_id, public_url)
    async with transactions.begin() as tx:
        return await _arrive(tx, campaign_id)


async def _arrive(tx: Transaction, campaign_id: str) -> dict[str, str]:
    r, m = tables.campaign_recipients, tables.messages
    mine = (r.c.campaign_id == campaign_id) & (r.c.state == "claimed")
    found = await tx.connection.tuples(select(r.c.id, r.c.contact_id, r.c.message_id).where(mine))
    known: dict[str, str] = {}
    for recipient, contact, message in found:
        known[contact] = f"wamid.{ids.new()}"
        told = {"status": "delivered", "due_at": None, "provider_id": known[contact]}
        await tx.connection.execute(update(m).where(m.c.id == message).values(**told))
        times = {"state": "delivered", "sent_at": tx.now, "delivered_at": tx.now}
        await tx.connection.execute(update(r).where(r.c.id == recipient).values(**times))
    return known


async def says(
    intake: Intake, person: str, words: str, *, quoting: str | None = None, later_ms: int = 0, **more: Any
) -> None:
    """A person of the crowd writes now, or some time later."""
    at = (milliseconds() + later_ms) // 1000
    context: dict[str, Any] = {"context": {"from": "6620000000", "id": quoting}} if quoting else {}
    phone = crowd.phone_of(person)
    await wire.send(intake, wire.messages(wire.text(words, phone=phone, at=at, **context, **more), phone=phone))


async def taps(intake: Intake, person: str, label: str, *, on: str | None) -> None:
    """A quick reply of a template; `on`: the provider's id of its message, which it may leave out."""
    phone = crowd.phone_of(person)
    context = {"context": {"from": "6620000000", "id": on}} if on else {}
    tap = {
        "id": wire.wamid(),
        "from": phone,
        "timestamp": str(milliseconds() // 1000),
        "type": "button",
        "button": {"payload": label, "text": label},
        **context,
    }
    await wire.send(intake, wire.messages(tap, phone=phone))


async def recipient(transactions: Transactions, campaign_id: str, person: str) -> dict[str, Any]:
    return next(row for row in await crowd.recipients(transactions, campaign_id) if row["contact_id"] == person)


async def talk(transactions: Transactions, person: str) -> dict[str, Any]:
    """The person's conversation."""
    async with transactions.database.reading() as connection:
        rows = await all_rows(connection, tables.conversations, tables.conversations.c.created_at)
    return next(row for row in reversed(rows) if row["contact_id"] == person)


async def rows(transactions: Transactions, table: Any) -> list[dict[str, Any]]:
    async with transactions.database.reading() as connection:
        return await all_rows(connection, table, *table.primary_key)
