"""Contacts as a table for other programs, and everything about one person as an archive. Both are written while they are read: a page
at a time, each page of a moment of its own, so that a slow reader holds no connection."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Literal

import msgspec

from hub import shaping
from hub.campaigns import shaping as campaigns
from hub.customers import contact_lists, fields, timeline
from hub.customers import contacts as customers
from hub.customers.contact_lists import Wanted
from hub.files import file_types
from hub.files.spreadsheets import Csv, Sink, Table, Xlsx
from hub.office import activity
from hub.permissions import Agent
from hub.quotations import shaping as offers
from hub.searching import search
from hub.transaction import Transaction, milliseconds
from hub.wire import shapes
from hub.wire.customers import Field
from storage.blobs import BlobMissing, Blobs
from storage.campaigns import recipients as campaign_recipients
from storage.database import Connection, Database
from storage.inbox import attachments
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as message_rows
from storage.inbox.messages import MessageRow
from storage.quotations import rows as quotations
from storage.team import users

Format = Literal["csv", "xlsx"]
FORMATS: dict[Format, Callable[[], Table]] = {"csv": Csv, "xlsx": Xlsx}
CONTACTS_AT_ONCE = 500
MESSAGES_AT_ONCE = 200
ENTRIES_AT_ONCE = 100
MARKETING = "marketing"
HEADINGS = ("Name", "Phone", "Email", "Company", "Tags", "Owner", "Consent")  # as an import understands them again
TOGETHER = "; "  # between several numbers, addresses, tags
WHEN = (1980, 1, 1, 0, 0, 0)  # of every file in an archive: it says nothing

_encode = msgspec.json.Encoder().encode


async def check(connection: Connection, agent: Agent, wanted: Wanted) -> None:
    """Raises Refusal for a filter that names what is not there: once the file has begun, it is too late."""
    await contact_lists.list_page(connection, agent, wanted, "created", None, 1)


async def note_contacts(tx: Transaction, agent: Agent, wanted: Wanted, format: Format) -> None:
    """Keeps that somebody took contacts out. What was searched for is left out: it may be a person's name."""
    told = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value is not None and name != "q"}
    if wanted.ids is not None:
        told["ids"] = len(wanted.ids)
    after = told | {"format": format, "searched": wanted.q is not None}
    await activity.note(tx, agent, "contacts.exported", title="Contacts", after=after)


async def contacts(database: Database, agent: Agent, wanted: Wanted, format: Format) -> AsyncIterator[bytes]:
    """All contacts of the filter, oldest first. A list that is narrowed by words shows the best of them, a file leaves none out."""
    listed = msgspec.structs.replace(wanted, q=None)
    table = FORMATS[format]()
    async with database.reading() as connection:
        known = await fields.every(connection)
        names = {user.id: user.name for user in await users.find(connection)}
    yield table.begin([*HEADINGS, *(field.name for field in known), "Created"])
    after: str | None = None
    while True:
        async with database.reading() as connection:
            found, after = await contact_lists.list_page(connection, agent, listed, "created", after, CONTACTS_AT_ONCE)
            if words := (wanted.q or "").strip():
                held = await search.contacts_holding(connection, words, [contact.id for contact in found])
                found = [contact for contact in found if contact.id in held]
        yield await asyncio.to_thread(table.rows, [_row(contact, known, names) for contact in found])
        if after is None:
            break
    yield await asyncio.to_thread(table.end)


async def note_person(tx: Transaction, agent: Agent, contact_id: str) -> shapes.Contact:
    """The person to be exported; keeps that it was done. Raises Refusal `not_found`."""
    found = await customers.one(tx.connection, agent, contact_id)
    await activity.note(tx, agent, "contact.exported", subject=found.id, title=found.name)
    return found


async def person(database: Database, blobs: Blobs, agent: Agent, contact: shapes.Contact) -> AsyncIterator[bytes]:
    """A ZIP archive: `contact.json` with the person, `history.json` with what was noted, consented to and changed, `quotations.json`,
    `campaigns.json`, a file of messages for each conversation, and the files of them."""
    archive = Archive()
    about = {"exported_at": shaping.time_text(milliseconds()), "contact": contact}
    yield archive.whole("contact.json", _encode(about))
    async for piece in _listed(archive, "history.json", _history(database, agent, contact.id)):
        yield piece
    async for piece in _listed(archive, "campaigns.json", _campaigns(database, contact.id)):
        yield piece
    async for piece in _listed(archive, "quotations.json", _quotations(database, contact.id)):
        yield piece
    async with database.reading() as connection:
        threads = sorted(await conversation_rows.of_contacts(connection, [contact.id]))
    files: dict[str, str] = {}
    for thread in threads:
        name = f"conversations/{thread}.json"
        async for piece in _listed(archive, name, _messages(database, thread, files)):
            yield piece
    for id, name in files.items():
        async for piece in _file(archive, database, blobs, id, name):
            yield piece
    yield archive.end()


