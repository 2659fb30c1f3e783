"""Acting in the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hub.transaction import Transaction


@contextmanager
def then(tx: Transaction, at: int) -> Iterator[None]:
    """What a verb does in here it does at `at`; its events still bear the time they were told."""
    now, tx.now = tx.now, at
    try:
        yield
    finally:
        tx.now = now
