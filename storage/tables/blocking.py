"""Who is blocked at which channel account, as far as its provider knows."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.columns import id_, metadata, ms, ref

blocks = Table(
    "blocks",
    metadata,
    # what the provider of an account is to know of a contact; the decision itself stands in contacts.blocked_at
    id_(),
    Column("contact_id", String(64), ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False),
    Column("origin_contact_id", String(64), nullable=True),  # where a merge took it from
    ref("channel_id", "channels"),
    Column("wanted", Boolean, nullable=False),  # blocked, or free again
    Column("state", String(16), nullable=False),  # wanted | told | refused
    Column("reason", Text, nullable=True),  # of a refusal, or why it takes so long
    ms("since"),  # when it was wanted
    Column(
        "turn", Integer, nullable=False, server_default="1"
    ),  # counts what was wanted: an answer to an older wish is void
    # the queue: the row is the job
    ms("due_at", nullable=True),  # null: nothing to do
    Column("tries", Integer, nullable=False, server_default="0"),
    Index("ix_blocks_contact_id", "contact_id"),
    Index(
        "ix_blocks_due_at",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)
