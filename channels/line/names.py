"""Names LINE takes in nobody's message ("LINE" among them), as each account was told: who has such a name speaks as the account."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 200  # names of one account; colleagues are fewer


class Names:
    """Of this process: another learns it from LINE's answer as this one did."""

    def __init__(self) -> None:
        self._refused: dict[str, set[str]] = {}

    def refused(self, account_id: str) -> frozenset[str]:
        return frozenset(self._refused.get(account_id, ()))

    def refuse(self, account_id: str, names: Iterable[str]) -> None:
        known = self._refused.setdefault(account_id, set())
        known.update(name for name in names if len(known) < MOST)
