"""What the office does by itself when a customer writes: away replies, and turns at taking conversations."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table

from storage.tables.columns import metadata, ms

away_replies = Table(
    "away_replies",
    metadata,
    # the guard of "one per conversation and closure"
    Column("conversation_id", String(64), ForeignKey("conversations.id"), primary_key=True),
    Column("closed_at", BigInteger, primary_key=True, autoincrement=False),  # ms: when the closure began
    ms("replied_at"),
    Column(
        "writer", String(32)
    ),  # of a mail: the mark of the address in From, for machines have answers go elsewhere each time
    Index("ix_away_replies_replied_at", "replied_at"),
    Index("ix_away_replies_writer", "writer", "replied_at"),
)
turns = Table(
    "turns",
    metadata,
    # when each was last given a conversation by round robin
    Column("user_id", String(64), ForeignKey("users.id"), primary_key=True),
    ms("given_at"),
)
turn_queue = Table(
    "turn_queue",
    metadata,
    # conversations that wait for somebody whose turn it can be
    Column("conversation_id", String(64), ForeignKey("conversations.id"), primary_key=True),
    ms("since"),
    Column(
        "asked", Boolean, nullable=False, server_default="0"
    ),  # by a campaign's rule: also while the office hands out nothing
    Index("ix_turn_queue_since", "since", "conversation_id"),
)
