"""`bma backup` and `bma restore`: what they say, and the order of their steps."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from hub.office import activity
from hub.running import backup, restoring
from hub.running.archive import Damaged, Manifest
from hub.running.restoring import Checked, Restored
from hub.settings import Settings
from hub.shaping import time_text
from hub.transaction import Transactions
from hub.vault import Vault
from storage import migrations
from storage.blobs import Blobs
from storage.database import Database
from web.running import CannotStart

STANDARD_OUTPUT = "-"
KEEP_KEY = (
    "Keep SECRET_KEY beside it, apart from it: without it the credentials and second factors in it cannot be opened."
)
Value = TypeVar("Value")


def take(settings: Settings, target: str) -> None:
    """Into a file that is there whole or not at all, or to standard output. Raises CannotStart."""
    try:
        if target == STANDARD_OUTPUT:
            manifest = _taken(settings, sys.stdout.buffer)
        else:
            manifest = _taken_into(settings, Path(target))
    except (backup.NotMigrated, Damaged) as error:
        raise CannotStart(str(error)) from None
    except BrokenPipeError:
        raise CannotStart("Whoever read the backup went away: it is not whole.") from None
    except OSError as error:
        raise CannotStart(f"The backup could not be written: {error}") from None
    rows = sum(told.rows for told in manifest.tables.values())
    gone = f", {manifest.gone} removed meanwhile" if manifest.gone else ""
    _say(f"Done: {rows} rows, {manifest.files} files of {manifest.bytes} bytes{gone}. {KEEP_KEY}")


def restore(settings: Settings, source: str, *, other_key: bool) -> None:
    """Raises CannotStart."""
    path, url = Path(source), settings.database_url
    checked = _checked(path)
    try:
        if not other_key:
            restoring.require_key(checked.begin, Vault(settings.secret_key))
        _with_database(settings, restoring.require_empty)
        if not migrations.known(checked.begin.revision):
            raise CannotStart(f"This backup is from a newer version (schema {checked.begin.revision}): update first.")
        migrations.begin_at(url, checked.begin.revision)
        done = _with_database(settings, lambda database: _restored(settings, database, path, checked))
    except (restoring.CannotRestore, Damaged) as error:
        raise CannotStart(f"Nothing was restored. {error}") from None
    migrations.upgrade(url)
    _with_database(settings, lambda database: _noted(database, checked))
    _say(f"Restored and compared: {done.rows} rows, {done.files} files. The log's epoch is {done.epoch}.")
    if done.doubted:
        _say(f"{done.doubted} messages waited to be sent; they are unknown now, for they may have been sent since.")


def look(source: str) -> None:
    """Says what a backup holds and that it is whole. Raises CannotStart."""
    checked = _checked(Path(source))
    for name, told in sorted(checked.manifest.tables.items()):
        if told.rows:
            _say(f"{told.rows:>10}  {name}")
    _say(f"{checked.manifest.files:>10}  files of {checked.manifest.bytes} bytes")


def _taken_into(settings: Settings, target: Path) -> Manifest:
    draft = target.with_name(target.name + ".part")
    try:
        # it holds what customers wrote: its owner's alone
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            manifest = _taken(settings, out)
            os.fsync(out.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return manifest


def _taken(settings: Settings, out: BinaryIO) -> Manifest:
    state = migrations.state(settings.database_url)
    if not state.current:
        raise CannotStart(
            f"The database is at {state.found or 'nothing'}, this version needs {state.newest}: run `bma migrate`."
        )
    blobs, vault = _blobs(settings), Vault(settings.secret_key)
    return _with_database(settings, lambda database: backup.take(database, blobs, vault, out, _say))


def _checked(path: Path) -> Checked:
    try:
        checked = restoring.check(path)
    except Damaged as error:
        raise CannotStart(f"{path} is damaged; nothing was touched. {error}") from None
    except OSError as error:
        raise CannotStart(f"{path} cannot be read: {error}") from None
    begin = checked.begin
    _say(f"{path} is whole: taken at {time_text(begin.at)} from {begin.dialect}, schema {begin.revision}.")
    return checked


async def _restored(settings: Settings, database: Database, path: Path, checked: Checked) -> Restored:
    return await restoring.restore(database, _blobs(settings), path, checked, _say)


async def _noted(database: Database, checked: Checked) -> None:
    async with Transactions(database, lambda _: None).begin() as tx:
        await activity.note(tx, None, "backup.restored", after={"taken_at": time_text(checked.begin.at)})


def _with_database(settings: Settings, act: Callable[[Database], Awaitable[Value]]) -> Value:
    async def run() -> Value:
        database = Database.open(settings.database_url)
        try:
            return await act(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _blobs(settings: Settings) -> Blobs:
    return Blobs.open(settings.storage_url, settings.data_dir, settings.storage_credentials)


def _say(sentence: str) -> None:
    """Standard output may be the backup itself."""
    print(sentence, file=sys.stderr, flush=True)
