"""Whose turn it is: one in flight per recipient, and a recipient whose message must wait keeps later ones behind it. Pure state."""

from __future__ import annotations

from collections.abc import Iterable

from hub.work.pace import Pace
from storage.outgoing.deliveries import DueRow


class Lanes:
    """`now`: monotonic seconds."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._busy: set[str] = set()
        self._until: dict[str, float] = {}

    @property
    def busy(self) -> int:
        return len(self._busy)

    def pick(
        self, rows: Iterable[DueRow], said: int, room: int, now: float, taken: set[str]
    ) -> tuple[list[DueRow], float | None]:
        """The first row of each recipient who may get one now: at most `said` that people wrote, and of campaigns what is then left of `room`;
        and when the next recipient's turn comes, if one waits.
        `taken`: recipients an earlier page has settled, added to here."""
        picked: list[DueRow] = []
        turn: float | None = None
        for row in rows:
            if row.recipient in taken or row.recipient in self._busy:
                continue
            if len(picked) >= (said if row.weight == 0 else room):
                break
            taken.add(row.recipient)
            ready = max(self._until.get(row.recipient, now), now + self._pace.pair_in(row.recipient, now))
            if ready > now:
                turn = ready if turn is None else min(turn, ready)
            else:
                picked.append(row)
        return picked, turn

    def is_free(self, recipient: str, now: float) -> bool:
        """Whether this recipient may get one now."""
        waits = self._until.get(recipient, now) > now or self._pace.pair_in(recipient, now) > 0
        return recipient not in self._busy and not waits

    def enter(self, recipient: str) -> None:
        self._busy.add(recipient)

    def leave(self, recipient: str, until: float | None = None) -> None:
        """Free again; from `until` on, when its message is to be tried again."""
        self._busy.discard(recipient)
        if until is not None:
            self._until[recipient] = until

    def forget(self, now: float) -> None:
        self._until = {recipient: until for recipient, until in self._until.items() if until > now}
