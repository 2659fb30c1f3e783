"""`/api/v1/conversations`: lists, one, its thread, many at once, and the file of what was said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from typing import Literal

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub import ids
from hub.inbox import bulk, conversations, message_lists, messages, scheduled, transcripts
from hub.inbox import lists as inbox
from hub.inbox.message_lists import ThreadPage
from hub.permissions import Agent
from hub.transaction import Transaction, Transactions
from hub.wire import shapes
from hub.wire.commands import ConversationGet, ConversationStart, MessageNote, MessageSend
from hub.wire.errors import Refusal
from hub.wire.filters import ConversationsAsked
from hub.wire.threads import (
    Bulk,
    BulkAnswer,
    BulkResult,
    ConversationChange,
    NewConversation,
    NewMessageHere,
)
from storage.database import Connection
from storage.office import kept_answers
from web.answers import JSON, JSON_LIMIT, answer, decode, read_json_text
from web.authentication import hub_of
from web.operations import Asked, NoQuery, Operation, Paged, Paging, agent_of, other, read, write
from web.queries import key_of, path_of, query_of

NOT_OF_NOTES = (
    "mail",
    "reply_to",
    "attachments",
    "template",
    "interactive",
    "location",
    "contacts",
    "send_at",
    "cancel_on_reply",
)
_PLAIN = re.compile(r"[^A-Za-z0-9-]+")


class TranscriptQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`notes`: also what only colleagues may read. For the team, not for the customer."""

    format: Literal["txt", "html", "json"] = "txt"
    notes: bool = False


async def listed(
    connection: Connection, agent: Agent, asked: Asked[ConversationsAsked, None]
) -> Paged[shapes.Conversation]:
    page = await inbox.list_page(connection, agent, asked.query)
    return Paged(items=page.items, next=page.next)


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewConversation]) -> shapes.Conversation:
    new = asked.body
    command = ConversationStart(
        id=0,
        client_id=new.client_id or ids.new(),
        channel=new.channel,
        template=new.template,
        text=new.text,
        contact=new.contact,
        phone=new.phone,
        email=new.email,
        name=new.name,
        attachments=new.attachments,
        mail=new.mail,
    )
    started: shapes.Conversation = (await conversations.start(tx, agent, command))["conversation"]
    return started


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> shapes.Conversation:
    return (await conversations.get(connection, agent, ConversationGet(0, asked.id)))["conversation"]


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, ConversationChange]) -> shapes.Conversation:
    return await conversations.edit(tx, agent, asked.id, asked.body, asked.if_match)


async def thread(connection: Connection, agent: Agent, asked: Asked[ThreadPage, None]) -> Paged[shapes.Message]:
    page = await message_lists.thread_page(connection, agent, asked.id, asked.query)
    return Paged(items=page.items, next=page.next)


async def said(
    tx: Transaction, agent: Agent, conversation_id: str, new: NewMessageHere, *, like: MessageSend | None = None
) -> shapes.Message:
    """Sends what a body says. `like`: what a repeat is recognised by, when the body's files get new ids each time."""
    client_id = new.client_id or (like.client_id if like else ids.new())
    if new.note:
        if any(getattr(new, name) for name in NOT_OF_NOTES):
            raise Refusal("invalid", "A note is words alone.", field="note")
        note = MessageNote(id=0, conversation=conversation_id, client_id=client_id, text=new.text or "")
        return (await messages.note(tx, agent, note))["message"]
    command = MessageSend(
        id=0,
        conversation=conversation_id,
        client_id=client_id,
        text=new.text,
        reply_to=new.reply_to,
        attachments=new.attachments,
        template=new.template,
        interactive=new.interactive,
        location=new.location,
        contacts=new.contacts,
        send_at=new.send_at,
        cancel_on_reply=new.cancel_on_reply,
        mail=new.mail,
    )
    return (await messages.send(tx, agent, command, said=like))["message"]


