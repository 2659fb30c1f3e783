"""The forwarder of one process, an endpoint or two, and webhooks as the intake leaves them."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from channels.whatsapp.signature import sign
from hub import ids, settings
from hub.endpoints import forwards
from hub.endpoints import verbs as endpoints
from hub.router.forwarder import Forwarder
from hub.transaction import Transactions, milliseconds
from hub.vault import Vault
from hub.wire.endpoints import EndpointMade, NewEndpoint
from hub.work import forwarding
from storage.intake import ledger
from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS, Cast
from tests.hub.router.receiver import Receiver, receiving
from tests.patience import PATIENCE

SECRET_KEY = "a secret key of these tests, long enough"
PUBLIC_URL = "https://inbox.example.com"
VAULT = Vault(SECRET_KEY)
_numbers = itertools.count(1)


class House:
    """What stands around a forwarder."""

    def __init__(self, transactions: Transactions, cast: Cast, folder: Path) -> None:
        self.transactions = transactions
        self.cast = cast
        self.folder = folder

    async def add(self, kind: str, url: str, **more: Any) -> EndpointMade:
        asked = msgspec.convert({"kind": kind, "name": "Theirs", "url": url} | more, NewEndpoint)
        async with self.transactions.begin() as tx:
            return await endpoints.add(tx, self.cast.ines, VAULT, PUBLIC_URL, asked)

    async def store(self, *bodies: bytes, kind: str = "whatsapp") -> list[str]:
        """As the intake does, in one commit."""
        made = [ids.new() for _ in bodies]
        rows = [ledger_row(id, body, kind) for id, body in zip(made, bodies, strict=True)]
        async with self.transactions.begin() as tx:
            await ledger.add(tx.connection, rows)
        return made

    def forwarder(self, holder: str | None = None, *, allowed: str = "127.0.0.0/8") -> Forwarder:
        given = {"DATA_DIR": str(self.folder), "SECRET_KEY": SECRET_KEY, "ALLOWED_NETWORKS": allowed}
        holder = holder or f"process-{next(_numbers)}"
        return Forwarder(self.transactions, VAULT, settings.read(given), holder)

    async def endpoint(self, id: str) -> Any:
        async with self.transactions.database.reading() as connection:
            return await endpoints.get(connection, id)

    async def deliveries(self, id: str, *states: str) -> list[Any]:
        async with self.transactions.database.reading() as connection:
            found, _ = await forwards.listed(
                connection, id, states=states or forwards.STATES, q=None, after=None, limit=200
            )
        return found


def ledger_row(id: str, body: bytes, kind: str = "whatsapp") -> dict[str, Any]:
    headers = {"content-type": "application/json; charset=utf-8", "x-hub-signature-256": sign(body, APP_SECRET)}
    return {
        "id": id, "kind": kind, "received_at": milliseconds(), "headers": msgspec.json.encode(headers).decode(), "body": body,
        "state": "applied", "reason": None, "items": "[]", "tries": 1, "due_at": None,
    }  # fmt: skip


def webhook(text: str, *numbers: str, field: str = "messages") -> bytes:
    """A body of Meta's for some of our numbers, spaced as nobody else would space it."""
    changes = [
        {"field": field, "value": {"metadata": {"phone_number_id": number, "display_phone_number": "+66 2 " + number[-6:]}, "text": text}}
        for number in numbers or (SALES_ADDRESS,)
    ]  # fmt: skip
    body = {"object": "whatsapp_business_account", "entry": [{"id": BUSINESS, "changes": changes}]}
    return msgspec.json.format(msgspec.json.encode(body), indent=3)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is given up because the machine is busy."""
    monkeypatch.setattr(forwarding, "CONNECT_SECONDS", PATIENCE)
    monkeypatch.setattr(forwarding, "TOTAL_SECONDS", PATIENCE)


@pytest.fixture
def house(transactions: Transactions, cast: Cast, tmp_path: Path) -> House:
    return House(transactions, cast, tmp_path)


@pytest.fixture
async def theirs() -> AsyncIterator[Receiver]:
    """Somebody's system."""
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def running(house: House) -> AsyncIterator[Forwarder]:
    forwarder = house.forwarder()
    await forwarder.start()
    yield forwarder
    await forwarder.stop()
