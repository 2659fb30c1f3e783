"""The weeks before the demo begins: conversations that are over, as the rows they would have left, each with its own time. What the
dashboard and the reports show of them the product counts by itself."""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from channels.channel import Alias, Person
from hub import ids
from hub.assembly import Hub
from hub.customers import contacts
from hub.durations import MINUTE_MS
from hub.office import configuration
from hub.permissions import Agent
from hub.searching import indexing
from hub.transaction import Transaction
from storage import tables
from storage.accounts.channels import AccountRow
from web.demo.clock import then
from web.demo.talks import DAYS, REGULARS, SUBJECTS, TALKS

WEEKS = 5
A_DAY = (14, 13, 12, 13, 16, 7, 5)  # conversations, Monday to Sunday
GROWTH = 0.35  # more at the end than in the beginning
HOURS = (8, 9, 9, 10, 10, 10, 11, 11, 11, 12, 13, 14, 14, 14, 15, 15, 15, 16, 16, 17, 18, 19, 19, 20, 22)
SHARES = {"whatsapp": 10, "line": 5, "mail": 4}
OFFICE_HOURS = range(8, 22)
ANSWER_SECONDS, ANSWER_SPREAD = 6 * 60, 0.95  # median, and sigma of its logarithm: most are quick, some take hours
RECENT_MS = 20 * MINUTE_MS  # nothing ends later than this ago
ALIASES = {"whatsapp": "phone", "line": "line_user", "mail": "email"}


async def tell(hub: Hub, agents: list[Agent]) -> int:
    """How many conversations there were."""
    chance = random.Random(42)  # noqa: S311 (a history that is the same each time)
    async with hub.transactions.begin() as tx:
        zone = ZoneInfo((await configuration.read(tx.connection)).time_zone)
        past = Past(tx, [row for row in hub.accounts.every() if row.state == "active"], agents, chance)
        today = datetime.fromtimestamp(tx.now / 1000, zone).replace(minute=0, second=0, microsecond=0)
        for ago in range(7 * WEEKS, -1, -1):
            day = today - timedelta(days=ago)
            busy = A_DAY[day.weekday()] * (1 - GROWTH * ago / (7 * WEEKS)) + chance.uniform(-1.5, 1.5)
            for _ in range(max(0, round(busy))):
                at = day.replace(hour=chance.choice(HOURS), minute=chance.randrange(60), second=chance.randrange(60))
                await past.talk(int(at.timestamp() * 1000), zone)
        await past.write()
    return len(past.conversations)


