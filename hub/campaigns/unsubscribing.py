"""Saying no by the link of a campaign's mail: kept the moment it is said, as by a word (see `opt_outs`). Looking at the page says nothing:
mail programs and scanners open every link there is."""

from __future__ import annotations

import msgspec

from hub import announce, shaping
from hub.campaigns import opt_outs
from hub.campaigns.links import TOKEN
from hub.receiving.preferences import MARKETING
from hub.transaction import Transaction, Transactions
from storage.campaigns import answers as rows
from storage.customers import contacts as contact_rows
from storage.database import Database

HOW = "keyword"


async def known(database: Database, token: str) -> bool:
    """Whether somebody can say no by this link."""
    if TOKEN.fullmatch(token) is None:
        return False
    async with database.reading() as connection:
        return await rows.who_stops(connection, token) is not None


async def stop(transactions: Transactions, token: str) -> bool:
    """Whoever got the link wants no marketing; said once more it is as good. False: there is no such link (any more)."""
    if TOKEN.fullmatch(token) is None:
        return False
    async with transactions.begin() as tx:
        found = await rows.who_stops(tx.connection, token)
        if found is None:
            return False
        recipient, contact = found
        await _keep(tx, contact)
        await opt_outs.count(tx, {recipient: tx.now})
        await opt_outs.hold_back(tx, [contact])
    return True


async def _keep(tx: Transaction, contact_id: str) -> None:
    row = (await contact_rows.lock(tx.connection, [contact_id])).get(contact_id)
    if row is None:
        return
    said = msgspec.json.decode(row.consent)
    before = said.get(MARKETING)
    if isinstance(before, dict) and before.get("wanted") is False:
        return
    said[MARKETING] = {"wanted": False, "at": shaping.time_text(tx.now), "how": HOW, "detail": "unsubscribe"}
    await contact_rows.change(tx.connection, contact_id, tx.now, consent=msgspec.json.encode(said).decode())
    await announce.contacts(tx, [contact_id])
