"""A whole product behind a test client: `hub` and `app` on a fresh database, `client` as a browser on this machine."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from hub.assembly import Hub
from hub.permissions import Agent
from hub.team import passwords
from hub.team.tokens import issue_access
from hub.transaction import Transactions, milliseconds
from storage import tables
from tests.cast import APP_SECRET, Cast
from tests.web import settings
from web import app as web_app
from web.app import Application

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "a long enough password"
VERIFY_TOKEN = "the-verify-token"
Bearer = Callable[[Agent], dict[str, str]]


@pytest.fixture
async def hub(database_url: str, tmp_path: Path) -> AsyncIterator[Hub]:
    found = settings.of(
        tmp_path,
        DATABASE_URL=database_url,
        WHATSAPP_APP_SECRET=f"{APP_SECRET},another-app-secret",
        WHATSAPP_VERIFY_TOKEN=VERIFY_TOKEN,
    )
    opened = await Hub.open(found)
    await opened.start({"web"})
    yield opened
    await opened.stop()


@pytest.fixture
def transactions(hub: Hub) -> Transactions:
    """The hub's own, so that the cast is announced like everything else."""
    return hub.transactions


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A browser client as the build leaves it."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Inbox</title>")
    (folder / "sw.js").write_text("self.skipWaiting()")
    (folder / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "assets" / "main-Ab12Cd34.js").write_text("run()")
    (folder / "assets" / "main-Ab12Cd34.js.br").write_bytes(b"as brotli")
    (folder / "assets" / "main-Ab12Cd34.js.gz").write_bytes(gzip.compress(b"run()"))
    return folder


@pytest.fixture
def app(hub: Hub, static: Path) -> Application:
    return web_app.create(hub, static=static)


@pytest.fixture
def client(app: Application) -> httpx.AsyncClient:
    return browser(app)


def browser(app: Application, **more: Any) -> httpx.AsyncClient:
    """A browser of its own, with its own cookies."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, **more), base_url=ORIGIN, headers={"origin": ORIGIN})


@pytest.fixture
def bearer(hub: Hub) -> Bearer:
    def headers(agent: Agent) -> dict[str, str]:
        token = issue_access(hub.settings.secret_key, agent.id, agent.login, milliseconds())
        return {"authorization": f"Bearer {token}"}

    return headers


@pytest.fixture
async def dana(cast: Cast, transactions: Transactions) -> Agent:
    """Dana, who has a password."""
    kept = await passwords.hash_of(PASSWORD)
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "dana").values(password_hash=kept))
    return cast.dana


async def sign_in(client: httpx.AsyncClient, /, **more: str) -> dict[str, Any]:
    answer = await client.post("/api/v1/auth/login", json={"email": "dana@example.com", "password": PASSWORD, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told