class Past:
    """Rows as they grow."""

    def __init__(self, tx: Transaction, accounts: list[AccountRow], agents: list[Agent], chance: random.Random) -> None:
        self._tx, self._agents, self._chance = tx, agents, chance
        self._accounts = {row.kind: row for row in accounts}
        self._contacts: dict[str, str] = {}
        self._count = 0
        self.conversations: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.attempts: list[dict[str, Any]] = []

    async def talk(self, at: int, zone: ZoneInfo) -> None:
        """A conversation that began then; left out when it would not be over by now."""
        chance = self._chance
        account = chance.choices(list(self._accounts.values()), [SHARES[kind] for kind in self._accounts])[0]
        place = chance.randrange(len(REGULARS))
        agent = chance.choice(self._agents)
        lines, moments = chance.choice(TALKS), [at]
        for line in lines[1:]:
            moments.append(self._next(moments[-1], line, zone))
        ended = moments[-1] + chance.randrange(5, 40) * MINUTE_MS
        if ended > self._tx.now - RECENT_MS:
            return
        contact = await self._contact(place, at)
        day, first = chance.choice(DAYS), REGULARS[place].split()[0]
        conversation = _id(at)
        said = [line.format(first=first, day=day) for line in lines]
        subject = chance.choice(SUBJECTS)
        last = {}
        for text, moment in zip(said, moments, strict=True):
            last = self._message(conversation, account, text, moment, agent, (contact, place), subject)
        self._line(conversation, account, {"event": "resolved", "by": agent.id}, ended)
        self.conversations.append(
            {
                "id": conversation,
                "contact_id": contact,
                "channel_id": account.id,
                "state": "resolved",
                "assignee_id": agent.id,
                "last_message_id": last["id"],
                "last_order": last["order"],
                "last_at": last["sent_at"],
                "resolved_at": ended,
                "created_at": at,
                "updated_at": ended,
            }
        )

    async def write(self) -> None:
        connection = self._tx.connection
        await connection.insert_many(tables.conversations, self.conversations)
        await connection.insert_many(tables.messages, self.messages)
        await connection.insert_many(tables.attempts, self.attempts)
        await indexing.contacts(self._tx, list(self._contacts.values()))
        await indexing.messages(self._tx, [row["id"] for row in self.messages if row["text"]])

    def _next(self, before: int, line: str, zone: ZoneInfo) -> int:
        """When the next line was said: the office answers within its hours."""
        chance = self._chance
        if not line.startswith(">"):
            return before + round(chance.uniform(1, 25) * MINUTE_MS)
        took = round(1000 * ANSWER_SECONDS * math.exp(chance.gauss(0, ANSWER_SPREAD)))
        found = datetime.fromtimestamp((before + took) / 1000, zone)
        if found.hour in OFFICE_HOURS:
            return before + took
        morning = found.replace(hour=OFFICE_HOURS[0], minute=chance.randrange(50))
        if found.hour >= OFFICE_HOURS[-1]:
            morning += timedelta(days=1)
        return max(before + MINUTE_MS, int(morning.timestamp() * 1000))

    async def _contact(self, place: int, at: int) -> str:
        name = REGULARS[place]
        if name not in self._contacts:
            aliases = tuple(Alias(ALIASES[kind], _address(place, kind)) for kind in self._accounts)
            with then(self._tx, at):
                self._contacts[name] = await contacts.resolve_person(self._tx, Person(aliases=aliases, name=name))
        return self._contacts[name]

    def _message(
        self,
        conversation: str,
        account: AccountRow,
        line: str,
        at: int,
        agent: Agent,
        who: tuple[str, int],
        subject: str,
    ) -> dict[str, Any]:
        self._count += 1
        ours, text = line.startswith(">"), line.removeprefix(">")
        row = self._row(conversation, account, at) | {
            "direction": "out" if ours else "in",
            "kind": "text",
            "text": text,
            "status": "read" if ours and account.kind == "whatsapp" else "sent" if ours else "received",
            "author_kind": "user" if ours else "customer",
            "author_id": agent.id if ours else who[0],
            "author_name": agent.name if ours else REGULARS[who[1]],
            "provider_id": f"past.{self._count}",
        }
        if account.kind == "mail":
            writer = {"address": account.address, "name": account.name}
            customer = {"address": _address(who[1], "mail"), "name": REGULARS[who[1]]}
            told = {"subject": subject, "from": writer if ours else customer, "to": [customer if ours else writer]}
            row["content"] = msgspec.json.encode({"mail": told}).decode()
        self.messages.append(row)
        if ours:
            self._attempt(row, account)
        return row

    def _attempt(self, row: dict[str, Any], account: AccountRow) -> None:
        at = row["sent_at"]
        seen = account.kind == "whatsapp"  # the others tell nobody
        self.attempts.append(
            {
                "id": _id(at),
                "message_id": row["id"],
                "channel_id": account.id,
                "number": 1,
                "provider_id": row["provider_id"],
                "started_at": at + 60,
                "accepted_at": at + 300,
                "sent_at": at + 500,
                "delivered_at": at + 1_400 if seen else None,
                "read_at": at + 90_000 if seen else None,
            }
        )

    def _line(self, conversation: str, account: AccountRow, told: dict[str, Any], at: int) -> None:
        row = self._row(conversation, account, at) | {
            "direction": "out",
            "kind": "system",
            "text": None,
            "status": "received",
            "author_kind": "system",
            "author_id": None,
            "author_name": None,
            "provider_id": None,
            "content": msgspec.json.encode(told).decode(),
        }
        self.messages.append(row)

    def _row(self, conversation: str, account: AccountRow, at: int) -> dict[str, Any]:
        place = {"id": _id(at), "conversation_id": conversation, "channel_id": account.id, "content": "{}"}
        return place | {"order": ids.order_of(at, ids.arrival_us()), "sent_at": at, "created_at": at}


def _address(place: int, kind: str) -> str:
    if kind == "mail":
        return f"{REGULARS[place].lower().replace(' ', '.').rstrip('.')}@example.net"
    return f"6681556{place:04d}" if kind == "whatsapp" else f"U{place:032x}"


def _id(at: int) -> str:
    """As `hub.ids` would have made it then."""
    moment = f"{at:012x}"
    return f"{moment[:8]}-{moment[8:]}{ids.new()[13:]}"
