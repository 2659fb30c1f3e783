"""A database of the first release, with what people had in it, becomes one of today."""

from __future__ import annotations

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations
from storage.database import Database
from storage.inbox import conversation_tags
from storage.urls import read_url

OLD = (
    "INSERT INTO channels (id, kind, name, address, state, created_at, updated_at) VALUES ('sales', 'whatsapp', 'Sales', '1', 'active', 1, 1)",
    "INSERT INTO contacts (id, name, name_source, created_at, updated_at) VALUES ('pim', 'Pim', 'agent', 1, 1)",
    "INSERT INTO conversations (id, contact_id, channel_id, state, last_at, tags, created_at, updated_at) "
    """VALUES ('talk', 'pim', 'sales', 'open', 1, '["vip", "wedding", "vip"]', 1, 1)""",
    "INSERT INTO conversations (id, contact_id, channel_id, state, last_at, created_at, updated_at) "
    "VALUES ('plain', 'pim', 'sales', 'resolved', 1, 1, 1)",
)  # fmt: skip


async def test_what_was_tagged_is_found_by_its_tags(database_url: str) -> None:
    await asyncio.to_thread(migrations.begin_at, database_url, "0001")
    engine = create_async_engine(read_url(database_url)[0])
    async with engine.begin() as connection:
        for statement in OLD:
            await connection.execute(text(statement))
    await engine.dispose()

    state = await asyncio.to_thread(migrations.upgrade, database_url)
    assert state.current
    database = Database.open(database_url)
    async with database.reading() as connection:
        assert await conversation_tags.counts(connection) == {"vip": 1, "wedding": 1}
        assert await conversation_tags.holding(connection, "vip") == ["talk"]
    await database.close()
