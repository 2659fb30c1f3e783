"""Several messages in one call, and what happens to them when nobody knows what became of it: against LINE's double, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from channels.line.channel import Line
from channels.sandbox.model import Fault
from channels.transport import Transport
from hub import ids
from hub.accounts.at_hand import Accounts
from hub.inbox import messages
from hub.receiving.book import Rules
from hub.transaction import Transactions, milliseconds
from hub.vault import Vault
from hub.wire.commands import MessageRetry
from hub.work import outcomes
from hub.work.leases import Lease
from hub.work.parts import Parts
from hub.work.sender import Sender
from storage import tables
from storage.blobs import Blobs
from tests.cast import Cast
from tests.hub.work.fakes import VAULT, FastClock, all_rows, queue
from tests.patience import PATIENCE
from tests.stage import Process, Stage
from tests.web.serving import served, until
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


@pytest.fixture
async def desk(transactions: Transactions, cast: Cast, tmp_path: Path) -> AsyncIterator[Desk]:
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


async def test_what_waits_together_leaves_in_one_call_and_each_has_its_own_outcome(desk: Desk) -> None:
    made = await desk.says(*[f"{n}" for n in range(7)])
    await desk.send()
    assert desk.calls == [("push", ["0", "1", "2", "3", "4"]), ("push", ["5", "6"])]
    ids = [id for send in desk.double.platform.sends for id in send.ids]
    assert [row["provider_id"] for row in await desk.rows()] == ids
    assert {attempt["message_id"]: attempt["provider_id"] for attempt in await desk.attempts()} == dict(
        zip(made, ids, strict=True)
    )
    assert desk.double.platform.bot.used == 2


async def test_one_token_answers_with_all_of_them_for_nothing(desk: Desk) -> None:
    await desk.token()
    await desk.says("one", "two", "three")
    await desk.send()
    assert (desk.calls, desk.double.platform.bot.used) == ([("reply", ["one", "two", "three"])], 0)
    assert {attempt["pricing"] for attempt in await desk.attempts()} == {outcomes.FREE}


async def test_what_line_would_refuse_holds_up_none_of_its_neighbours(desk: Desk) -> None:
    await desk.says("one")
    await desk.says("", content='{"latitude": 1000, "longitude": 0}', kind="location")
    await desk.says("two")
    await desk.send()
    assert desk.calls == [("push", ["one", "two"])]
    assert [row["status"] for row in await desk.rows()] == ["accepted", "failed", "accepted"]


async def test_what_line_does_refuse_fails_alone(desk: Desk) -> None:
    wrong = {"form": "link", "body": "x", "button": "y", "url": "https://double.example/refused"}
    await desk.says("one")
    await desk.says("", content=msgspec.json.encode(wrong).decode(), kind="interactive")
    await desk.says("two")
    await desk.send()
    assert desk.calls == [("push", ["one"]), ("push", ["two"])]
    assert [row["status"] for row in await desk.rows()] == ["accepted", "failed", "accepted"]


async def test_a_lost_call_is_made_again_as_it_was_whatever_came_meanwhile(desk: Desk) -> None:
    await desk.says("one", "two")
    desk.double.platform.faults.append(Fault(kind="cut_after"))
    await desk.send(until=desk.tried)
    await desk.token()  # a free answer would be one LINE has no key of: it went out already
    await desk.says("three")
    await desk.send()
    assert desk.calls == [("push", ["one", "two"]), ("reply", ["three"])]
    rows = [row for row in await desk.rows() if row["direction"] == "out"]
    assert [row["status"] for row in rows] == ["accepted"] * 3
    assert [row["provider_id"] for row in rows[:2]] == list(desk.double.platform.sends[0].ids)


async def test_a_refusal_that_is_certain_ends_the_call_and_its_messages_may_be_free(desk: Desk) -> None:
    desk.double.platform.bot.token = "another"
    await desk.says("one")
    await desk.send(until=desk.paused)
    desk.double.platform.bot.token = "t"
    async with desk.transactions.begin() as tx:
        await tx.connection.execute(
            tables.channels.update().values(state="active", version=tables.channels.c.version + 1)
        )
    await desk.parts.accounts.refresh()
    await desk.token()
    await desk.says("two")
    await desk.send()
    assert desk.calls == [("reply", ["one", "two"])]


async def test_an_agents_second_try_takes_along_what_was_in_the_call(desk: Desk, cast: Cast) -> None:
    first, _ = await desk.says("one", "two")
    desk.double.platform.faults.append(Fault(kind="fail_before", times=outcomes.TRIES))
    await desk.send()
    assert [row["status"] for row in await desk.rows()] == ["failed", "failed"]
    ines = replace(cast.ines, channels=frozenset({"line"}))
    async with desk.transactions.begin() as tx:
        await messages.retry(tx, ines, MessageRetry(id=1, message=first, client_id=ids.new(), even_if_sent=True))
    await desk.send()
    assert desk.calls == [("push", ["one", "two"])]
    assert [row["status"] for row in await desk.rows()] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("boundary", "free"), [("after_claim", False), ("after_provider_200", False), ("after_provider_200", True)]
)
async def test_a_push_survives_a_kill_and_goes_once_and_a_reply_says_that_nobody_knows(
    desk: Desk, cast: Cast, database_url: str, tmp_path: Path, boundary: str, free: bool
) -> None:
    stage = Stage(database_url, None, tmp_path / "data")
    async with desk.transactions.begin() as tx:
        sealed = Vault(stage.environment()["SECRET_KEY"]).seal({"access_token": "t", "app_secret": "s"})
        mine = tables.channels.c.id == "line"
        await tx.connection.execute(tables.channels.update().where(mine).values(credentials=sealed))
    if free:
        await desk.token()
    await desk.says("one", "two")
    worker = Process("worker", ["tests.hub.work.worker"], stage.environment(), None).start(CRASH_AT=boundary)
    stage.processes.append(worker)
    await until(lambda: worker.dead)
    worker.start()
    status = "unknown" if free else "accepted"

    async def settled() -> bool:
        return [row["status"] for row in await desk.rows() if row["direction"] == "out"] == [status, status]

    await until(settled)
    await stage.close()
    assert desk.calls == [("reply" if free else "push", ["one", "two"])]
