"""Channel accounts and the news about them."""

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

channels = Table(
    "channels",
    metadata,
    id_(),
    version(),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("address", String(128), nullable=False),  # the provider's id of it: WhatsApp phone number id
    Column("display_address", Text, nullable=True),
    Column("business", String(128), nullable=True),  # WhatsApp business account id
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=True),
    Column("credentials", LargeBinary, nullable=True),  # encrypted JSON
    Column("url", Text, nullable=False, server_default=""),
    Column("api_version", String(16), nullable=False, server_default=""),
    Column("members", Text, nullable=True),  # JSON list of user ids; null: everybody
    Column("from_environment", Boolean, nullable=False, server_default=text("false")),
    Column("subscribed_at", BigInteger, nullable=True),
    Column("templates_at", BigInteger, nullable=True),  # when the last synchronisation that ended well began
    ms("templates_asked_at", nullable=True),  # when one was asked for before its time
    Column("app_id", String(64), nullable=True),  # the provider's app the token belongs to
    Column("quality", String(16), nullable=True),
    Column("tier", String(32), nullable=True),
    Column("throughput", String(16), nullable=True),  # how fast it may send, in the provider's word
    ms("token_expires_at", nullable=True),
    ms("checked_at", nullable=True),  # null: to be looked at soon
    json("checks", "[]"),  # what the last test found
    # the month's messages, where a plan counts them: of how many (null: no limit), how many are used, and when the provider said so
    Column("quota_allowed", Integer, nullable=True),
    Column("quota_used", Integer, nullable=True),
    ms("quota_at", nullable=True),
    ms("created_at"),
    ms("updated_at"),
    UniqueConstraint("kind", "address"),
)
channel_news = Table(
    "channel_news",
    metadata,
    id_(),
    Column("channel_id", String(64), nullable=True),
    Column("business", String(128), nullable=True),
    Column("field", String(64), nullable=False),
    Column("event", String(128), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("summary", Text, nullable=False),
    json("detail", "{}"),
    ms("at"),
    Column("dedupe", String(64), nullable=False, unique=True),
    ms("created_at"),
    Index("ix_channel_news_channel_id_at", "channel_id", "at", "id"),
    Index("ix_channel_news_at", "at"),
)
