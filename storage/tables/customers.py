"""Contacts and how they are reached."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint

from storage.tables.columns import id_, json, metadata, ms, ref, version

contacts = Table(
    "contacts",
    metadata,
    id_(),
    version(),
    Column("name", Text, nullable=False),
    Column("name_source", String(16), nullable=False),  # agent | phone_app | provider | none: the left wins
    Column("company", Text, nullable=True),
    Column("owner_id", String(64), nullable=True),
    json("tags", "[]"),
    json("fields", "{}"),
    json("consent", "{}"),
    Column("merged_into", String(64), nullable=True),
    ms("created_at"),
    ms("updated_at"),
    Index("ix_contacts_updated_at", "updated_at"),
)
identities = Table(
    "identities",
    metadata,
    id_(),
    ref("contact_id", "contacts"),
    Column("kind", String(24), nullable=False),
    Column("value", String(320), nullable=False),
    Column("display", Text, nullable=False),
    Column("origin_contact_id", String(64), nullable=True),  # where a merge took it from
    ms("created_at"),
    UniqueConstraint("kind", "value"),
    Index("ix_identities_contact_id", "contact_id"),
)
