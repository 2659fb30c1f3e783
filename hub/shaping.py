"""Rows become shapes. Pure but for the three readers, which fetch what a shape needs without a query per row."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import msgspec

from channels.mail import threads
from hub.files import file_types
from hub.wire import shapes
from hub.wire.errors import Refusal
from storage.customers import contacts as contact_rows
from storage.customers.contacts import ContactRow, IdentityRow
from storage.database import Connection
from storage.inbox import attachments as attachment_rows
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as message_rows
from storage.inbox.attachments import AttachmentRow
from storage.inbox.conversations import ConversationRow, LastRow
from storage.inbox.messages import MessageRow, ReactionRow

EXCERPT_LENGTH = 140  # characters: what a list's line can show
NAMELESS = "Unknown contact"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_decode = msgspec.json.Decoder().decode
_decode_answered = msgspec.json.Decoder(shapes.AnsweredCampaign).decode
_decode_fault = msgspec.json.Decoder(shapes.Fault).decode
_decode_tags = msgspec.json.Decoder(list[str]).decode


async def conversations(connection: Connection, ids: Iterable[str]) -> dict[str, shapes.Conversation]:
    found = await conversation_rows.drawn(connection, ids)
    return {row.id: conversation(row, name, last, picture) for row, name, picture, last in found}


async def messages(connection: Connection, ids: Iterable[str]) -> dict[str, shapes.Message]:
    return {shape.id: shape for shape in await message_list(connection, await message_rows.many(connection, ids))}


async def one_message(connection: Connection, id: str) -> shapes.Message:
    """Of one that is there."""
    return (await messages(connection, [id]))[id]


async def message_list(connection: Connection, rows: Sequence[MessageRow]) -> list[shapes.Message]:
    """Shapes of rows already read, in their order."""
    ids = [row.id for row in rows]
    files = await attachment_rows.of_messages(connection, ids)
    marks = await message_rows.reactions_of(connection, ids)
    return [message(row, files.get(row.id, []), marks.get(row.id, []), _ahead(row)) for row in rows]


async def contacts(connection: Connection, ids: Iterable[str]) -> dict[str, shapes.Contact]:
    rows = await contact_rows.many(connection, ids)
    known = await contact_rows.identities_of(connection, [row.id for row in rows])
    return {row.id: contact(row, known.get(row.id, [])) for row in rows}


def conversation(
    row: ConversationRow, contact_name: str, last: LastRow | None, picture: str | None = None
) -> shapes.Conversation:
    return shapes.Conversation(
        id=row.id,
        version=row.version,
        contact=shapes.ContactName(
            id=row.contact_id, name=contact_name or NAMELESS, picture=_portrait(row.contact_id, picture)
        ),
        channel=row.channel_id,
        state=cast(shapes.ConversationState, row.state),
        assignee=row.assignee_id,
        unread=row.unread,
        last_message=None if last is None else _last_message(last),
        window_closes_at=_time(row.window_closes_at),
        tags=_decode_tags(row.tags),
        waiting_since=_time(row.waiting_since),
        priority=row.priority,
        snoozed_until=_time(row.snoozed_until),
        created_at=time_text(row.created_at),
        updated_at=time_text(row.updated_at),
        campaign=None if row.answers is None else _decode_answered(row.answers),
    )


def message(
    row: MessageRow,
    attachments: Sequence[AttachmentRow],
    reactions: Sequence[ReactionRow],
    more: Mapping[str, Any] | None = None,
) -> shapes.Message:
    """`more`: what its content holds beside the column."""
    text, truncated = cut(row.text)
    content = _decode(row.content) | (more or {})
    if is_taken_back(content):
        text, truncated, content, attachments = None, False, _left(content), ()
    return shapes.Message(
        id=row.id,
        version=row.version,
        order=row.order,
        conversation=row.conversation_id,
        channel=row.channel_id,
        direction=cast(Any, row.direction),
        kind=cast(shapes.MessageKind, row.kind),
        text=text,
        content=content | {"truncated": True} if truncated else content,
        status=cast(shapes.MessageStatus, row.status),
        error=fault(row.error),
        client_id=row.client_id,
        provider_id=row.provider_id,
        reply_to=row.reply_to,
        attachments=[attachment(each) for each in attachments],
        reactions=[
            shapes.Reaction(emoji=each.emoji, by=each.by_id, by_kind=cast(Any, each.by_kind)) for each in reactions
        ],
        author=shapes.Author(kind=cast(shapes.AuthorKind, row.author_kind), id=row.author_id, name=row.author_name),
        sent_at=time_text(row.sent_at),
        created_at=time_text(row.created_at),
    )


def attachment(row: AttachmentRow) -> shapes.Attachment:
    url = f"/api/v1/files/{row.id}"
    return shapes.Attachment(
        id=row.id,
        kind=cast(Any, row.kind),
        mime=row.mime,
        name=row.name,
        size=row.size,
        state=cast(shapes.AttachmentState, row.state),
        url=url,
        thumbnail_url=None if row.thumbnail is None else f"{url}?thumbnail=1",
        width=row.width,
        height=row.height,
        duration=row.duration,
        animated=row.animated,
        error=fault(row.error),
        cid=row.cid,
    )


def contact(row: ContactRow, identities: Sequence[IdentityRow]) -> shapes.Contact:
    return shapes.Contact(
        id=row.id,
        version=row.version,
        name=row.name or NAMELESS,
        company=row.company,
        owner=row.owner_id,
        tags=_decode_tags(row.tags),
        fields=_decode(row.fields),
        identities=_identities(identities),
        consent=_decode(row.consent),
        created_at=time_text(row.created_at),
        updated_at=time_text(row.updated_at),
        blocked=row.blocked_at is not None,
        language=row.language,
        picture=_portrait(row.id, row.thumbnail),
    )


def _portrait(contact_id: str, key: str | None) -> str | None:
    """Another picture has another address: browsers keep it for a day."""
    return None if key is None else f"/api/v1/files/contacts/{contact_id}?{key[-13:-5]}"


def _identities(rows: Sequence[IdentityRow]) -> list[shapes.Identity]:
    """The first of each kind is the one to be tried first."""
    kinds = [row.kind for row in rows]
    return [
        shapes.Identity(
            id=row.id, kind=row.kind, value=row.value, display=row.display, primary=kinds.index(row.kind) == place
        )
        for place, row in enumerate(rows)
    ]


def is_taken_back(content: Mapping[str, Any]) -> bool:
    """Whoever takes a message back wants it read by nobody any more: it stays stored, and no shape tells it."""
    return "revoked_at" in content


def excerpt(kind: str, text: str | None, content: dict[str, Any]) -> str:
    """The one line a list shows. Empty when the kind alone says it (a photo without words): the reader's language names it then."""
    if is_taken_back(content):
        return ""
    words = text or _words_of(kind, content)
    if "mail" in content:
        words = " · ".join(part for part in (_topic(content["mail"]), words) if part)
    line = " ".join(words[: EXCERPT_LENGTH * 4].split())
    return line if len(line) <= EXCERPT_LENGTH else line[: EXCERPT_LENGTH - 1].rstrip() + "…"


