"""The instants at which a process may die, by name, so that a test can kill a real one there (`CRASH_AT=after_commit`).

`CRASH_AT=name:3` kills at the third crossing. Unset, a crossing costs one comparison.
"""

from __future__ import annotations

import os
import signal

NAMES = (
    "before_commit",
    "after_commit",
    "before_hint",
    "before_answer",
    "after_claim",
    "before_send",
    "after_provider_200",
    "after_outcome",
)
FORWARDING = ("before_forward", "after_forward")  # of webhooks out
DRAWING = ("before_drawing", "after_drawing")  # of quotations' documents
PUSHING = ("push_claimed", "push_carried")
READING = ("mails_stored",)  # and the mailbox is not known to be read so far yet
FALLING = ("before_fall", "after_fall")  # of a campaign's recipients to another way
EVERY = (*NAMES, *FORWARDING, *DRAWING, *PUSHING, *READING, *FALLING)

_armed: str | None = None
_left = 1


def arm(where: str | None) -> None:
    """Called once at the start with the setting's value."""
    global _armed, _left
    if not where:
        _armed = None
        return
    name, _, count = where.partition(":")
    if name not in EVERY:
        raise ValueError(f"CRASH_AT names no boundary: {name}; there are {', '.join(EVERY)}")
    _armed, _left = name, int(count or 1)


def cross(name: str) -> None:
    global _left
    if _armed != name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
