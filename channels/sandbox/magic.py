"""Recipients whose number asks for an error.

The last seven digits of the recipient decide: a 1 or a 2, then one of Meta's error codes in six digits.

    +66 8 1131026    1131026  refused in the answer (131026, undeliverable)
    +66 8 2131047    2131047  taken, then told as failed in a status (131047, window closed)
    +66 8 1000190    1000190  the token is refused (190)

Only codes that `channels.whatsapp.errors` knows are magic; every other number is an ordinary customer.
"""

from __future__ import annotations

from channels.whatsapp.errors import MEANINGS

HTTP = {
    0: 401,
    190: 401,
    3: 500,
    10: 403,
    2: 503,
    368: 403,
    131000: 500,
    131005: 403,
    131016: 500,
    131031: 403,
    131057: 500,
    132001: 404,
}


def refused_at_once(recipient: str) -> int | None:
    return _code(recipient, "1")


def fails_later(recipient: str) -> int | None:
    return _code(recipient, "2")


def _code(recipient: str, mark: str) -> int | None:
    ending = recipient[-7:]
    if len(ending) != 7 or not ending.isdigit() or ending[0] != mark:
        return None
    code = int(ending[1:])
    return code if code in MEANINGS else None


def status_of(code: int) -> int:
    """The HTTP status Meta answers with this code; throttling too is 400."""
    return HTTP.get(code, 400)
