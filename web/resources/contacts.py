"""`/api/v1/contacts`: who the customers are, how they are reached, what was noted and consented to, and who is the same person."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from hub.customers import (
    consent,
    contact_bulk,
    contact_identities,
    contact_lists,
    contact_notes,
    contacts,
    duplicates,
    merging,
    new_contacts,
    timeline,
    unmerging,
)
from hub.customers.contact_lists import Wanted
from hub.inbox import message_lists
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.ways import reading as ways
from hub.wire.customer_changes import (
    ContactChange,
    ContactsBulk,
    IdentityChange,
    MergeInto,
    NewConsent,
    NewContact,
    NewIdentity,
    NoteText,
)
from hub.wire.customers import Consent, Duplicates, Note, TimelineEntry
from hub.wire.routes import ContactRoutes
from hub.wire.shapes import Contact, Message
from hub.wire.threads import BulkAnswer
from storage.customers.contact_lists import Sort
from storage.database import Connection
from web.operations import Asked, NoQuery, Paged, Pages, Paging, read, write

Word = Annotated[str, Meta(min_length=1, max_length=64)]
ConsentIs = Literal[
    "whatsapp:yes", "whatsapp:no", "whatsapp:unknown", "line:yes", "line:no", "line:unknown",
    "mail:yes", "mail:no", "mail:unknown",
]  # fmt: skip


class ContactsQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`owner`: a user's id, "me" or "none"; `field`: a field's key and a value, as in city:Bangkok; `segment`: its id; `channel`: of a
    channel account the contact has a conversation on; `skip`: so many are passed over, for who jumps in a long list."""

    tag: Word | None = None
    owner: Word | None = None
    field: Annotated[str, Meta(min_length=3, max_length=300)] | None = None
    segment: Word | None = None
    channel: Word | None = None
    consent: ConsentIs | None = None
    sort: Sort = "-updated"
    skip: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class CountQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The filters of the list."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    tag: Word | None = None
    owner: Word | None = None
    field: Annotated[str, Meta(min_length=3, max_length=300)] | None = None
    segment: Word | None = None
    channel: Word | None = None
    consent: ConsentIs | None = None


class ContactCount(Struct, frozen=True, kw_only=True):
    """How many the asker sees; with words (`q`) those of the best that are listed."""

    contacts: int


async def listed(connection: Connection, agent: Agent, asked: Asked[ContactsQuery, None]) -> Paged[Contact]:
    query = asked.query
    wanted = msgspec.convert(query, Wanted, from_attributes=True)
    items, more = await contact_lists.list_page(
        connection, agent, wanted, query.sort, query.after, query.limit, query.skip
    )
    return Paged(items=items, next=more)


async def counted(connection: Connection, agent: Agent, asked: Asked[CountQuery, None]) -> ContactCount:
    wanted = msgspec.convert(asked.query, Wanted, from_attributes=True)
    return ContactCount(contacts=await contact_lists.count(connection, agent, wanted))


async def many(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ContactsBulk]) -> BulkAnswer:
    return await contact_bulk.run(tx, agent, asked.body)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewContact]) -> Contact:
    return await new_contacts.add(tx, agent, asked.body)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> Contact:
    return await contacts.one(connection, agent, asked.id)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ContactChange]) -> Contact:
    return await contacts.change(tx, agent, asked.id, asked.body, asked.if_match)


async def add_identity(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewIdentity]) -> Contact:
    return await contact_identities.add(tx, agent, asked.id, asked.body)


async def prefer_identity(tx: Transaction, agent: Agent, asked: Asked[NoQuery, IdentityChange]) -> Contact:
    return await contact_identities.prefer(tx, agent, asked.id, asked.path["identity"])


async def remove_identity(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Contact:
    return await contact_identities.remove(tx, agent, asked.id, asked.path["identity"])


async def noted(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Paged[Note]:
    query = asked.query
    items, more = await contact_notes.list_page(connection, agent, asked.id, query.q, query.after, query.limit)
    return Paged(items=items, next=more)


async def add_note(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NoteText]) -> Note:
    return await contact_notes.add(tx, agent, asked.id, asked.body.text)


async def edit_note(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NoteText]) -> Note:
    note_id = asked.path["note"]
    return await contact_notes.edit(tx, agent, asked.id, note_id, asked.body.text, asked.if_match)


