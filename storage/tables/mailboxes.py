"""Mailboxes that are read: how far, and what is wrong with them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text

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
    # a pass through the past is under way: of the mails numbered up to `until`, only those from this day (YYYY-MM-DD) on
    Column("since", String(10), nullable=True),
    Column("until", BigInteger, nullable=False, server_default="0"),
)
mails_aside = Table(
    "mails_aside",
    metadata,
    # mails the server lists and does not hand out: the ledger says so, and asks for them again when somebody replays them there
    Column("ledger_id", String(64), ForeignKey("ledger.id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", String(64), ForeignKey("channels.id", ondelete="CASCADE"), nullable=False),
    Column("folder", String(512), nullable=False),
    Column("validity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("outgoing", Boolean, nullable=False),
    Column("historic", Boolean, nullable=False),  # from before the mailbox was set up: no news
    ms("asked_at", nullable=True),  # null: nobody asks for it
    Index("ix_mails_aside_channel_id", "channel_id", "asked_at"),
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
mail_trials = Table(
    "mail_trials",
    metadata,
    # no row: set up before mailboxes were tried out, and its answers have carried marked addresses ever since
    Column("channel_id", String(64), ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
    Column("marks", Boolean, nullable=False),  # whether answers came back to marked addresses before this trial
    Column("token", String(64), nullable=True),  # of the two mails to itself; null: never tried
    ms("started_at", nullable=True),
    ms("sent_at", nullable=True),
    ms("plain_at", nullable=True),  # when the one to its own address was seen
    ms("marked_at", nullable=True),  # and the one to a marked address
    Column("refused", Text, nullable=True),  # why the latter did not come
    Column("problem", Text, nullable=True),
    Column("advice", Text, nullable=True),
)
