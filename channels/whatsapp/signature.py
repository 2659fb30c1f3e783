"""Meta signs the bytes it sends, in their escaped form: only the raw body verifies, never a decoded and encoded one."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

from channels.headers import value_of

HEADER = "x-hub-signature-256"
PREFIX = "sha256="


def sign(raw: bytes, secret: str) -> str:
    """The header's value for these bytes."""
    return PREFIX + hmac.digest(secret.encode(), raw, sha256).hex()


def verify(raw: bytes, headers: Mapping[str, str], secrets: list[str]) -> bool:
    """Whether one of `secrets` signed these bytes. `headers` may be in any case.

    Every secret is tried even after a match, so that the time taken tells nothing about which one it was.
    """
    given = value_of(headers, HEADER)
    if not given.startswith(PREFIX):
        return False
    told = given[len(PREFIX) :].strip().lower().encode("utf-8", "replace")
    matches = [
        hmac.compare_digest(hmac.digest(secret.encode(), raw, sha256).hex().encode(), told)
        for secret in secrets
        if secret
    ]
    return any(matches)
