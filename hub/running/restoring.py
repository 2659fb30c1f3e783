"""Putting a backup back. First the whole archive is read and every hash and count compared, without touching anything; then its files go
into the store and its rows, in one transaction, into a database that holds nothing. What fails on the way leaves both as they were.

Afterwards the log has a new epoch, so that no browser goes on from a number that was given out twice, and messages that waited to be
sent are unknown: since the backup they may have been sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from hub.running import archive
from hub.running.archive import Begin, Damaged, Entry, FileTold, Manifest
from hub.running.backup import KEY_CHECK
from hub.transaction import milliseconds
from hub.vault import Vault, VaultError
from hub.wire.shapes import Fault
from storage import event_log
from storage.blobs import BlobMissing, Blobs
from storage.database import Connection, Database
from storage.running import copying

KEY = re.compile(r"[A-Za-z0-9_-]+(?:[/.][A-Za-z0-9_-]+)*")  # of a file in the store: nothing that leads out of it
DOUBTED = Fault(
    code="unknown",
    message="This message waited to be sent when the backup was taken.",
    advice="The customer may have received it. Look for a reply before you send it again.",
)

Tell = Callable[[str], None]


class CannotRestore(Exception):
    """Why this backup does not go into this place: one sentence."""


class Checked(Struct, frozen=True):
    """An archive that is whole."""

    begin: Begin
    manifest: Manifest


class Restored(Struct, frozen=True):
    """`doubted`: how many messages are unknown now."""

    rows: int
    files: int
    epoch: str
    doubted: int


def check(path: Path) -> Checked:
    """Reads all of it. Blocking. Raises Damaged, OSError."""
    seen = _Seen()
    for entry in archive.entries(path):
        seen.take(entry)
    return seen.whole()


def require_key(begin: Begin, vault: Vault) -> None:
    """Raises CannotRestore when the credentials in it were sealed with another key."""
    with contextlib.suppress(VaultError):
        if vault.open(begin.key_check) == KEY_CHECK:
            return
    raise CannotRestore(
        "This backup was taken under another SECRET_KEY: set that one, else its credentials and second factors cannot be opened."
    )


async def require_empty(database: Database) -> None:
    """Raises CannotRestore for a database that holds anything."""
    async with database.reading() as connection:
        held = await copying.holding(connection)
    if held:
        raise CannotRestore(f"The database is not empty (it has {', '.join(held[:5])}): restore into a new one.")


async def restore(database: Database, blobs: Blobs, path: Path, checked: Checked, tell: Tell) -> Restored:
    """Into a database that is empty and at the backup's revision. Raises CannotRestore, Damaged, DatabaseLost."""
    with tempfile.TemporaryFile() as added:
        try:
            if await _restore_files(blobs, path, added) != checked.manifest.files:
                raise Damaged("The backup has changed since it was checked.")
            tell(f"{checked.manifest.files} files are in the store; now the rows.")
            async with database.writing() as connection:
                return await _restore_rows(connection, path, checked)
        except BaseException:
            await _take_back(blobs, added)
            raise


class _Seen:
    """What has been read of an archive so far, compared as it comes."""

    def __init__(self) -> None:
        self._begin: Begin | None = None
        self._begin_sha256 = ""
        self._manifest: Manifest | None = None
        self._tables: dict[str, tuple[int, hashlib._Hash]] = {}
        self._unlisted: dict[str, FileTold] = {}  # files since the last index
        self._index = hashlib.sha256()
        self._files = self._bytes = 0

    def take(self, entry: Entry) -> None:
        if self._begin is None and entry.name != archive.BEGIN:
            raise Damaged("This is no backup of BMA Social.")
        if entry.name == archive.BEGIN:
            data = entry.read()
            self._begin, self._begin_sha256 = archive.decoded(data, Begin), hashlib.sha256(data).hexdigest()
        elif entry.name.startswith(archive.MANIFEST):
            data = entry.read()
            if entry.name != archive.MANIFEST + hashlib.sha256(data).hexdigest():
                raise Damaged("The manifest is damaged.")
            self._manifest = archive.decoded(data, Manifest)
        elif entry.name.startswith(archive.TABLES):
            self._take_part(entry)
        elif entry.name.startswith(archive.FILES):
            self._take_file(entry)
        elif entry.name.startswith(archive.INDEX):
            self._take_index(entry.read())

    def whole(self) -> Checked:
        begin, manifest = self._begin, self._manifest
        if begin is None or manifest is None:
            raise Damaged("The backup breaks off: it has no manifest.")
        if begin.form != archive.FORM:
            raise Damaged(f"The backup has the form {begin.form}; this version reads form {archive.FORM}.")
        for name, told in manifest.tables.items():
            rows, digest = self._tables.pop(name, (0, hashlib.sha256()))
            if (rows, digest.hexdigest()) != (told.rows, told.sha256):
                raise Damaged(f"The table {name} is damaged: {rows} rows of {told.rows}, or other ones.")
        counted = (self._files, self._bytes, self._index.hexdigest())
        if self._begin_sha256 != manifest.begin_sha256:
            raise Damaged("The beginning of the backup is damaged.")
        if self._tables or self._unlisted or counted != (manifest.files, manifest.bytes, manifest.index_sha256):
            raise Damaged("The backup holds other files or tables than its manifest tells.")
        return Checked(begin, manifest)

    def _take_part(self, entry: Entry) -> None:
        name, data = _table_of(entry), entry.read()
        rows, digest = self._tables.get(name, (0, hashlib.sha256()))
        digest.update(data)
        self._tables[name] = (rows + len(archive.unpack(data)), digest)

    def _take_file(self, entry: Entry) -> None:
        digest = hashlib.sha256()
        for piece in entry.pieces():
            digest.update(piece)
        key = _key_of(entry)
        self._unlisted[key] = FileTold(key, entry.size, digest.hexdigest())

    def _take_index(self, data: bytes) -> None:
        self._index.update(data)
        for told in archive.index_of(data):
            seen = self._unlisted.pop(told.key, None)
            if seen != told and told.size:
                raise Damaged(f"The file {told.key} is damaged.")
            _safe(told.key)
            self._files, self._bytes = self._files + 1, self._bytes + told.size


