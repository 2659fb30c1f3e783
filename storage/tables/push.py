"""Web push: the office's key, the browsers that asked to be told while no tab is open, and what waits to be pushed to them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from storage.tables.columns import id_, metadata, ms, ref

push_keys = Table(
    "push_keys",
    metadata,
    # one row: browsers subscribe to this key, so another one would make them all deaf
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1
    Column("public", String(128), nullable=False),  # base64url, as a browser takes it
    Column("sealed", LargeBinary, nullable=False),
    ms("created_at"),
)
push_devices = Table(
    "push_devices",
    metadata,
    id_(),
    ref("user_id", "users"),
    # one browser, one login session: they go together
    Column("login_id", String(64), ForeignKey("login_sessions.id"), nullable=False, unique=True),
    Column("endpoint", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),  # of the endpoint: a browser has one, whoever signs in
    Column("p256dh", String(128), nullable=False),
    Column("auth", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("hide_text", Boolean, nullable=False),
    ms("created_at"),
    Index("ix_push_devices_user_id", "user_id"),
)
pushes = Table(
    "pushes",
    metadata,
    # the row is the job; it holds no words, they are looked up when it is sent
    Column("device_id", String(64), ForeignKey("push_devices.id", ondelete="CASCADE"), primary_key=True),
    Column("notification_id", String(64), ForeignKey("notifications.id", ondelete="CASCADE"), primary_key=True),
    ms("at"),  # when it was last told
    ms("due_at"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Index("ix_pushes_due_at", "due_at"),
    Index("ix_pushes_notification_id", "notification_id"),
)
