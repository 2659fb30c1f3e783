"""A mailbox at a real server, and the product reading it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hub import settings
from hub.assembly import WORK, Hub
from tests.hub.receiving.look import Look
from tests.mailboxes import Imap
from tests.patience import PATIENCE
from tests.strange_imap import StrangeImap

SMTP_NOWHERE = "smtp://office:secret@127.0.0.1:9"  # nothing is sent in these tests


def environment(url: str, database_url: str, folder: Path, **more: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": "a secret key of these tests, long enough",
        "MAIL_IMAP_URL": url,
        "MAIL_SMTP_URL": SMTP_NOWHERE,
        "MAIL_FROM": "Office <office@bma.example>",
    } | more


class MailHouse:
    """`restart` is what a host does: another process on the same database and folder."""

    def __init__(self, box: Imap | StrangeImap, given: dict[str, str]) -> None:
        self.box = box
        self._given = given
        self.hub: Hub | None = None

    async def start(self, **more: str) -> Hub:
        self.hub = await Hub.open(settings.read(self._given | more))
        await self.hub.start({WORK})
        return self.hub

    async def stop(self) -> None:
        hub, self.hub = self.hub, None
        if hub is not None:
            await hub.stop()

    @property
    def look(self) -> Look:
        assert self.hub is not None
        return Look(self.hub.database)

    async def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        await asyncio.to_thread(lambda: self.box.put(*mails, folder=folder))

    async def texts(self) -> list[str]:
        rows = await self.look.rows("messages", "kind = 'text'", order="created_at")
        return sorted(str(row["text"]).strip() for row in rows)

    async def begun(self) -> None:
        """The mailbox was looked at to its end once."""
        await self.until(lambda found: bool(found), "mailboxes", "reached_at IS NOT NULL", order="channel_id")

    async def has(self, *texts: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while (found := await self.texts()) != sorted(texts):
                assert len(found) <= len(texts), f"too many: {found}"
                await asyncio.sleep(0.05)

    async def until(
        self, good: Callable[[list[dict[str, Any]]], bool], table: str, where: str = "true", order: str = "id"
    ) -> list[dict[str, Any]]:
        async with asyncio.timeout(PATIENCE):
            while not good(found := await self.look.rows(table, where, order=order)):
                await asyncio.sleep(0.05)
        return found
