"""The log and its head."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from storage.tables.columns import metadata, ms

# fillfactor 10: the one row is rewritten all the time and must stay HOT (PostgreSQL)
event_head = Table(
    "event_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", String(16), nullable=False),
    Column("seq", BigInteger, nullable=False),
    postgresql_with={"fillfactor": "10"},
)
event_log = Table(
    "event_log",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String(40), nullable=False),
    Column("audience", Text, nullable=False),  # 1–4 keys, space between
    Column("body", LargeBinary, nullable=False),  # JSON object without `seq` and `at`
    ms("at"),
    Index("ix_event_log_at", "at"),
)
