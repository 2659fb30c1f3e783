"""What an upgrade does to a database that is in use: all of it or nothing, and a copy first."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations
from storage.urls import read_url

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table("novelties", sa.Column("id", sa.String(64), primary_key=True))
    op.execute("UPDATE event_head SET seq = 4711")
    with op.batch_alter_table("contacts") as batch_op:
        batch_op.add_column(sa.Column("novelty", sa.Text(), nullable=True))
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("name", new_column_name="called")
    {ending}
"""
FAILS = 'op.execute("INSERT INTO nowhere VALUES (1)")'


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations, to which a test may add one."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    newest = migrations.newest()
    monkeypatch.setattr(migrations, "SCRIPTS", folder)
    monkeypatch.setattr(migrations, "newest", lambda: "9999")
    (folder / "before").write_text(newest)
    return folder


def _add(scripts: Path, ending: str) -> None:
    before = (scripts / "before").read_text()
    (scripts / "versions" / "9999_next.py").write_text(NEXT.format(before=before, ending=ending))


async def _look(url: str) -> tuple[set[str], set[str], int]:
    """The tables, the columns of contacts, and where the log stands."""
    engine = create_async_engine(read_url(url)[0])
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda c: set(inspect(c).get_table_names()))
        columns = await connection.run_sync(lambda c: {column["name"] for column in inspect(c).get_columns("contacts")})
        seq = (await connection.exec_driver_sql("SELECT seq FROM event_head")).scalar_one()
    await engine.dispose()
    return names, columns, seq


async def test_an_upgrade_that_fails_half_way_leaves_everything_as_it_was(database_url: str, scripts: Path) -> None:
    before, found = await _look(database_url), await asyncio.to_thread(migrations.state, database_url)
    _add(scripts, FAILS)
    with pytest.raises(Exception, match="nowhere"):
        await asyncio.to_thread(migrations.upgrade, database_url)
    assert await _look(database_url) == before
    assert (await asyncio.to_thread(migrations.state, database_url)).found == found.found
    _add(scripts, "")
    after = await asyncio.to_thread(migrations.upgrade, database_url)  # mended, it goes through
    assert after.current
    assert (await _look(database_url))[2] == 4711


async def test_an_embedded_database_is_copied_before_an_upgrade(
    database_url: str, dialect: str, scripts: Path, tmp_path: Path
) -> None:
    _add(scripts, "")
    state = await asyncio.to_thread(migrations.upgrade, database_url)
    if dialect == "postgresql":
        assert state.copy is None
        return
    assert state.copy is not None
    assert state.copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(state.copy)) as copy:
        assert copy.execute("SELECT seq FROM event_head").fetchone() == (0,)
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ((scripts / "before").read_text(),)
    assert (await asyncio.to_thread(migrations.upgrade, database_url)).copy is None  # nothing to do, nothing to copy


async def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    state = await asyncio.to_thread(migrations.upgrade, f"sqlite:///{tmp_path / 'new' / 'bma.sqlite'}")
    assert state.current
    assert state.copy is None
