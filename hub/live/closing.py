"""Every way a socket ends, on one page, with what the browser should do. Exported to TypeScript.

The range is the instruction: 40xx–43xx come back with the cursor; 44xx do not until something has changed.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Instruction = Literal["resume", "resume_elsewhere", "back_off", "renew", "reload_page", "sign_in", "ask_first"]


class Closing(Struct, frozen=True):
    """`meaning`: what to say; `browser`: what it should do next."""

    code: int
    name: str
    meaning: str
    browser: Instruction


SIGNED_OUT = Closing(1000, "signed_out", "You signed out.", "sign_in")
GOING_AWAY = Closing(1001, "going_away", "The network or the server went away.", "resume")
TOO_LARGE = Closing(1009, "too_large", "A frame was larger than 64 KiB.", "resume")
FAILED = Closing(1011, "failed", "Something went wrong on the server.", "resume")
RESTARTING = Closing(1012, "restarting", "The server restarts.", "resume")
TRY_LATER = Closing(1013, "try_later", "The server cannot take you in right now.", "resume")
DRAINED = Closing(4001, "drained", "The server makes room for a newer one.", "resume_elsewhere")
STALLED = Closing(4002, "stalled", "This browser did not read or answer in time.", "resume")
NO_HELLO = Closing(4008, "no_hello", "No hello came in time.", "resume")
TOO_FAST = Closing(4029, "too_fast", "Too many commands a second.", "back_off")
NOT_OURS = Closing(4400, "not_ours", "That was no frame of this protocol.", "reload_page")
NOT_SIGNED_IN = Closing(4401, "not_signed_in", "The access token is missing, wrong or expired.", "renew")
REVOKED = Closing(4403, "revoked", "Your access has been taken away.", "sign_in")
TOO_MANY_SESSIONS = Closing(4409, "too_many_sessions", "You are signed in at twenty places already.", "ask_first")
PROTOCOL_NOT_SERVED = Closing(4426, "protocol_not_served", "A newer version of this page is there.", "reload_page")

CLOSINGS: tuple[Closing, ...] = (
    SIGNED_OUT,
    GOING_AWAY,
    TOO_LARGE,
    FAILED,
    RESTARTING,
    TRY_LATER,
    DRAINED,
    STALLED,
    NO_HELLO,
    TOO_FAST,
    NOT_OURS,
    NOT_SIGNED_IN,
    REVOKED,
    TOO_MANY_SESSIONS,
    PROTOCOL_NOT_SERVED,
)


class Closed(Exception):
    """Ends the session with this closing; raised by what a session calls, mapped at its one edge."""

    def __init__(self, closing: Closing) -> None:
        super().__init__(closing.meaning)
        self.closing = closing
