"""What the tests of a quotation's way do again and again, in few words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import update

from channels.channel import Channel
from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from hub.intake import Intake
from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import drafts, sending
from hub.transaction import Transactions
from hub.wire import shapes
from hub.wire.configuration import Configuration
from hub.wire.quotation_requests import NewQuotation
from hub.wire.quotation_sends import QuotationSend
from hub.wire.quotations import Discount, Item, Quotation, Tax
from hub.work.quotations import Outcomes, Papers
from storage import tables
from storage.blobs import Blobs
from storage.quotations import rows
from storage.quotations.rows import QuotationRow
from tests.cast import PIM_PHONE, Cast
from tests.hub.receiving import wire
from tests.hub.work.fakes import Work

DAY_MS = 24 * 3_600_000
PDF = b"%PDF-1.7 drawn by the tests"
ITEM = Item(
    description="PA system\nwith two speakers",
    quantity="2",
    unit="set",
    unit_price="1234.50",
    tax=Tax(name="VAT", rate="7"),
)


class Office:
    def __init__(self, transactions: Transactions, cast: Cast, work: Work, blobs: Blobs, intake: Intake) -> None:
        self.transactions, self.cast, self.work, self.blobs, self.intake = transactions, cast, work, blobs, intake
        self.drawn: list[QuotationRow] = []
        self.papers = Papers(transactions, blobs, self.draw, "this process")
        self.outcomes = Outcomes(transactions, "this process")

    @staticmethod
    def parsing() -> Mapping[str, Channel]:
        return {"whatsapp": WhatsApp(Transport())}

    async def open(self) -> None:
        await self.outcomes.turn()  # begins at the end of the log

    async def draw(self, row: QuotationRow, _: Configuration) -> bytes:
        self.drawn.append(row)
        return PDF

    # --- verbs ----------------------------------------------------------------------------------------------------------------------
    async def draft(self, *, by: Agent | None = None, percent: str | None = None, **more: Any) -> Quotation:
        discount = Discount(percent=percent) if percent else None
        item = msgspec.structs.replace(ITEM, discount=discount)
        asked = NewQuotation(conversation=self.cast.pims, currency="THB", items=[item], **more)
        async with self.transactions.begin() as tx:
            return await drafts.create(tx, by or self.cast.dana, asked)

    async def send(self, quotation: str, *, by: Agent | None = None, **more: Any) -> shapes.Message:
        asked = QuotationSend(conversation=self.cast.pims, **more)
        async with self.transactions.begin() as tx:
            return await sending.send(tx, by or self.cast.dana, quotation, asked)

    async def carried(self) -> None:
        """What waits is drawn, sent, and followed."""
        while await self.papers.turn():
            pass
        await self.work.until_idle()
        await self.followed()

    async def followed(self) -> None:
        while await self.outcomes.turn():
            pass

    async def delivered(self, **more: Any) -> Quotation:
        """A quotation that is with the customer."""
        made = await self.draft(**more)
        await self.send(made.id)
        await self.carried()
        return made

    async def settings(self, **values: Any) -> None:
        async with self.transactions.begin() as tx:
            before = (await configuration.read(tx.connection)).quotations
            await configuration.change(tx, None, "quotations", msgspec.structs.replace(before, **values))

    async def close_window(self) -> None:
        await self.conversation_is(window_closes_at=1)

    async def conversation_is(self, **values: Any) -> None:
        t = tables.conversations
        async with self.transactions.begin() as tx:
            await tx.connection.execute(update(t).where(t.c.id == self.cast.pims).values(**values))

    async def quotation_is(self, id: str, **values: Any) -> None:
        async with self.transactions.begin() as tx:
            await tx.connection.execute(update(tables.quotations).where(tables.quotations.c.id == id).values(**values))

    async def add_template(self, name: str = "quotation_document", *, format: str = "DOCUMENT", **more: Any) -> str:
        row: dict[str, Any] = {
            "id": f"template-{name}", "business": "b", "channel_id": self.cast.sales, "name": name, "language": "en",
            "category": "UTILITY", "status": "APPROVED", "parameter_format": "named", "updated_at": 1,
            "components": json.dumps([
                {"type": "HEADER", "format": format},
                {"type": "BODY", "text": "Quotation {{number}}: {{total}}. Sign here: {{link}}"},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "Accept"}, {"type": "QUICK_REPLY", "text": "Talk to us"},
                    {"type": "QUICK_REPLY", "text": "decline"},
                ]},
            ]),
        }  # fmt: skip
        async with self.transactions.begin() as tx:
            await tx.connection.insert_many(tables.templates, [row | more])
        return str(row["id"])

    # --- the customer ---------------------------------------------------------------------------------------------------------------
    def buttons(self, place: int = -1) -> dict[str, str]:
        """The ids of the buttons of what was sent, by answer."""
        content = self.work.channel.sent[place].content
        return {button["id"].split(":")[3]: button["id"] for button in content["buttons"]}

    async def reads(self) -> None:
        """The tick of the last message that was sent."""
        (last, *_) = reversed(self.work.channel.sent)
        await wire.send(
            self.intake, wire.statuses(wire.status(f"wamid.{len(self.work.channel.sent)}", "read", tag=last.tag))
        )
        await self.followed()

    async def tap(self, id: str, *, phone: str = PIM_PHONE, wamid: str | None = None, copies: int = 1) -> None:
        reply = {"type": "button_reply", "button_reply": {"id": id, "title": "Accept"}}
        message = {
            "id": wamid or wire.wamid(), "timestamp": str(wire.NOON), "type": "interactive", "interactive": reply,
            "from": phone,
        }  # fmt: skip
        body = wire.messages(message)
        await asyncio.gather(*(wire.send(self.intake, body) for _ in range(copies)))

    # --- looking --------------------------------------------------------------------------------------------------------------------
    async def row(self, id: str) -> QuotationRow:
        async with self.transactions.database.reading() as connection:
            found = await rows.get(connection, id)
        assert found is not None
        return found

    async def state(self, id: str) -> str:
        return (await self.row(id)).state

    async def lines(self, event: str) -> list[dict[str, Any]]:
        """System lines of a kind in Pim's thread, oldest first."""
        told = [msgspec.json.decode(row["content"]) for row in await self.work.rows() if row["kind"] == "system"]
        return [content for content in told if content["event"] == event]

    async def news(self, kind: str) -> list[tuple[str, str]]:
        t = tables.notifications
        async with self.transactions.database.reading() as connection:
            found = await connection.tuples(t.select().with_only_columns(t.c.user_id, t.c.text).where(t.c.kind == kind))
        return sorted((user, text) for user, text in found)
