"""Providers that put their own Message-ID in place of ours: answers and reports name theirs, so it is the one to keep."""

from __future__ import annotations

import re

_SES = re.compile(r"^email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$")
_TAKEN = re.compile(r"^Ok ([0-9a-f][0-9a-f-]{20,100})\b", re.IGNORECASE)


def is_given(id: str) -> bool:
    """Whether a provider made this Message-ID (without brackets)."""
    return id.lower().endswith(".amazonses.com")


def id_of(answer: str, host: str, ours: str) -> str:
    """`answer`: what the server at `host` said as it took the mail."""
    region, taken = _SES.match(host.lower()), _TAKEN.match(answer.removeprefix("2.0.0 "))
    if region is None or taken is None:
        return ours
    return f"{taken[1]}@{'email' if region[1] == 'us-east-1' else region[1]}.amazonses.com"
