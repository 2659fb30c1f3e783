"""Calls that may have been taken, under a key their provider takes once: for as long as it knows the key, the very same call may be made
again, and nothing else may be said in its place."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from storage.inbox.attempts import AttemptRow

KEY_MS = 23 * 3_600_000  # a provider knows a call's key for 24 hours; the rest is for clocks


class Call(Struct, frozen=True):
    """A call whose outcome nobody knows, first made at `since` (ms)."""

    id: str
    since: int


def open_call(attempts: Sequence[AttemptRow], now: int) -> Call | None:
    """The call a message belongs to, whatever its provider made of it. `attempts`: the message's, first try first."""
    found = _last(attempts)
    return found if found is not None and found.since > now - KEY_MS else None


def is_lost(attempts: Sequence[AttemptRow], now: int) -> bool:
    """Whether it may have been taken in a call whose key its provider has forgotten by now: nobody but a person may send it again."""
    found = _last(attempts)
    return found is not None and found.since <= now - KEY_MS


def in_doubt(attempts: Sequence[AttemptRow]) -> bool:
    """Whether it may have been taken in a call that is not settled."""
    return _last(attempts) is not None


def _last(attempts: Sequence[AttemptRow]) -> Call | None:
    id = attempts[-1].call if attempts else None
    if id is None or attempts[-1].accepted_at is not None:
        return None
    return Call(id, min(attempt.started_at for attempt in attempts if attempt.call == id))
