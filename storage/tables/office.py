"""What administrators did, and answers kept for requests that come twice."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from storage.tables.columns import id_, metadata, ms

activity = Table(
    "activity",
    metadata,
    id_(),
    ms("at"),
    Column("user_id", String(64), nullable=True),
    Column("user_name", Text, nullable=False),
    Column("address", String(64), nullable=False, server_default=""),  # where the request came from
    Column("act", String(64), nullable=False),  # "user.changed", "channel.paused" …
    Column("subject", String(64), nullable=True),  # its id
    Column("title", Text, nullable=False, server_default=""),  # what the subject is called
    Column("before", Text, nullable=True),  # JSON, without secrets
    Column("after", Text, nullable=True),
    Index("ix_activity_at", "at", "id"),
    Index("ix_activity_subject", "subject", "at", "id"),
    Index("ix_activity_user", "user_id", "at", "id"),
    Index("ix_activity_act", "act", "at", "id"),
)
kept_answers = Table(
    "kept_answers",
    metadata,
    # what a POST with an Idempotency-Key was answered, for a day
    Column("user_id", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("digest", String(64), nullable=False),  # of method, path and body
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    ms("created_at"),
    Index("ix_kept_answers_created_at", "created_at"),
)
