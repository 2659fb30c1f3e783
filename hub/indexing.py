"""Keeps the search index true. Whatever is announced is indexed by itself, from the log; who changes rows without an event says so here."""

from __future__ import annotations

from collections.abc import Iterable

from hub import ids
from hub.transaction import Transaction
from storage import search as rows


async def contacts(tx: Transaction, contact_ids: Iterable[str]) -> None:
    """These contacts changed, came or went without an event: a worker looks at them soon."""
    await _queue(tx, "contact", contact_ids)


async def messages(tx: Transaction, message_ids: Iterable[str]) -> None:
    """These messages (or the names of their files) changed, came or went without an event."""
    await _queue(tx, "message", message_ids)


async def conversations(tx: Transaction, conversation_ids: Iterable[str]) -> None:
    """These conversations came or went without an event, so their contacts may be seen by others."""
    await contacts(tx, await rows.contacts_of(tx.connection, conversation_ids))


async def forget_contact(tx: Transaction, contact_id: str) -> None:
    """Takes everything about a person out of the index, in this transaction. Call it first, while the rows are as they were indexed."""
    await contacts(tx, [contact_id])


async def _queue(tx: Transaction, noun: str, subjects: Iterable[str]) -> None:
    await rows.queue(tx.connection, [(ids.new(), noun, subject) for subject in sorted(set(subjects))])
