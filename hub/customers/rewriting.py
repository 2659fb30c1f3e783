"""Rewriting what many contacts or conversations are described with, when a word is renamed or removed.

In batches, in the order of ids. So many changes are not told one by one: everybody's page starts afresh instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from hub import announce
from hub.permissions import EVERYONE
from hub.transaction import Transaction
from hub.wire.events import RightsChanged
from storage import tables
from storage.customers import contacts as contact_rows
from storage.customers.contacts import ContactRow
from storage.inbox import conversation_tags
from storage.inbox import conversations as conversation_rows

BATCH = 500
MOST_TOLD = 2_000  # a session that has missed more starts afresh anyway

_decode_tags = msgspec.json.Decoder(list[str]).decode
Rewrite = Callable[[ContactRow], Mapping[str, str] | None]


async def contacts(tx: Transaction, ids: Sequence[str], rewrite: Rewrite) -> None:
    """Gives contacts the columns `rewrite` returns; None leaves one as it is."""
    for batch in _batches(ids):
        held = await contact_rows.lock(tx.connection, batch)
        changed = [
            {"id": row.id, "version": row.version + 1, "tags": row.tags, "fields": row.fields, **values}
            for row in held.values()
            if (values := rewrite(row)) is not None
        ]
        await tx.connection.update_many(tables.contacts, changed)
        there = [str(row["id"]) for row in changed if held[str(row["id"])].merged_into is None]
        if len(ids) <= MOST_TOLD:
            await announce.contacts(tx, there)
        else:
            await announce.contacts(tx, there, heard=())
    _start_afresh(tx, ids)


async def conversations(tx: Transaction, ids: Sequence[str], rewrite: Callable[[list[str]], list[str]]) -> None:
    """Gives conversations other tags."""
    for batch in _batches(ids):
        held = await conversation_rows.lock(tx.connection, batch)
        tags = {row.id: rewrite(_decode_tags(row.tags)) for row in held.values()}
        changed = [
            {"id": id, "version": held[id].version + 1, "tags": msgspec.json.encode(told).decode()}
            for id, told in tags.items()
        ]
        await tx.connection.update_many(tables.conversations, changed)
        await conversation_tags.replace_many(tx.connection, tags.items())
        if len(ids) <= MOST_TOLD:
            await announce.conversations(tx, batch)
    _start_afresh(tx, ids)


def _start_afresh(tx: Transaction, ids: Sequence[str]) -> None:
    if len(ids) > MOST_TOLD:
        tx.announce(RightsChanged(), (EVERYONE,))


def _batches(ids: Sequence[str]) -> list[Sequence[str]]:
    ordered = sorted(ids)
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
