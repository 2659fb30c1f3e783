"""What is to be removed, what must not be, and what has been."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.tables.columns import id_, json, metadata, ms

holds = Table(
    "holds",
    metadata,
    # contacts whose data may not go: neither by age nor by being asked for
    Column("contact_id", String(64), ForeignKey("contacts.id"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("user_id", String(64), nullable=False),
    ms("at"),
)
erasures = Table(
    "erasures",
    metadata,
    # persons whose rows are gone and whose traces elsewhere are being removed; the row goes when nothing is left
    id_(),
    json("traces", "{}"),  # what to look for: ids and addresses
    Column("stage", String(24), nullable=False),
    Column("position", Text, nullable=False, server_default=""),  # how far the stage has come
    Column("upto", BigInteger, nullable=False),  # the log's head when the rows went
    ms("due_at"),
    ms("created_at"),
    Index("ix_erasures_due_at", "due_at"),
)
blob_removals = Table(
    "blob_removals",
    metadata,
    # files to be deleted once nothing in the database names them; a file about to be stored stands here too, until it is named
    Column("key", String(128), primary_key=True),
    ms("due_at"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index("ix_blob_removals_due_at", "due_at"),
)
prunings = Table(
    "prunings",
    metadata,
    # one row a night
    Column("day", String(10), primary_key=True),  # in the company's time zone
    json("counts", "{}"),
    ms("started_at"),
    ms("finished_at", nullable=True),
)
