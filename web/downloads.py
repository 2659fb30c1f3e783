"""What a browser is to save, never to show."""

from __future__ import annotations

import re
from urllib.parse import quote

POLICY = "sandbox; default-src 'none'"


def attached(name: str) -> dict[str, str]:
    """Headers of a file called `name`."""
    return {
        "content-disposition": disposition("attachment", name),
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }


def disposition(how: str, name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9 ._()+-]", "_", name)[-100:]
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace')[-300:], safe='')}"
