"""Contacts by name, in the order a person reads: an index of an expression, which alembic cannot compare on SQLite."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_contacts_name ON contacts (lower(substr(name, 1, 64)), id)")


def downgrade() -> None:
    op.drop_index("ix_contacts_name", table_name="contacts")
