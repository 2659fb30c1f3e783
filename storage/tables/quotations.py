"""Quotations, what became of them, and what they are made from. Money is whole minor units of the row's currency."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.columns import id_, json, metadata, ms, version


def _minor(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _totals() -> list[Column[int]]:
    names = ("subtotal", "discount_total", "net", "tax_total", "total", "withheld")
    return [_minor(name) for name in names]


def _of_quotation(*, primary: bool = False) -> Column[str]:
    """Goes with the draft."""
    key = ForeignKey("quotations.id", ondelete="CASCADE")
    return Column("quotation_id", String(64), key, primary_key=primary, nullable=False)


quotations = Table(
    "quotations",
    metadata,
    # the current version of each. No foreign key to the contact and the conversation: an issued one is a record of the business and
    # outlives them
    id_(),
    version(),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("number", String(64), nullable=True, unique=True),
    Column("state", String(20), nullable=False),
    Column("contact_id", String(64), nullable=True),
    Column("origin_contact_id", String(64), nullable=True),  # where a merge took it from
    Column("conversation_id", String(64), nullable=True),
    Column("channel_id", String(64), nullable=True),  # the conversation's
    Column("customer_name", Text, nullable=False, server_default=""),
    Column("owner_id", String(64), nullable=True),
    Column("language", String(16), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("prices", String(16), nullable=False),
    Column("valid_until", String(10), nullable=True),
    Column("issue_date", String(10), nullable=True),  # in the office's time zone
    *_totals(),
    _minor("reported", nullable=True),  # the total in the report currency, as locked at issue
    Column("report_currency", String(3), nullable=True),
    json("content", "{}"),
    Column("company", Text, nullable=True),  # JSON: the office as it was at issue, for the paper
    Column("approval", String(16), nullable=False, server_default="none"),
    Column("answered", Text, nullable=True),  # JSON Answered
    ms("created_at"),
    ms("updated_at"),
    ms("issued_at", nullable=True),
    ms("sent_at", nullable=True),
    ms("seen_at", nullable=True),
    Index("ix_quotations_updated", "updated_at", "id"),
    # with what lists and totals are narrowed by: their rows are long, and most are passed by
    Index(
        "ix_quotations_created",
        "created_at",
        "id",
        "channel_id",
        "contact_id",
        "owner_id",
        "state",
        "currency",
        "total",
    ),
    Index("ix_quotations_state", "state", "created_at", "id"),
    Index("ix_quotations_contact_id", "contact_id", "created_at", "id"),
    Index("ix_quotations_conversation_id", "conversation_id", "created_at", "id"),
    Index("ix_quotations_owner_id", "owner_id", "created_at", "id"),
    Index("ix_quotations_valid", "state", "valid_until", "id"),
    Index("ix_quotations_total", "total", "id"),
    Index("ix_quotations_last_day", "valid_until", "id"),
)
quotation_versions = Table(
    "quotation_versions",
    metadata,
    # what was issued before it was revised, whole
    _of_quotation(primary=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("state", String(20), nullable=False),
    json("head", "{}"),  # the other columns of the row as it was
    ms("at"),  # when it was revised
)
quotation_files = Table(
    "quotation_files",
    metadata,
    # the uploads any version of it holds
    _of_quotation(primary=True),
    Column("attachment_id", String(64), primary_key=True),
    Index("ix_quotation_files_attachment_id", "attachment_id"),
)
quotation_moves = Table(
    "quotation_moves",
    metadata,
    # every state it was in: who moved it, how and why; undoing goes back along them
    id_(),
    _of_quotation(),
    Column("revision", Integer, nullable=False),
    Column("contact_id", String(64), nullable=True),
    Column("origin_contact_id", String(64), nullable=True),
    ms("at"),
    Column("from_state", String(20), nullable=False),
    Column("to_state", String(20), nullable=False),
    Column("by", String(16), nullable=False),  # agent | customer | system
    Column("how", String(16), nullable=False),  # console | button | page | rule
    Column("user_id", String(64), nullable=True),
    Column("name", Text, nullable=False, server_default=""),  # of who did it
    Column("reason", Text, nullable=True),
    Column("signature_id", String(64), nullable=True),  # the drawn one: an attachment
    ms("undone_at", nullable=True),
    Index("ix_quotation_moves_quotation_id", "quotation_id", "at", "id"),
    Index("ix_quotation_moves_contact_id", "contact_id", "at", "id"),
    Index("ix_quotation_moves_at", "at", "id"),
)
quotation_numbers = Table(
    "quotation_numbers",
    metadata,
    # the last number given in each series ("Q-2026-{number}"); its row is locked by who issues
    Column("series", String(128), primary_key=True),
    Column("last", BigInteger, nullable=False),
)
quotation_templates = Table(
    "quotation_templates",
    metadata,
    id_(),
    version(),
    Column("name", String(100), nullable=False),
    Column("key", String(320), nullable=False, unique=True),  # the name as it is compared
    Column("language", String(16), nullable=False),
    json("content", "{}"),
    ms("created_at"),
    ms("updated_at"),
)
prices = Table(
    "prices",
    metadata,
    # the price list
    id_(),
    version(),
    Column("code", String(64), nullable=True),  # the office's own; null: none
    Column("key", String(160), nullable=False),  # what lists are sorted by: the code or the first words, folded
    Column("description", Text, nullable=False),
    Column("unit", String(40), nullable=False, server_default=""),
    Column("unit_price", String(32), nullable=False),  # decimal text
    Column("currency", String(3), nullable=False),
    Column("tax", Text, nullable=True),  # JSON Tax
    Column("withholding", Text, nullable=True),
    ms("created_at"),
    ms("updated_at"),
    UniqueConstraint("code", "currency"),
    Index("ix_prices_key", "key", "id"),
)
exchange_rates = Table(
    "exchange_rates",
    metadata,
    # the newest known: one unit of `currency` in `base`
    Column("currency", String(3), primary_key=True),
    Column("base", String(3), primary_key=True),
    Column("rate", String(32), nullable=False),
    Column("source", Text, nullable=False),
    ms("at"),
)