def fault(encoded: str | None) -> shapes.Fault | None:
    return None if encoded is None else _decode_fault(encoded)


def cut(text: str | None) -> tuple[str | None, bool]:
    """The text as an event carries it, and whether something is missing. Never cuts a character in two."""
    if text is None or len(text) * 4 <= shapes.TEXT_LIMIT:
        return text, False
    encoded = text.encode()
    if len(encoded) <= shapes.TEXT_LIMIT:
        return text, False
    return encoded[: shapes.TEXT_LIMIT].decode(errors="ignore"), True


@functools.lru_cache(maxsize=4096)
def time_text(ms: int) -> str:
    """Many times of one batch are the same."""
    return f"{_second_text(ms // 1000)}.{ms % 1000:03d}Z"


@functools.lru_cache(maxsize=4096)
def _second_text(seconds: int) -> str:
    """Many times of one batch lie in the same second."""
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()[:19]


def time_ms(text: str, *, field: str | None = None) -> int:
    """Raises Refusal, naming the `field`, for what is not an RFC 3339 time with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("invalid", "A time looks like 2026-11-22T08:00:00Z.", field=field) from None
    if moment.tzinfo is None:
        raise Refusal("invalid", "A time needs its zone, as in 2026-11-22T08:00:00Z.", field=field)
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _time(ms: int | None) -> str | None:
    return None if ms is None else time_text(ms)


def _ahead(row: MessageRow) -> dict[str, Any] | None:
    """Of a message written ahead: when it goes, and whether a word of the customer's keeps it back."""
    if row.scheduled_for is None:
        return None
    return {"scheduled_for": time_text(row.scheduled_for), "cancel_on_reply": bool(row.cancels_on_reply)}


def _left(content: dict[str, Any]) -> dict[str, Any]:
    """Of a message that was taken back: when, and what does not tell what it said."""
    return {name: content[name] for name in ("revoked_at", "group", "standby", "history") if name in content}


def _last_message(row: LastRow) -> shapes.LastMessage:
    content = _decode(row.content)
    gone = is_taken_back(content)
    return shapes.LastMessage(
        id=row.id,
        kind=cast(shapes.MessageKind, row.kind),
        direction=cast(Any, row.direction),
        excerpt=excerpt(row.kind, row.text or _file_name(row), content),
        status=cast(shapes.MessageStatus, row.status),
        author=shapes.Author(kind=cast(shapes.AuthorKind, row.author_kind), id=row.author_id, name=row.author_name),
        at=time_text(row.at),
        duration=None if gone else row.duration,
        taken_back=gone,
    )


def _file_name(row: LastRow) -> str | None:
    """What a document or a piece of music is called; of a photo the name says nothing."""
    return file_types.clean_name(row.file_name) if row.kind in ("document", "audio") else None


def _topic(mail: dict[str, Any]) -> str:
    """The subject of a mail that begins something; an answer is known by its words."""
    subject = str(mail.get("subject") or "").strip()
    return "" if threads.is_answer(subject) else subject


def _words_of(kind: str, content: dict[str, Any]) -> str:
    if kind == "location":
        return str(content.get("name") or content.get("address") or "")
    if kind == "contacts":
        cards = content.get("contacts") or [{}]
        return str(cards[0].get("name") or "")
    if kind in ("interactive", "button"):
        return str(content.get("title") or content.get("text") or content.get("body") or "")
    if kind == "template":
        return str(content.get("body") or content.get("name") or "")
    return str(content.get("event") or "") if kind == "system" else ""
