"""Addresses at which a provider and a customer may read one file for a while: for channels that carry addresses, not files.

The token is the file's id and an end, marked with the server's key: nobody can make one or lengthen it, nothing has to be kept, and what is
deleted is gone under its address too.
"""

from __future__ import annotations

import base64
import hmac
import uuid
from hashlib import sha256

LENT_MS = 30 * 24 * 3_600_000  # a customer looks again after days; nobody should after months
MARK = 16  # bytes
SIZE = 16 + 6 + MARK  # bytes: id, end in seconds, mark
PURPOSE = b"lent file"


def address(public_url: str, secret_key: str, attachment_id: str, now: int) -> str:
    """Where the file is read until `LENT_MS` from `now` (ms), rounded to days so that the same file keeps its address for a while."""
    until = ((now + LENT_MS) // 86_400_000 + 1) * 86_400
    said = uuid.UUID(attachment_id).bytes + until.to_bytes(6, "big")
    token = base64.urlsafe_b64encode(said + _mark(secret_key, said)).decode().rstrip("=")
    return f"{public_url}/f/{token}"


def read(secret_key: str, token: str, now: int) -> str | None:
    """The file's id; None for a token that is not ours, or whose time has passed. Constant time."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(raw) != SIZE:
        return None
    said, mark = raw[:-MARK], raw[-MARK:]
    if not hmac.compare_digest(_mark(secret_key, said), mark) or int.from_bytes(said[16:], "big") * 1000 < now:
        return None
    return str(uuid.UUID(bytes=said[:16]))


def _mark(secret_key: str, said: bytes) -> bytes:
    return hmac.digest(secret_key.encode(), PURPOSE + said, sha256)[:MARK]
