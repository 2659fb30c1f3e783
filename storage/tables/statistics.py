"""What statistics are counted from: small facts of the past, so that no question reads a million messages."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from storage.tables.columns import id_, json, metadata, ms

statistics_slots = Table(
    "statistics_slots",
    metadata,
    # counts of a quarter of an hour: every time zone's hours begin with one
    Column("at", BigInteger, primary_key=True, autoincrement=False),  # its beginning, ms
    Column("channel_id", String(64), primary_key=True),
    Column("agent_id", String(64), primary_key=True),  # "": nobody
    Column("received", Integer, nullable=False, server_default="0"),
    Column("sent", Integer, nullable=False, server_default="0"),  # by a person
    Column("automatic", Integer, nullable=False, server_default="0"),  # by campaigns and the product
    Column("opened", Integer, nullable=False, server_default="0"),  # conversations
    Column("resolved", Integer, nullable=False, server_default="0"),
    Index("ix_statistics_slots_agent", "agent_id", "at"),
)
statistics_times = Table(
    "statistics_times",
    metadata,
    # how long customers waited for a person's first answer, and conversations for their end
    id_(),  # of the message that ended it
    Column("kind", String(16), nullable=False),  # response | resolution
    ms("at"),
    Column("channel_id", String(64), nullable=False),
    Column("agent_id", String(64), nullable=False),
    Column("seconds", Integer, nullable=False),  # rounded as people read it, so that there are few different ones
    Index("ix_statistics_times_read", "kind", "at", "channel_id", "agent_id", "seconds"),
    Index("ix_statistics_times_agent", "agent_id", "kind", "at", "seconds"),
)
statistics_days = Table(
    "statistics_days",
    metadata,
    # the two above, added up by the company's days: what a page of a month is read from
    Column("day", Integer, primary_key=True, autoincrement=False),  # since 1970
    Column("hour", Integer, primary_key=True, autoincrement=False),  # -1: the whole day; else of all persons
    Column("channel_id", String(64), primary_key=True),
    Column("agent_id", String(64), primary_key=True),
    Column("received", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("automatic", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("resolved", Integer, nullable=False),
    json("responses", "[]"),  # [[seconds, how often], …]
    json("resolutions", "[]"),
)
statistics_progress = Table(
    "statistics_progress",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1
    ms("counted_to"),
    Column("zone", String(64), nullable=False, server_default=""),  # whose days `statistics_days` has; "": none yet
)
