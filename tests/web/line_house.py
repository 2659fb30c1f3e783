"""LINE from end to end: a double of LINE over HTTP, the whole product, an agent over the API."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx

from channels.line.signature import HEADER
from hub.assembly import Hub
from hub.team.tokens import issue_access
from hub.transaction import milliseconds
from storage.accounts import channels as rows
from tests.cast import Cast, seed
from tests.line_doubles import together
from tests.waiting import until
from tests.web import settings
from tests.web.caller import Caller
from web import app as web_app
from web.app import Application
from web.sandbox_line import LineSandbox, build

SECOND = "U0000000000000000000000000000c0c0"
BOT, ANNA, SECRET = "U0000000000000000000000000000b0b0", "U0000000000000000000000000000a0a0", "a-channel-secret"


class House:
    """The product with the double beside it, and Ines, the administrator. `second`: another official account, not set up yet."""

    def __init__(self, hub: Hub, app: Application, double: LineSandbox, second: LineSandbox, ines: Caller) -> None:
        self.hub = hub
        self.app = app
        self.double = double
        self.platform = double.platform
        self.second = second
        self.ines = ines

    async def writes(self, text: str, **more: Any) -> dict[str, Any]:
        """Anna writes; the conversation it lands in, as the inbox shows it."""
        self.platform.writes(ANNA, {"type": "text", "text": text}, milliseconds(), **more)
        await self.hears()
        return await self.found(text)

    async def found(self, text: str) -> dict[str, Any]:
        """The conversation whose last word this is."""

        async def there() -> dict[str, Any] | None:
            listed = (await self.ines.get("/conversations"))["items"]
            return next((one for one in listed if one["last_message"] and one["last_message"]["excerpt"] == text), None)

        found: dict[str, Any] = await until(there)
        return found

    async def may_send(self, allowed: int) -> None:
        """So many messages this month, whether LINE was asked for it before or will be."""
        self.platform.bot.allowed = allowed
        row = self.hub.accounts.by_address("line", BOT)
        assert row is not None
        async with self.hub.transactions.begin() as tx:
            values = {"quota_allowed": allowed, "quota_used": self.platform.bot.used, "quota_at": tx.now}
            await rows.note(tx.connection, row.id, values)

    async def hears(self) -> None:
        """What the double has to tell."""
        for webhook in self.platform.due(milliseconds()):
            await self.hub.intake.take("line", webhook.raw, {HEADER: webhook.signature})

    async def says(self, conversation: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """Ines answers; the message once it has left, or has been refused."""
        made = await self.ines.post("/messages", {"conversation": conversation["id"], **fields})

        async def left() -> dict[str, Any] | None:
            told = await self.ines.get(f"/messages/{made['id']}")
            return told if told["status"] not in ("queued", "sending") else None

        found: dict[str, Any] = await until(left)
        return found


@contextlib.asynccontextmanager
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    double = build(user=BOT, secret=SECRET, name="Bright Ears", token="a-token")
    double.platform.customer(ANNA, "Anna")
    second = build(user=SECOND, secret="another-channel-secret", name="Bright Ears Phuket", token="second-token")
    async with together(double, second) as line:
        given = settings.of(
            tmp_path,
            DATABASE_URL=database_url,
            LINE_CHANNEL_SECRET=SECRET,
            LINE_CHANNEL_ACCESS_TOKEN="a-token",
            LINE_API_URL=line,
            LINE_DATA_API_URL=line,
            PUBLIC_URL="https://hub.example",
            FILES_URL="https://files.example",
        )
        hub = await Hub.open(given)
        await hub.start({"web", "work"})
        cast: Cast = await seed(hub.transactions)
        app = web_app.create(hub, static=tmp_path)
        token = issue_access(hub.settings.secret_key, cast.ines.id, cast.ines.login, milliseconds())
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://hub.example") as client:
            ines = Caller(client, {"authorization": f"Bearer {token}"})
            await until(lambda: hub.accounts.by_address("line", BOT))
            yield House(hub, app, double, second, ines)
        await hub.stop()
