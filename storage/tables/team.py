"""People of the team and how they sign in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.columns import id_, metadata, ms, ref, version

users = Table(
    "users",
    metadata,
    id_(),
    version(),
    Column("name", Text, nullable=False),
    Column("email", String(320), nullable=False, unique=True),  # lower case
    Column("role", String(16), nullable=False),
    Column("password_hash", Text, nullable=True),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("rights_version", BigInteger, nullable=False, server_default="1"),
    ms("created_at"),
    ms("updated_at"),
)
login_sessions = Table(
    "login_sessions",
    metadata,
    id_(),
    ref("user_id", "users"),
    Column("client", Text, nullable=False, server_default=""),
    Column("address", String(64), nullable=False, server_default=""),
    ms("created_at"),
    ms("used_at"),
    ms("ended_at", nullable=True),
    Index("ix_login_sessions_user_id", "user_id"),
)
refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),  # sha256, hex
    Column("login_id", String(64), ForeignKey("login_sessions.id"), nullable=False),
    ms("created_at"),
    ms("expires_at"),
    ms("rotated_at", nullable=True),
    Index("ix_refresh_tokens_login_id", "login_id"),
)
one_time_links = Table(
    "one_time_links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("purpose", String(24), nullable=False),  # first_admin
    Column("user_id", String(64), nullable=True),
    ms("expires_at"),
    ms("used_at", nullable=True),
)
login_failures = Table(
    "login_failures",
    metadata,
    Column("key", String(400), primary_key=True),  # "email:…" or "address:…"
    Column("count", Integer, nullable=False),
    ms("since"),
)
