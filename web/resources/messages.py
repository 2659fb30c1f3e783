"""`/api/v1/messages`: across conversations, one with what became of it, and sending, with files or without."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from hub import ids, shaping
from hub.files import media_uploads
from hub.inbox import message_lists, message_status, messages, replacements, scheduled, threads
from hub.inbox.message_lists import MessageFilter
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import shapes
from hub.wire.commands import ClientId, Id, MessageSend, Text
from hub.wire.errors import Refusal
from hub.wire.filters import Moment
from hub.wire.mail import MailSend
from hub.wire.nul import SENTENCE
from hub.wire.reading import refusal_of
from hub.wire.routes import Replacement
from hub.wire.threads import MessageMove, NewMessage, NewMessageHere, StatusChange, TracedMessage
from storage.database import Connection
from web import uploads
from web.answers import answer
from web.authentication import hub_of
from web.operations import Asked, NoQuery, Operation, Paged, agent_of, other, read, write
from web.performing import run
from web.queries import key_of, path_of
from web.resources.conversations import said

MOST_FILES = 10
FILE_PARTS = ("file", "files")
KEY_DIGITS = 48  # hexadecimal digits of a client_id made from an Idempotency-Key


class MessageParts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a form beside its files, each of which becomes a message, in a mail all of them one; `text` goes with the first.
    `mail` is JSON, as elsewhere."""

    conversation: Id | None = None
    client_id: ClientId | None = None
    text: Text | None = None
    reply_to: Id | None = None
    send_at: Moment | None = None
    cancel_on_reply: bool = False
    mail: MailSend | None = None


class MessageForm(MessageParts, frozen=True, kw_only=True):
    file: Annotated[list[bytes], Meta(min_length=1, max_length=MOST_FILES)]


async def listed(connection: Connection, agent: Agent, asked: Asked[MessageFilter, None]) -> Paged[shapes.Message]:
    page = await message_lists.list_page(connection, agent, asked.query)
    return Paged(items=page.items, next=page.next)


async def send(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewMessage]) -> shapes.Message:
    return await said(tx, agent, asked.body.conversation, asked.body)


async def say(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewMessageHere]) -> shapes.Message:
    return await said(tx, agent, asked.id, asked.body)


