"""The raw ledger of webhooks."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, text

from storage.tables.columns import id_, json, metadata, ms

ledger = Table(
    "ledger",
    metadata,
    id_(),
    Column("kind", String(16), nullable=False),
    ms("received_at"),
    json("headers", "{}"),
    Column("body", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),  # pending | applied | partly | unreadable
    Column("reason", Text, nullable=True),
    json("items", "[]"),  # what became of each fact
    Column("tries", Integer, nullable=False, server_default="0"),
    ms("due_at", nullable=True),
    ms("routed_at", nullable=True),  # null: not yet handed to the endpoints, if there are any
    # commits do not come in the order of ids: whatever is left here has not been routed, however late it appeared
    Index(
        "ix_ledger_unrouted", "id", sqlite_where=text("routed_at is null"), postgresql_where=text("routed_at is null")
    ),
    Index("ix_ledger_received_at", "received_at"),
    Index(
        "ix_ledger_not_applied",
        "received_at",
        "id",
        sqlite_where=text("state <> 'applied'"),
        postgresql_where=text("state <> 'applied'"),
    ),
    Index(
        "ix_ledger_due", "due_at", sqlite_where=text("due_at is not null"), postgresql_where=text("due_at is not null")
    ),
)
