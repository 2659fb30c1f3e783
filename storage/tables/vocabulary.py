"""The words an office describes its customers with: tags, fields, segments."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from storage.tables.columns import id_, json, metadata, ms, version

tags = Table(
    "tags",
    metadata,
    # what contacts and conversations are tagged with; their rows hold the names
    id_(),
    version(),
    Column("name", String(64), nullable=False),
    Column("key", String(160), nullable=False, unique=True),  # the name as it is compared
    Column("colour", String(7), nullable=True),  # #rrggbb
    ms("created_at"),
    ms("updated_at"),
)
fields = Table(
    "fields",
    metadata,
    id_(),
    version(),
    Column("key", String(40), nullable=False, unique=True),  # what contacts.fields names it by; never changes
    Column("name", String(100), nullable=False),
    Column("kind", String(16), nullable=False),  # text | number | date | choice | yes_no
    json("choices", "[]"),
    Column("position", Integer, nullable=False, server_default="0"),
    ms("created_at"),
    ms("updated_at"),
    Index("ix_fields_position", "position", "id"),
)
segments = Table(
    "segments",
    metadata,
    # saved filters over contacts
    id_(),
    version(),
    Column("name", String(100), nullable=False),
    Column("key", String(320), nullable=False, unique=True),  # the name as it is compared
    json("filter", "{}"),
    Column("user_id", String(64), nullable=False),  # who made it
    ms("created_at"),
    ms("updated_at"),
)
