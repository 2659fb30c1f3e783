"""A large office in a database: 1,000,000 messages of 130,000 conversations with 100,000 contacts, two years of them.

Made in bulk, past the verbs: about two minutes on either database, 1.5 GB while it lasts.

python -m tests.benchmarks.million --database sqlite --keep million.sqlite   makes one to look at
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from hub.transaction import milliseconds
from storage import migrations
from storage.urls import read_url
from tests.benchmarks.vocabulary import Talk

CONTACTS = 100_000
MESSAGES = 1_000_000
CHANNELS = 4
USERS = 12
ACTIVITY = 50_000
LEDGER = 50_000
YEARS_MS = 2 * 365 * 24 * 3_600_000
OPEN_SHARE = 0.04  # of the newest conversations
BATCH = 20_000
TAGS = ("vip", "tour", "van", "hotel", "late", "family", "agency", "refund", "new", "สำคัญ")
STATES = ("open", "open", "open", "snoozed")

Rows = Iterator[tuple[Any, ...]]


class Office:
    """The rows of each table, in the order of time; the same at each run but for the hour."""

    FIRST = ("channels", "users", "contacts", "conversations", "messages")  # what the others refer to, in this order

    def __init__(self, scale: float = 1.0) -> None:
        self.contacts = int(CONTACTS * scale)
        self.conversations = int(CONTACTS * 1.3 * scale)
        self.messages = int(MESSAGES * scale)
        self.activity = int(ACTIVITY * scale)
        self.webhooks = int(LEDGER * scale)
        self.now = milliseconds()
        self.start = self.now - YEARS_MS
        self.last: dict[int, tuple[int, int]] = {}  # the last message of each conversation: number, time
        self._talk = Talk()

    def tables(self) -> Iterator[tuple[str, Sequence[str], Rows]]:
        yield "channels", ("id", "kind", "name", "address", "state", "created_at", "updated_at"), self._channels()
        yield "users", ("id", "name", "email", "role", "created_at", "updated_at"), self._users()
        yield "contacts", ("id", "name", "name_source", "company", "owner_id", "tags", "created_at", "updated_at"), self._contacts()  # fmt: skip
        yield "identities", ("id", "contact_id", "kind", "value", "display", "created_at"), self._identities()
        yield "contact_facets", ("contact_id", "facet", "value"), self._facets()
        yield "messages", MESSAGE_COLUMNS, self._messages()
        yield "conversations", CONVERSATION_COLUMNS, self._conversations()
        yield "conversation_tags", ("tag", "conversation_id"), self._conversation_tags()
        yield "attachments", ATTACHMENT_COLUMNS, self._attachments()
        yield "activity", ("id", "at", "user_id", "user_name", "act", "subject", "title"), self._activity()
        yield "ledger", ("id", "kind", "received_at", "body", "state", "items"), self._ledger()

    def at(self, number: int) -> int:
        """When a message was written: ever more of them as the office grows."""
        return self.start + int(YEARS_MS * (number / self.messages) ** 0.8)

    def _thread(self, number: int) -> int:
        """The conversation of a message: talk goes on in some hundred at a time; one never ends."""
        if number % 200 == 0:
            return 0
        at_once = min(300, self.conversations // 2)
        reached = int(number / self.messages * (self.conversations - at_once))
        return reached + number * 7919 % at_once

    def _channels(self) -> Rows:
        for n in range(CHANNELS):
            yield f"channel-{n}", "whatsapp", f"Line {n}", str(10_000 + n), "active", self.start, self.start

    def _users(self) -> Rows:
        for n in range(USERS):
            yield f"user-{n}", f"Agent {n}", f"agent{n}@example.com", "agent", self.start, self.start

    def _contacts(self) -> Rows:
        for n in range(self.contacts):
            at = self.start + YEARS_MS * n // self.contacts
            company = f"{self._talk.name(n * 3).split()[0]} Co., Ltd." if n % 4 == 0 else None
            owner = f"user-{n % USERS}" if n % 3 == 0 else None
            tags = msgspec.json.encode(self._tags(n)).decode()
            yield contact_id(n, at), self._talk.name(n), "agent", company, owner, tags, at, at

    def _tags(self, n: int) -> list[str]:
        return [TAGS[n % len(TAGS)]] if n % 5 == 0 else []

    def contact(self, n: int) -> str:
        return contact_id(n, self.start + YEARS_MS * n // self.contacts)

    def _identities(self) -> Rows:
        for n in range(self.contacts):
            id, phone = self.contact(n), str(66_800_000_000 + n * 997)
            yield f"p{id}", id, "phone", phone, f"+{phone[:2]} {phone[2:4]} {phone[4:7]} {phone[7:]}", self.start
            if n % 3 == 0:
                address = f"{self._talk.name(n).lower().replace(' ', '.')}{n}@example.co.th"
                yield f"e{id}", id, "email", address, address, self.start

    def _facets(self) -> Rows:
        for n in range(self.contacts):
            for tag in self._tags(n):
                yield self.contact(n), "tag", tag

    def _messages(self) -> Rows:
        for n in range(self.messages):
            at, thread = self.at(n), self._thread(n)
            self.last[thread] = (n, at)
            outbound = n % 5 < 2
            author = (
                ("user", f"user-{thread % USERS}") if outbound else ("customer", self.contact(thread % self.contacts))
            )
            yield (
                message_id(n, at), conversation_id(thread), f"channel-{thread % CHANNELS}", f"{at:013d}{n:016d}",
                "out" if outbound else "in", "text", self._talk.line(n), "read" if outbound else "received",
                *author, f"wamid.{n}", at, at,
            )  # fmt: skip

    def _conversations(self) -> Rows:
        newest = self.conversations * (1 - OPEN_SHARE)
        for thread in range(self.conversations):
            n, at = self.last.get(thread, (None, self.start))
            unresolved = thread > newest
            state = STATES[thread % 4] if unresolved else "resolved"
            assignee = f"user-{thread % USERS}" if thread % 3 else None
            yield (
                conversation_id(thread), self.contact(thread % self.contacts), f"channel-{thread % CHANNELS}", state,
                assignee, thread % 3 if state == "open" else 0, None if n is None else message_id(n, at),
                "" if n is None else f"{at:013d}{n:016d}", at, at + 86_400_000 if at > self.now - 86_400_000 else None,
                msgspec.json.encode(self._tags(thread)).decode(), at if state == "open" and thread % 2 else None,
                1 if thread % 50 == 0 else 0, self.now + 3_600_000 if state == "snoozed" else None, at, at,
            )  # fmt: skip

    def _conversation_tags(self) -> Rows:
        for thread in range(self.conversations):
            for tag in self._tags(thread):
                yield tag, conversation_id(thread)

    def _attachments(self) -> Rows:
        for n in range(0, self.messages, 12):
            at, name = self.at(n), f"{self._talk.line(n)[:40].strip()} {n}.pdf"
            id = message_id(n, at)
            yield (
                f"f{id}",
                id,
                f"channel-{self._thread(n) % CHANNELS}",
                "document",
                "application/pdf",
                name,
                20_000,
                "ready",
                at,
            )

    def _activity(self) -> Rows:
        for n in range(self.activity):
            at = self.start + YEARS_MS * n // self.activity
            yield f"a{n:08d}", at, f"user-{n % USERS}", f"Agent {n % USERS}", "contact.changed", f"s{n}", f"Subject {n}"

    def _ledger(self) -> Rows:
        for n in range(self.webhooks):
            at = self.now - (self.webhooks - n) * 1_000
            yield f"l{n:08d}", "whatsapp", at, b'{"object":"whatsapp_business_account"}', "applied", "[]"


MESSAGE_COLUMNS = (
    "id", "conversation_id", "channel_id", "order", "direction", "kind", "text", "status", "author_kind", "author_id",
    "provider_id", "sent_at", "created_at",
)  # fmt: skip
CONVERSATION_COLUMNS = (
    "id", "contact_id", "channel_id", "state", "assignee_id", "unread", "last_message_id", "last_order", "last_at",
    "window_closes_at", "tags", "waiting_since", "priority", "snoozed_until", "created_at", "updated_at",
)  # fmt: skip
ATTACHMENT_COLUMNS = ("id", "message_id", "channel_id", "kind", "mime", "name", "size", "state", "created_at")


def contact_id(n: int, at: int) -> str:
    return _id(at, 1, n)


def conversation_id(thread: int) -> str:
    return f"00000000-0000-7000-8002-{thread:012x}"


def message_id(n: int, at: int) -> str:
    return _id(at, 3, n)


def _id(at: int, kind: int, n: int) -> str:
    """As `hub.ids` makes them: they sort by time."""
    moment = f"{at:012x}"
    return f"{moment[:8]}-{moment[8:]}-7000-800{kind}-{n:012x}"


def make(url: str, scale: float = 1.0) -> Office:
    """A migrated database with the office in it. Blocking."""
    migrations.upgrade(url)
    office = Office(scale)
    if url.startswith("sqlite"):
        _fill_sqlite(url.removeprefix("sqlite:///"), office)
    else:
        asyncio.run(_fill_postgres(url, office))
    return office


def _fill_sqlite(path: str, office: Office) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -400000", "foreign_keys = OFF", "wal_autocheckpoint = 20000"):
        connection.execute(f"PRAGMA {pragma}")
    for table, columns, rows in office.tables():
        names = ", ".join(f'"{column}"' for column in columns)
        sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"
        connection.execute("BEGIN")
        connection.executemany(sql, rows)
        connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def _fill_postgres(url: str, office: Office) -> None:
    connection = await asyncpg.connect(str(read_url(url)[0].set(drivername="postgresql")))
    await connection.execute("SET session_replication_role = replica")  # no foreign keys looked up
    for table, columns, rows in office.tables():
        while batch := list(islice(rows, BATCH)):
            await connection.copy_records_to_table(table, columns=columns, records=batch)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", required=True, help="the SQLite file to make")
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    begun = time.monotonic()
    make(f"sqlite:///{Path(given.keep).absolute()}", given.scale)
    print(f"{given.keep}: {Path(given.keep).stat().st_size / 1e6:,.0f} MB in {time.monotonic() - begun:.0f} s")
