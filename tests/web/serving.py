"""An application on a real socket of this machine, for as long as the block lasts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


def listening() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


def url_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def served(
    app: Any, listener: socket.socket | None = None, lifespan: Any = "on", http: Any = "auto"
) -> AsyncIterator[str]:
    listener = listener or listening()
    config = uvicorn.Config(
        app, log_level="critical", lifespan=lifespan, http=http, proxy_headers=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.005)
    yield url_of(listener)
    server.should_exit = True
    await running
    listener.close()
