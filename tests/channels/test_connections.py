"""What the short way of a call makes of the answers there are."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from channels import kept_alive
from channels.connections import Connections, Unwritten, place_of
from channels.transport import Lost, NotSent, Transport

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    found = Transport()
    yield found
    await found.close()


@asynccontextmanager
async def answering(*answers: bytes, then_close: bool = False) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that gives these answers in turn on each connection; and the heads of the requests it got."""
    heads: list[bytes] = []

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer)
            await writer.drain()
            if then_close:
                writer.close()
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", heads


ANSWERS = {
    "in chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
    "after a 100": b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
    "packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(gzip.compress(b"ok"))
    + gzip.compress(b"ok"),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_a_whole_answer_is_read_however_it_comes(transport: Transport, answer: bytes) -> None:
    async with answering(answer, OK) as (url, heads):
        assert (await transport.call("GET", url)).body == b"ok"
        assert (await transport.call("GET", url)).body == b"ok", "and the connection serves again"
    assert len(heads) == 2


async def test_an_answer_without_a_length_ends_with_its_connection(transport: Transport) -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\nok", then_close=True) as (url, _):
        assert (await transport.call("GET", url)).body == b"ok"
        assert (await transport.call("GET", url)).body == b"ok"


async def test_a_connection_that_ended_while_idle_costs_nothing(transport: Transport) -> None:
    async with answering(OK, then_close=True) as (url, heads):
        for _ in range(3):
            assert (await transport.call("POST", url, content=b"")).status == 200
            await asyncio.sleep(0.02)
    assert len(heads) == 3


async def test_an_answer_packed_in_an_unknown_way_is_lost(transport: Transport) -> None:
    async with answering(OK.replace(b"Content-L", b"Content-Encoding: br\r\nContent-L")) as (url, _):
        with pytest.raises(Lost):
            await transport.call("GET", url)


async def test_an_answer_that_is_too_long_is_lost(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_alive, "ANSWER_LIMIT", 1000)
    monkeypatch.setattr(kept_alive, "HEADERS_LIMIT", 1000)
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5000) as (url, _):
        with pytest.raises(Lost):
            await transport.call("GET", url)


@pytest.mark.parametrize("value", ["a\r\nX-Other: b", "a\nb", "สวัสดี"])
async def test_a_header_that_would_break_the_request_is_not_sent(transport: Transport, value: str) -> None:
    async with answering(OK) as (url, heads):
        with pytest.raises(NotSent):
            await transport.call("POST", url, headers={"Authorization": value}, content=b"x")
    assert not heads


async def test_whoever_is_cancelled_leaves_no_connection_to_the_next(transport: Transport) -> None:
    async with answering(b"", OK) as (url, heads):
        waiting = asyncio.ensure_future(transport.call("POST", url, content=b""))
        while not heads:
            await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        again = asyncio.ensure_future(transport.call("POST", url, content=b""))
        while len(heads) < 2:
            await asyncio.sleep(0.01)
        assert not again.done(), "a new connection, whose first answer is silence"
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)


async def test_parameters_are_encoded(transport: Transport) -> None:
    async with answering(OK, OK) as (url, heads):
        await transport.call("GET", f"{url}/a?b=1", params={"c": "d e&f"})
    assert heads[0].startswith(b"GET /a?b=1&c=d+e%26f HTTP/1.1\r\n")


@pytest.mark.parametrize("url", ["http://x/ö", "http://ö.example/", "http://a:b@x/", "http://x/ y", "http://x:99999/"])
def test_what_is_not_ordinary_goes_another_way(url: str) -> None:
    assert place_of(url) is None


async def test_a_certificate_is_looked_at(tmp_path: Path) -> None:
    authority = certificate(tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(authority)

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        writer.close()

    listening = await asyncio.start_server(speak, "127.0.0.1", 0, ssl=serving)
    async with listening:
        place = place_of(f"https://localhost:{listening.sockets[0].getsockname()[1]}/")
        assert place is not None
        trusting = Connections(5, 1.0, ssl.create_default_context(cafile=authority))
        assert (await trusting.call(place, "GET", {}, None, 5.0)).body == b"ok"
        doubting = Connections(5, 1.0, ssl.create_default_context())
        with pytest.raises(Unwritten):
            await doubting.call(place, "GET", {}, None, 5.0)
        await trusting.close()


def certificate(folder: Path) -> Path:
    """Of a host named localhost, signed by itself; with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
