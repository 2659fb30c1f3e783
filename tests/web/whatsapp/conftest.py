"""The whole product and a double of WhatsApp's API, each on a real socket, talking to each other as with Meta."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from hub.assembly import Hub
from hub.permissions import Agent
from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS, Cast
from tests.patience import PATIENCE
from tests.web import settings
from tests.web.conftest import VERIFY_TOKEN, Bearer
from tests.web.people import add_manager
from tests.web.serving import listening, served, url_of
from web import app as web_app
from web.sandbox import Sandbox, build

TOKEN = "a-token-as-long-as-metas"
Client = httpx.AsyncClient
As = Callable[[Agent], Client]


@pytest.fixture
def listener() -> socket.socket:
    return listening()


@pytest.fixture
async def sandbox(listener: socket.socket) -> Sandbox:
    """Its number and business account are those of the cast's sales line."""
    made = build(
        app_secret=APP_SECRET,
        phone_number_id=SALES_ADDRESS,
        business=BUSINESS,
        token=TOKEN,
        webhook_url=f"{url_of(listener)}/api/v1/webhooks/whatsapp",
    )
    made.courier.retry_seconds = 0.05
    return made


@pytest.fixture
async def double(sandbox: Sandbox) -> AsyncIterator[str]:
    async with served(sandbox.app) as url:
        yield url


@pytest.fixture
async def hub(database_url: str, tmp_path: Path, listener: socket.socket, double: str) -> AsyncIterator[Hub]:
    found = settings.of(
        tmp_path,
        DATABASE_URL=database_url,
        PUBLIC_URL=url_of(listener),
        WHATSAPP_API_URL=double,
        WHATSAPP_APP_SECRET=APP_SECRET,
        WHATSAPP_VERIFY_TOKEN=VERIFY_TOKEN,
    )
    opened = await Hub.open(found)
    await opened.start({"web", "work"})
    yield opened
    await opened.stop()


@pytest.fixture
async def address(hub: Hub, listener: socket.socket, static: Path) -> AsyncIterator[str]:
    async with served(web_app.create(hub, static=static), listener, lifespan="off") as url:
        yield f"{url}/api/v1"


@pytest.fixture
async def as_(address: str, bearer: Bearer) -> AsyncIterator[As]:
    """A client of the API that is signed in as somebody."""
    opened: list[Client] = []

    def client(agent: Agent) -> Client:
        made = httpx.AsyncClient(base_url=address, headers=bearer(agent), timeout=PATIENCE)
        opened.append(made)
        return made

    yield client
    for each in opened:
        await each.aclose()


@pytest.fixture
def ines(as_: As, cast: Cast) -> Client:
    return as_(cast.ines)


@pytest.fixture
def dana(as_: As, cast: Cast) -> Client:  # type: ignore[override]
    return as_(cast.dana)


@pytest.fixture
async def mona(as_: As, cast: Cast, hub: Hub) -> Client:
    return as_(await add_manager(hub.transactions))