async def one(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> TracedMessage:
    return await message_lists.traced(connection, agent, asked.id)


async def move(tx: Transaction, agent: Agent, asked: Asked[NoQuery, MessageMove]) -> shapes.Message:
    to = asked.body
    return await scheduled.move(
        tx,
        agent,
        asked.id,
        send_at=None if to.send_at is UNSET else shaping.time_ms(to.send_at, field="send_at"),
        cancel_on_reply=None if to.cancel_on_reply is UNSET else to.cancel_on_reply,
        if_match=asked.if_match,
    )


async def cancel(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await scheduled.cancel(tx, agent, asked.id, if_match=asked.if_match)


async def put_status(tx: Transaction, agent: Agent, asked: Asked[NoQuery, StatusChange]) -> shapes.Message:
    return await message_status.put(tx, agent, asked.id, asked.body.status, if_match=asked.if_match)


async def replace(tx: Transaction, agent: Agent, asked: Asked[NoQuery, Replacement]) -> shapes.Message:
    return await replacements.send(tx, agent, asked.id, asked.body)


async def post(request: Request) -> Response:
    return await _posted(request, SEND)


async def post_here(request: Request) -> Response:
    return await _posted(request, SAY)


async def _posted(request: Request, as_json: Operation) -> Response:
    """A form carries files; all else is JSON."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/"):
        return await run(as_json, request)
    async with hub_of(request).database.reading() as connection:
        agent = await agent_of(request, connection)
    limit = media_uploads.UPLOAD_LIMIT
    async with uploads.form(request, limit, fields=len(MessageParts.__struct_fields__), files=MOST_FILES) as form:
        return await _sent_form(request, agent, form)


async def _sent_form(request: Request, agent: Agent, form: FormData) -> Response:
    """A repeat is recognised by its `client_id` and what its files hold, before they are stored once more."""
    hub, parts, files = hub_of(request), _parts(form), _files(form)
    conversation = path_of(request).get("id") or parts.conversation
    if conversation is None:
        raise Refusal("invalid", "conversation is missing.", field="conversation")
    like = MessageSend(
        id=0,
        conversation=conversation,
        client_id=parts.client_id or _client_id(request),
        text=parts.text,
        reply_to=parts.reply_to,
        attachments=[await _digest(file) for file in files],
        send_at=parts.send_at,
        cancel_on_reply=parts.cancel_on_reply,
        mail=parts.mail,
    )
    async with hub.transactions.begin() as tx:
        account = hub.accounts.get((await threads.seen(tx.connection, agent, conversation)).channel_id)
        earlier = await messages.repeated(tx, agent, like)
    if earlier is not None:
        return _made(earlier)
    kept = [
        await media_uploads.receive_upload(
            hub.blobs,
            hub.transactions,
            agent,
            uploads.pieces(file),
            file.filename,
            file.content_type or "",
            None if account is None else account.kind,
        )
        for file in files
    ]
    new = NewMessageHere(
        text=parts.text,
        reply_to=parts.reply_to,
        attachments=[attachment.id for attachment in kept],
        send_at=parts.send_at,
        cancel_on_reply=parts.cancel_on_reply,
        mail=parts.mail,
    )
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)  # rights may have changed while the files came
        return _made(await said(tx, agent, conversation, new, like=like))


def _parts(form: FormData) -> MessageParts:
    given: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            continue
        if name in given:
            raise Refusal("invalid", f"{name} is given more than once.", field=name)
        if "\x00" in value:
            raise Refusal("invalid", SENTENCE, field=name)
        given[name] = _object(value) if name == "mail" else value
    try:
        return msgspec.convert(given, MessageParts, strict=False)
    except msgspec.ValidationError as error:
        raise refusal_of(error) from None


def _object(value: str) -> Any:
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise Refusal("invalid", "mail is no JSON object.", field="mail") from None


def _files(form: FormData) -> list[UploadFile]:
    files = [value for name, value in form.multi_items() if isinstance(value, UploadFile) and name in FILE_PARTS]
    if not files:
        raise Refusal("invalid", "Send the files as parts called `file`.", field="file")
    return files


async def _digest(file: UploadFile) -> str:
    found = hashlib.sha256()
    async for piece in uploads.pieces(file):
        found.update(piece)
    await file.seek(0)
    return found.hexdigest()


def _client_id(request: Request) -> str:
    key = key_of(request)
    return ids.new() if key is None else hashlib.sha256(key.encode()).hexdigest()[:KEY_DIGITS]


def _made(message: shapes.Message) -> Response:
    return answer(message, 201, {"etag": f'"{message.version}"'})


SEND = write("POST", "/messages", send, "Send a message", takes=NewMessage, gives=shapes.Message, status=201)
SAY = write(
    "POST",
    "/conversations/{id}/messages",
    say,
    "Send a message here, now or later, or write a note",
    takes=NewMessageHere,
    gives=shapes.Message,
    status=201,
)

OPERATIONS: tuple[Operation, ...] = (
    read("/messages", listed, "List messages, newest first", gives=Paged[shapes.Message], query=MessageFilter),
    other(
        "POST",
        "/messages",
        post,
        "Send a message, now or later",
        takes=NewMessage,
        gives=shapes.Message,
        status=201,
        form=MessageForm,
    ),
    read("/messages/{id}", one, "Show a message and what became of it", gives=TracedMessage),
    write(
        "PUT",
        "/messages/{id}",
        move,
        "Give a message that waits another time",
        takes=MessageMove,
        gives=shapes.Message,
    ),
    write("DELETE", "/messages/{id}", cancel, "Take back a message that waits"),
    write(
        "PUT",
        "/messages/{id}/status",
        put_status,
        "Say that an inbound message is read, or what became of an unknown send",
        takes=StatusChange,
        gives=shapes.Message,
    ),
    write(
        "POST",
        "/messages/{id}/replacement",
        replace,
        "Send what failed over another channel instead",
        takes=Replacement,
        gives=shapes.Message,
        status=201,
    ),
    other(
        "POST",
        "/conversations/{id}/messages",
        post_here,
        "Send a message here, now or later, or write a note",
        takes=NewMessageHere,
        gives=shapes.Message,
        status=201,
        form=MessageForm,
    ),
)
