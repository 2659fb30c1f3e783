"""How often somebody may ask over HTTP: so many requests a second, saved up over a while; told in every answer.

Counted in this process, by login session or API key; before sign-in by address. With several processes the limit is each one's own: it
guards the process, not a quota.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from starlette.requests import Request

from hub.team.api_keys import PREFIX
from hub.team.tokens import hash_of
from hub.wire.errors import Refusal
from web import authentication

ASKERS_KNOWN = 20_000  # beyond it the fullest half is forgotten


BURST_SECONDS = 12  # a page of the console asks for much at once


class Limits:
    """One per application: `rate` requests a second, saved up over BURST_SECONDS. Times are monotonic seconds."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.most = rate * BURST_SECONDS
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}  # by asker: what is left, and when that was so

    def spend(self, asker: str) -> Mapping[str, str]:
        """Takes one of the asker's requests; the headers that tell of it. Raises Refusal `too_many` when there is none."""
        now = self._clock()
        left, at = self._left.get(asker, (self.most, now))
        left = min(self.most, left + (now - at) * self.rate)
        if left < 1:
            wait = (1 - left) / self.rate
            raise Refusal("too_many", "These are too many requests at once. Wait a moment.", retry_after=wait)
        if asker not in self._left and len(self._left) >= ASKERS_KNOWN:
            self._forget()
        self._left[asker] = (left - 1, now)
        return self._headers(left - 1)

    def _headers(self, left: float) -> Mapping[str, str]:
        """RateLimit-Reset: seconds until all is there again."""
        whole = math.ceil((self.most - left) / self.rate)
        return {
            "ratelimit-limit": str(int(self.most)),
            "ratelimit-remaining": str(int(left)),
            "ratelimit-reset": str(whole),
        }

    def _forget(self) -> None:
        """An asker who is forgotten begins full, so those who have most left lose nothing by it."""
        kept = sorted(self._left.items(), key=lambda held: held[1][0])[: ASKERS_KNOWN // 2]
        self._left = dict(kept)


def asker_of(request: Request) -> str:
    """Who is counted. A token that is not ours counts for its address."""
    address = request.client.host if request.client else ""
    try:
        token = authentication.bearer(request)
        if token.startswith(PREFIX):
            return f"key:{hash_of(token)}@{address}"
        return f"login:{authentication.claims(request).login}"
    except Refusal:
        return f"address:{address}"
