"""Webhooks out: the endpoints, how each stands, and the queue of what goes to them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import id_, json, metadata, ms, version

_WAITING = text("state = 'waiting'")
_DEAD = text("state = 'dead'")

endpoints = Table(
    "endpoints",
    metadata,
    id_(),
    version(),
    Column("kind", String(16), nullable=False),  # events | router
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    json("types", "[]"),  # events: which types; none are named: all
    json("fields", "[]"),  # router: which of Meta's fields
    json("numbers", "[]"),  # router: which numbers
    Column("in_order_of", String(16), nullable=False, server_default="number"),  # number | conversation
    Column("secrets", LargeBinary, nullable=True),  # sealed: current, and during a rotation previous
    ms("previous_until", nullable=True),  # how long the previous secret signs beside the current one
    Column("from_environment", Boolean, nullable=False, server_default=text("false")),
    ms("created_at"),
    ms("updated_at"),
)
# what the forwarder alone writes, so that it never meets an administrator's edit; outlives the endpoint until its queue is cleared
endpoint_standings = Table(
    "endpoint_standings",
    metadata,
    id_("endpoint_id"),
    Column(
        "cursor", BigInteger, nullable=False, server_default="0"
    ),  # events: the last number of the log that was queued
    Column("since", String(64), nullable=False, server_default=""),  # router: the least id of the ledger that is meant
    Column("placed", BigInteger, nullable=False, server_default="0"),  # places given out in the queue
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    ms("succeeded_at", nullable=True),
    ms("failed_at", nullable=True),
    Column("error", Text, nullable=True),  # the last one, in words
    ms("gone_at", nullable=True),
)
# no customer's words: what to send is read from the log or the ledger when it is sent
forwards = Table(
    "forwards",
    metadata,
    id_(),
    Column("endpoint_id", String(64), nullable=False),
    Column("source", String(64), nullable=False),  # the ledger's id, or evt_<epoch>_<seq>
    Column("topic", String(128), nullable=False),  # the event's type, or Meta's fields
    Column("lane", String(128), nullable=False),  # within it everything goes in the order of `place`
    Column("place", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),  # waiting | done | dead
    ms("due_at"),
    Column("tries", Integer, nullable=False, server_default="0"),
    ms("since"),  # when its trying began: it is given up seven days later
    ms("created_at"),
    ms("settled_at", nullable=True),
    Column("status", Integer, nullable=True),  # of the last answer
    Column("error", Text, nullable=True),
    UniqueConstraint("source", "endpoint_id"),
    Index("ix_forwards_state", "endpoint_id", "state", "place"),
    Index("ix_forwards_dead", "settled_at", "id", sqlite_where=_DEAD, postgresql_where=_DEAD),
    Index("ix_forwards_lane", "endpoint_id", "lane", "place", sqlite_where=_WAITING, postgresql_where=_WAITING),
)
