"""The queue of outbound messages: the row is the job. `due_at` set and nobody's claim: to be sent; claimed: being sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import String, cast, func, select, true, tuple_, update

from storage.database import Connection
from storage.tables import attachments, attempts, conversations, identities, messages

LATEST_MS = 24 * 3_600_000  # a word that reaches us later than so is no answer but a backfill
SAYING_NOTHING = ("system", "call", "reaction")  # kinds that are no message of the customer's

Place = tuple[int, int, str, str]  # weight, due_at, order, id: where a row stands in the queue


class DueRow(Struct, frozen=True, kw_only=True):
    """A queued message as the pace needs it. One in flight per `contact_id` (or `group_id`, when it goes to a group)."""

    id: str
    conversation_id: str
    contact_id: str
    group_id: str
    kind: str
    weight: int
    due_at: int
    order: str
    tries: int
    campaign_id: str | None = None

    @property
    def recipient(self) -> str:
        return self.group_id or self.contact_id

    @property
    def place(self) -> Place:
        return self.weight, self.due_at, self.order, self.id


class QueuedRow(Struct, frozen=True, kw_only=True):
    """A queued message as the send needs it."""

    id: str
    conversation_id: str
    kind: str
    text: str | None
    content: str
    outgoing: str | None
    reply_to: str | None
    reply_to_provider: str | None
    claimed_by: str | None
    due_at: int | None
    tries: int
    provider_id: str | None
    status: str
    order: str
    scheduled_for: int | None
    cancels_on_reply: bool


_DUE = (
    messages.c.id,
    messages.c.conversation_id,
    conversations.c.contact_id,
    conversations.c.group_id,
    messages.c.kind,
    messages.c.weight,
    messages.c.due_at,
    messages.c.order,
    messages.c.tries,
    messages.c.campaign_id,
)
_QUEUED = tuple(messages.c[name] for name in QueuedRow.__struct_fields__)


async def due(connection: Connection, channel_id: str, now: int, after: Place | None, limit: int) -> list[DueRow]:
    """What waits to be sent and nobody has claimed: replies before campaigns, oldest first, from `after` on."""
    waiting = (messages.c.channel_id == channel_id) & messages.c.due_at.is_not(None) & messages.c.claimed_by.is_(None)
    place = (messages.c.weight, messages.c.due_at, messages.c.order, messages.c.id)
    statement = select(*_DUE).join(conversations, conversations.c.id == messages.c.conversation_id)
    statement = statement.where(waiting, messages.c.due_at <= now).order_by(*place).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(*place) > tuple_(*after))
    return await connection.rows(statement, DueRow)


async def next_of(
    connection: Connection, channel_id: str, conversation_ids: Collection[str], now: int, most: int
) -> list[DueRow]:
    """The first `most` of what people said that wait in each of these conversations, in the queue's order."""
    if not conversation_ids:
        return []
    waiting = (messages.c.channel_id == channel_id) & messages.c.due_at.is_not(None) & messages.c.claimed_by.is_(None)
    waiting &= (messages.c.weight == 0) & (messages.c.due_at <= now)
    place = (messages.c.weight, messages.c.due_at, messages.c.order, messages.c.id)
    turn = func.row_number().over(partition_by=messages.c.conversation_id, order_by=place)
    joined = select(*_DUE, turn.label("turn")).join(conversations, conversations.c.id == messages.c.conversation_id)
    found = joined.where(waiting, messages.c.conversation_id.in_(sorted(conversation_ids))).subquery()
    columns = [found.c[column.name] for column in _DUE]
    ordered = (found.c.weight, found.c.due_at, found.c["order"], found.c.id)
    return await connection.rows(select(*columns).where(found.c.turn <= most).order_by(*ordered), DueRow)


async def lock(connection: Connection, ids: Iterable[str]) -> dict[str, QueuedRow]:
    """The rows, in the order of their ids, held until the transaction ends."""
    statement = select(*_QUEUED).where(messages.c.id.in_(sorted(set(ids)))).order_by(messages.c.id)
    return {row.id: row for row in await connection.rows(statement.with_for_update(key_share=True), QueuedRow)}


