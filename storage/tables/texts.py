"""Templates and canned replies."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

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
    json("bindings", "{}"),  # by place ("body.1"): what fills it when a send names no value
    Column("reason", Text, nullable=True),  # why the provider rejected, paused or disabled it, in words
    Column("correct_category", String(64), nullable=True),  # what the provider will make of its category
    Column("sample_id", String(64), nullable=True),  # the attachment its media header shows at review
    json("edits", "[]"),  # when it was edited at the provider (ms), for its limits
    ms("created_at", nullable=True),
    ms("updated_at"),
    # the queue of submissions: the row is the job
    Column("task", String(8), nullable=True),  # create, edit or delete; null: nothing to do
    Column("draft", Text, nullable=True),  # an edit: JSON of what it is to become
    ms("due_at", nullable=True),
    Column("claimed_by", String(64), nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("uncertain", Boolean, nullable=False, server_default=text("false")),  # an answer never came: look first
    Column("error", Text, nullable=True),  # JSON Fault: why the last task came to nothing
    UniqueConstraint("channel_id", "name", "language"),
    Index(
        "ix_templates_due",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
    Index("ix_templates_provider_id", "business", "provider_id"),
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
    Index("ix_replies_owner_id", "owner_id", "shortcut"),
)
