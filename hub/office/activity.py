"""The log of administrative acts: who did what, from where, and how it was before and after."""

from __future__ import annotations

from typing import Any

import msgspec

from hub import ids
from hub.cursors import cursor, place
from hub.permissions import Agent
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.activity import Act
from storage.database import Connection
from storage.office import activity
from storage.office.activity import ActivityRow

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


async def list_page(
    connection: Connection,
    *,
    user: str | None = None,
    act: str | None = None,
    subject: str | None = None,
    words: str | None = None,
    since: int | None = None,
    until: int | None = None,
    after: str | None = None,
    limit: int,
) -> shapes.Page:
    """`Act`s, newest first. `act` may end in a dot, for all acts on one kind of subject. With `words` a page looks at so many acts: a short
    one, even an empty one, may have a `next`. Raises Refusal for a cursor that is none."""
    meant: dict[str, Any] = {
        "user_id": user, "act": act, "subject": subject, "since": since, "until": until, "before": place(after),
    }  # fmt: skip
    found = await activity.page(connection, words=words, limit=limit + 1, **meant)
    more = cursor(found[limit - 1].at, found[limit - 1].id) if len(found) > limit else None
    if words and more is None:
        edge = await activity.edge(connection, **meant)
        more = None if edge is None else cursor(*edge)
    return shapes.Page(items=[_shape(row) for row in found[:limit]], next=more)


def _shape(row: ActivityRow) -> Act:
    return Act(
        id=row.id,
        at=time_text(row.at),
        user=row.user_id,
        user_name=row.user_name,
        address=row.address,
        act=row.act,
        subject=row.subject,
        title=row.title,
        before=_value(row.before),
        after=_value(row.after),
    )


def _value(text: str | None) -> Any:
    return None if text is None else msgspec.json.decode(text)
