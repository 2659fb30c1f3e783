"""Webhook bodies on their way in, and as the ledger keeps them."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from hub.receiving.book import Item, Rules
from hub.transaction import milliseconds

KEPT_HEADERS = ("content-type", "user-agent", "x-hub-signature-256")

BATCH_BYTES = 16 * 1024 * 1024  # of the bodies of a batch: they go to the database in one piece

Told = Callable[[Exception | None], None]

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode


class Body(Struct, kw_only=True, eq=False):
    """A webhook on its way in. `reason`: why it cannot be read, if it cannot."""

    id: str
    kind: str
    raw: bytes
    headers: str
    arrived: int
    came: float  # the same on the clock of durations, in seconds
    items: list[Item]
    reason: str | None
    told: Told


def read(rules: Rules, kind: str, raw: bytes, headers: Mapping[str, str], id: str, came: float, told: Told) -> Body:
    """What the body says. One that cannot be read is kept as it is, to be looked at."""
    reason, arrived = None, milliseconds()
    items: list[Item] = []
    try:
        items = [Item(kind=kind, fact=fact, arrived=arrived, ledger_id=id) for fact in rules.channels[kind].parse(raw)]
    except Exception as error:  # a bug of ours in parsing must not make the provider repeat for days
        log.exception("a webhook body could not be read")
        reason = f"{type(error).__name__}: {error}"[:500]
    kept = {name: value for name, value in headers.items() if name.lower() in KEPT_HEADERS}
    return Body(
        id=id,
        kind=kind,
        raw=raw,
        headers=_encode(kept).decode(),
        arrived=arrived,
        came=came,
        items=items,
        reason=reason,
        told=told,
    )


def state_of(items: Sequence[Item]) -> str:
    return "partly" if any(item.state in ("kept", "failed") for item in items) else "applied"


def outcomes(items: Sequence[Item]) -> str:
    return _encode([item.outcome() for item in items]).decode()


def row(body: Body) -> dict[str, Any]:
    return {
        "id": body.id,
        "kind": body.kind,
        "received_at": body.arrived,
        "headers": body.headers,
        "body": body.raw,
        "state": "unreadable" if body.reason else state_of(body.items),
        "reason": body.reason,
        "items": outcomes(body.items),
        "tries": 1,
        "due_at": None,
    }


def pending(body: Body, now: int) -> dict[str, Any]:
    return row(body) | ({} if body.reason else {"state": "pending", "items": "[]", "tries": 0, "due_at": now})


def some(waiting: deque[Body], most: int, facts: int) -> list[Body]:
    """The first of those that wait: at most so many bodies with so many facts, but at least one."""
    batch = [waiting.popleft()]
    told, size = len(batch[0].items), len(batch[0].raw)
    while waiting and len(batch) < most:
        told, size = told + len(waiting[0].items), size + len(waiting[0].raw)
        if told > facts or size > BATCH_BYTES:
            break
        batch.append(waiting.popleft())
    return batch
