"""Templates and canned replies."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text, UniqueConstraint

from storage.tables.columns import id_, json, metadata, ms, version

templates = Table(
    "templates",
    metadata,
    id_(),
    version(),
    Column("business", String(128), nullable=False),
    Column("channel_id", String(64), nullable=False),
    Column("provider_id", String(128), nullable=True),
    Column("name", String(512), nullable=False),
    Column("language", String(16), nullable=False),
    Column("category", String(64), nullable=False),
    Column("status", String(32), nullable=False),
    Column("quality", String(16), nullable=True),
    Column("parameter_format", String(16), nullable=False, server_default="positional"),
    json("components", "[]"),
    ms("updated_at"),
    UniqueConstraint("channel_id", "name", "language"),
)
replies = Table(
    "replies",
    metadata,
    id_(),
    version(),
    Column("shortcut", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("owner_id", String(64), nullable=True),
    ms("updated_at"),
)
