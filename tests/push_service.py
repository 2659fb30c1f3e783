"""A push service on this machine, and browsers that can open what was pushed to them: RFC 8291 from the other side."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from hub.team.push_letters import to_text


class Got(Struct, frozen=True):
    """`headers`: their names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


class Browser:
    def __init__(self, endpoint: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._secret = os.urandom(16)
        self.endpoint = endpoint

    @property
    def p256dh(self) -> str:
        return to_text(self._point)

    @property
    def auth(self) -> str:
        return to_text(self._secret)

    @property
    def _point(self) -> bytes:
        form = serialization.PublicFormat.UncompressedPoint
        return self._key.public_key().public_bytes(serialization.Encoding.X962, form)

    def open(self, body: bytes) -> bytes:
        """What was said. Raises for what is not for this browser."""
        salt, length = body[:16], body[20]
        theirs = body[21 : 21 + length]
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = _derive(self._secret, shared, b"WebPush: info\x00" + self._point + theirs, 32)
        key = _derive(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derive(salt, secret, b"Content-Encoding: nonce\x00", 12)
        said = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        return said.rstrip(b"\x00").removesuffix(b"\x02")


class PushService:
    """`answers`: the statuses of the next requests, then 201. `meanwhile` runs once before the next answer."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: list[int] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.came = asyncio.Event()
        self.origin = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.origin = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def browser(self, name: str) -> Browser:
        return Browser(f"{self.origin}/push/{name}")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.split(":", 1) for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append(Got(head[0].split()[1], headers, body))
        if self.meanwhile is not None:
            act, self.meanwhile = self.meanwhile, None
            await act()
        status = self.answers.pop(0) if self.answers else 201
        writer.write(f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        self.came.set()


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
