"""The shapes of what came and of what went wrong: webhook bodies, and dead letters."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

LedgerState = Literal["pending", "applied", "partly", "unreadable"]
LetterKind = Literal["webhook", "send", "endpoint"]


class LedgerLine(Struct, frozen=True, kw_only=True):
    """A webhook body in a list. `counts`: its facts by what became of them; `size` in bytes."""

    id: str
    kind: str
    received_at: str
    size: int
    state: LedgerState
    reason: str | None
    tries: int
    counts: dict[str, int]


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """A webhook body whole, with what became of each of its facts. `body` is null when it is no text; then `body_base64` has it."""

    id: str
    kind: str
    received_at: str
    size: int
    state: LedgerState
    reason: str | None
    tries: int
    headers: dict[str, Any]
    items: list[dict[str, Any]]
    body: str | None
    body_base64: str | None


class Reapplied(Struct, frozen=True, kw_only=True):
    """How many bodies will be applied again."""

    asked: int


class Letter(Struct, frozen=True, kw_only=True):
    """Something that nobody tries any more: a webhook body that could not be applied whole, a message that was not sent, or (told to
    administrators alone) what an `endpoint` did not take. `code` is the provider's or what the endpoint answered, `id` the body's, the
    message's or the delivery's."""

    id: str
    kind: LetterKind
    at: str
    code: str
    reason: str
    advice: str | None
    channel: str | None
    conversation: str | None
    endpoint: str | None = None
