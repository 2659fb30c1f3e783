"""`bma router` as a whole, in this process: what the provider sends reaches the endpoints the setting names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from channels.whatsapp.signature import sign
from hub.endpoints import verbs as endpoints
from hub.router import alone
from hub.router.alone import Router
from hub.settings import SettingError
from hub.team import users
from tests.cast import APP_SECRET, SALES_ADDRESS, Cast
from tests.hub.router.conftest import House, webhook
from tests.hub.router.receiver import Receiver, receiving
from tests.web import settings
from web import router
from web.app import Application

VERIFY = "the-verify-token"


class Alone:
    def __init__(self, database_url: str, folder: Path) -> None:
        self.database_url = database_url
        self.folder = folder
        self.parts: Router | None = None
        self.client = httpx.AsyncClient()

    async def start(self, named: str) -> Router:
        given = {"DATABASE_URL": self.database_url, "WHATSAPP_APP_SECRET": APP_SECRET, "WHATSAPP_VERIFY_TOKEN": VERIFY}
        found = settings.of(self.folder, **given, ROUTER_ENDPOINTS=named, ALLOWED_NETWORKS="127.0.0.0/8")
        self.parts = await Router.open(found)
        await self.parts.start()
        transport = httpx.ASGITransport(Application(self.parts, router.routes()))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")
        return self.parts

    async def stop(self) -> None:
        if self.parts is not None:
            await self.parts.stop()
            self.parts = None

    async def send(self, body: bytes) -> int:
        headers = {"x-hub-signature-256": sign(body, APP_SECRET), "content-type": "application/json"}
        return (await self.client.post("/api/v1/webhooks/whatsapp", content=body, headers=headers)).status_code


@pytest.fixture
async def by_itself(database_url: str, tmp_path: Path) -> AsyncIterator[Alone]:
    made = Alone(database_url, tmp_path)
    yield made
    await made.stop()


async def test_what_meta_sends_is_stored_answered_and_forwarded(by_itself: Alone, theirs: Receiver) -> None:
    await by_itself.start(
        f'[{{"url":"{theirs.url}","name":"Shop","fields":["messages"],"numbers":["{SALES_ADDRESS}"]}}]'
    )
    body = webhook("hello")
    assert await by_itself.send(webhook("not for the shop", "999")) == 200
    assert await by_itself.send(body) == 200
    (taken,) = await theirs.until(1)
    assert taken.body == body
    assert taken.headers["x-hub-signature-256"] == sign(body, APP_SECRET)


async def test_the_setting_decides_and_what_it_names_no_more_is_paused(by_itself: Alone, theirs: Receiver) -> None:
    async with receiving() as other:
        await by_itself.start(f"{theirs.url},{other.url}")
        await by_itself.stop()
        parts = await by_itself.start(f'[{{"url":"{other.url}","name":"Other","fields":["messages"]}}]')
        async with parts.database.reading() as connection:
            found, _ = await endpoints.listed(connection, q=None, after=None, limit=10)
        assert [(e.url, e.active, e.from_environment, e.fields) for e in found] == [
            (theirs.url, False, False, []),
            (other.url, True, True, ["messages"]),
        ]
        assert await by_itself.send(webhook("hello")) == 200
        await other.until(1)
        assert theirs.taken == []
        await by_itself.stop()
        parts = await by_itself.start(theirs.url)
        async with parts.database.reading() as connection:
            found, _ = await endpoints.listed(connection, q=None, after=None, limit=10)
        assert [(e.url, e.active) for e in found] == [(theirs.url, True), (other.url, False)]
        assert len(await theirs.until(1)) == 1


async def test_the_environments_endpoints_are_changed_there(by_itself: Alone, theirs: Receiver, tmp_path: Path) -> None:
    parts = await by_itself.start(theirs.url)
    body = {"email": "ines@example.com", "name": "Ines", "password": "a long enough password"}
    async with parts.transactions.begin() as tx:
        secret = await users.first_admin_link(tx)
    made = await by_itself.client.post("/api/v1/auth/first-admin", json=body | {"token": secret})
    headers = {"authorization": f"Bearer {made.json()['access_token']}"}
    at = "/api/v1/webhooks/endpoints"
    (endpoint,) = (await by_itself.client.get(at, headers=headers)).json()["items"]
    path = f"{at}/{endpoint['id']}"
    assert (await by_itself.client.put(path, json={"name": "x"}, headers=headers)).status_code == 409
    assert (await by_itself.client.delete(path, headers=headers)).status_code == 409
    assert (await by_itself.client.put(path, json={"active": False}, headers=headers)).status_code == 200
    added = await by_itself.client.post(at, json={"kind": "router", "name": "More", "url": theirs.url}, headers=headers)
    assert added.status_code == 201


async def test_an_inboxs_database_is_recognised(house: House, cast: Cast) -> None:
    assert await alone.is_of_an_inbox(house.transactions.database)


@pytest.mark.parametrize(
    "given", ["nowhere", '[{"url":"https://x.example","more":1}]', "[1", "https://a.example,ftp://b"]
)
def test_endpoints_that_cannot_be_are_named_at_the_start(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingError, match="ROUTER_ENDPOINTS"):
        settings.of(tmp_path, ROUTER_ENDPOINTS=given)
