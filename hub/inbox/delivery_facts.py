"""What a message shows of its attempts: a pure function of the facts, so neither their order nor repetition matters.

Within one attempt played > read > delivered > failed > sent > accepted > unknown > sending: nothing falls back. Between attempts
delivered or better always wins; else an attempt that did not fail speaks before one that did, because a try that failed says
nothing of the one after it; and `unknown` stays until something better is known, because that try may have reached the customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from hub.wire.shapes import MessageStatus

RANK: dict[MessageStatus, int] = {
    "queued": 0,
    "sending": 1,
    "unknown": 2,
    "accepted": 3,
    "sent": 4,
    "failed": 5,
    "delivered": 6,
    "read": 7,
    "played": 8,
    "received": 9,
}


class Facts(Protocol):
    """The facts of one attempt, each null until told, then its time in ms."""

    @property
    def number(self) -> int: ...
    @property
    def accepted_at(self) -> int | None: ...
    @property
    def sent_at(self) -> int | None: ...
    @property
    def delivered_at(self) -> int | None: ...
    @property
    def read_at(self) -> int | None: ...
    @property
    def played_at(self) -> int | None: ...
    @property
    def failed_at(self) -> int | None: ...
    @property
    def unknown_at(self) -> int | None: ...


Attempt = TypeVar("Attempt", bound=Facts)


def reached(attempt: Facts) -> MessageStatus:
    """How far one attempt has come."""
    told: tuple[tuple[int | None, MessageStatus], ...] = (
        (attempt.played_at, "played"),
        (attempt.read_at, "read"),
        (attempt.delivered_at, "delivered"),
        (attempt.failed_at, "failed"),
        (attempt.sent_at, "sent"),
        (attempt.accepted_at, "accepted"),
        (attempt.unknown_at, "unknown"),
    )
    return next((status for at, status in told if at is not None), "sending")


def shown(attempts: Sequence[Attempt]) -> Attempt | None:
    """The attempt a message shows: its status, its reason, its provider's id."""
    if not attempts:
        return None
    newest = max(attempt.number for attempt in attempts)
    return max(attempts, key=lambda attempt: (_weight(reached(attempt), attempt.number == newest), attempt.number))


def status_of(attempts: Sequence[Facts], *, due: bool = False) -> MessageStatus:
    """The status of an outbound message. `due`: a further try waits in the queue (a retry that has no attempt yet)."""
    best = shown(attempts)
    status = reached(best) if best is not None else "queued"
    return "queued" if due and status not in ("sent", "delivered", "read", "played") else status


def _weight(status: MessageStatus, newest: bool) -> int:
    if status in ("delivered", "read", "played"):
        return RANK[status]
    if status == "sending" and newest:  # a retry in flight is news, unless an older try turns out to have been sent
        return 4
    return {"sent": 5, "accepted": 3, "unknown": 2, "sending": 1, "failed": 0}[status]
