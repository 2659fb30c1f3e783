"""Tells of changed quotations to everybody who may see them."""

from __future__ import annotations

from collections.abc import Mapping

from hub import announce
from hub.permissions import for_channel, for_role
from hub.quotations import shaping
from hub.transaction import Transaction
from hub.wire.events import QuotationChanged, QuotationRemoved
from storage.inbox import conversations as conversation_rows
from storage.quotations.rows import HeadRow


async def changed(tx: Transaction, row: HeadRow) -> None:
    event = QuotationChanged(shaping.summary(row))
    for audience in await audiences(tx, row):
        tx.announce(event, audience)


async def removed(tx: Transaction, row: HeadRow) -> None:
    for audience in await audiences(tx, row):
        tx.announce(QuotationRemoved(row.id), audience)


async def leaving(tx: Transaction, row: HeadRow, values: Mapping[str, object]) -> None:
    """Before a draft is put elsewhere: those who will see it no more are told that it is gone. Whoever hears both is told last of how it
    is now."""
    if any(values.get(name, getattr(row, name)) != getattr(row, name) for name in ("channel_id", "contact_id")):
        await removed(tx, row)


async def audiences(tx: Transaction, row: HeadRow) -> list[tuple[str, ...]]:
    """As `holding.may_see` decides."""
    if row.channel_id is not None:
        return [for_channel(row.channel_id)]
    if row.contact_id is None:
        return [(*for_role("admin"), *for_role("manager"))]
    places = await conversation_rows.channels_of_contacts(tx.connection, [row.contact_id])
    return announce.audiences(places.get(row.contact_id, []))
