"""Conversations, messages, and the queues that are columns of them."""

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
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.columns import id_, json, metadata, ms, ref, version


def _partly(name: str, where: str, *columns: str) -> Index:
    """An index of the rows that meet a condition."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


conversations = Table(
    "conversations",
    metadata,
    id_(),
    version(),
    ref("contact_id", "contacts"),
    ref("channel_id", "channels"),
    Column("group_id", String(128), nullable=False, server_default=""),  # a provider's group; "" for one person
    Column(
        "state", String(16), nullable=False
    ),  # open snoozed resolved; quiet: a campaign began it and nobody has answered
    Column("assignee_id", String(64), nullable=True),
    Column("unread", Integer, nullable=False, server_default="0"),
    Column("last_message_id", String(64), nullable=True),
    Column("last_order", String(32), nullable=False, server_default=""),
    Column("last_at", BigInteger, nullable=False),
    ms("window_closes_at", nullable=True),
    json("tags", "[]"),
    ms("waiting_since", nullable=True),
    Column("priority", Integer, nullable=False, server_default="0"),
    ms("snoozed_until", nullable=True),
    ms("resolved_at", nullable=True),
    Column("origin_contact_id", String(64), nullable=True),
    # the campaign that wrote here last, and until when what comes is an answer to it (null: it was answered)
    Column("campaign_id", String(64), nullable=True),
    ms("campaign_until", nullable=True),
    Column("answers", Text, nullable=True),  # JSON of hub.wire.shapes.AnsweredCampaign
    ms("created_at"),
    ms("updated_at"),
    Index("ix_conversations_contact_id", "contact_id"),
    Index("ix_conversations_channel_window", "channel_id", "window_closes_at"),  # when a number last heard anything
    # lists: see storage/inbox/lists.py; the partial ones hold few rows, which keeps the intake's changes cheap
    Index("ix_conversations_state_last", "state", "last_at", "id"),
    Index("ix_conversations_channel_last", "channel_id", "state", "last_at", "id"),
    Index("ix_conversations_assignee_last", "assignee_id", "state", "last_at", "id"),
    _partly("ix_conversations_priority_last", "priority > 0", "priority", "last_at", "id"),
    _partly("ix_conversations_unread", "unread > 0", "last_at", "id"),
    _partly("ix_conversations_waiting", "waiting_since is not null", "waiting_since", "id"),
    _partly("ix_conversations_window", "window_closes_at is not null", "window_closes_at", "id"),
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
conversation_tags = Table(
    "conversation_tags",
    metadata,
    # the `tags` of conversations, to find them by; written by storage/inbox/conversation_tags.py alone
    Column("tag", String(64), primary_key=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_conversation_tags_conversation_id", "conversation_id"),
)
views = Table(
    "views",
    metadata,
    # saved lists of conversations: of one person, or (`owner_id` null) of all
    id_(),
    version(),
    Column("name", Text, nullable=False),
    Column("owner_id", String(64), nullable=True),
    json("filter", "{}"),
    Column("position", Integer, nullable=False, server_default="0"),
    ms("created_at"),
    ms("updated_at"),
    Index("ix_views_owner_id", "owner_id", "position", "name"),
)
messages = Table(
    "messages",
    metadata,
    id_(),
    version(),
    ref("conversation_id", "conversations"),
    # the conversation's, which refers to it: a second foreign key to the one row every message shares costs the intake a tenth of its writes
    Column("channel_id", String(64), nullable=False),
    Column(
        "order", String(32), nullable=False
    ),  # digits: provider time in ms (13), arrival in µs (16); compared as text
    Column("direction", String(3), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=True),
    json("content", "{}"),
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
    ms("sent_at"),
    ms("created_at"),
    # the queue of deliveries: the row is the job
    Column("outgoing", Text, nullable=True),  # JSON: what to hand to the channel beside the columns above
    ms("due_at", nullable=True),  # null: nothing to do
    Column("claimed_by", String(64), nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("weight", Integer, nullable=False, server_default="0"),  # 0 a person's reply, 1 a campaign's
    Column("campaign_id", String(64), nullable=True),  # the campaign whose message it is
    ms("scheduled_for", nullable=True),  # written ahead, to go at this time
    Column(
        "cancels_on_reply", Boolean, nullable=False, server_default=text("false")
    ),  # unless the customer writes first
    UniqueConstraint("channel_id", "key_space", "provider_id"),
    UniqueConstraint("author_id", "client_id"),
    # what a mail names is known by its Message-ID alone, not by the digest that keeps two mails of one id apart: see intake.mails
    _partly("ix_messages_mail", "length(key_space) = 12", "channel_id", "provider_id"),
    Index("ix_messages_thread", "conversation_id", "order", unique=True),
    # not by status: an index that names it would make every tick of a delivery rewrite all the others (PostgreSQL's HOT updates)
    _partly("ix_messages_error", "error is not null", "created_at", "id"),
    Index(
        "ix_messages_due",
        "channel_id",
        "weight",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
    Index("ix_messages_channel_order", "channel_id", "order", "id"),
    # those that failed or are unknown: by `error`, because an index on `status` would make every tick cost more
    _partly("ix_messages_troubled", "error is not null", "channel_id", "order", "id"),
    _partly("ix_messages_scheduled", "scheduled_for is not null and due_at is not null", "conversation_id", "due_at"),
    # what became of conversations: lines about them
    _partly("ix_messages_events", "kind = 'system'", "channel_id", "created_at", "id"),
)
attempts = Table(
    "attempts",
    metadata,
    id_(),  # our tag at the provider
    ref("message_id", "messages"),
    ref("channel_id", "channels"),
    Column("number", Integer, nullable=False),
    Column("provider_id", String(512), nullable=True),
    ms("started_at"),
    ms("accepted_at", nullable=True),
    ms("sent_at", nullable=True),
    ms("delivered_at", nullable=True),
    ms("read_at", nullable=True),
    ms("played_at", nullable=True),
    ms("failed_at", nullable=True),
    ms("unknown_at", nullable=True),
    Column("error", Text, nullable=True),  # JSON Fault
    Column("pricing", Text, nullable=True),
    Column(
        "call", String(64), nullable=True
    ),  # may have been taken with others in this call, under a key that makes a repeat harmless
    Column(
        "beside", Text, nullable=True
    ),  # JSON: what went along with the message in the call, to be said again exactly so
    UniqueConstraint("message_id", "number"),
    UniqueConstraint("channel_id", "provider_id"),
    _partly("ix_attempts_call", "call is not null", "call"),
)
parked_facts = Table(
    "parked_facts",
    metadata,
    id_(),
    Column("channel_id", String(64), nullable=False),
    Column("target", String(512), nullable=False),  # the provider id it waits for
    Column("dedupe", String(64), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),  # JSON of the channels.Fact
    ms("created_at"),
    Index("ix_parked_facts_target", "channel_id", "target"),
)
reactions = Table(
    "reactions",
    metadata,
    Column("message_id", String(64), ForeignKey("messages.id"), primary_key=True),
    Column("by_kind", String(16), primary_key=True),
    Column("by_id", String(64), primary_key=True),
    Column("emoji", String(64), nullable=False),  # "" keeps the time of a removal, so that an older one cannot win
    ms("at"),
)
attachments = Table(
    "attachments",
    metadata,
    id_(),
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
    Column("cid", Text, nullable=True),  # a mail's name for a picture within its text
    Column("uploaded_media_id", String(512), nullable=True),  # what `upload` gave for sending
    Column("uploaded_at", BigInteger, nullable=True),
    Column("sha256", String(64), nullable=True),
    Column("blob", String(128), nullable=True),
    Column("thumbnail", String(128), nullable=True),
    Column("uploaded_by", String(64), nullable=True),
    Column("kept_for", String(16), nullable=True),  # an upload no message carries that stays all the same: "logo"
    ms("created_at"),
    ms("due_at", nullable=True),
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
    ms("due_at", nullable=True),
    Column("told", String(512), nullable=True),  # the last provider id that was marked
    Column("tries", Integer, nullable=False, server_default="0"),
    Index(
        "ix_read_marks_due",
        "due_at",
        sqlite_where=text("due_at is not null"),
        postgresql_where=text("due_at is not null"),
    ),
)
message_handles = Table(
    "message_handles",
    metadata,
    # what a provider wants back with an answer to a message; only of channels that have such things
    Column("message_id", String(64), ForeignKey("messages.id"), primary_key=True),
    Column("conversation_id", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("reply", Text, nullable=True),  # answers for nothing, once; null as soon as it is used
    ms("reply_until", nullable=True),
    Column("quote", Text, nullable=True),
    Column("read", Text, nullable=True),
    Index(
        "ix_message_handles_reply",
        "conversation_id",
        "reply_until",
        sqlite_where=text("reply is not null"),
        postgresql_where=text("reply is not null"),
    ),
)
