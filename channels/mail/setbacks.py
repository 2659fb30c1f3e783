"""What a mail server's failures come to when they follow one another: longer waits, and a pause only when it refused us twice, well apart."""

from __future__ import annotations

from msgspec import Struct

from channels.channel import ChannelError

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds, doubled from one to the other
SECOND_TRY = 60.0  # seconds; a server that is busy may refuse a good password once
PATIENT = "It is tried once more in a minute."


class _Row(Struct):
    """`waits`: how many followed one another; `until`: the present one's end. `refused`: since when it refuses us."""

    waits: int = 0
    until: float = 0.0
    refused: float | None = None


class Setbacks:
    """Of one process, by mailbox. Times are seconds of a clock that only goes forward. Mails that fail together are one setback."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}

    def over(self, mailbox: str) -> None:
        """The server let us in."""
        self._rows.pop(mailbox, None)

    def weighed(self, mailbox: str, error: ChannelError, now: float) -> ChannelError:
        """The error as it counts after those before. One about a single mail stays as it is."""
        if error.scope != "account":
            self.over(mailbox)
            return error
        row = self._rows.setdefault(mailbox, _Row())
        if error.outcome == "pause":
            row.refused = now if row.refused is None else row.refused
            left = row.refused + SECOND_TRY - now
            if left <= 0:
                self.over(mailbox)
                return error
            return _waiting(error, left, PATIENT)
        if now >= row.until:
            row.waits += 1
            row.until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row.waits - 1, 10))
        return _waiting(error, max(row.until - now, error.retry_after or 0), error.advice)


def _waiting(error: ChannelError, seconds: float, advice: str | None) -> ChannelError:
    return ChannelError(
        "wait",
        error.message,
        code=error.code,
        advice=advice,
        retry_after=seconds,
        scope="account",
        reason=error.reason,
    )
