"""A backup: everything the database holds at one moment, and the files its rows name, taken while the product runs.

The rows are read in one snapshot, so no write that goes on meanwhile is in it by half. Files come after: each was stored before its row
was committed, so whatever the snapshot names is there, unless it was removed since, which the manifest counts. Credentials stay sealed.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

import msgspec

from hub.running import archive
from hub.running.archive import Begin, FileTold, Manifest, TableTold, Writer
from hub.transaction import milliseconds
from hub.vault import Vault
from storage import event_log, migrations
from storage.blobs import BlobMissing, Blobs
from storage.database import Connection, Database
from storage.running import copying

PART_ROWS = 5_000
PART_BYTES = 8 * 1024 * 1024  # of rows before they are compressed: what is held in memory at once
INDEXED = 1_000  # files of one index
KEY_CHECK = {"is": "a backup of BMA Social"}

Tell = Callable[[str], None]


class NotMigrated(Exception):
    """The database is not at this version's schema: one sentence."""


async def take(database: Database, blobs: Blobs, vault: Vault, out: BinaryIO, tell: Tell) -> Manifest:
    """Writes an archive to `out`, which may be a pipe, and tells how far it is. Raises NotMigrated, DatabaseLost, OSError."""
    writer = Writer(out)
    with _spool() as names:
        async with database.reading() as connection:
            begin = msgspec.json.encode(await _begin(connection, vault))
            await writer.add(archive.BEGIN, begin)
            await copying.take_patience(connection)
            tables = {
                name: await _table(connection, writer, name, kinds, names) for name, kinds in copying.kept().items()
            }
        tell(f"{sum(each.rows for each in tables.values())} rows of {len(tables)} tables are kept; now the files.")
        manifest = await _files(blobs, writer, names, hashlib.sha256(begin).hexdigest(), tables)
    told = msgspec.json.encode(manifest)
    await writer.add(archive.MANIFEST + hashlib.sha256(told).hexdigest(), told)
    await writer.end()
    return manifest


async def _begin(connection: Connection, vault: Vault) -> Begin:
    revision, newest = await migrations.revision(connection), migrations.newest()
    if revision != newest:
        raise NotMigrated(f"The database is at {revision}, this version needs {newest}: run `bma migrate` first.")
    head = await event_log.head(connection)  # also what fixes the snapshot
    return Begin(
        form=archive.FORM,
        at=milliseconds(),
        revision=newest,
        dialect=connection.dialect,
        epoch=head.epoch,
        seq=head.seq,
        key_check=vault.seal(KEY_CHECK),
    )


async def _table(
    connection: Connection, writer: Writer, name: str, kinds: copying.Kinds, names: IO[bytes]
) -> TableTold:
    digest, rows, number = hashlib.sha256(), 0, 0
    files = copying.file_columns(name)
    async for part in _parts(copying.read(connection, name)):
        number += 1
        data = archive.pack(part)
        digest.update(data)
        rows += len(part)
        await writer.add(f"{archive.TABLES}{name}/{number:06d}", data)
        for row in part if files else ():
            names.writelines(f"{row[place]}\n".encode() for place in files if row[place])
    return TableTold(columns=kinds, rows=rows, sha256=digest.hexdigest())


async def _parts(pieces: AsyncIterator[list[tuple[object, ...]]]) -> AsyncIterator[archive.Rows]:
    """Rows gathered into parts of a bounded size."""
    part: archive.Rows = []
    size = 0
    async for rows in pieces:
        part += [list(row) for row in rows]
        size += sum(len(value) for row in rows for value in row if isinstance(value, str | bytes))
        if size >= PART_BYTES or len(part) >= PART_ROWS:
            yield part
            part, size = [], 0
    if part:
        yield part


async def _files(blobs: Blobs, writer: Writer, names: IO[bytes], begin: str, tables: dict[str, TableTold]) -> Manifest:
    digest, files, size, gone, number = hashlib.sha256(), 0, 0, 0, 0
    index: list[FileTold] = []

    async def indexed() -> None:
        nonlocal number
        number += 1
        data = msgspec.json.encode(index)
        digest.update(data)
        await writer.add(f"{archive.INDEX}{number:06d}", data)
        index.clear()

    for key in _keys(names):
        try:
            length = await blobs.size(key)
            told = await writer.add_stream(f"{archive.FILES}{key}", length, blobs.get(key)) if length else _EMPTY
        except BlobMissing:
            gone += 1
            continue
        index.append(FileTold(key, length, told))
        files, size = files + 1, size + length
        if len(index) == INDEXED:
            await indexed()
    if index:
        await indexed()
    return Manifest(
        begin_sha256=begin, tables=tables, files=files, bytes=size, gone=gone, index_sha256=digest.hexdigest()
    )


_EMPTY = hashlib.sha256().hexdigest()


def _keys(names: IO[bytes]) -> Iterator[str]:
    names.seek(0)
    for line in names:
        yield line.decode().rstrip("\n")


@contextmanager
def _spool() -> Iterator[IO[bytes]]:
    """The keys of the files: on the disk, for there may be a million."""
    with tempfile.TemporaryFile() as file:
        yield file
