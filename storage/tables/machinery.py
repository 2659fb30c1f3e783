"""Leases, settings and positions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from storage.tables.columns import id_, json, metadata, ms

leases = Table(
    "leases",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("holder", String(64), nullable=False),
    ms("expires_at"),
)
settings = Table(
    "settings",
    metadata,
    Column("key", String(64), primary_key=True),
    json("value", "null"),
    ms("updated_at"),
)
log_cursors = Table(
    "log_cursors",
    metadata,
    # how far each piece of background work has come in the event log
    Column("name", String(64), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    ms("updated_at"),
)
processes = Table(
    "processes",
    metadata,
    # what each running process says of itself, every few seconds: the health page is made of it
    id_(),
    Column("roles", String(64), nullable=False),
    Column("version", String(32), nullable=False),
    json("facts", "{}"),
    ms("started_at"),
    ms("seen_at"),
)
session_positions = Table(
    "session_positions",
    metadata,
    # a session's acknowledged position, written every few seconds at most, for the trace
    id_(),
    Column("user_id", String(64), nullable=False),
    Column("keys", Text, nullable=False),
    Column("started_seq", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    json("marks", "[]"),  # [[seq, at ms], …] newest few acknowledgements
    ms("opened_at"),
    ms("seen_at"),
    ms("closed_at", nullable=True),
    Index("ix_session_positions_seen_at", "seen_at"),
)
