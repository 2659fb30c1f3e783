"""The servers our fan-out is measured beside: nginx's nchan module (C) and Node's `ws`, as the folder BMA_PEERS describes them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.sockets import Listener
from tests.services import await_port, free_port

MARK = b'"t":"message.created"'
NCHAN_PORT = 7999  # nchan.conf says so
NCHAN_MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
BODY = (
    b'{"t":"message.created","seq":%07d,"d":{"id":"01HZX3V9Q8","conversation":"01HZX3","body":"' + b"x" * 300 + b'"}}'
)


class Peer(ABC):
    """A running peer. `publish` has it send `events` events, `burst` at a time, at `rate` events a second (0: as fast as it does)."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def listeners(self, count: int) -> list[Listener]:
        return [Listener(self.port, MARK, path="/ws") for _ in range(count)]

    async def publish(self, events: int, burst: int, rate: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        began = time.monotonic()
        for start in range(0, events, burst):
            if rate:
                await asyncio.sleep(max(0.0, began + start / rate - time.monotonic()))
            asked = self.requests(start, min(burst, events - start))
            writer.write(b"".join(asked))
            for _ in asked:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
                )
                await reader.readexactly(length)
        writer.close()

    @abstractmethod
    def requests(self, start: int, count: int) -> list[bytes]:
        """What has the peer send the events `start` to `start + count`."""


class Nchan(Peer):
    def requests(self, start: int, count: int) -> list[bytes]:
        bodies = [BODY % number for number in range(start, start + count)]
        return [b"POST /pub HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (len(b), b) for b in bodies]


class Ws(Peer):
    async def publish(self, events: int, burst: int, rate: float) -> None:
        if rate:
            await super().publish(events, burst, rate)
            return
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"GET /pub?n=%d&burst=%d HTTP/1.1\r\nHost: x\r\n\r\n" % (events, burst))
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    def requests(self, start: int, count: int) -> list[bytes]:
        return [b"GET /pub?n=%d&burst=%d HTTP/1.1\r\nHost: x\r\n\r\n" % (count, count)]


@contextlib.contextmanager
def running_peers(folder: Path) -> Iterator[dict[str, Peer]]:
    """Those that can be had here, by name; of the others it is said why not."""
    place = os.environ.get("BMA_PEERS")
    with contextlib.ExitStack() as stack:
        found: dict[str, Peer] = {}
        if not place:
            print("BMA_PEERS is not set: no peers are measured")
        elif not NCHAN_MODULE.exists():
            print("nchan is not installed (Debian: apt-get install nginx-light libnginx-mod-nchan): not measured")
        else:
            command = ["nginx", "-p", str(folder), "-c", str(Path(place) / "nchan.conf")]
            found["nchan"] = Nchan(stack.enter_context(_program(command, folder, NCHAN_PORT)), NCHAN_PORT)
        if place and shutil.which("node") and shutil.which("npm"):
            subprocess.run(["npm", "install", "--silent", "--no-audit", "ws"], cwd=folder, check=True)
            shutil.copy(Path(place) / "ws-server.js", folder)
            port = free_port()
            command = ["node", "ws-server.js", str(port)]
            found["ws"] = Ws(stack.enter_context(_program(command, folder, port)), port)
        elif place:
            print("Node is not installed: `ws` is not measured")
        yield found


@contextlib.contextmanager
def _program(command: list[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{command[0]}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        await_port(port, process)
        yield process
    finally:
        process.terminate()
        process.wait()
