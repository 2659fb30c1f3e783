"""Quotations as belongings of a contact: they move when contacts are merged, and are parted from a person whose data goes.

What was never issued goes with the person. What has a number is a record of the business: it stays as it was issued, with the data it was
billed to, and leads to nobody any more; its private pages are closed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hub.quotations import announcing, files, shaping
from hub.transaction import Transaction
from storage import erasure
from storage import quotations as rows


async def moved(tx: Transaction, ids: Sequence[str]) -> None:
    """Tells of quotations that belong to another contact now."""
    for row in await rows.heads(tx.connection, ids):
        await announcing.changed(tx, row)


async def part(tx: Transaction, contact_ids: Collection[str]) -> None:
    """Of people whose data goes, whose contacts are locked."""
    held = await rows.of_contacts_whole(tx.connection, contact_ids)
    stay = [row.id for row in held if row.number is not None]
    for row in held:
        if row.number is None:
            await files.release(tx, row.id, shaping.content(row))
            await announcing.removed(tx, row)
            await rows.remove(tx.connection, row.id)
    await erasure.blank_activity(tx.connection, [row.id for row in held])
    await rows.part(tx.connection, stay, tx.now)
    await moved(tx, stay)
