"""Who changed what of a contact, for its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hub import ids
from hub.permissions import Agent
from hub.transaction import Transaction
from storage.customers import contact_history
from storage.customers.contact_history import ChangeRow


async def note(tx: Transaction, agent: Agent, contact_id: str, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """`changes`: by what it is called, what it was and what it became."""
    await contact_history.add(tx.connection, [_row(tx, agent, contact_id, changes)])


async def note_all(tx: Transaction, agent: Agent, changed: Mapping[str, Mapping[str, tuple[Any, Any]]]) -> None:
    """The same of many contacts, by their ids."""
    await contact_history.add(tx.connection, [_row(tx, agent, id, changes) for id, changes in changed.items()])


def _row(tx: Transaction, agent: Agent, contact_id: str, changes: Mapping[str, tuple[Any, Any]]) -> ChangeRow:
    return ChangeRow(
        id=ids.new(),
        contact_id=contact_id,
        at=tx.now,
        user_id=agent.id,
        user_name=agent.name,
        changes=msgspec.json.encode(changes).decode(),
    )