class Archive:
    """A ZIP archive that is sent while it is made."""

    def __init__(self) -> None:
        self._sink = Sink()
        self._zip = zipfile.ZipFile(self._sink, "w")

    def open(self, name: str, *, packed: bool) -> Any:
        """A file in it, to be written and closed before the next."""
        entry = zipfile.ZipInfo(name, WHEN)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        return self._zip.open(entry, "w", force_zip64=True)

    def whole(self, name: str, body: bytes) -> bytes:
        with self.open(name, packed=True) as file:
            file.write(body)
        return self._sink.taken()

    def taken(self) -> bytes:
        return self._sink.taken()

    def end(self) -> bytes:
        self._zip.close()
        return self._sink.taken()


def _row(contact: shapes.Contact, known: list[Field], names: Mapping[str, str]) -> list[str]:
    def reached(kind: str) -> str:
        return TOGETHER.join(i.display or i.value for i in contact.identities if i.kind == kind)

    word = contact.consent.get(MARKETING)
    wanted = word.get("wanted") if isinstance(word, dict) else None
    return [
        contact.name,
        reached("phone"),
        reached("email"),
        contact.company or "",
        TOGETHER.join(contact.tags),
        names.get(contact.owner or "", ""),
        _cell(wanted),
        *(_cell(contact.fields.get(field.key)) for field in known),
        contact.created_at,
    ]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


async def _listed(archive: Archive, name: str, pages: AsyncIterator[list[Any]]) -> AsyncIterator[bytes]:
    """Pages of things as one JSON list in the archive."""
    with archive.open(name, packed=True) as file:
        file.write(b"[")
        between = b"\n"
        async for page in pages:
            for each in page:
                file.write(between + _encode(each))
                between = b",\n"
            yield archive.taken()
        file.write(b"\n]\n")
    yield archive.taken()


async def _history(database: Database, agent: Agent, contact_id: str) -> AsyncIterator[list[Any]]:
    after: str | None = None
    while True:
        async with database.reading() as connection:
            entries, after = await timeline.list_page(connection, agent, contact_id, after, ENTRIES_AT_ONCE)
        yield entries
        if after is None:
            return


async def _campaigns(database: Database, contact_id: str) -> AsyncIterator[list[Any]]:
    """Which campaigns went to the person, and what became of each."""
    async with database.reading() as connection:
        found = await campaign_recipients.of_contact(connection, contact_id)
    yield [
        {"campaign": row.campaign_id, "name": name, "recipient": campaigns.recipient(row, None)} for row, name in found
    ]


async def _quotations(database: Database, contact_id: str) -> AsyncIterator[list[Any]]:
    async with database.reading() as connection:
        offered = await quotations.of_contacts(connection, [contact_id])
    for id in offered:
        async with database.reading() as connection:
            row = await quotations.get(connection, id)
        if row is not None:
            yield [offers.quotation(row)]


async def _messages(database: Database, thread: str, files: dict[str, str]) -> AsyncIterator[list[Any]]:
    """Oldest first. `files` learns of their files: names in the archive by id."""
    after = ""
    while True:
        async with database.reading() as connection:
            found = await message_rows.page(connection, thread, None, after, MESSAGES_AT_ONCE)
            drawn = await shaping.message_list(connection, found)
        for shape in drawn:
            for file in shape.attachments:
                if file.state == "ready":
                    files[file.id] = f"files/{file.id}-{file_types.clean_name(file.name) or file.kind}"
        yield [_whole(row, shape) for row, shape in zip(found, drawn, strict=True)]
        if len(found) < MESSAGES_AT_ONCE:
            return
        after = found[-1].order


def _whole(row: MessageRow, shape: shapes.Message) -> shapes.Message:
    """A shape's text is cut where an event's must be."""
    content = {name: value for name, value in shape.content.items() if name != "truncated"}
    return msgspec.structs.replace(shape, text=row.text, content=content)


async def _file(archive: Archive, database: Database, blobs: Blobs, id: str, name: str) -> AsyncIterator[bytes]:
    async with database.reading() as connection:
        row = await attachments.get(connection, id)
    if row is None or row.blob is None:
        return
    try:
        await blobs.size(row.blob)
    except BlobMissing:
        return
    with archive.open(name, packed=False) as file:
        async for piece in blobs.get(row.blob):
            await asyncio.to_thread(file.write, piece)
            yield archive.taken()
    yield archive.taken()
