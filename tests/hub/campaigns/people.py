"""Customers, templates and campaigns as these tests need them."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select, update

from hub import announce, ids
from hub.campaigns import audience, drafts, starting
from hub.transaction import Transaction, Transactions
from hub.wire.campaign_changes import NewCampaign
from hub.wire.campaigns import Audience, Bound, Campaign, CampaignContent, EarlierCampaign
from hub.work.campaign_starts import CampaignStarts
from storage import tables
from storage.campaigns import audience as campaign_audience
from tests.cast import Cast
from tests.hub import scenes

OFFER = {"type": "BODY", "text": "Hi {{1}}, 20 % off until Friday."}
BY_NAME = {"1": Bound(field="name", fallback="friend")}
HOLDER = "tests:1:start"


async def customers(tx: Transaction, count: int, *, tag: str | None = "vip", **values: Any) -> list[str]:
    """Customers with Thai numbers, announced as contacts are. `values`: columns, as they are or encoded."""
    known = {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode() for name, value in values.items()
    }
    made = [ids.new() for _ in range(count)]
    seed = int(ids.new().replace("-", "")[:13], 16)
    rows = [
        {
            "id": id,
            "name": f"Customer {n}",
            "name_source": "agent",
            "tags": msgspec.json.encode([tag] if tag else []).decode(),
            "created_at": tx.now,
            "updated_at": tx.now,
            **known,
        }
        for n, id in enumerate(made)
    ]
    await tx.connection.insert_many(tables.contacts, rows)
    numbers = [
        {
            "id": ids.new(),
            "contact_id": id,
            "kind": "phone",
            "value": f"668{(seed + n) % 10**8:08d}",
            "display": "",
            "created_at": tx.now,
        }
        for n, id in enumerate(made)
    ]
    await tx.connection.insert_many(tables.identities, numbers)
    await announce.contacts(tx, made)
    return made


async def offer(tx: Transaction, channel: str, *components: dict[str, Any], **values: Any) -> str:
    """An approved marketing template called `offer`."""
    known = {"name": "offer", "category": "MARKETING", **values}
    return await scenes.template(tx, channel, *(components or (OFFER,)), **known)


async def draft(tx: Transaction, cast: Cast, **values: Any) -> Campaign:
    """A campaign of the offer to everybody tagged vip, by Ines."""
    known: dict[str, Any] = {
        "name": "Launch",
        "channel": cast.sales,
        "template": CampaignContent(name="offer", language="en", parameters=dict(BY_NAME)),
        "audience": Audience(tags=["vip"]),
    }
    return await drafts.create(tx, cast.ines, NewCampaign(**(known | values)))


async def started(transactions: Transactions, cast: Cast, campaign: Campaign) -> dict[str, dict[str, Any]]:
    """Sends it and freezes its audience; its recipients by contact."""
    async with transactions.begin() as tx:
        await starting.send(tx, cast.ines, campaign.id, None)
    assert await CampaignStarts(transactions, HOLDER).turn()
    return await recipients(transactions, campaign.id)


async def recipients(transactions: Transactions, campaign_id: str) -> dict[str, dict[str, Any]]:
    columns = tables.campaign_recipients.c
    statement = select(
        columns.contact_id, columns.state, columns.reason, columns.detail, columns.address, columns.place
    )
    names = ("contact_id", "state", "reason", "detail", "address", "place")
    async with transactions.database.reading() as connection:
        found = await connection.tuples(statement.where(columns.campaign_id == campaign_id))
    return {row[0]: dict(zip(names, row, strict=True)) for row in found}


def earlier(campaign_id: str, outcome: Any) -> EarlierCampaign:
    return EarlierCampaign(campaign=campaign_id, outcome=outcome)


async def meant(tx: Transaction, cast: Cast, wanted: Audience) -> set[str]:
    """The contacts an audience means; counting them must come to the same."""
    compiled = await audience.compiled(tx.connection, wanted)
    found = {row.id for row in await campaign_audience.stretch(tx.connection, compiled, None, 1000)}
    assert await audience.count(tx.connection, cast.ines, wanted) == len(found)
    return found


async def recipient_is(tx: Transaction, campaign_id: str, contact_id: str, **values: Any) -> None:
    c = tables.campaign_recipients.c
    wanted = (c.campaign_id == campaign_id) & (c.contact_id == contact_id)
    await tx.connection.execute(update(tables.campaign_recipients).where(wanted).values(**values))


async def channel_is(tx: Transaction, channel_id: str, **values: Any) -> None:
    await tx.connection.execute(update(tables.channels).where(tables.channels.c.id == channel_id).values(**values))


async def template_is(tx: Transaction, template_id: str, **values: Any) -> None:
    await tx.connection.execute(update(tables.templates).where(tables.templates.c.id == template_id).values(**values))


async def number_is(tx: Transaction, contact_id: str, digits: str) -> None:
    identities = tables.identities
    await tx.connection.execute(update(identities).where(identities.c.contact_id == contact_id).values(value=digits))
