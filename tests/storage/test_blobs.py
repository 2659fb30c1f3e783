"""Files in a folder and in a real S3 double over HTTP: the same promises."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from moto.server import ThreadedMotoServer

from storage.blobs import BlobDenied, BlobMissing, Blobs
from tests.patience import PATIENCE

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a-secret"}


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "folder":
        return Blobs.open(None, tmp_path)
    endpoint = request.getfixturevalue("s3")
    await make_bucket(endpoint, "inbox")
    return Blobs.open(f"s3://inbox/some/prefix?region=eu-west-1&endpoint={endpoint}", tmp_path, CREDENTIALS)


async def test_what_is_put_is_what_comes_back(blobs: Blobs) -> None:
    assert await blobs.put("aa/one", b"hello") == 5
    assert await blobs.read("aa/one") == b"hello"
    assert await blobs.size("aa/one") == 5


async def test_a_bucket_that_lets_nobody_in_says_so(tmp_path: Path) -> None:
    class Closed(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(403)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Closed) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(BlobDenied):
            await Blobs.open(f"s3://inbox?endpoint={endpoint}", tmp_path, CREDENTIALS).size("aa/one")
        server.shutdown()


async def test_a_stream_larger_than_one_part_is_stored_whole(blobs: Blobs) -> None:
    assert await blobs.put("aa/large", pieces(200)) == 20_000_000
    assert [piece async for piece in blobs.get("aa/large", 19_999_990)] == [bytes([199]) * 10]


async def test_a_range_is_cut_at_both_ends(blobs: Blobs) -> None:
    await blobs.put("aa/digits", b"0123456789")
    assert b"".join([piece async for piece in blobs.get("aa/digits", 3, 7)]) == b"3456"


async def test_an_empty_range_reads_nothing(blobs: Blobs) -> None:
    await blobs.put("aa/digits", b"0123456789")
    assert [piece async for piece in blobs.get("aa/digits", 3, 3)] == []


async def test_an_upload_that_breaks_off_stores_nothing(blobs: Blobs) -> None:
    with pytest.raises(ConnectionError):
        await blobs.put("aa/broken", broken())
    with pytest.raises(BlobMissing):
        await blobs.size("aa/broken")


async def test_a_missing_file_says_so(blobs: Blobs) -> None:
    with pytest.raises(BlobMissing):
        [piece async for piece in blobs.get("no/such")]
    with pytest.raises(BlobMissing):
        await blobs.read("no/such")


async def test_deleting_twice_is_fine(blobs: Blobs) -> None:
    await blobs.put("aa/gone", b"x")
    await blobs.delete("aa/gone")
    await blobs.delete("aa/gone")
    with pytest.raises(BlobMissing):
        await blobs.size("aa/gone")


async def pieces(count: int) -> AsyncIterator[bytes]:
    for n in range(count):
        yield bytes([n % 256]) * 100_000


async def broken() -> AsyncIterator[bytes]:
    yield b"x" * 100
    raise ConnectionError("the sender went away")


async def make_bucket(endpoint: str, name: str) -> None:
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        (await client.put(f"{endpoint}/{name}")).raise_for_status()
