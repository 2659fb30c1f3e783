"""Conversations are found by their tags in a table of its own: what was tagged before comes into it."""

# ruff: noqa: S608 - our own names

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TAGGED = "INSERT INTO conversation_tags (tag, conversation_id) "
POSTGRESQL = TAGGED + (
    "SELECT DISTINCT tag, conversations.id FROM conversations, json_array_elements_text(conversations.tags::json) AS tag "
    "ON CONFLICT DO NOTHING"
)
SQLITE = TAGGED + (
    "SELECT DISTINCT tag.value, conversations.id FROM conversations, json_each(conversations.tags) AS tag WHERE true "
    "ON CONFLICT DO NOTHING"
)


def upgrade() -> None:
    op.execute(POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE)


def downgrade() -> None:
    op.execute("DELETE FROM conversation_tags")
