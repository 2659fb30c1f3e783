"""Files: a folder, or any S3-compatible bucket. Keys are ours (`3f/3f…`), never a file's own name. Nothing is held whole in memory.

All but streamed uploads run obstore's blocking calls in a thread: its async ones may still be letting go of Python objects when a short
program ends (`bma doctor`), and then abort it (seen with 0.12.1, one run in five).

`s3://bucket/prefix?region=…&endpoint=https://…&path_style=false`; credentials are passed in under their usual names (`AWS_ACCESS_KEY_ID` …).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, S3Store

CHUNK_BYTES = 256 * 1024
PART_BYTES = 8 * 1024 * 1024  # of a multipart upload; S3 wants at least 5 MiB
PARTS_AT_ONCE = 2  # bounds the memory of one upload
TIMEOUT = timedelta(minutes=5)  # a whole file, read or written


class BlobMissing(Exception):
    """There is no such file (any more)."""


class BlobDenied(Exception):
    """Whoever keeps it does not let us."""


class Blobs:
    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store

    @classmethod
    def open(cls, storage_url: str | None, data_dir: Path, credentials: Mapping[str, str] | None = None) -> Blobs:
        """`storage_url` None: the folder `files` under `data_dir`."""
        parts = urlsplit(storage_url or "")
        if parts.scheme == "s3":
            return cls(_bucket(parts.netloc, parts.path, dict(parse_qsl(parts.query)), credentials or {}))
        folder = Path(unquote(parts.path)) if parts.scheme == "file" else data_dir / "files"
        return cls(LocalStore(folder, mkdir=True))

    async def put(self, key: str, data: AsyncIterator[bytes] | bytes) -> int:
        """Stores a file under `key`, replacing what was there; its size in bytes."""
        if isinstance(data, bytes):
            await asyncio.to_thread(obstore.put, self._store, key, data, use_multipart=False)
            return len(data)
        counted = _Counted(data)
        await obstore.put_async(self._store, key, counted, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE)
        return counted.size

    async def get(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`. Raises BlobMissing at the first step."""
        if end is not None and end <= start:
            return
        options: Any = {}
        if end is not None:
            options = {"range": (start, end)}
        elif start:
            options = {"range": {"offset": start}}
        try:
            result = await asyncio.to_thread(obstore.get, self._store, key, options=options)
        except FileNotFoundError:
            raise BlobMissing(key) from None
        pieces = iter(result.stream(min_chunk_size=CHUNK_BYTES))
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield bytes(piece)

    async def read(self, key: str) -> bytes:
        """The whole file, for small ones (an upload to a provider). Raises BlobMissing."""
        try:
            return await asyncio.to_thread(lambda: bytes(obstore.get(self._store, key).bytes()))
        except FileNotFoundError:
            raise BlobMissing(key) from None

    async def size(self, key: str) -> int:
        """In bytes. Raises BlobMissing or BlobDenied."""
        try:
            return int((await asyncio.to_thread(obstore.head, self._store, key))["size"])
        except FileNotFoundError:
            raise BlobMissing(key) from None
        except (PermissionError, PermissionDeniedError, UnauthenticatedError):
            raise BlobDenied(key) from None

    async def delete(self, key: str) -> None:
        """Already gone is fine."""
        try:
            await asyncio.to_thread(obstore.delete, self._store, key)
        except FileNotFoundError:
            return


def _bucket(bucket: str, path: str, query: dict[str, str], credentials: Mapping[str, str]) -> S3Store:
    names = {
        "access_key_id": "AWS_ACCESS_KEY_ID",
        "secret_access_key": "AWS_SECRET_ACCESS_KEY",
        "session_token": "AWS_SESSION_TOKEN",
        "region": "AWS_REGION",
        "endpoint": "AWS_ENDPOINT_URL",
    }
    config: dict[str, Any] = {ours: credentials[theirs] for ours, theirs in names.items() if credentials.get(theirs)}
    config |= {name: query[name] for name in ("region", "endpoint") if query.get(name)}
    config.setdefault("region", "us-east-1")
    # buckets of other makers than Amazon are reached by path unless told otherwise
    by_path = query.get("path_style", "true" if "endpoint" in config else "false") != "false"
    return S3Store(
        bucket,
        prefix=path.strip("/") or None,
        virtual_hosted_style_request=not by_path,
        client_options={"allow_http": str(config.get("endpoint", "")).startswith("http://"), "timeout": TIMEOUT},
        **config,
    )


class _Counted:
    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self.size = 0

    def __aiter__(self) -> _Counted:
        return self

    async def __anext__(self) -> bytes:
        piece = await self._source.__anext__()
        self.size += len(piece)
        return piece
