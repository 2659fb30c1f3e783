"""Messages across conversations, and one message with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from hub import shaping
from hub.customers import contacts
from hub.inbox import threads, trace
from hub.permissions import Agent
from hub.searching import search
from hub.wire import shapes
from hub.wire.commands import Id, MessageTrace
from hub.wire.errors import Refusal
from hub.wire.filters import Moment
from hub.wire.threads import TracedMessage
from storage.database import Connection
from storage.inbox import contact_messages, message_lists
from storage.inbox import messages as rows
from storage.inbox.message_lists import Place, WantedMessages

ORDER_DIGITS = 29
MOMENT_DIGITS = 13  # what an `order` begins with
END_OF_TIME = 10**MOMENT_DIGITS - 1


class MessageFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`since` (included) and `until` (not included) are by the provider's time; `q` seeks among the newest that hold it."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    since: Moment | None = None
    until: Moment | None = None
    direction: Literal["in", "out"] | None = None
    status: shapes.MessageStatus | None = None
    kind: shapes.MessageKind | None = None
    channel: Id | None = None
    conversation: Id | None = None
    after: Annotated[str, Meta(max_length=512)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class ThreadPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`newest`: the newest first; `oldest`: from the beginning on."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    sort: Literal["newest", "oldest"] = "newest"
    after: Annotated[str, Meta(max_length=512)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


async def list_page(connection: Connection, agent: Agent, asked: MessageFilter) -> shapes.Page:
    """Newest first. A page may be short, even empty, and yet have a `next`: what is rare is sought so far back at a time."""
    if asked.conversation is not None:
        await threads.seen(connection, agent, asked.conversation)
    words = (asked.q or "").strip()
    wanted = WantedMessages(
        channels=agent.channels if asked.channel is None else agent.channels & {asked.channel},
        since=_order(asked.since, "since"),
        until=_order(asked.until, "until"),
        direction=asked.direction,
        status=asked.status,
        kind=asked.kind,
        conversation=asked.conversation,
        ids=await search.message_ids(connection, agent, words) if words else None,
    )
    return await _page(connection, wanted, asked.after, asked.limit)


async def thread_page(connection: Connection, agent: Agent, conversation_id: str, asked: ThreadPage) -> shapes.Page:
    row = await threads.seen(connection, agent, conversation_id)
    words = (asked.q or "").strip() or None
    if asked.sort == "newest" or words:
        wanted = WantedMessages(channels=[row.channel_id], conversation=row.id, words=words)
        return await _page(connection, wanted, asked.after, asked.limit)
    after = "" if asked.after is None else _place(asked.after)[0]
    found = await rows.page(connection, row.id, None, after, asked.limit + 1)
    kept = found[: asked.limit]
    more = _after(kept) if len(found) > len(kept) else None
    return shapes.Page(items=await shaping.message_list(connection, kept), next=more)


async def person_page(
    connection: Connection, agent: Agent, contact_id: str, after: str | None, limit: int
) -> shapes.Page:
    """Everything said with a contact over the channel accounts the agent may see, newest first."""
    contact = await contacts.seen(connection, agent, contact_id)
    begin = None if after is None else _place(after)
    found = await contact_messages.newest(connection, contact.id, agent.channels, begin, limit + 1)
    kept = found[:limit]
    more = _after(kept) if len(found) > limit else None
    return shapes.Page(items=await shaping.message_list(connection, kept), next=more)


async def traced(connection: Connection, agent: Agent, message_id: str) -> TracedMessage:
    """The message, who was told of it and every try to send it."""
    row = await threads.message_seen(connection, agent, message_id)
    (shape,) = await shaping.message_list(connection, [row])
    told = await trace.of_message(connection, agent, MessageTrace(0, message_id))
    more = {name: told[name] for name in ("received", "stored_at", "published", "sessions", "attempts")}
    return msgspec.convert({**msgspec.to_builtins(shape), **msgspec.to_builtins(more)}, TracedMessage)


async def _page(connection: Connection, wanted: WantedMessages, after: str | None, limit: int) -> shapes.Page:
    begin = None if after is None else _place(after)
    found, horizon = await message_lists.newest(connection, wanted, begin, limit + 1)
    kept = found[:limit]
    more = _after(kept) if len(found) > limit else (None if horizon is None else f"{horizon}.")
    return shapes.Page(items=await shaping.message_list(connection, kept), next=more)


def _after(kept: Sequence[rows.MessageRow]) -> str:
    return f"{kept[-1].order}.{kept[-1].id}"


def _place(text: str) -> Place:
    order, dot, id = text.partition(".")
    if not dot or len(order) != ORDER_DIGITS or not (order.isascii() and order.isdecimal()):
        raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
    return order, id


def _order(moment: str | None, field: str) -> str | None:
    if moment is None:
        return None
    ms = shaping.time_ms(moment, field=field)
    return f"{min(max(ms, 0), END_OF_TIME):0{MOMENT_DIGITS}d}"