async def _restore_files(blobs: Blobs, path: Path, added: IO[bytes]) -> int:
    """Returns how many."""
    count = 0
    async for entry in _entries(path, archive.FILES, archive.INDEX):
        if entry.name.startswith(archive.FILES):
            await _restore_file(blobs, _key_of(entry), entry.size, _pieces(entry), added)
            count += 1
            continue
        for told in archive.index_of(entry.read()):
            if not told.size:
                await _restore_file(blobs, _safe(told.key), 0, b"", added)
                count += 1
    return count


async def _restore_file(
    blobs: Blobs, key: str, size: int, data: AsyncIterator[bytes] | bytes, added: IO[bytes]
) -> None:
    """A file that is there already, in a store that outlived its database, stays."""
    try:
        there = await blobs.size(key)
    except BlobMissing:
        added.write(f"{key}\n".encode())
        await blobs.put(key, data)
        there = await blobs.size(key)
    if there != size:
        raise CannotRestore(f"The file {key} in the store has {there} bytes instead of {size}.")


async def _restore_rows(connection: Connection, path: Path, checked: Checked) -> Restored:
    await copying.take_patience(connection)
    if held := await copying.holding(connection):
        raise CannotRestore(f"The database is not empty (it has {held[0]}): restore into a new one.")
    columns, tables = await copying.columns(connection), checked.manifest.tables
    for name, told in tables.items():
        if not {column for column, _ in told.columns} <= columns.get(name, set()):
            raise CannotRestore(f"The table {name} of this backup does not fit the schema {checked.begin.revision}.")
    await copying.clear_head(connection)
    async for entry in _entries(path, archive.TABLES):
        name = _table_of(entry)
        await copying.write(connection, name, tables[name].columns, archive.unpack(entry.read()))
    for name, told in tables.items():
        if (count := await copying.count(connection, name)) != told.rows:
            raise CannotRestore(f"The table {name} has {count} rows now instead of {told.rows}.")
    epoch = await event_log.renew_epoch(connection)
    fault = msgspec.json.encode(DOUBTED).decode()
    doubted = await copying.doubt_unsent(
        connection, milliseconds(), fault, scheduled="scheduled_for" in columns["messages"]
    )
    return Restored(sum(told.rows for told in tables.values()), checked.manifest.files, epoch, doubted)


async def _take_back(blobs: Blobs, added: IO[bytes]) -> None:
    added.seek(0)
    for line in added:
        await blobs.delete(line.decode().rstrip("\n"))


async def _entries(path: Path, *prefixes: str) -> AsyncIterator[Entry]:
    found: Iterator[Entry] = (entry for entry in archive.entries(path) if entry.name.startswith(prefixes))
    while (entry := await asyncio.to_thread(next, found, None)) is not None:
        yield entry


async def _pieces(entry: Entry) -> AsyncIterator[bytes]:
    found = entry.pieces()
    while (piece := await asyncio.to_thread(next, found, None)) is not None:
        yield piece


def _table_of(entry: Entry) -> str:
    return entry.name.removeprefix(archive.TABLES).partition("/")[0]


def _key_of(entry: Entry) -> str:
    return _safe(entry.name.removeprefix(archive.FILES))


def _safe(key: str) -> str:
    if not KEY.fullmatch(key):
        raise Damaged("The backup names a file that is none of the store.")
    return key
