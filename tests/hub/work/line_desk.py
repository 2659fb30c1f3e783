"""The sender of a LINE account against LINE's double, over HTTP, and the conversation with Anna."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from channels.line.channel import Line
from channels.transport import Transport
from hub import ids
from hub.accounts.at_hand import Accounts
from hub.receiving.book import Rules
from hub.transaction import Transactions, milliseconds
from hub.vault import Vault
from hub.work.leases import Lease
from hub.work.parts import Parts
from hub.work.sender import Sender
from storage import tables
from storage.blobs import Blobs
from tests.cast import Cast
from tests.hub.work.fakes import VAULT, FastClock, all_rows, queue
from tests.patience import PATIENCE
from tests.web.serving import served
from web.sandbox_line import LineSandbox, build

BOT, ANNA = "U0000000000000000000000000000b0b0", "U0000000000000000000000000000a0a0"
SECRET_KEY = "a secret key of these tests, long enough"


class Desk:
    """The LINE account's sender, and the conversation with Anna."""

    def __init__(
        self, transactions: Transactions, accounts: Accounts, line: Line, blobs: Blobs, double: LineSandbox
    ) -> None:
        self.double = double
        self.transactions = transactions
        self.lease = Lease(transactions.database, "account:line", "this process")
        channels = {"line": line}
        self.parts = Parts(
            public_url="https://office.example",
            secret_key=SECRET_KEY,
            transactions=transactions,
            accounts=accounts,
            channels=channels,
            blobs=blobs,
            rules=Rules(channels=channels),
            per_second={},
            clock=FastClock(),
        )

    async def says(self, *texts: str, **columns: Any) -> list[str]:
        return await queue(self.transactions, "talk", "line", *texts, **columns)

    async def send(self, *, until: Any = None) -> None:
        """Runs the sender until nothing is due, then stops it as SIGTERM would."""
        assert await self.lease.take()
        sender = Sender(self.parts, self.lease, "line", "line")
        task = asyncio.create_task(sender.run())
        try:
            async with asyncio.timeout(PATIENCE):
                while not await (until or self.idle)():
                    await asyncio.sleep(0.005)
        finally:
            sender.stop()
            await task

    async def idle(self) -> bool:
        return all(row["due_at"] is None for row in await self.rows())

    async def tried(self) -> bool:
        return any(attempt["failed_at"] is not None for attempt in await self.attempts())

    async def paused(self) -> bool:
        return any(row.state == "paused" for row in self.parts.accounts.every())

    async def rows(self) -> list[dict[str, Any]]:
        async with self.transactions.database.reading() as connection:
            return await all_rows(connection, tables.messages, tables.messages.c.order)

    async def attempts(self) -> list[dict[str, Any]]:
        async with self.transactions.database.reading() as connection:
            return await all_rows(connection, tables.attempts, tables.attempts.c.started_at, tables.attempts.c.id)

    async def token(self) -> None:
        """Anna has just written: one answer is free."""
        event = self.double.platform.tell(ANNA, "follow", {}, milliseconds(), answerable=True)
        async with self.transactions.begin() as tx:
            said = {
                "id": ids.new(), "conversation_id": "talk", "channel_id": "line", "direction": "in", "kind": "text", "text": "hi",
                "order": ids.order_of(tx.now, ids.arrival_us()), "status": "received", "author_kind": "customer",
                "sent_at": tx.now, "created_at": tx.now,
            }  # fmt: skip
            await tx.connection.insert_many(tables.messages, [said])
            handle = {"message_id": said["id"], "conversation_id": "talk", "reply": event["replyToken"]}
            await tx.connection.insert_many(tables.message_handles, [handle | {"reply_until": tx.now + 50_000}])

    @property
    def calls(self) -> list[tuple[str, list[str]]]:
        """What the double took: the route, and the words of each message."""
        return [(send.route, [one["text"] for one in send.messages]) for send in self.double.platform.sends]


@asynccontextmanager
async def opened(transactions: Transactions, cast: Cast, tmp_path: Path) -> AsyncIterator[Desk]:
    double = build(user=BOT, secret="s", token="t")
    double.platform.customer(ANNA, "Anna")
    transport = Transport(read_seconds=2)
    async with served(double.app) as url:
        await set_up(transactions, cast, url)
        accounts = Accounts(transactions.database, VAULT)
        await accounts.refresh()
        yield Desk(transactions, accounts, Line(transport), Blobs.open(None, tmp_path), double)
    await transport.close()


async def set_up(transactions: Transactions, cast: Cast, url: str, vault: Vault = VAULT) -> None:
    async with transactions.begin() as tx:
        made = {"created_at": tx.now, "updated_at": tx.now}
        account = {"id": "line", "kind": "line", "name": "LINE", "address": BOT, "url": url, "state": "active"}
        sealed = vault.seal({"access_token": "t", "app_secret": "s", "data_url": url})
        await tx.connection.insert_many(tables.channels, [account | made | {"credentials": sealed}])
        identity = {"id": "anna", "contact_id": cast.pim, "kind": "line_user", "value": ANNA, "display": ANNA}
        await tx.connection.insert_many(tables.identities, [identity | {"created_at": tx.now}])
        talk = {"id": "talk", "contact_id": cast.pim, "channel_id": "line", "state": "open", "last_at": tx.now}
        await tx.connection.insert_many(tables.conversations, [talk | made])
