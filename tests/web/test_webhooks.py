"""What Meta calls: verification, signatures, sizes. 200 means stored."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from hub import metrics
from hub.assembly import Hub
from storage import tables
from storage.failures import DatabaseLost
from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS, Cast
from tests.patience import PATIENCE
from tests.web.conftest import VERIFY_TOKEN, browser
from tests.web.serving import served
from web.app import Application
from web.http import HttpProtocol

PATH = "/api/v1/webhooks/whatsapp"
JSON = {"content-type": "application/json"}


@pytest.fixture(params=["through the layers", "below them"])
async def client(request: pytest.FixtureRequest, app: Application) -> AsyncIterator[httpx.AsyncClient]:
    """Meta, before an application alone and before a real server, which takes webhooks below ASGI."""
    if request.param == "through the layers":
        yield browser(app)
        return
    async with (
        served(app, lifespan="off", http=HttpProtocol) as base,
        httpx.AsyncClient(base_url=base, timeout=PATIENCE) as meta,
    ):
        yield meta


def body_of(text: str) -> bytes:
    message = {
        "from": "66812345678",
        "id": f"wamid.{text}",
        "timestamp": "1763800000",
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "66200000000", "phone_number_id": SALES_ADDRESS},
        "contacts": [{"profile": {"name": "Pim"}, "wa_id": "66812345678"}],
        "messages": [message],
    }
    entry = {"id": BUSINESS, "changes": [{"field": "messages", "value": value}]}
    return msgspec.json.encode({"object": "whatsapp_business_account", "entry": [entry]})


def signed(raw: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    return JSON | {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}


async def kept(hub: Hub) -> int:
    async with hub.database.reading() as connection:
        return int(await connection.value(select(func.count()).select_from(tables.ledger)))


async def test_200_means_stored(client: httpx.AsyncClient, hub: Hub, cast: Cast) -> None:
    raw = body_of("hello")
    answer = await client.post(PATH, content=raw, headers=signed(raw))
    assert (answer.status_code, answer.content) == (200, b"")
    assert await kept(hub) == 1


@pytest.mark.parametrize("secret", [APP_SECRET, "another-app-secret"])
async def test_during_a_rotation_either_secret_is_good(client: httpx.AsyncClient, cast: Cast, secret: str) -> None:
    raw = body_of("rotation")
    assert (await client.post(PATH, content=raw, headers=signed(raw, secret))).status_code == 200


@pytest.mark.parametrize("headers", [JSON, JSON | {"x-hub-signature-256": "sha256=00"}, signed(b"another body")])
async def test_a_missing_or_wrong_signature_is_refused_and_counted(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, headers: dict[str, str]
) -> None:
    counter = metrics.webhooks.labels("whatsapp", "bad_signature")
    before = counter._value.get()
    answer = await client.post(PATH, content=body_of("forged"), headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert await kept(hub) == 0
    assert counter._value.get() == before + 1


async def test_a_signed_body_we_cannot_read_is_kept_and_answered_200(
    client: httpx.AsyncClient, hub: Hub, cast: Cast
) -> None:
    raw = b'{"object":"whatsapp_business_account","entry":"\xff not what it should be'
    assert (await client.post(PATH, content=raw, headers=signed(raw))).status_code == 200
    assert await kept(hub) == 1


async def test_three_megabytes_are_taken_and_a_byte_more_is_not(client: httpx.AsyncClient, cast: Cast) -> None:
    most = b" " * (3 * 1024 * 1024 - len(body_of("big"))) + body_of("big")
    assert (await client.post(PATH, content=most, headers=signed(most))).status_code == 200
    answer = await client.post(PATH, content=most + b" ", headers=signed(most + b" "))
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


async def test_a_body_too_large_is_refused_before_it_has_all_come(client: httpx.AsyncClient, cast: Cast) -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * 1024 * 1024

    try:
        assert (await client.post(PATH, content=pieces(), headers=JSON)).status_code == 413
    except httpx.NetworkError:  # a real server has hung up while it was being sent more
        assert sent < 100
    else:
        assert sent < 10


async def test_a_lost_database_is_told_so_that_meta_repeats(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise DatabaseLost("gone")

    monkeypatch.setattr(hub.intake, "submit", lost)
    assert (await client.post(PATH, content=b"{}", headers=JSON)).status_code == 500


async def verify(client: httpx.AsyncClient, token: str, mode: str = "subscribe") -> httpx.Response:
    return await client.get(PATH, params={"hub.mode": mode, "hub.verify_token": token, "hub.challenge": "1158201444"})


async def test_meta_is_answered_with_its_challenge(client: httpx.AsyncClient) -> None:
    answer = await verify(client, VERIFY_TOKEN)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("token", "mode"), [("wrong", "subscribe"), ("", "subscribe"), (VERIFY_TOKEN, "unsubscribe"), ("é", "subscribe")]
)
async def test_anybody_else_is_refused(client: httpx.AsyncClient, token: str, mode: str) -> None:
    assert (await verify(client, token, mode)).status_code == 403


async def test_other_methods_are_refused(client: httpx.AsyncClient) -> None:
    assert (await client.put(PATH)).status_code == 405
