"""What the office itself writes to its people: invitations, links to a new password, notices. The row is the queue."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from storage.tables.columns import id_, metadata, ms

mail = Table(
    "mail",
    metadata,
    # without the words: a link is made when it is sent, so that none lies here
    id_(),
    Column("kind", String(24), nullable=False),
    Column("address", String(320), nullable=False),
    Column("by_name", Text, nullable=False, server_default=""),  # who invites
    Column("state", String(16), nullable=False),  # waiting | sent | dropped | failed
    Column("error", Text, nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    ms("due_at", nullable=True),
    ms("created_at"),
    ms("sent_at", nullable=True),
    Index("ix_mail_due_at", "due_at"),
    Index("ix_mail_created_at", "created_at"),
)