async def waiting(connection: Connection, agent: Agent, asked: Asked[Paging, None]) -> Paged[shapes.Message]:
    page = await scheduled.list_page(connection, agent, asked.id, asked.query.q, asked.query.after, asked.query.limit)
    return Paged(items=page.items, next=page.next)


async def transcript(request: Request) -> Response:
    """The file, in pieces. A browser saves it and never shows it in place."""
    hub, query = hub_of(request), query_of(request, TranscriptQuery)
    async with hub.database.reading() as connection:
        agent = await agent_of(request, connection)
        above = await transcripts.heading(connection, agent, path_of(request)["id"])
    name = f"conversation-{_PLAIN.sub('-', above.contact).strip('-')[:60] or 'customer'}.{query.format}"
    headers = {
        "content-type": transcripts.MIME[query.format],
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    pieces: AsyncIterator[bytes] = transcripts.written(hub.database, above, query.format, notes=query.notes)
    return StreamingResponse(pieces, headers=headers)


async def many(request: Request) -> Response:
    """Bulk actions, in several transactions. All of them are harmless when repeated: a request whose answer was lost, or that broke off,
    is simply done again under its Idempotency-Key."""
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        await agent_of(request, connection)
    raw = await read_json_text(request, JSON_LIMIT)
    asked, key = decode(raw, Bulk), key_of(request)
    digest = hashlib.sha256(b"bulk\n" + raw).hexdigest()
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        earlier = None if key is None else await kept_answers.claim(tx.connection, agent.id, key, digest, tx.now)
        if earlier is not None and earlier.digest != digest:
            raise Refusal("conflict", "This Idempotency-Key was used for another request.", field="Idempotency-Key")
        if earlier is not None and earlier.status:
            told = {"cache-control": "no-store", "idempotent-replayed": "true"}
            return Response(earlier.body, earlier.status, told, JSON)
        subjects, more = await bulk.subjects(tx.connection, agent, asked)
    results = [each async for each in _done(request, hub.transactions, asked, subjects)]
    done = sum(each.done for each in results)
    made = answer(BulkAnswer(done=done, refused=len(results) - done, more=more, results=results))
    if key is not None:
        async with hub.transactions.begin() as tx:
            await kept_answers.keep(tx.connection, agent.id, key, made.status_code, bytes(made.body))
    return made


async def _done(
    request: Request, transactions: Transactions, asked: Bulk, subjects: list[str]
) -> AsyncIterator[BulkResult]:
    for start in range(0, len(subjects), bulk.BATCH):
        async with transactions.begin() as tx:
            agent = await agent_of(request, tx.connection)  # rights may have changed meanwhile
            results = await bulk.run(tx, agent, asked, subjects[start : start + bulk.BATCH])
        for each in results:
            yield each


OPERATIONS: tuple[Operation, ...] = (
    read(
        "/conversations",
        listed,
        "List conversations",
        gives=Paged[shapes.Conversation],
        query=ConversationsAsked,
    ),
    write(
        "POST",
        "/conversations",
        add,
        "Open a conversation, or go on in the one that is open",
        takes=NewConversation,
        gives=shapes.Conversation,
        status=201,
    ),
    other("POST", "/conversations/bulk", many, "Do one thing with many conversations", takes=Bulk, gives=BulkAnswer),
    read("/conversations/{id}", one, "Show a conversation", gives=shapes.Conversation),
    write(
        "PUT",
        "/conversations/{id}",
        change,
        "Change state, assignee, priority, tags, snooze or unread",
        takes=ConversationChange,
        gives=shapes.Conversation,
    ),
    read("/conversations/{id}/messages", thread, "Read a thread", gives=Paged[shapes.Message], query=ThreadPage),
    read(
        "/conversations/{id}/scheduled", waiting, "List what is still to go", gives=Paged[shapes.Message], query=Paging
    ),
    other(
        "GET",
        "/conversations/{id}/transcript",
        transcript,
        "Download what was said",
        gives=str,
        query=TranscriptQuery,
        media="text/plain",
    ),
)
