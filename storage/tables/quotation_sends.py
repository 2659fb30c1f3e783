"""A quotation's way to its customer: the messages that carry it, the private pages' links, reminders, and a manager's approval."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.columns import metadata, ms


def _quotation(*, primary: bool = False) -> Column[str]:
    key = ForeignKey("quotations.id", ondelete="CASCADE")
    return Column("quotation_id", String(64), key, primary_key=primary, nullable=False)


quotation_sends = Table(
    "quotation_sends",
    metadata,
    # the messages that carry a quotation. The row is the job: its document is drawn, then the message may go
    Column("message_id", String(64), ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    _quotation(),
    Column("revision", Integer, nullable=False),
    Column("purpose", String(16), nullable=False),  # offer | reminder
    Column("ticket", String(64), nullable=False),  # the secret its buttons carry, by its hash
    ms("created_at"),
    ms("due_at", nullable=True),  # null: drawn, or given up
    Column("claimed_by", String(64), nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    ms("told_at", nullable=True),  # when somebody who tapped a button of it too late was told so
    Index("ix_quotation_sends_quotation_id", "quotation_id", "created_at"),
    Index(
        "ix_quotation_sends_due",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)
quotation_links = Table(
    "quotation_links",
    metadata,
    # what opens a quotation's private page: the secret is known to its holder alone
    Column("hash", String(64), primary_key=True),
    _quotation(),
    Column("message_id", String(64), nullable=True),  # that took it to the customer; null: handed over by an agent
    Column("made_by", String(64), nullable=True),
    ms("created_at"),
    ms("expires_at"),
    ms("opened_at", nullable=True),
    ms("revoked_at", nullable=True),
    Index("ix_quotation_links_quotation_id", "quotation_id", "created_at"),
    Index("ix_quotation_links_expires_at", "expires_at"),
)
quotation_reminders = Table(
    "quotation_reminders",
    metadata,
    # that somebody was reminded: at most once for each revision
    _quotation(primary=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    ms("at"),
    Column("way", String(16), nullable=False),  # message | owner
    Column("message_id", String(64), nullable=True),
)
quotation_approvals = Table(
    "quotation_approvals",
    metadata,
    # what was asked of the managers about its discount, and what they said
    _quotation(primary=True),
    Column("content", String(64), nullable=False),  # digest of what was approved: another content needs another word
    Column("state", String(16), nullable=False),  # asked | approved | refused
    Column("asked_by", String(64), nullable=True),
    Column("asked_name", Text, nullable=False, server_default=""),
    Column("asked_words", Text, nullable=False, server_default=""),
    ms("asked_at"),
    Column("decided_by", String(64), nullable=True),
    Column("decided_name", Text, nullable=False, server_default=""),
    Column("decided_words", Text, nullable=False, server_default=""),
    ms("decided_at", nullable=True),
)
