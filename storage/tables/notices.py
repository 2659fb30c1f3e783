"""What members of the team are told, and what each of them wants to be told."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.columns import id_, metadata, ms, ref, version

UNREAD = text("read_at is null")


def _of_conversation(*, primary_key: bool = False) -> Column[str]:
    """Goes with the conversation."""
    target = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", String(64), target, nullable=not primary_key, primary_key=primary_key)


notifications = Table(
    "notifications",
    metadata,
    id_(),
    version(),
    ref("user_id", "users"),
    Column("kind", String(24), nullable=False),
    _of_conversation(),
    Column("subject", String(64), nullable=True),  # the message or quotation it is about
    Column("text", Text, nullable=False),
    # its parts, so that a person's own language can be made of them
    Column("who", Text, nullable=False, server_default=""),  # the customer
    Column("detail", Text, nullable=False, server_default=""),  # what was said, the reason, who did it
    Column("count", Integer, nullable=False, server_default="1"),
    ms("at"),
    ms("read_at", nullable=True),
    Index("ix_notifications_user_id", "user_id", "at", "id"),
    Index("ix_notifications_unread", "user_id", "at", "id", sqlite_where=UNREAD, postgresql_where=UNREAD),
    Index("ix_notifications_conversation_id", "conversation_id"),
    Index("ix_notifications_at", "at"),
    # what is unread of one kind in one conversation is one notification
    Index(
        "uq_notifications_unread",
        "user_id",
        "kind",
        "conversation_id",
        unique=True,
        sqlite_where=UNREAD,
        postgresql_where=UNREAD,
    ),
)
notification_choices = Table(
    "notification_choices",
    metadata,
    # who decided about which kind; of the others everybody is told
    Column("user_id", String(64), ForeignKey("users.id"), primary_key=True),
    Column("kind", String(24), primary_key=True),
    Column("wanted", Boolean, nullable=False),
)
notified = Table(
    "notified",
    metadata,
    # what is told once: a wait by its beginning, a failure by its message and try
    _of_conversation(primary_key=True),
    Column("kind", String(24), primary_key=True),
    Column("mark", String(96), primary_key=True),
    ms("at"),
    Index("ix_notified_at", "at"),
)
