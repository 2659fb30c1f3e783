"""A channel whose wire is a list, a clock that passes faster, and messages as the verbs would queue them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import msgspec

from channels.channel import (
    Accepted,
    Account,
    Alias,
    ChannelError,
    Fact,
    Limits,
    Media,
    Outgoing,
    Probe,
    Sample,
    TemplateDraft,
    TemplateSeen,
)
from hub import ids
from hub.accounts.at_hand import Accounts
from hub.inbox import outbound
from hub.receiving.book import Rules
from hub.transaction import Transactions, milliseconds
from hub.vault import Vault
from hub.work.clock import Clock
from hub.work.leases import Lease
from hub.work.parts import Parts
from hub.work.sender import Sender
from storage import tables
from storage.blobs import Blobs
from storage.database import Connection
from tests.patience import PATIENCE

VAULT = Vault("a secret key of these tests, long enough")
DAY_MS = 24 * 3_600_000


class FakeChannel:
    """Takes what is sent, in order. `answers`: what the next calls do, an id or an error; then `wamid.<n>`."""

    kind = "whatsapp"
    limits = Limits(per_second=1000.0, pair_burst=45, pair_seconds=6.0)
    carries = "uploads"
    asks_names = False
    whole_seconds = True
    window_ms: int | None = DAY_MS

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.uploaded: list[tuple[str, str, int]] = []
        self.marked: list[tuple[str, bool]] = []
        self.block_calls: list[tuple[str, str, bool]] = []
        self.answers: list[str | Accepted | ChannelError | Exception] = []
        self.upload_answers: list[str | ChannelError] = []
        self.files: dict[str, bytes | ChannelError] = {}
        self.pages: list[TemplateSeen] | ChannelError = []
        self.subscribed: list[str] = []
        self.in_flight = 0
        self.most_in_flight: dict[str, int] = {}
        self.gate: asyncio.Event | None = None  # when set, sends wait for it
        self.now: Callable[[], float] = lambda: 0.0
        self.times: list[float] = []

    def verify(self, raw: bytes, headers: Mapping[str, str], secrets: list[str]) -> bool:
        return True

    def parse(self, raw: bytes) -> list[Fact]:
        return []

    def explain(self, code: str, reason: str | None) -> ChannelError:
        return ChannelError("never", reason or code, code=code)

    def check_media(self, kind: str, mime: str, size: int) -> str | None:
        return None

    async def send(self, account: Account, message: Outgoing) -> Accepted:
        self.sent.append(message)
        self.times.append(self.now())
        person = message.to[0].value
        self.most_in_flight[person] = self.most_in_flight.get(person, 0) + 1
        assert self.most_in_flight[person] == 1, "two in flight to one recipient"
        try:
            answer = self.answers.pop(0) if self.answers else f"wamid.{len(self.sent)}"
            await (self.gate.wait() if self.gate is not None else asyncio.sleep(0))
        finally:
            self.most_in_flight[person] -= 1
        if isinstance(answer, Exception):
            raise answer
        return Accepted(answer) if isinstance(answer, str) else answer

    async def upload(self, account: Account, data: bytes, mime: str, name: str) -> str:
        answer = self.upload_answers.pop(0) if self.upload_answers else f"media.{len(self.uploaded) + 1}"
        if isinstance(answer, ChannelError):
            raise answer
        self.uploaded.append((mime, name, len(data)))
        return answer

    async def fetch(self, account: Account, media: Media) -> AsyncIterator[bytes]:
        found = self.files[media.id or ""]
        if isinstance(found, ChannelError):
            raise found
        for start in range(0, len(found), 65536):
            yield found[start : start + 65536]

    async def mark_read(self, account: Account, provider_id: str, *, typing: bool) -> None:
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
        self.marked.append((provider_id, typing))

    async def block(self, account: Account, person: tuple[Alias, ...], *, blocked: bool) -> None:
        self.block_calls.append((account.id, person[0].value if person else "", blocked))
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer

    async def templates(self, account: Account) -> list[TemplateSeen]:
        if isinstance(self.pages, ChannelError):
            raise self.pages
        return self.pages

    async def subscribe(self, account: Account) -> None:
        self.subscribed.append(account.address)

    async def probe(self, account: Account, *, callback: str | None = None, knock: bool = False) -> Probe:
        return Probe(name="BMA Sales", display_address="+66 2 000 0000", problems=[])

    async def find_template(self, account: Account, name: str, language: str) -> TemplateSeen | None:
        if isinstance(self.pages, ChannelError):
            raise self.pages
        return next((seen for seen in self.pages if (seen.name, seen.language) == (name, language)), None)

    async def create_template(self, account: Account, draft: TemplateDraft) -> TemplateSeen:
        raise NotImplementedError

    async def edit_template(self, account: Account, provider_id: str, draft: TemplateDraft, *, category: bool) -> None:
        raise NotImplementedError

    async def delete_template(self, account: Account, provider_id: str, name: str) -> None:
        raise NotImplementedError

    async def upload_sample(self, account: Account, sample: Sample) -> str:
        raise NotImplementedError


class FastClock(Clock):
    """Waits pass at once, but are counted."""

    def __init__(self) -> None:
        self.passed = 0.0
        self._began = milliseconds()

    def elapsed(self) -> float:
        """Seconds by what the rows say, where the time a busy machine takes counts too."""
        return (self.milliseconds() - self._began) / 1000

    def monotonic(self) -> float:
        return self.passed

    def milliseconds(self) -> int:
        return milliseconds() + int(self.passed * 1000)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await super().wait(event, 0.002)
        self.passed += seconds

    async def pause(self, seconds: float) -> None:
        until = self.passed + seconds
        while self.passed < until:
            await asyncio.sleep(0.001)
            self.passed += min(0.1, max(0.001, until - self.passed))


async def set_up_accounts(transactions: Transactions) -> Accounts:
    """Gives the cast's accounts credentials."""
    async with transactions.begin() as tx:
        sealed = VAULT.seal({"access_token": "token"})
        await tx.connection.execute(tables.channels.update().values(credentials=sealed, version=2))
    accounts = Accounts(transactions.database, VAULT)
    await accounts.refresh()
    return accounts


