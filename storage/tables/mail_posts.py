"""Mailboxes whose mails come by other ways than reading on: brought by a provider, or fetched from the past once."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from storage.tables.columns import metadata, ms

mail_posts = Table(
    "mail_posts",
    metadata,
    Column("channel_id", String(64), ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
    Column("provider", String(16), primary_key=True),
    ms("taken_at", nullable=True),  # when it last brought a mail, to the minute
    ms("refused_at", nullable=True),  # when something last came that could not be believed or read
    Column("refused", String(200), nullable=True),  # and why
)
mail_imports = Table(
    "mail_imports",
    metadata,
    # one for each mailbox: the last that was asked for. A crash goes on where the last mails were stored
    Column("channel_id", String(64), ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
    Column("since", String(10), nullable=False),  # a day, YYYY-MM-DD
    ms("asked_at"),
    Column("total", Integer, nullable=True),  # mails from that day on; null: not begun
    Column("looked", Integer, nullable=False, server_default="0"),
    Column("came", Integer, nullable=False, server_default="0"),  # of them, those that were not there yet
    Column("folder", String(512), nullable=True),  # where it is
    Column("validity", BigInteger, nullable=True),
    Column("uid", BigInteger, nullable=False, server_default="0"),
    Column("end_uid", BigInteger, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),  # one after the other at this place
    Column("problem", Text, nullable=True),
    ms("ended_at", nullable=True),
)
