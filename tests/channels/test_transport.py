from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from channels.transport import Lost, NotSent, Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    found = Transport(read_seconds=0.3)
    yield found
    await found.close()


@asynccontextmanager
async def server(speak: Speak) -> AsyncIterator[str]:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await speak(reader, writer)
        finally:
            writer.close()

    listening = await asyncio.start_server(once, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"


async def test_an_answer_is_an_answer_whatever_its_status(transport: Transport) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK.replace(b"200 OK", b"500 Bad"))

    async with server(speak) as url:
        answer = await transport.call("POST", url, content=b"x")
    assert (answer.status, answer.body) == (500, b"ok")


async def test_a_closed_port_means_nothing_was_sent(transport: Transport) -> None:
    with pytest.raises(NotSent):
        await transport.call("POST", "http://127.0.0.1:1/", content=b"x")


@pytest.mark.parametrize("url", ["nowhere", "gopher://x/", "http://[/", "http://127.0.0.1:1/\x00"])
async def test_an_address_that_is_none_means_nothing_was_sent(transport: Transport, url: str) -> None:
    with pytest.raises(NotSent):
        await transport.call("POST", url, content=b"x")


async def test_silence_after_the_request_is_lost(transport: Transport) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1)

    async with server(speak) as url:
        with pytest.raises(Lost):
            await transport.call("POST", url, content=b"x")


async def test_a_connection_closed_without_an_answer_is_lost(transport: Transport) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async with server(speak) as url:
        with pytest.raises(Lost):
            await transport.call("POST", url, content=b"x")


async def test_half_an_answer_is_lost(transport: Transport) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK[:-1])

    async with server(speak) as url:
        with pytest.raises(Lost):
            await transport.call("POST", url, content=b"x")


async def test_what_is_no_http_is_lost(transport: Transport) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"hello there\r\n\r\n")

    async with server(speak) as url:
        with pytest.raises(Lost):
            await transport.call("POST", url, content=b"x")


async def test_a_kept_connection_that_dies_under_a_request_is_never_tried_again(transport: Transport) -> None:
    requests = 0

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        for answer in (OK, b""):
            await reader.readuntil(b"\r\n\r\nx")
            requests += 1
            writer.write(answer)

    async with server(speak) as url:
        await transport.call("POST", url, content=b"x")
        with pytest.raises(Lost):
            await transport.call("POST", url, content=b"x")
    assert requests == 2


async def test_connections_are_kept_alive(transport: Transport) -> None:
    connections = 0

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        for _ in range(3):
            await reader.readuntil(b"\r\n\r\nx")
            writer.write(OK)

    async with server(speak) as url:
        for _ in range(3):
            await transport.call("POST", url, content=b"x")
    assert connections == 1


async def test_a_redirect_is_handed_back_and_not_followed(transport: Transport) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")

    async with server(speak) as url:
        assert (await transport.call("GET", url, headers={"Authorization": "Bearer t"})).status == 302


async def test_a_full_pool_means_nothing_was_sent() -> None:
    crowded = Transport(connections=1, pool_seconds=0.05)

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(1)

    async with server(speak) as url:
        first = asyncio.ensure_future(crowded.call("POST", url, content=b"x"))
        await asyncio.sleep(0)
        with pytest.raises(NotSent):
            await crowded.call("POST", url, content=b"x")
        first.cancel()
    await crowded.close()


async def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    proxied = Transport()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)

    async with server(speak) as url:
        assert (await proxied.call("GET", url)).status == 200
    with pytest.raises(NotSent):
        await proxied.call("GET", "http://elsewhere.example/")
    await proxied.close()


async def test_an_error_never_repeats_a_signed_address(transport: Transport) -> None:
    with pytest.raises(NotSent) as caught:
        await transport.call("GET", "http://127.0.0.1:1/file?hash=secret")
    assert "secret" not in str(caught.value)
