"""What an endpoint's answer means for what was sent to it. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from msgspec import Struct, structs

from hub.work.forwarding import Answer

GIVE_UP_MS = 7 * 24 * 3_600_000  # as long as Meta itself repeats
BACK_OFF_MS = 5_000  # doubled with each try
LONGEST_BACK_OFF_MS = 3_600_000
LONGEST_ASKED_MS = 24 * 3_600_000  # of a Retry-After
JITTER = 0.2  # share of the back-off, so that queues that stopped together do not start together
RETRIED = (408, 425, 429)  # of the 4xx: these say "not now", the others "never"
HOLDS_ALL = (429, 503)  # with a Retry-After they speak of the whole endpoint, not of one webhook
ADVICE = {
    400: "It does not take this body.",
    401: "Check the secret it verifies with.",
    403: "Check the secret it verifies with.",
    404: "Check the address.",
    405: "Its address must take POST.",
    410: "It is gone: remove the endpoint or change its address.",
    413: "It takes only smaller bodies.",
}


class Outcome(Struct, frozen=True, kw_only=True):
    """`due_at`: when it is tried again, while it waits; `held_until`: before it nothing at all goes to the endpoint (ms)."""

    state: Literal["done", "waiting", "dead"]
    due_at: int
    status: int | None = None
    error: str | None = None
    held_until: int | None = None


def of_answer(
    answer: Answer, *, tries: int, since: int, now: int, draw: Callable[[], float] = random.random
) -> Outcome:
    """`tries`: with this one; `since`: when its trying began (ms); `draw`: 0 to 1."""
    status = answer.status
    if 200 <= status < 300:
        return Outcome(state="done", due_at=now, status=status)
    words = f"It answered {status}. {ADVICE.get(status, '')}".strip()
    if 300 <= status < 400:
        words = f"It answered {status}, a redirect, which is not followed: give the address it leads to."
    if 400 <= status < 500 and status not in RETRIED:
        return Outcome(state="dead", due_at=now, status=status, error=words)
    asked = retry_after(answer.retry_after, now)
    again = _again(words, tries, since, now, asked, draw)
    held_until = now + asked if asked and status in HOLDS_ALL else None
    return structs.replace(again, status=status, held_until=held_until)


def of_failure(words: str, *, tries: int, since: int, now: int, draw: Callable[[], float] = random.random) -> Outcome:
    """No answer came."""
    return _again(words, tries, since, now, None, draw)


def unsendable(words: str, now: int) -> Outcome:
    """There is nothing to send any more."""
    return Outcome(state="dead", due_at=now, error=words)


def retry_after(given: str | None, now: int) -> int | None:
    """Milliseconds to wait, from a Retry-After in seconds or as a date; None for none and for nonsense."""
    if given is None:
        return None
    text = given.strip()
    if text.isascii() and text.isdecimal():
        return min(int(text[:9]) * 1000, LONGEST_ASKED_MS)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    wait = int((moment - datetime.fromtimestamp(now / 1000, UTC)).total_seconds() * 1000)
    return max(0, min(wait, LONGEST_ASKED_MS))


def _again(words: str, tries: int, since: int, now: int, asked: int | None, draw: Callable[[], float]) -> Outcome:
    if now >= since + GIVE_UP_MS:
        return Outcome(state="dead", due_at=now, error=f"Given up after 7 days. {words}")
    wait = min(BACK_OFF_MS * 2 ** min(tries - 1, 20), LONGEST_BACK_OFF_MS)
    wait = int(wait * (1 - JITTER * draw()))
    due_at = min(now + max(wait, asked or 0), since + GIVE_UP_MS)  # one last try when its time is up
    return Outcome(state="waiting", due_at=due_at, error=words)
