"""The cast all tests share.

Ines is administrator. Dana sells (member of the sales number). Omar is support: he must not see sales. Pim is a customer who writes
to sales, Ken one who writes to support. Both numbers are set up.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from hub.permissions import Agent
from hub.transaction import Transaction, Transactions
from storage import tables

SALES = "channel-sales"
SUPPORT = "channel-support"
SALES_ADDRESS = "106540352242922"  # WhatsApp phone number ids
SUPPORT_ADDRESS = "106540352242923"
BUSINESS = "102290129340398"
APP_SECRET = "an-app-secret-for-tests"
PIM_PHONE = "66812345678"
KEN_PHONE = "66898765432"


class Cast(Struct, frozen=True):
    ines: Agent
    dana: Agent
    omar: Agent
    sales: str
    support: str
    pim: str  # contact ids
    ken: str
    pims: str  # Pim's open conversation with sales, window open
    kens: str  # Ken's open conversation with support


async def seed(transactions: Transactions) -> Cast:
    async with transactions.begin() as tx:
        for name, role in (("ines", "admin"), ("dana", "agent"), ("omar", "agent")):
            await _user(tx, name, role)
        await _channel(tx, SALES, "Sales line", SALES_ADDRESS, ["dana"])
        await _channel(tx, SUPPORT, "Support line", SUPPORT_ADDRESS, ["omar"])
        await _customer(tx, "pim", "Pim Srisai", PIM_PHONE, SALES)
        await _customer(tx, "ken", "Ken Park", KEN_PHONE, SUPPORT)
    return Cast(
        ines=_agent("ines", "admin", SALES, SUPPORT),
        dana=_agent("dana", "agent", SALES),
        omar=_agent("omar", "agent", SUPPORT),
        sales=SALES, support=SUPPORT, pim="pim", ken="ken", pims="conversation-pim", kens="conversation-ken",
    )  # fmt: skip


def _agent(name: str, role: str, *channels: str) -> Agent:
    return Agent(
        id=name, name=name.title(), role=role, login=f"login-{name}", rights_version=1, channels=frozenset(channels)
    )  # type: ignore[arg-type]


async def _user(tx: Transaction, name: str, role: str) -> None:
    row = {
        "id": name,
        "name": name.title(),
        "email": f"{name}@example.com",
        "role": role,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    await tx.connection.insert_many(tables.users, [row])
    login = {"id": f"login-{name}", "user_id": name, "created_at": tx.now, "used_at": tx.now}
    await tx.connection.insert_many(tables.login_sessions, [login])


async def _channel(tx: Transaction, id: str, name: str, address: str, members: list[str]) -> None:
    row = {
        "id": id, "kind": "whatsapp", "name": name, "address": address, "business": BUSINESS, "state": "active",
        "members": msgspec.json.encode(members).decode(), "created_at": tx.now, "updated_at": tx.now,
    }  # fmt: skip
    await tx.connection.insert_many(tables.channels, [row])


async def _customer(tx: Transaction, id: str, name: str, phone: str, channel: str) -> None:
    contact = {"id": id, "name": name, "name_source": "provider", "created_at": tx.now, "updated_at": tx.now}
    await tx.connection.insert_many(tables.contacts, [contact])
    identity = {
        "id": f"identity-{id}",
        "contact_id": id,
        "kind": "phone",
        "value": phone,
        "display": f"+{phone}",
        "created_at": tx.now,
    }
    await tx.connection.insert_many(tables.identities, [identity])
    conversation = {
        "id": f"conversation-{id}", "contact_id": id, "channel_id": channel, "state": "open", "last_at": tx.now,
        "window_closes_at": tx.now + 24 * 3_600_000, "created_at": tx.now, "updated_at": tx.now,
    }  # fmt: skip
    await tx.connection.insert_many(tables.conversations, [conversation])
