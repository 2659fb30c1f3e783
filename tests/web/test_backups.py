"""`bma backup` and `bma restore`, as real processes, beside a server that runs."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from hub import settings
from storage import migrations
from tests.patience import PATIENCE
from tests.web.test_cli import PASSWORD, Start, bma, environment, start
from web import backups
from web.running import CannotStart

__all__ = ["environment", "start"]  # fixtures
ADD = ("user", "add", "--email", "ines@example.com", "--name", "Ines", "--role", "admin", "--password-file", "-")


@pytest.fixture
def elsewhere(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same product on another machine: with nothing in it."""
    place = tmp_path / "elsewhere"
    return environment | {"DATA_DIR": str(place), "DATABASE_URL": f"sqlite:///{place / 'bma.sqlite'}"}


def test_a_backup_beside_a_running_server_brings_back_who_may_sign_in(
    start: Start, environment: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    assert bma(environment, *ADD, stdin=PASSWORD + "\n").returncode == 0
    server = start("serve", "--port", "0")
    server.said("BMA Social is at")
    archive = tmp_path / "office.bma"
    taken = bma(environment, "backup", str(archive))
    assert taken.returncode == 0, taken.stderr
    assert "SECRET_KEY" in taken.stderr
    assert archive.stat().st_mode & 0o077 == 0
    restored = bma(elsewhere, "restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert "epoch" in restored.stderr
    other = start("serve", "--port", "0", **elsewhere)
    address = other.said(r"BMA Social is at (\S+)").group(1)
    answer = httpx.post(
        f"{address}/api/v1/auth/login", json={"email": "ines@example.com", "password": PASSWORD}, timeout=PATIENCE
    )
    assert answer.status_code == 200
    again = bma(elsewhere, "restore", str(archive))
    assert (again.returncode, "not empty" in again.stderr) == (1, True)


def test_a_backup_goes_through_a_pipe_and_nothing_else_does(
    environment: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    assert bma(environment, *ADD, stdin=PASSWORD + "\n").returncode == 0
    archive = tmp_path / "piped.bma"
    with archive.open("wb") as out:
        command = [sys.executable, "-m", "web.cli", "backup", "-"]
        assert subprocess.run(command, env=environment, stdout=out, timeout=PATIENCE, check=False).returncode == 0
    looked = bma(elsewhere, "restore", "--check", str(archive))
    assert looked.returncode == 0, looked.stderr
    assert "1  users" in looked.stderr
    assert not Path(elsewhere["DATA_DIR"], "bma.sqlite").exists()


def test_what_cannot_be_restored_is_said_in_one_sentence(
    environment: dict[str, str], elsewhere: dict[str, str], tmp_path: Path
) -> None:
    assert bma(environment, "migrate").returncode == 0
    archive = tmp_path / "kept.bma"
    assert bma(environment, "backup", str(archive)).returncode == 0
    other_key = bma(elsewhere, "restore", str(archive), SECRET_KEY="z" * 40)
    assert (other_key.returncode, "another SECRET_KEY" in other_key.stderr) == (1, True)
    archive.write_bytes(archive.read_bytes()[:-2000])
    damaged = bma(elsewhere, "restore", str(archive))
    assert (damaged.returncode, "damaged; nothing was touched" in damaged.stderr) == (1, True)
    missing = bma(elsewhere, "restore", str(tmp_path / "nothing.bma"))
    assert (missing.returncode, "cannot be read" in missing.stderr) == (1, True)
    assert not Path(elsewhere["DATA_DIR"], "bma.sqlite").exists()
    unwritable = bma(environment, "backup", str(tmp_path / "no" / "folder.bma"))
    assert (unwritable.returncode, "could not be written" in unwritable.stderr) == (1, True)
    assert "Traceback" not in other_key.stderr + damaged.stderr + missing.stderr + unwritable.stderr


@pytest.fixture
def versions(tmp_path: Path) -> Callable[[pytest.MonkeyPatch], None]:
    """Makes this the version after the next migration."""
    folder = tmp_path / "migrations"

    def update(patch: pytest.MonkeyPatch) -> None:
        before = migrations.newest()
        shutil.copytree(migrations.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "9999_next.py").write_text(NEXT.format(before=before))
        patch.setattr(migrations, "SCRIPTS", folder)
        patch.setattr(migrations, "newest", lambda: "9999")

    return update


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("UPDATE users SET name = 'Ines, upgraded'")
    op.create_table("novelties", sa.Column("id", sa.String(64), primary_key=True))
"""


def test_a_backup_of_an_older_version_is_brought_to_this_one_and_of_a_newer_one_refused(
    environment: dict[str, str], tmp_path: Path, versions: Callable[[pytest.MonkeyPatch], None]
) -> None:
    assert bma(environment, *ADD, stdin=PASSWORD + "\n").returncode == 0
    here = settings.read(environment)
    older, newer = tmp_path / "older.bma", tmp_path / "newer.bma"
    backups.take(here, str(older))
    with pytest.MonkeyPatch.context() as patch:
        versions(patch)
        there = settings.read(environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'there.sqlite'}"})
        backups.restore(there, str(older), other_key=False)
        with closing(sqlite3.connect(tmp_path / "there.sqlite")) as opened:
            assert opened.execute("SELECT name FROM users").fetchall() == [("Ines, upgraded",)]
            assert opened.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
        backups.take(there, str(newer))
    back = settings.read(environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'back.sqlite'}"})
    with pytest.raises(CannotStart, match="newer version"):
        backups.restore(back, str(newer), other_key=False)


def test_an_empty_database_of_another_version_is_made_anew(environment: dict[str, str], tmp_path: Path) -> None:
    here = settings.read(environment)
    migrations.upgrade(here.database_url)
    backups.take(here, str(tmp_path / "office.bma"))
    there = settings.read(environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'there.sqlite'}"})
    migrations.begin_at(there.database_url, "0001")
    backups.restore(there, str(tmp_path / "office.bma"), other_key=False)
    assert migrations.state(there.database_url).current
