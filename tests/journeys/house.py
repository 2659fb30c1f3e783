"""The product at work, the people before its screens, and the customers on their phones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser

from hub import ids
from hub.team import users
from hub.transaction import Transactions, milliseconds
from storage import tables
from tests.cast import BUSINESS, SUPPORT_ADDRESS
from tests.journeys.customer import Customer
from tests.journeys.desk import Desk
from tests.journeys.people import PASSWORD, REPLIES, STAFF, email
from tests.patience import PATIENCE
from tests.stage import Process, Running, deliver, text_body


class House:
    def __init__(self, running: Running, browser: Browser) -> None:
        self.running = running
        self.stage = running.stage
        self.web, self.other = running.web, running.other
        self.browser = browser
        self.ids: dict[str, str] = {}
        self.desks: list[Desk] = []
        self.customers: list[Customer] = []

    @property
    def grown_up(self) -> bool:
        return self.web is not self.other

    @property
    def double(self) -> str:
        assert self.stage.double is not None
        return f"http://127.0.0.1:{self.stage.double.port}"

    async def let_in(self, password_hash: str) -> None:
        """The staff with their passwords, and the canned replies: before anything runs."""
        async with Transactions(self.stage.database, lambda _commit: None).begin() as tx:
            for name, (whole, role) in STAFF.items():
                made = await users.add(tx, email=email(name), name=whole, role=role, password_hash=password_hash)
                self.ids[name] = made.id
            rows = [
                {"id": ids.new(), "shortcut": shortcut, "text": text, "updated_at": tx.now}
                for shortcut, text in REPLIES.items()
            ]
            await tx.connection.insert_many(tables.replies, rows)

    async def desk(self, name: str, at: Process | None = None, **context: Any) -> Desk:
        """Somebody comes in, opens a browser of their own and signs in."""
        desk = await self.stranger(at, **context)
        await desk.sign_in(email(name), PASSWORD)
        return desk

    async def stranger(self, at: Process | None = None, **context: Any) -> Desk:
        made = await Desk.before(self.browser, f"http://127.0.0.1:{(at or self.web).port}", **context)
        self.desks.append(made)
        return made

    async def customer(self, who: tuple[str, str]) -> Customer:
        made = Customer(self.double, *who)
        self.customers.append(made)
        await made.introduce()
        return made

    async def pace(self, **milliseconds_after: int | None) -> None:
        """When the double tells `sent`, `delivered` and `read`."""
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            (await client.put(f"{self.double}/sandbox/pace", json=milliseconds_after)).raise_for_status()

    async def faults(self, *planned: dict[str, Any]) -> None:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            (await client.put(f"{self.double}/sandbox/faults", json=list(planned))).raise_for_status()

    async def webhook(self, who: tuple[str, str], *texts: str, **more: Any) -> None:
        """A message the double knows nothing of, straight from Meta."""
        wanted = [(f"wamid.{ids.new()}", text) for text in texts]
        body = text_body(wanted, phone=who[1], **more).replace(b"Pim Srisai", who[0].encode())
        await deliver(self.web.port or 0, body)

    async def open_support_line(self) -> None:
        """A second number; like the first one it is everybody's."""
        row = {
            "id": "channel-support", "kind": "whatsapp", "name": "Support line", "address": SUPPORT_ADDRESS,
            "business": BUSINESS, "state": "active", "created_at": milliseconds(), "updated_at": milliseconds(),
        }  # fmt: skip
        async with Transactions(self.stage.database, lambda _commit: None).begin() as tx:
            await tx.connection.insert_many(tables.channels, [row])

    async def administrator(self) -> httpx.AsyncClient:
        """Ines with the API in her hand, for what has no page yet."""
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.other.port}", timeout=PATIENCE)
        given = {"email": email("Ines"), "password": PASSWORD, "client": "api"}
        answer = (await client.post("/api/v1/auth/login", json=given)).raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    async def photograph(self, folder: Path) -> None:
        for number, desk in enumerate(self.desks):
            await desk.photograph(folder / f"screen-{number}.png")

    async def close(self) -> list[str]:
        """What the browsers complained about."""
        complaints = [complaint for desk in self.desks for complaint in desk.complaints]
        for desk in self.desks:
            await desk.context.close()
        for customer in self.customers:
            await customer.close()
        await self.stage.close()
        return complaints
