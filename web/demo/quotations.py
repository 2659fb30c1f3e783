"""The demo's quotations: a price list, a template, the office's own data, and offers in every stage. Each verb runs at the time it tells of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from hub.assembly import Hub
from hub.durations import HOUR_MS
from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import drafts, holding, issuing, price_list, revisions, states, templates
from hub.transaction import Transaction
from hub.wire.quotation_requests import NewQuotation, QuotationChange
from hub.wire.quotation_texts import NewPrice, NewQuotationTemplate
from hub.wire.quotations import Customer, Discount, Item, QuotationState, Tax

VAT, WHT = Tax(name="VAT", rate="7"), Tax(name="WHT", rate="3")
# code, words, unit, price, whether the customer withholds tax of it
LIST = (
    ("QUARTET", "วงแจ๊สสี่ชิ้น 3 ช่วง ช่วงละ 45 นาที / Jazz quartet, 3 sets of 45 minutes", "งาน", "38000", True),
    ("DUO", "ดูโอเปียโนและเสียงร้อง / Piano and voice, 2 hours", "งาน", "16000", True),
    ("SINGER", "นักร้องรับเชิญ / Guest singer\nไทย อังกฤษ จีน / Thai, English, Chinese", "คน", "9500", True),
    ("PA", "เครื่องเสียงสำหรับ 200 คน / PA system for 200 guests\nลำโพง 4 ตัว มิกเซอร์ ไมโครโฟน 4 ตัว", "ชุด", "12345.50", False),
    ("ENGINEER", "ช่างเสียงประจำงาน / Sound engineer on site", "วัน", "4500", True),
    ("LIGHT", "ไฟเวที 12 ดวง / Stage lighting, 12 lamps", "ชุด", "9800", False),
    ("TRAVEL", "ค่าเดินทางและที่พัก / Travel and lodging", "คน", "2750", False),
)  # fmt: skip
OFFICE = {
    "legal_name": "Riverside Jazz Co., Ltd.",
    "branch": "00000",
    "bank": "Bangkok Bank · Riverside Jazz Co., Ltd. · 123-4-56789-0",
    "promptpay": "0105561234567",
    "language": "th",
    "discount_limit": "15",
    "report_currency": "THB",
    "terms": "มัดจำ 50 % เมื่อยืนยัน ส่วนที่เหลือก่อนวันงาน / 50 % on confirmation, the rest before the event.",
    "payment": "โอนหรือสแกนพร้อมเพย์ / By transfer or PromptPay.",
}
COMPANY = {
    "name": "Riverside Jazz",
    "address": "88 Charoen Krung Road, Bang Rak\nBangkok 10500",
    "phone": "+66 2 000 1234",
    "email": "hello@example.com",
    "tax_id": "0105561234567",
}
PRICES = {
    code: NewPrice(
        code=code,
        description=words,
        unit=unit,
        unit_price=price,
        currency="THB",
        tax=VAT,
        withholding=WHT if kept else None,
    )
    for code, words, unit, price, kept in LIST
}


def item(code: str, quantity: str = "1", **more: Any) -> Item:
    """A line made from the price list."""
    told = {name: getattr(PRICES[code], name) for name in ("description", "unit", "unit_price", "tax", "withholding")}
    return Item(quantity=quantity, **(told | more))


WEDDING = (
    item("QUARTET", section="ดนตรี / Music"),
    item("SINGER", section="ดนตรี / Music", optional=True),
    item("PA", section="เวที / Stage"),
    item("ENGINEER", section="เวที / Stage"),
    item("LIGHT", section="เวที / Stage", optional=True),
)


async def tell(hub: Hub, agents: Mapping[str, Agent], threads: Mapping[str, str]) -> None:
    """`threads`: conversations by the customer's name."""
    async with hub.transactions.begin() as tx:
        await configuration.change(tx, agents["ines"], "company", COMPANY)
        await configuration.change(tx, agents["ines"], "quotations", OFFICE)
        for price in PRICES.values():
            await price_list.add(tx, agents["ines"], price)
        wedding = NewQuotationTemplate(name="งานแต่งงาน / Wedding", language="th", items=list(WEDDING), valid_days=14)
        await templates.add(tx, agents["ines"], wedding)
    async with hub.transactions.begin() as tx:
        await _accepted(tx, agents["dana"], threads["Anna Lindqvist"])
        await _revised(tx, agents["mali"], threads["田中 美咲"])
        await _declined(tx, agents["dana"], threads["Riverside Hotel"])
        await _issued(tx, agents["omar"], threads["Lukas Weber"])
        await _seen(tx, agents["dana"], threads["Somchai Phongsri"])
        await _drafted(tx, agents["omar"], threads["Pim Srisai"])


