"""The log of administrative acts: who did what, from where, and how it was before and after."""

from __future__ import annotations

from typing import Any

import msgspec

from hub import ids
from hub.permissions import Agent
from hub.transaction import Transaction
from storage import activity
from storage.activity import ActivityRow

SYSTEM = "BMA Social"


async def note(
    tx: Transaction,
    agent: Agent | None,
    act: str,
    *,
    subject: str | None = None,
    title: str = "",
    before: Any = None,
    after: Any = None,
) -> None:
    """Keeps an act (`user.changed`) with what the subject was and became: shapes or dicts, never secrets. `agent` None: the product."""
    row = ActivityRow(
        id=ids.new(),
        at=tx.now,
        user_id=agent.id if agent else None,
        user_name=agent.name if agent else SYSTEM,
        address=agent.address if agent else "",
        act=act,
        subject=subject,
        title=title,
        before=_text(before),
        after=_text(after),
    )
    await activity.add(tx.connection, row)


def _text(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
