"""Quotations as belongings of a contact: they move when contacts are merged, and are parted from a person whose data goes.

What was never issued goes with the person. What has a number is a record of the business: it stays as it was issued, with the data it was
billed to, and leads to nobody any more; its private pages are closed. Only age removes it, where the office says so (retention).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hub.quotations import announcing, files, shaping
from hub.transaction import Transaction
from storage.customers import erasure
from storage.quotations import rows


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


async def remove(tx: Transaction, ids: Sequence[str], before: int) -> int:
    """Of these, those nothing has happened to since `before` (ms) go, whole. How many went."""
    gone = []
    for id in sorted(ids):
        row = await rows.lock(tx.connection, id)
        if row is None or row.updated_at >= before:
            continue
        await files.release_all(tx, id)
        await announcing.removed(tx, row)
        await rows.remove(tx.connection, id)
        gone.append(id)
    await erasure.blank_activity(tx.connection, gone)
    return len(gone)
