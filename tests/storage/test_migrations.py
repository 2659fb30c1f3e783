import asyncio
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations
from storage.tables import metadata
from storage.urls import read_url


async def test_the_migrations_lead_to_the_tables_as_they_are_written(database_url: str) -> None:
    engine = create_async_engine(read_url(database_url)[0])

    def differences(connection: SyncConnection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_migrated_database_says_so_and_migrating_again_changes_nothing(database_url: str) -> None:
    before = await asyncio.to_thread(migrations.state, database_url)
    after = await asyncio.to_thread(migrations.upgrade, database_url)
    assert before.current
    assert after == before


async def test_an_empty_database_is_told_from_a_migrated_one(tmp_path: Path) -> None:
    found = await asyncio.to_thread(migrations.state, f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert found.found is None
    assert not found.current