async def remove_note(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await contact_notes.remove(tx, agent, asked.id, asked.path["note"])


async def consented(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Paged[Consent]:
    query = asked.query
    items, more = await consent.list_page(connection, agent, asked.id, query.q, query.after, query.limit)
    return Paged(items=items, next=more)


async def record_consent(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewConsent]) -> Consent:
    return await consent.record(tx, agent, asked.id, asked.body)


async def happened(connection: Connection, agent: Agent, asked: Asked[Pages, None]) -> Paged[TimelineEntry]:
    items, more = await timeline.list_page(connection, agent, asked.id, asked.query.after, asked.query.limit)
    return Paged(items=items, next=more)


async def said(connection: Connection, agent: Agent, asked: Asked[Pages, None]) -> Paged[Message]:
    page = await message_lists.person_page(connection, agent, asked.id, asked.query.after, asked.query.limit)
    return Paged(items=page.items, next=page.next)


async def routed(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> ContactRoutes:
    return await ways.of_contact(connection, agent, asked.id)


async def doubled(connection: Connection, agent: Agent, asked: Asked[Pages, None]) -> Paged[Duplicates]:
    items, more = await duplicates.list_page(connection, agent, asked.query.after, asked.query.limit)
    return Paged(items=items, next=more)


async def merge(tx: Transaction, agent: Agent, asked: Asked[NoQuery, MergeInto]) -> Contact:
    return await merging.merge(tx, agent, asked.id, asked.body.into, asked.body.take)


async def unmerge(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> Contact:
    return await unmerging.unmerge(tx, agent, asked.id)


OPERATIONS = (
    read("/contacts", listed, "List contacts", gives=Paged[Contact], query=ContactsQuery),
    write("POST", "/contacts", add, "Add a contact", takes=NewContact, gives=Contact, status=201),
    read("/contacts/count", counted, "How many contacts a list holds", gives=ContactCount, query=CountQuery),
    write("POST", "/contacts/bulk", many, "Tag, untag or give away many", takes=ContactsBulk, gives=BulkAnswer),
    read("/contacts/duplicates", doubled, "Contacts that may be one", gives=Paged[Duplicates], query=Pages),
    read("/contacts/{id}", one, "One contact", gives=Contact),
    write("PUT", "/contacts/{id}", change, "Change a contact", takes=ContactChange, gives=Contact),
    write(
        "POST",
        "/contacts/{id}/identities",
        add_identity,
        "Add a number or an address",
        takes=NewIdentity,
        gives=Contact,
        status=201,
    ),
    write(
        "PUT",
        "/contacts/{id}/identities/{identity}",
        prefer_identity,
        "Try a number or an address first",
        takes=IdentityChange,
        gives=Contact,
    ),
    write(
        "DELETE",
        "/contacts/{id}/identities/{identity}",
        remove_identity,
        "Remove a number or an address",
        gives=Contact,
    ),
    read("/contacts/{id}/notes", noted, "Notes on a contact", gives=Paged[Note], query=Paging),
    write("POST", "/contacts/{id}/notes", add_note, "Write a note", takes=NoteText, gives=Note, status=201),
    write("PUT", "/contacts/{id}/notes/{note}", edit_note, "Change one's note", takes=NoteText, gives=Note),
    write("DELETE", "/contacts/{id}/notes/{note}", remove_note, "Remove one's note"),
    read("/contacts/{id}/consents", consented, "All words on consent", gives=Paged[Consent], query=Paging),
    write(
        "POST",
        "/contacts/{id}/consents",
        record_consent,
        "Write down a word on consent",
        takes=NewConsent,
        gives=Consent,
        status=201,
    ),
    read("/contacts/{id}/timeline", happened, "What happened", gives=Paged[TimelineEntry], query=Pages),
    read("/contacts/{id}/messages", said, "Read all threads with a contact", gives=Paged[Message], query=Pages),
    read("/contacts/{id}/routes", routed, "How a contact can be written to now", gives=ContactRoutes),
    write("POST", "/contacts/{id}/merge", merge, "Merge into another contact", takes=MergeInto, gives=Contact),
    write("POST", "/contacts/{id}/unmerge", unmerge, "Undo a merge", gives=Contact),
)
