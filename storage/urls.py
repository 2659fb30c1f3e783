"""Where the database is, as its setting says."""

from __future__ import annotations

import ssl
from typing import Any

from sqlalchemy.engine import URL, make_url


def read_url(url: str) -> tuple[URL, dict[str, Any]]:
    """A host's `postgres://…?sslmode=require` or `sqlite:///path`, as SQLAlchemy and the driver want it."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite"), {}
    if backend not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL begins with {backend!r}; it must begin with postgresql:// or sqlite:///")
    query = dict(parsed.query)
    mode = str(query.pop("sslmode", "prefer"))
    for unknown in ("channel_binding", "gssencmode", "target_session_attrs", "connect_timeout"):
        query.pop(unknown, None)  # libpq's words, which asyncpg does not take
    arguments: dict[str, Any] = {}
    if mode == "disable":
        arguments["ssl"] = False
    elif mode in ("require", "verify-ca", "verify-full"):
        context = ssl.create_default_context(cafile=str(query.pop("sslrootcert", "")) or None)
        context.check_hostname = mode == "verify-full"
        if mode == "require":  # libpq's meaning: encrypted, whoever answers
            context.verify_mode = ssl.CERT_NONE
        arguments["ssl"] = context
    return parsed.set(drivername="postgresql+asyncpg", query=query), arguments
