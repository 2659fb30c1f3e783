"""Mailboxes that are read: how far, and what is wrong with them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text

from storage.tables.columns import metadata, ms

mail_folders = Table(
    "mail_folders",
    metadata,
    # a row is written after the mails up to it are stored: a crash in between reads them again, and meets them
    Column("channel_id", String(64), ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
    Column("folder", String(512), primary_key=True),
    Column("validity", BigInteger, nullable=False),  # UIDVALIDITY: while it stays, so do the numbers
    Column("uid", BigInteger, nullable=False),  # of the last mail that was read
    ms("read_at"),
)
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("channel_id", String(64), ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
    ms("reached_at", nullable=True),  # when it could last be read
    ms("failing_since", nullable=True),  # null: it can be read
    Column("problem", Text, nullable=True),
    Column("advice", Text, nullable=True),
)
