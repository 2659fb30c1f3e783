"""How our own events are signed: as Standard Webhooks says, so that its ready-made libraries verify them.

The headers `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature` (`v1,<base64>`, several with a space between during a
rotation). Signed is `<id>.<timestamp>.<body>` by HMAC-SHA256 with the secret's bytes: base64 after the prefix `whsec_`.
"""

from __future__ import annotations

import base64
import hmac
import secrets as random
from collections.abc import Sequence
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(random.token_bytes(SECRET_BYTES)).decode()


def headers(id: str, at: int, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """What goes beside `body`. `at`: seconds, the time of this very try; `secrets`: the newest first."""
    signatures = " ".join(signature(id, at, body, secret) for secret in secrets)
    return {"webhook-id": id, "webhook-timestamp": str(at), "webhook-signature": signatures}


def signature(id: str, at: int, body: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, f"{id}.{at}.".encode() + body, sha256)).decode()
