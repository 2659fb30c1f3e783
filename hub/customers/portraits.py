"""What a contact looks like and speaks, where a provider tells: a small picture of ours, and a language nobody has chosen otherwise."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from msgspec import UNSET, UnsetType

from hub import announce
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.customers import contacts as rows
from storage.database import Connection
from storage.inbox import conversations as conversation_rows
from storage.running import removals


def key_of(contact_id: str, picture: bytes) -> str:
    """Where the picture lies in the store; another picture lies elsewhere, so that no browser shows an old one."""
    return f"{contact_id[-2:]}/{contact_id}-{sha256(picture).hexdigest()[:16]}.webp"


async def tell(
    tx: Transaction, contact_id: str, *, language: str | None, picture: str | UnsetType | None = UNSET
) -> None:
    """`picture`: its key, None where there is none any more; left out it stays. What went out of use goes from the store."""
    row = (await rows.lock(tx.connection, [contact_id])).get(contact_id)
    if row is None or row.merged_into is not None:
        await removals.add(tx.connection, [picture] if picture else [], tx.now)
        return
    values: dict[str, Any] = {}
    if picture is not UNSET and picture != row.thumbnail:
        values["thumbnail"] = picture
        await removals.add(tx.connection, [row.thumbnail] if row.thumbnail else [], tx.now)
    if language and row.language is None:
        values["language"] = language
    if not values:
        return
    await rows.change(tx.connection, contact_id, tx.now, **values)
    theirs = await conversation_rows.of_contacts(tx.connection, [contact_id]) if "thumbnail" in values else []
    await conversation_rows.lock_and_bump(tx.connection, theirs)
    await announce.contacts(tx, [contact_id])
    await announce.conversations(tx, theirs)


async def seen(connection: Connection, agent: Agent, contact_id: str) -> str:
    """The key of the picture of somebody the agent may see."""
    row = await rows.final(connection, contact_id)
    places = (await conversation_rows.channels_of_contacts(connection, [row.id])).get(row.id, []) if row else []
    if row is None or row.thumbnail is None or (places and agent.channels.isdisjoint(places)):
        raise Refusal("not_found", "There is no such picture.")
    return row.thumbnail
