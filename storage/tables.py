"""The schema, on one page. Times are milliseconds since 1970 in UTC; ids are opaque text; JSON columns hold UTF-8 JSON text.

Unique constraints are the guards of "once": a webhook delivered ten times in parallel meets them, not a look-up.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> Column[str]:
    return Column(name, String(64), primary_key=True)


def _ref(name: str, target: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(64), ForeignKey(f"{target}.id"), nullable=nullable)


def _ms(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _json(name: str, default: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _version() -> Column[int]:
    return Column("version", BigInteger, nullable=False, server_default="1")


# --- the log -----------------------------------------------------------------------------------------------------------------------
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
    _ms("at"),
    Index("ix_event_log_at", "at"),
)

# --- people of the team ------------------------------------------------------------------------------------------------------------
users = Table(
    "users",
    metadata,
    _id(),
    _version(),
    Column("name", Text, nullable=False),
    Column("email", String(320), nullable=False, unique=True),  # lower case
    Column("role", String(16), nullable=False),
    Column("password_hash", Text, nullable=True),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("rights_version", BigInteger, nullable=False, server_default="1"),
    _ms("created_at"),
    _ms("updated_at"),
)
login_sessions = Table(
    "login_sessions",
    metadata,
    _id(),
    _ref("user_id", "users"),
    Column("client", Text, nullable=False, server_default=""),
    Column("address", String(64), nullable=False, server_default=""),
    _ms("created_at"),
    _ms("used_at"),
    _ms("ended_at", nullable=True),
    Index("ix_login_sessions_user_id", "user_id"),
)
refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),  # sha256, hex
    Column("login_id", String(64), ForeignKey("login_sessions.id"), nullable=False),
    _ms("created_at"),
    _ms("expires_at"),
    _ms("rotated_at", nullable=True),
    Index("ix_refresh_tokens_login_id", "login_id"),
)
one_time_links = Table(
    "one_time_links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("purpose", String(24), nullable=False),  # first_admin
    Column("user_id", String(64), nullable=True),
    _ms("expires_at"),
    _ms("used_at", nullable=True),
)
login_failures = Table(
    "login_failures",
    metadata,
    Column("key", String(400), primary_key=True),  # "email:…" or "address:…"
    Column("count", Integer, nullable=False),
    _ms("since"),
)

# --- channel accounts --------------------------------------------------------------------------------------------------------------
channels = Table(
    "channels",
    metadata,
    _id(),
    _version(),
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
    Column("templates_at", BigInteger, nullable=True),
    _ms("created_at"),
    _ms("updated_at"),
    UniqueConstraint("kind", "address"),
)
channel_news = Table(
    "channel_news",
    metadata,
    _id(),
    Column("channel_id", String(64), nullable=True),
    Column("business", String(128), nullable=True),
    Column("field", String(64), nullable=False),
    Column("event", String(128), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("summary", Text, nullable=False),
    _json("detail", "{}"),
    _ms("at"),
    Column("dedupe", String(64), nullable=False, unique=True),
    _ms("created_at"),
    Index("ix_channel_news_channel_id_at", "channel_id", "at"),
)

# --- customers ---------------------------------------------------------------------------------------------------------------------
contacts = Table(
    "contacts",
    metadata,
    _id(),
    _version(),
    Column("name", Text, nullable=False),
    Column("name_source", String(16), nullable=False),  # agent | phone_app | provider | none: the left wins
    Column("company", Text, nullable=True),
    Column("owner_id", String(64), nullable=True),
    _json("tags", "[]"),
    _json("fields", "{}"),
    _json("consent", "{}"),
    Column("merged_into", String(64), nullable=True),
    _ms("created_at"),
    _ms("updated_at"),
    Index("ix_contacts_updated_at", "updated_at"),
)
identities = Table(
    "identities",
    metadata,
    _id(),
    _ref("contact_id", "contacts"),
    Column("kind", String(24), nullable=False),
    Column("value", String(320), nullable=False),
    Column("display", Text, nullable=False),
    Column("origin_contact_id", String(64), nullable=True),  # where a merge took it from
    _ms("created_at"),
    UniqueConstraint("kind", "value"),
    Index("ix_identities_contact_id", "contact_id"),
)

# --- conversations and messages ----------------------------------------------------------------------------------------------------
conversations = Table(
    "conversations",
    metadata,
    _id(),
    _version(),
    _ref("contact_id", "contacts"),
    _ref("channel_id", "channels"),
    Column("group_id", String(128), nullable=False, server_default=""),  # a provider's group; "" for one person
    Column("state", String(16), nullable=False),
    Column("assignee_id", String(64), nullable=True),
    Column("unread", Integer, nullable=False, server_default="0"),
    Column("last_message_id", String(64), nullable=True),
    Column("last_order", String(32), nullable=False, server_default=""),
    Column("last_at", BigInteger, nullable=False),
    _ms("window_closes_at", nullable=True),
    _json("tags", "[]"),
    _ms("waiting_since", nullable=True),
    Column("priority", Integer, nullable=False, server_default="0"),
    _ms("snoozed_until", nullable=True),
    _ms("resolved_at", nullable=True),
    Column("origin_contact_id", String(64), nullable=True),
    _ms("created_at"),
    _ms("updated_at"),
    Index("ix_conversations_contact_id", "contact_id"),
    Index("ix_conversations_last", "last_at", "id"),
    Index("ix_conversations_state_last", "state", "last_at", "id"),
    Index("ix_conversations_assignee_last", "assignee_id", "state", "last_at", "id"),
    Index(
        "ix_conversations_snoozed",
        "snoozed_until",
        sqlite_where=text("state = 'snoozed'"),
        postgresql_where=text("state = 'snoozed'"),
    ),
    # one unresolved conversation per contact, channel account and group
    Index(
        "uq_conversations_unresolved",
        "contact_id",
        "channel_id",
        "group_id",
        unique=True,
        sqlite_where=text("state <> 'resolved'"),
        postgresql_where=text("state <> 'resolved'"),
    ),
)
messages = Table(
    "messages",
    metadata,
    _id(),
    _version(),
    _ref("conversation_id", "conversations"),
    _ref("channel_id", "channels"),
    Column(
        "order", String(32), nullable=False
    ),  # digits: provider time in ms (13), arrival in µs (16); compared as text
    Column("direction", String(3), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=True),
    _json("content", "{}"),
    Column("status", String(16), nullable=False),
    Column("error", Text, nullable=True),  # JSON Fault
    Column("author_kind", String(16), nullable=False),
    Column("author_id", String(64), nullable=True),
    Column("author_name", Text, nullable=True),
    Column("client_id", String(64), nullable=True),
    Column(
        "client_digest", String(64), nullable=True
    ),  # of the command's body: the same id with another body is a conflict
    Column("provider_id", String(512), nullable=True),  # inbound: the provider's; outbound: of the best attempt
    Column("key_space", String(16), nullable=False, server_default=""),
    Column("reply_to", String(64), nullable=True),
    Column("reply_to_provider", String(512), nullable=True),
    Column("ledger_id", String(64), nullable=True),  # the webhook it came in
    Column("seq", BigInteger, nullable=True),
    _ms("sent_at"),
    _ms("created_at"),
    # the queue of deliveries: the row is the job
    Column("outgoing", Text, nullable=True),  # JSON: what to hand to the channel beside the columns above
    _ms("due_at", nullable=True),  # null: nothing to do
    Column("claimed_by", String(64), nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("weight", Integer, nullable=False, server_default="0"),  # 0 a person's reply, 1 a campaign's
    UniqueConstraint("channel_id", "key_space", "provider_id"),
    UniqueConstraint("author_id", "client_id"),
    Index("ix_messages_thread", "conversation_id", "order", unique=True),
    Index(
        "ix_messages_due",
        "channel_id",
        "weight",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)
attempts = Table(
    "attempts",
    metadata,
    _id(),  # our tag at the provider
    _ref("message_id", "messages"),
    _ref("channel_id", "channels"),
    Column("number", Integer, nullable=False),
    Column("provider_id", String(512), nullable=True),
    _ms("started_at"),
    _ms("accepted_at", nullable=True),
    _ms("sent_at", nullable=True),
    _ms("delivered_at", nullable=True),
    _ms("read_at", nullable=True),
    _ms("played_at", nullable=True),
    _ms("failed_at", nullable=True),
    _ms("unknown_at", nullable=True),
    Column("error", Text, nullable=True),  # JSON Fault
    Column("pricing", Text, nullable=True),
    UniqueConstraint("message_id", "number"),
    UniqueConstraint("channel_id", "provider_id"),
)
parked_facts = Table(
    "parked_facts",
    metadata,
    _id(),
    Column("channel_id", String(64), nullable=False),
    Column("target", String(512), nullable=False),  # the provider id it waits for
    Column("dedupe", String(64), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),  # JSON of the channels.Fact
    _ms("created_at"),
    Index("ix_parked_facts_target", "channel_id", "target"),
)
reactions = Table(
    "reactions",
    metadata,
    Column("message_id", String(64), ForeignKey("messages.id"), primary_key=True),
    Column("by_kind", String(16), primary_key=True),
    Column("by_id", String(64), primary_key=True),
    Column("emoji", String(64), nullable=False),  # "" keeps the time of a removal, so that an older one cannot win
    _ms("at"),
)
attachments = Table(
    "attachments",
    metadata,
    _id(),
    Column("message_id", String(64), ForeignKey("messages.id"), nullable=True),
    Column("channel_id", String(64), nullable=True),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("kind", String(16), nullable=False),
    Column("mime", String(128), nullable=False),
    Column("name", Text, nullable=True),
    Column("size", BigInteger, nullable=True),
    Column("width", Integer, nullable=True),
    Column("height", Integer, nullable=True),
    Column("duration", Float, nullable=True),  # seconds
    Column("animated", Boolean, nullable=False, server_default=text("false")),
    Column("state", String(16), nullable=False),
    Column("error", Text, nullable=True),
    Column("provider_media_id", String(512), nullable=True),
    Column("provider_url", Text, nullable=True),
    Column("uploaded_media_id", String(512), nullable=True),  # what `upload` gave for sending
    Column("uploaded_at", BigInteger, nullable=True),
    Column("sha256", String(64), nullable=True),
    Column("blob", String(128), nullable=True),
    Column("thumbnail", String(128), nullable=True),
    Column("uploaded_by", String(64), nullable=True),
    _ms("created_at"),
    _ms("due_at", nullable=True),
    Column("claimed_by", String(64), nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index("ix_attachments_message_id", "message_id"),
    Index(
        "ix_attachments_due",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)
read_marks = Table(
    "read_marks",
    metadata,
    # what to tell the provider: "this message was read", sent by a worker; one row per conversation
    Column("conversation_id", String(64), ForeignKey("conversations.id"), primary_key=True),
    Column("channel_id", String(64), nullable=False),
    Column("provider_id", String(512), nullable=False),
    Column("typing", Boolean, nullable=False, server_default=text("false")),
    _ms("due_at", nullable=True),
    Column("told", String(512), nullable=True),  # the last provider id that was marked
    Column("tries", Integer, nullable=False, server_default="0"),
    Index(
        "ix_read_marks_due",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)

# --- texts -------------------------------------------------------------------------------------------------------------------------
templates = Table(
    "templates",
    metadata,
    _id(),
    _version(),
    Column("business", String(128), nullable=False),
    Column("channel_id", String(64), nullable=False),
    Column("provider_id", String(128), nullable=True),
    Column("name", String(512), nullable=False),
    Column("language", String(16), nullable=False),
    Column("category", String(64), nullable=False),
    Column("status", String(32), nullable=False),
    Column("quality", String(16), nullable=True),
    Column("parameter_format", String(16), nullable=False, server_default="positional"),
    _json("components", "[]"),
    _ms("updated_at"),
    UniqueConstraint("channel_id", "name", "language"),
)
replies = Table(
    "replies",
    metadata,
    _id(),
    _version(),
    Column("shortcut", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("owner_id", String(64), nullable=True),
    _ms("updated_at"),
)

# --- the raw ledger ----------------------------------------------------------------------------------------------------------------
ledger = Table(
    "ledger",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    _ms("received_at"),
    _json("headers", "{}"),
    Column("body", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),  # pending | applied | partly | unreadable
    Column("reason", Text, nullable=True),
    _json("items", "[]"),  # what became of each fact
    Column("tries", Integer, nullable=False, server_default="0"),
    _ms("due_at", nullable=True),
    Index("ix_ledger_received_at", "received_at"),
    Index(
        "ix_ledger_due", "due_at", sqlite_where=text("due_at is not null"), postgresql_where=text("due_at is not null")
    ),
)

# --- machinery ---------------------------------------------------------------------------------------------------------------------
leases = Table(
    "leases",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("holder", String(64), nullable=False),
    _ms("expires_at"),
)
settings = Table(
    "settings",
    metadata,
    Column("key", String(64), primary_key=True),
    _json("value", "null"),
    _ms("updated_at"),
)
session_positions = Table(
    "session_positions",
    metadata,
    # a session's acknowledged position, written every few seconds at most, for the trace
    _id(),
    Column("user_id", String(64), nullable=False),
    Column("keys", Text, nullable=False),
    Column("started_seq", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    _json("marks", "[]"),  # [[seq, at ms], …] newest few acknowledgements
    _ms("opened_at"),
    _ms("seen_at"),
    _ms("closed_at", nullable=True),
    Index("ix_session_positions_seen_at", "seen_at"),
)
