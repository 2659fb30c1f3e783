"""The few ways a request can be refused. Verbs raise `Refusal`; each edge maps it in one place.

`message` is a sentence a person can act on; `field` names the input at fault, where one is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

Code = Literal[
    "invalid", "not_signed_in", "not_found", "not_allowed", "conflict", "window_closed", "opted_out", "channel_paused",
    "too_large", "too_many", "unavailable",
]  # fmt: skip

HTTP_STATUS: dict[Code, int] = {
    "invalid": 422,
    "not_signed_in": 401,
    "not_found": 404,
    "not_allowed": 403,
    "conflict": 409,
    "window_closed": 409,
    "opted_out": 409,
    "channel_paused": 409,
    "too_large": 413,
    "too_many": 429,
    "unavailable": 503,
}


class Refusal(Exception):
    """A request that will not be done, and why, in words."""

    def __init__(
        self,
        code: Code,
        message: str,
        *,
        field: str | None = None,
        retry_after: float | None = None,
        current: Any = None,
        violations: Sequence[Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code: Code = code
        self.message = message
        self.field = field
        self.retry_after = retry_after  # seconds
        self.current = current  # a conflict: the shape as it is now, for the asker to compare
        self.violations = violations  # each thing that is wrong, where there are several: {field message level}