async def _accepted(tx: Transaction, agent: Agent, thread: str) -> None:
    band = Item(description="Jazz quartet at sunset\n3 sets of 45 minutes", unit="concert", unit_price="1250", tax=VAT)
    travel = Item(description="Travel to Koh Samui", quantity="5", unit="person", unit_price="86.40", tax=VAT)
    new = NewQuotation(
        conversation=thread,
        language="en",
        currency="EUR",
        rate="38.2145",
        items=[band, travel],
        title="A wedding at sunset",
    )
    id = await _offered(tx, agent, 50, new)
    await _said(tx, id, "seen", 48, "Anna Lindqvist")
    await _said(tx, id, "accepted", 30, "Anna Lindqvist")


async def _revised(tx: Transaction, agent: Agent, thread: str) -> None:
    """Version 2, after the customer asked for a change; it waits for an answer."""
    id = await _offered(tx, agent, 20, NewQuotation(conversation=thread, language="ja", items=[item("QUARTET")]))
    await _said(tx, id, "change_requested", 12, "田中 美咲", "音響の費用も入れてください。")
    async with ago(tx, 8):
        await revisions.revise(tx, agent, id)
        await drafts.change(tx, agent, id, QuotationChange(items=[item("QUARTET"), item("PA"), item("ENGINEER")]), None)
        await issuing.issue(tx, agent, id)
        await states.move(tx, await holding.hold(tx, id), "sent", states.agent(agent))


async def _declined(tx: Transaction, agent: Agent, thread: str) -> None:
    evenings = [item("QUARTET", "3", discount=Discount(percent="10")), item("LIGHT", "3")]
    new = NewQuotation(conversation=thread, language="en", items=evenings, title="Three evenings in the ballroom")
    id = await _offered(tx, agent, 3, new)
    await _said(tx, id, "declined", 2, "Riverside Hotel", "The date has moved to next year.")


async def _issued(tx: Transaction, agent: Agent, thread: str) -> None:
    """Not sent yet."""
    fair = [item("DUO", "3", discount=Discount(percent="5")), item("TRAVEL", "2")]
    await _offered(tx, agent, 20, NewQuotation(conversation=thread, language="en", items=fair), sent=False)


async def _seen(tx: Transaction, agent: Agent, thread: str) -> None:
    company = Customer(
        name="สมชาย พงษ์ศรี",
        company="Chao Phraya Events",
        address="12 ถนนเจริญนคร คลองสาน\nกรุงเทพฯ 10600",
        tax_id="0105550987654",
        branch="00000",
    )
    new = NewQuotation(conversation=thread, items=list(WEDDING), customer=company, discount=Discount(percent="10"))
    id = await _offered(tx, agent, 0.1, new)
    await _said(tx, id, "seen", 0.07, "สมชาย")


async def _drafted(tx: Transaction, agent: Agent, thread: str) -> None:
    party = [item("QUARTET"), item("SINGER", description="นักร้องภาษาจีน / Singer in Chinese"), item("PA")]
    await drafts.create(tx, agent, NewQuotation(conversation=thread, items=party, discount=Discount(amount="500")))


@asynccontextmanager
async def ago(tx: Transaction, hours: float) -> AsyncIterator[None]:
    """What a verb does in here it does so many hours ago."""
    now, tx.now = tx.now, tx.now - round(hours * HOUR_MS)
    try:
        yield
    finally:
        tx.now = now


async def _offered(tx: Transaction, agent: Agent, hours: float, new: NewQuotation, *, sent: bool = True) -> str:
    """Issued so many hours ago."""
    async with ago(tx, hours):
        made = await drafts.create(tx, agent, new)
        await issuing.issue(tx, agent, made.id)
        if sent:
            await states.move(tx, await holding.hold(tx, made.id), "sent", states.agent(agent))
    return made.id


async def _said(
    tx: Transaction, id: str, to: QuotationState, hours: float, name: str, reason: str | None = None
) -> None:
    """By the customer, so many hours ago."""
    async with ago(tx, hours):
        await states.move(tx, await holding.hold(tx, id), to, states.customer(name, "page"), reason=reason)
