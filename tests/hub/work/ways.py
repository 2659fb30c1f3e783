"""A campaign whose WhatsApp messages failed, a LINE account and a mailbox to go on with, and the loop that looks after campaigns."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import update

from hub import ids
from hub.campaigns import following
from hub.transaction import Transaction, Transactions
from hub.wire.campaign_ways import FallbackWay
from hub.wire.shapes import Fault
from hub.work.campaigns import Campaigns
from storage import tables
from tests.hub.work import crowd
from tests.hub.work.fakes import all_rows

PUBLIC_URL = "https://office.example"
NOT_THERE = Fault(code="131026", message="WhatsApp cannot deliver to this person.")


class House:
    """`people`: recipients of `campaign`, with LINE and an e-mail address each, whose WhatsApp message has gone out."""

    def __init__(self, transactions: Transactions, sales: str) -> None:
        self.transactions = transactions
        self.sales = sales
        self.line = "channel-line"
        self.mail = "channel-mail"
        self.people: list[str] = []
        self.campaign = ""
        self.loop = Campaigns(transactions, "this process", PUBLIC_URL)

    async def open(self) -> None:
        async with self.transactions.begin() as tx:
            times = {"created_at": tx.now, "updated_at": tx.now, "members": "[]", "state": "active", "business": None}
            line = {"id": self.line, "kind": "line", "name": "Office LINE", "address": "U-office"}
            mail = {"id": self.mail, "kind": "mail", "name": "Office", "address": "office@bma.example"}
            await tx.connection.insert_many(tables.channels, [line | times, mail | times])

    async def start(self, count: int = 1, *fallback: FallbackWay, failed: bool = True, **columns: Any) -> None:
        """A campaign that has left; with its messages `failed`, as WhatsApp says it of people who do not use it."""
        async with self.transactions.begin() as tx:
            first = len(self.people)
            fresh = await crowd.crowd(tx, count, first=first)
            self.people += fresh
            for person in fresh:
                await self._known_elsewhere(tx, person)
            ways = msgspec.json.encode(list(fallback) or [self.by_line()]).decode()
            name = f"season{first}"
            self.campaign = await crowd.running(tx, self.sales, fresh, name=name, fallback=ways, **columns)
            await self._sent(tx, fresh)
        if failed:
            await self.fail()

    def by_line(self, text: str = "Hi {{first_name}}, 20 % off: https://shop.example/spring") -> FallbackWay:
        return FallbackWay(channel=self.line, text=text)

    def by_mail(self, text: str = "Dear {{name}}, 20 % off.") -> FallbackWay:
        return FallbackWay(channel=self.mail, text=text, subject="Spring for {{first_name}}")

    async def fail(self, fault: Fault = NOT_THERE, *, unknown: bool = False) -> None:
        """What became of the messages recipients have now."""
        for row in await self.recipients():
            await self.ended(str(row["message_id"]), "unknown" if unknown else "failed", fault)

    async def ended(self, message_id: str, status: str, fault: Fault | None = NOT_THERE) -> None:
        async with self.transactions.begin() as tx:
            m, a = tables.messages.c, tables.attempts.c
            error = None if fault is None or status == "delivered" else msgspec.json.encode(fault).decode()
            told = {"status": status, "error": error, "due_at": None, "claimed_by": None}
            await tx.connection.execute(update(tables.messages).where(m.id == message_id).values(**told))
            fact = {"failed": "failed_at", "unknown": "unknown_at", "delivered": "delivered_at"}[status]
            await tx.connection.execute(
                update(tables.attempts).where(a.message_id == message_id).values({fact: tx.now})
            )
            await following.note(tx, [message_id])

    async def look(self) -> None:
        self.loop._told.clear()  # as if a second had passed
        while await self.loop.turn():
            pass

    async def recipients(self) -> list[dict[str, Any]]:
        return await crowd.recipients(self.transactions, self.campaign)

    async def recipient(self) -> dict[str, Any]:
        (found,) = await self.recipients()
        return found

    async def went(self, channel: str) -> list[dict[str, Any]]:
        """Messages that go over this account."""
        async with self.transactions.database.reading() as connection:
            rows = await all_rows(connection, tables.messages, tables.messages.c.order)
        return [row for row in rows if row["channel_id"] == channel]

    async def talk(self, channel: str) -> dict[str, Any]:
        async with self.transactions.database.reading() as connection:
            rows = await all_rows(connection, tables.conversations, tables.conversations.c.created_at)
        return [row for row in rows if row["channel_id"] == channel and row["state"] != "resolved"][-1]

    async def change(self, table: Any, id: str, **values: Any) -> None:
        async with self.transactions.begin() as tx:
            await tx.connection.execute(update(table).where(table.c.id == id).values(**values))

    async def _known_elsewhere(self, tx: Transaction, person: str) -> None:
        known = [("line_user", f"U{person}"), ("email", f"{person}@example.com")]
        rows = [
            {"id": f"{kind}-{person}", "contact_id": person, "kind": kind, "value": value, "display": value, "created_at": tx.now}
            for kind, value in known
        ]  # fmt: skip
        await tx.connection.insert_many(tables.identities, rows)
        talk = {"id": f"line-talk-{person}", "contact_id": person, "channel_id": self.line, "state": "resolved"}
        times = {"last_at": tx.now, "created_at": tx.now, "updated_at": tx.now}
        await tx.connection.insert_many(tables.conversations, [talk | times])

    async def _sent(self, tx: Transaction, people: list[str]) -> None:
        """As the sender leaves it: a message in a quiet conversation, and an attempt the provider took."""
        for person in people:
            talk, message = ids.new(), ids.new()
            order = ids.order_of(tx.now, ids.arrival_us())
            times = {"created_at": tx.now}
            conversation = {
                "id": talk, "contact_id": person, "channel_id": self.sales, "state": "quiet", "last_message_id": message,
                "last_order": order, "last_at": tx.now, "updated_at": tx.now, "campaign_id": self.campaign,
            }  # fmt: skip
            await tx.connection.insert_many(tables.conversations, [conversation | times])
            row = {
                "id": message, "conversation_id": talk, "channel_id": self.sales, "order": order, "direction": "out",
                "kind": "template", "text": "20 % off", "status": "accepted", "author_kind": "campaign",
                "author_id": self.campaign, "weight": 1, "campaign_id": self.campaign, "sent_at": tx.now, "tries": 1,
            }  # fmt: skip
            await tx.connection.insert_many(tables.messages, [row | times])
            attempt = {"id": ids.new(), "message_id": message, "channel_id": self.sales, "number": 1}
            attempt |= {"started_at": tx.now, "accepted_at": tx.now}
            await tx.connection.insert_many(tables.attempts, [attempt])
            r = tables.campaign_recipients.c
            mine = (r.campaign_id == self.campaign) & (r.contact_id == person)
            told = {
                "state": "sent",
                "message_id": message,
                "claimed_at": tx.now,
                "category": "MARKETING",
                "country": "TH",
            }
            await tx.connection.execute(update(tables.campaign_recipients).where(mine).values(**told))
