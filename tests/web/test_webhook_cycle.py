"""Webhooks below ASGI, byte for byte on a real socket."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from hub.assembly import Hub
from storage import tables
from storage.failures import DatabaseLost
from tests.cast import Cast
from tests.patience import PATIENCE
from tests.web.serving import served
from tests.web.test_webhooks import PATH, body_of, signed
from web import http
from web.app import Application
from web.http import HttpProtocol


@pytest.fixture
async def port(app: Application, cast: Cast) -> AsyncIterator[int]:
    async with served(app, lifespan="off", http=HttpProtocol) as base:
        yield int(urlsplit(base).port or 0)


def webhook(text: str, *, more: bytes = b"", version: bytes = b"1.1", filler: int = 0) -> bytes:
    raw = b" " * filler + body_of(text)
    told = signed(raw)
    head = b"POST %b HTTP/%b\r\nhost: x\r\ncontent-length: %d\r\n%b" % (PATH.encode(), version, len(raw), more)
    return head + b"".join(f"{name}: {value}\r\n".encode() for name, value in told.items()) + b"\r\n" + raw


async def said(port: int, *parts: bytes) -> bytes:
    """All the server says until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.02)
    async with asyncio.timeout(PATIENCE):
        told = await reader.read()
    writer.close()
    return told


async def kept(hub: Hub) -> int:
    async with hub.database.reading() as connection:
        return int(await connection.value(select(func.count()).select_from(tables.messages)))


LAST = b"connection: close\r\n"


async def test_a_connection_is_kept_for_the_next_until_it_is_the_last(port: int, hub: Hub) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for text in ("one", "two"):
        writer.write(webhook(text))
        told = await reader.readuntil(b"\r\n\r\n")
        assert told.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"x-request-id: " in told
        assert b"nosniff" not in told  # it went below the layers
    writer.write(webhook("three", more=LAST))
    assert b"connection: close\r\n" in await reader.read()
    writer.close()
    assert await kept(hub) == 3


async def test_requests_sent_without_waiting_are_answered_in_their_order(port: int, hub: Hub) -> None:
    wrong = webhook("forged").replace(b"sha256=", b"sha256=00")
    told = await said(port, webhook("one") + wrong + webhook("two"), webhook("three", more=LAST))
    assert re.findall(rb"HTTP/1.1 (\d+)", told) == [b"200", b"401", b"200", b"200"]
    assert await kept(hub) == 3


async def test_a_body_in_pieces_is_taken_whole(port: int, hub: Hub) -> None:
    whole = webhook("large", more=LAST, filler=300_000)
    told = await said(port, whole[:50], whole[50:70_000], whole[70_000:200_000], whole[200_000:])
    assert told.startswith(b"HTTP/1.1 200")
    assert await kept(hub) == 1


async def test_http_1_0_is_answered_and_closed(port: int, hub: Hub) -> None:
    told = await said(port, webhook("old", version=b"1.0"))
    assert b" 200 OK" in told
    assert await kept(hub) == 1


async def test_whoever_waits_to_be_asked_for_the_body_is_asked(port: int, hub: Hub) -> None:
    whole = webhook("patient", more=LAST + b"expect: 100-continue\r\n")
    head, _, body = whole.partition(b"\r\n\r\n")
    told = await said(port, head + b"\r\n\r\n", body)
    assert told.startswith(b"HTTP/1.1 100 Continue")
    assert told.count(b"HTTP/1.1 200") == 1


async def test_a_body_that_never_ends_is_refused_by_the_application(
    port: int, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "BODY_SECONDS", 0.1)
    monkeypatch.setattr("web.answers.BODY_SECONDS", 0.1)
    told = await said(port, webhook("trickling", more=LAST)[:-5])
    assert told.startswith(b"HTTP/1.1 422")
    assert b"did not arrive" in told


async def test_a_refusal_passes_all_layers(port: int) -> None:
    told = await said(port, webhook("forged", more=LAST).replace(b"sha256=", b"sha256=00"))
    assert told.startswith(b"HTTP/1.1 401")
    assert b"x-content-type-options: nosniff" in told
    assert b"application/problem+json" in told


async def test_a_database_lost_at_the_commit_is_told(port: int, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object) -> None:
        raise DatabaseLost("gone")

    monkeypatch.setattr(hub.intake, "_store", lost)
    assert (await said(port, webhook("unlucky", more=LAST))).startswith(b"HTTP/1.1 500")


async def test_whoever_leaves_before_the_answer_hurts_nobody(port: int, hub: Hub) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(webhook("gone"))
    await writer.drain()
    writer.transport.abort()
    assert (await said(port, webhook("stays", more=LAST))).startswith(b"HTTP/1.1 200")