async def queue(transactions: Transactions, conversation: str, channel: str, *texts: str, **columns: Any) -> list[str]:
    """Messages as `message.send` would leave them: queued, oldest first."""
    made: list[str] = []
    async with transactions.begin() as tx:
        for text in texts:
            id = ids.new()
            row: dict[str, Any] = {
                "id": id, "conversation_id": conversation, "channel_id": channel, "direction": "out", "kind": "text", "text": text,
                "order": ids.order_of(tx.now, ids.arrival_us()), "status": "queued", "author_kind": "user", "author_id": "dana",
                "client_id": ids.new(), "sent_at": tx.now, "created_at": tx.now, "due_at": tx.now,
                "outgoing": outbound.encode(outbound.Outbound()),
            }  # fmt: skip
            await tx.connection.insert_many(tables.messages, [row | columns])
            made.append(id)
    return made


class Work:
    """One account's sender, driven until its queue is empty."""

    def __init__(
        self, transactions: Transactions, accounts: Accounts, channel: FakeChannel, blobs: Blobs, account: str
    ) -> None:
        self.transactions = transactions
        self.accounts = accounts
        self.channel = channel
        self.clock = FastClock()
        channel.now = self.clock.elapsed
        self.blobs = blobs
        self.account = account
        self.lease = Lease(transactions.database, f"account:{account}", "this process")

    def sender(self, per_second: float | None = 1000.0) -> Sender:
        parts = Parts(
            public_url="https://office.example",
            secret_key="a secret key of these tests, long enough",
            transactions=self.transactions,
            accounts=self.accounts,
            channels={"whatsapp": self.channel},
            blobs=self.blobs,
            rules=Rules(channels={"whatsapp": self.channel}),
            per_second={} if per_second is None else {"whatsapp": per_second},
            clock=self.clock,
        )
        return Sender(parts, self.lease, self.account, "whatsapp")

    async def until(self, done: Callable[[], Any], per_second: float = 1000.0) -> None:
        """Runs a sender until `done` (awaited) says so, then stops it as SIGTERM would."""
        assert await self.lease.take()
        sender = self.sender(per_second)
        task = asyncio.create_task(sender.run())
        try:
            async with asyncio.timeout(PATIENCE):
                while not await done():
                    await asyncio.sleep(0.005)
        finally:
            sender.stop()
            await task

    async def until_idle(self, per_second: float = 1000.0) -> None:
        async def nothing_due() -> bool:
            return not [row for row in await self.rows() if row["due_at"] is not None]

        await self.until(nothing_due, per_second)

    async def until_sent(self, count: int) -> None:
        async def sent() -> bool:
            return len(self.channel.sent) >= count

        await self.until(sent)

    async def rows(self) -> list[dict[str, Any]]:
        """The outbound messages, oldest first."""
        async with self.transactions.database.reading() as connection:
            return await all_rows(connection, tables.messages, tables.messages.c.order)

    async def attempts(self) -> list[dict[str, Any]]:
        async with self.transactions.database.reading() as connection:
            return await all_rows(connection, tables.attempts, tables.attempts.c.started_at, tables.attempts.c.number)

    async def conversation(self, id: str) -> dict[str, Any]:
        async with self.transactions.database.reading() as connection:
            rows = await all_rows(connection, tables.conversations, tables.conversations.c.id)
        return next(row for row in rows if row["id"] == id)


async def all_rows(connection: Connection, table: Any, *order: Any) -> list[dict[str, Any]]:
    return await connection.rows(table.select().order_by(*order), dict)


def fault_of(row: dict[str, Any]) -> dict[str, Any]:
    return msgspec.json.decode(row["error"], type=dict[str, Any])