async def conversations_of(connection: Connection, ids: Iterable[str]) -> list[str]:
    """The conversations these messages belong to."""
    wanted = messages.c.id.in_(sorted(set(ids)))
    return await connection.values(select(messages.c.conversation_id).where(wanted).distinct())


async def change(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Sets the given columns of messages, by id; their versions are counted up before."""
    await connection.update_many(messages, rows)


async def add_attempts(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await connection.insert_many(attempts, rows)


async def change_attempts(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Sets the given columns of attempts, by id."""
    await connection.update_many(attempts, rows)


async def abandoned(connection: Connection, channel_id: str, but: Collection[str], limit: int) -> list[str]:
    """Messages claimed by somebody who is no longer there: the lease is ours, and they are not among those we are sending (`but`)."""
    claimed = messages.c.due_at.is_not(None) & messages.c.claimed_by.is_not(None)
    statement = select(messages.c.id).where(messages.c.channel_id == channel_id, claimed).order_by(messages.c.id)
    if but:
        statement = statement.where(messages.c.id.not_in(sorted(but)))
    return await connection.values(statement.limit(limit))


async def aliases(connection: Connection, contact_ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """For each contact the (kind, value) it is reached by."""
    columns = (identities.c.contact_id, identities.c.kind, identities.c.value)
    preferred = func.coalesce(identities.c.preferred_at, 0).desc()
    statement = select(*columns).order_by(preferred, identities.c.created_at, identities.c.id)
    found: dict[str, list[tuple[str, str]]] = {}
    for contact_id, kind, value in await connection.tuples(
        statement.where(identities.c.contact_id.in_(sorted(set(contact_ids))))
    ):
        found.setdefault(contact_id, []).append((kind, value))
    return found


async def provider_ids(connection: Connection, message_ids: Iterable[str]) -> dict[str, str]:
    """The provider's ids of messages that are answered."""
    known = messages.c.id.in_(sorted(set(message_ids))) & messages.c.provider_id.is_not(None)
    return dict(await connection.tuples(select(messages.c.id, messages.c.provider_id).where(known)))


async def answered(connection: Connection, message_ids: Iterable[str] | None = None) -> list[str]:
    """Messages written ahead (these, or any that nobody has begun to send) that were to go only if the customer did not write, and since
    then the customer wrote. What a backfill brings is older, whenever it comes."""
    ahead, said = messages.alias("ahead"), messages.alias("said")
    since = cast(ahead.c.created_at - LATEST_MS, String)  # 13 digits, as an `order` begins
    wrote = select(true()).where(
        said.c.conversation_id == ahead.c.conversation_id,
        said.c.order > since,
        said.c.direction == "in",
        said.c.kind.not_in(SAYING_NOTHING),
        said.c.created_at >= ahead.c.created_at,
    )
    waiting = ahead.c.scheduled_for.is_not(None) & ahead.c.due_at.is_not(None)
    statement = select(ahead.c.id).where(waiting, ahead.c.cancels_on_reply, ahead.c.tries == 0, wrote.exists())
    if message_ids is not None:
        statement = statement.where(ahead.c.id.in_(sorted(set(message_ids))))
    return await connection.values(statement.order_by(ahead.c.id))


async def keep_upload(connection: Connection, attachment_id: str, media_id: str, now: int) -> None:
    """The provider's id of a file we have uploaded, good for some weeks."""
    statement = update(attachments).where(attachments.c.id == attachment_id)
    await connection.execute(statement.values(uploaded_media_id=media_id, uploaded_at=now))


async def count_try(connection: Connection, message_id: str) -> None:
    """A preparation (an upload) that failed counts as a try; no shape shows it."""
    statement = update(messages).where(messages.c.id == message_id, messages.c.claimed_by.is_(None))
    await connection.execute(statement.values(tries=messages.c.tries + 1))


async def depth(connection: Connection, now: int) -> int:
    """How many messages wait to be sent or are being sent; those for a later time are not waiting yet."""
    due = messages.c.due_at.is_not(None) & (messages.c.due_at <= now)
    return int(await connection.value(select(func.count()).select_from(messages).where(due)))
