"""LINE signs the raw bytes of a webhook with the channel secret, in base64."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from channels.headers import value_of

HEADER = "x-line-signature"


def sign(raw: bytes, secret: str) -> str:
    """The header's value for these bytes."""
    return b64encode(hmac.digest(secret.encode(), raw, sha256)).decode()


def verify(raw: bytes, headers: Mapping[str, str], secrets: list[str]) -> bool:
    """Whether one of `secrets` signed these bytes. `headers` may be in any case.

    Every secret is tried even after a match, so that the time taken tells nothing about which one it was.
    """
    told = value_of(headers, HEADER).strip().encode("utf-8", "replace")
    matches = [hmac.compare_digest(sign(raw, secret).encode(), told) for secret in secrets if secret]
    return bool(told) and any(matches)
