"""E-mail addresses as people type them, and as they are kept: in small letters, without a scheme."""

from __future__ import annotations

import re

LONGEST = 320  # characters
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")


def normal(text: str) -> str | None:
    """The address kept for what was typed, or None when it is none."""
    address = text.strip().removeprefix("mailto:").casefold()
    return address if len(address) <= LONGEST and _ADDRESS.fullmatch(address) else None
