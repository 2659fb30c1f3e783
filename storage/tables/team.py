"""People of the team and how they sign in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

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
    Column("signature", Text, nullable=False, server_default=""),
    Column("working_hours", Text, nullable=True),  # JSON; null: the office's
    Column("language", String(8), nullable=True),  # null: not chosen
    ms("created_at"),
    ms("updated_at"),
    Index("ix_users_name", "name", "id"),
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
    Index("ix_refresh_tokens_expires_at", "expires_at"),
)
one_time_links = Table(
    "one_time_links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("purpose", String(24), nullable=False),  # first_admin | invitation | password
    Column("user_id", String(64), nullable=True),
    ms("expires_at"),
    ms("used_at", nullable=True),
    Index("ix_one_time_links_user_id", "user_id"),
    Index("ix_one_time_links_expires_at", "expires_at"),
)
login_failures = Table(
    "login_failures",
    metadata,
    Column("key", String(400), primary_key=True),  # "email:…" or "address:…"
    Column("count", Integer, nullable=False),
    ms("since"),
    Index("ix_login_failures_since", "since"),
)
second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", String(64), ForeignKey("users.id"), primary_key=True),
    Column("secret", LargeBinary, nullable=False),  # sealed
    ms("confirmed_at", nullable=True),  # null: set up, but no code was given yet
    Column("last_step", BigInteger, nullable=False, server_default="0"),  # of the last code taken: none works twice
    ms("created_at"),
)
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    ref("user_id", "users"),
    ms("used_at", nullable=True),
    Index("ix_recovery_codes_user_id", "user_id"),
)
api_keys = Table(
    "api_keys",
    metadata,
    id_(),
    ref("user_id", "users"),
    Column("hash", String(64), nullable=False, unique=True),  # sha256, hex
    Column("name", Text, nullable=False),
    Column("scopes", String(64), nullable=False),  # words: "read write"
    Column("hint", String(16), nullable=False),  # its first characters, to know it by
    ms("created_at"),
    ms("used_at", nullable=True),
    ms("expires_at", nullable=True),
    ms("revoked_at", nullable=True),
    Index("ix_api_keys_user_id", "user_id", "id"),
)
teams = Table(
    "teams",
    metadata,
    id_(),
    version(),
    Column("name", String(200), nullable=False),
    Column("folded", String(600), nullable=False, unique=True),  # the name without regard to capitals
    ms("created_at"),
    ms("updated_at"),
    Index("ix_teams_name", "name", "id"),
)
team_members = Table(
    "team_members",
    metadata,
    Column("team_id", String(64), ForeignKey("teams.id"), primary_key=True),
    Column("user_id", String(64), ForeignKey("users.id"), primary_key=True),
    Index("ix_team_members_user_id", "user_id"),
)
