"""The file a backup is: a plain tar whose entries are told by a manifest at its end. Written and read as a stream, in bounded memory.

begin.json                what and when this is a backup of
tables/<name>/<number>    rows, compressed
files/<key>               a file of the store
index/<number>            the files before it: key, size, sha256
manifest/<sha256>         rows and hashes of every table, count and hash of the index; without it the archive is not whole
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import tarfile
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

FORM = 1
BLOCK = 512  # bytes, of a tar
CHUNK = 256 * 1024
COMPRESSION = 1  # the cheapest: text shrinks to a quarter all the same
BEGIN, MANIFEST, TABLES, FILES, INDEX = "begin.json", "manifest/", "tables/", "files/", "index/"
PART_LIMIT = 64 * 1024 * 1024  # bytes of a part or an index that are believed

Rows = list[list[Any]]


class Damaged(Exception):
    """The archive is not what was written: one sentence."""


class Begin(Struct, frozen=True, kw_only=True):
    """`at`: ms; `key_check`: something sealed with the SECRET_KEY that this needs."""

    form: int
    at: int
    revision: str
    dialect: str
    epoch: str
    seq: int
    key_check: bytes


class TableTold(Struct, frozen=True, kw_only=True):
    """`columns`: names and kinds; `sha256`: of its parts as they lie in the archive."""

    columns: list[tuple[str, str]]
    rows: int
    sha256: str


class FileTold(Struct, frozen=True):
    key: str
    size: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """`begin_sha256`: of what the archive begins with; `files`, `bytes`: of the store; `gone`: named by a row, but removed while the backup ran; `index_sha256`: of all indexes."""

    begin_sha256: str
    tables: dict[str, TableTold]
    files: int
    bytes: int
    gone: int
    index_sha256: str


class Writer:
    """`out` is only written to, so it may be a pipe."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    async def add(self, name: str, data: bytes) -> None:
        await asyncio.to_thread(self._write, _header(name, len(data)) + data + _padding(len(data)))

    async def add_stream(self, name: str, size: int, pieces: AsyncIterator[bytes]) -> str:
        """The sha256 of it. Raises Damaged when not `size` bytes come; what `pieces` raises at its first step leaves no trace."""
        digest, came = hashlib.sha256(), 0
        async for piece in pieces:
            if not came:
                await asyncio.to_thread(self._write, _header(name, size))
            digest.update(piece)
            came += len(piece)
            await asyncio.to_thread(self._write, piece)
        if came != size:
            raise Damaged(f"The file {name} changed while it was read.")
        await asyncio.to_thread(self._write, _padding(size))
        return digest.hexdigest()

    async def end(self) -> None:
        await asyncio.to_thread(self._write, b"\0" * BLOCK * 2)

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._out.flush()


class Entry(Struct, frozen=True):
    name: str
    size: int
    _tar: tarfile.TarFile
    _info: tarfile.TarInfo

    def read(self) -> bytes:
        """For parts and indexes."""
        if self.size > PART_LIMIT:
            raise Damaged(f"{self.name} is larger than any part of a backup.")
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        stream = self._tar.extractfile(self._info)
        if stream is None:
            raise Damaged(f"{self.name} is no file.")
        try:
            while piece := stream.read(CHUNK):
                yield piece
        except (tarfile.TarError, ValueError) as error:
            raise Damaged(f"{self.name} is not whole: {error}.") from None


def entries(path: Path) -> Iterator[Entry]:
    """In the order they were written. Blocking. Raises Damaged."""
    try:
        with tarfile.open(path, "r:") as tar:
            while (info := tar.next()) is not None:
                yield Entry(info.name, info.size, tar, info)
                tar.members = []  # type: ignore[attr-defined]  # else it remembers every file there is
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Damaged(f"This is no backup, or it is not whole: {error}.") from None


def pack(rows: Rows) -> bytes:
    return gzip.compress(msgspec.msgpack.encode(rows), COMPRESSION, mtime=0)


def unpack(data: bytes) -> Rows:
    try:
        return msgspec.msgpack.decode(gzip.decompress(data), type=Rows)
    except (OSError, EOFError, ValueError, zlib.error, msgspec.DecodeError) as error:
        raise Damaged(f"A part cannot be read: {error}.") from None


def index_of(data: bytes) -> list[FileTold]:
    try:
        return msgspec.json.decode(data, type=list[FileTold])
    except msgspec.DecodeError as error:
        raise Damaged(f"The list of files cannot be read: {error}.") from None


def decoded(data: bytes, shape: type[Begin] | type[Manifest]) -> Any:
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.DecodeError as error:
        raise Damaged(f"What the archive says of itself cannot be read: {error}.") from None


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(format=tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return b"\0" * (-size % BLOCK)
