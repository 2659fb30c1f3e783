"""What strangers may do to a listening socket, on a real one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from tests.patience import PATIENCE
from web.http import HEAD_MOST, HttpProtocol


class Hurried(HttpProtocol):
    head_seconds = 0.2


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers how many headers it was told."""
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(len(scope["headers"])).encode()})


@pytest.fixture(params=[HttpProtocol, Hurried])
async def port(request: pytest.FixtureRequest) -> AsyncIterator[int]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=request.param, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve([listening]))
    while not server.started:
        await asyncio.sleep(0.005)
    yield int(listening.getsockname()[1])
    server.should_exit = True
    await serving


async def said(port: int, *parts: bytes) -> bytes:
    """All the server says until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(PATIENCE):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_an_ordinary_request_is_answered_and_another_after_it(port: int) -> None:
    body = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 200000\r\n\r\n" + b"x" * 200_000
    last = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    assert (await said(port, body, last)).count(b"200 OK") == 2


async def test_headers_without_end_are_refused(port: int) -> None:
    line = b"x-filler: " + b"x" * 8_000 + b"\r\n"
    told = await said(port, b"GET / HTTP/1.1\r\n", *[line] * (HEAD_MOST // 8_000 + 40))
    assert told == b"" or told.startswith(b"HTTP/1.1 431")


async def test_one_header_without_end_is_refused(port: int) -> None:
    told = await said(port, b"GET / HTTP/1.1\r\nx-filler: ", *[b"x" * 16_000] * 40)
    assert told == b"" or told.startswith(b"HTTP/1.1 431")


async def test_trailers_are_not_kept(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    told = await said(port, head + b"0\r\n" + b"x-late: 1\r\n" * 50 + b"\r\n")
    assert told.endswith(b"\r\n\r\n3") or b"\r\n3\r\n" in told


@pytest.mark.parametrize("port", [Hurried], indirect=True)
@pytest.mark.parametrize("beginning", [b"", b"GET / HTTP/1.1\r\nhost:"])
async def test_a_head_that_never_ends_is_not_waited_for(port: int, beginning: bytes) -> None:
    assert await said(port, beginning) == b""


@pytest.mark.parametrize("port", [Hurried], indirect=True)
async def test_a_second_head_that_never_ends_is_not_waited_for_either(port: int) -> None:
    told = await said(port, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", b"GET / HTTP/1.1\r\nhost:")
    assert told.count(b"200 OK") == 1
