"""Contacts, how they are reached, what is known and noted of them, and who was merged into whom."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import id_, json, metadata, ms, ref, version


def _of_contact() -> Column[str]:
    """Goes with the contact."""
    return Column("contact_id", String(64), ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False)


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
    Column("language", String(16), nullable=True),  # as BCP 47, told by a provider or by a colleague
    Column("thumbnail", String(128), nullable=True),  # what a provider shows of the person, by its key in the store
    ms("blocked_at", nullable=True),  # as spam; what providers know of it: blocks
    Column("blocked_by", String(64), nullable=True),
    Column("blocked_for", Text, nullable=True),
    ms("created_at"),
    ms("updated_at"),
    Index("ix_contacts_updated", "updated_at", "id"),
    Index("ix_contacts_created", "created_at", "id"),
    Index("ix_contacts_owner_id", "owner_id", "updated_at", "id"),
    Index(
        "ix_contacts_name", text("lower(substr(name, 1, 64))"), "id"
    ),  # as storage/customers/contact_lists.py sorts by it
    Index(
        "ix_contacts_blocked",
        "blocked_at",
        sqlite_where=text("blocked_at is not null"),
        postgresql_where=text("blocked_at is not null"),
    ),
    Index(
        "ix_contacts_merged_into",
        "merged_into",
        sqlite_where=text("merged_into is not null"),
        postgresql_where=text("merged_into is not null"),
    ),
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
    ms("preferred_at", nullable=True),  # when somebody made it the first of its kind; the newest is
    ms("created_at"),
    UniqueConstraint("kind", "value"),
    Index("ix_identities_contact_id", "contact_id"),
)
contact_facets = Table(
    "contact_facets",
    metadata,
    # what contacts are filtered by and what two of them share, derived from their shapes; written by storage/customers/facets.py alone.
    # No foreign key: PostgreSQL would look the contact up for each of the eight rows it has, a third of an import's time
    Column("contact_id", String(64), primary_key=True),
    Column(
        "facet", String(64), primary_key=True
    ),  # loose | tag | company | consent | field.<key> | same.phone | same.email | same.name
    Column("value", String(128), primary_key=True),
    Column("number", Float, nullable=True),  # of a number's or a date's value, to compare by
    Index("ix_contact_facets_value", "facet", "value", "contact_id"),
    Index(
        "ix_contact_facets_number",
        "facet",
        "number",
        "contact_id",
        sqlite_where=text("number is not null"),
        postgresql_where=text("number is not null"),
    ),
)
facet_walk = Table(
    "facet_walk",
    metadata,
    # how far contacts of an older product, or derived otherwise, have got their facets; one row
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("position", String(64), nullable=True),  # the contact it has come to; null: through
)
contact_notes = Table(
    "contact_notes",
    metadata,
    id_(),
    version(),
    _of_contact(),
    Column("origin_contact_id", String(64), nullable=True),
    Column("author_id", String(64), nullable=False),
    Column("author_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    ms("created_at"),
    ms("edited_at", nullable=True),
    Index("ix_contact_notes_contact_id", "contact_id", "created_at", "id"),
)
consents = Table(
    "consents",
    metadata,
    # every word a contact ever gave, with its proof; the newest on each channel stands in contacts.consent
    id_(),
    _of_contact(),
    Column("origin_contact_id", String(64), nullable=True),
    Column("channel", String(32), nullable=False),  # marketing | whatsapp | line | mail, or a provider's category
    Column("wanted", Boolean, nullable=False),
    ms("at"),  # when it was given
    Column("how", String(32), nullable=False),
    Column("text", Text, nullable=True),  # the words it was given in
    Column("source", Text, nullable=True),  # where the proof is
    Column("user_id", String(64), nullable=True),  # who wrote it down
    ms("created_at"),
    Index("ix_consents_contact_id", "contact_id", "at", "id"),
)
contact_changes = Table(
    "contact_changes",
    metadata,
    # what people changed of a contact
    id_(),
    _of_contact(),
    Column("origin_contact_id", String(64), nullable=True),
    ms("at"),
    Column("user_id", String(64), nullable=True),
    Column("user_name", Text, nullable=False),
    json("changes", "{}"),  # {what: [before, after]}
    Index("ix_contact_changes_contact_id", "contact_id", "at", "id"),
)
merges = Table(
    "merges",
    metadata,
    id_(),
    Column("goes", String(64), nullable=False),
    Column("stays", String(64), nullable=False),
    ms("at"),
    Column("user_id", String(64), nullable=True),  # null: the intake saw that both are one person
    json("kept", "{}"),  # what of `stays` and of conversations the merge changed, to undo it
    ms("undone_at", nullable=True),
    Column("undone_by", String(64), nullable=True),
    Index("ix_merges_goes", "goes", "at"),
    Index("ix_merges_stays", "stays", "at"),
)
profiles = Table(
    "profiles",
    metadata,
    # somebody whose provider tells an id alone: to be asked who it is (due), and what it said
    Column("contact_id", String(64), ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("channel_id", String(64), nullable=False),
    Column("kind", String(24), nullable=False),  # of the alias: line_user or group
    Column("value", String(320), nullable=False),
    Column("in_group", String(128), nullable=True),  # whose member it is asked about as
    Column("language", String(16), nullable=True),
    Column("picture", Text, nullable=True),  # an address of the provider's
    Column("words", Text, nullable=True),
    Column("name", Text, nullable=True),  # as it was told last
    Column("members", Integer, nullable=True),  # of a group
    ms("told_at", nullable=True),
    ms("due_at", nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index(
        "ix_profiles_due",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)
