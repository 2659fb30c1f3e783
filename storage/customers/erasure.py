"""The rows of one person, taken out of every table that refers to them.

What hangs on a contact, a conversation or a message by a foreign key goes with it, whoever made the table: `_hanging_on` reads the
schema. What names them otherwise is listed here, and tests/storage/test_erasure.py fails for a table nobody thought of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Select, Table, case, delete, func, select, update

from storage.customers import facets
from storage.database import Connection
from storage.tables import (
    activity,
    attachments,
    campaign_recipients,
    campaign_taps,
    contacts,
    conversations,
    identities,
    merges,
    messages,
    metadata,
    quotations,
    reactions,
)

ERASED = "erased"  # the contact without a name to whom anonymised conversations belong
ERASED_NAME = "Deleted person"
UNSENT = ("queued", "sending")
STAY_WITH_THREAD = (
    "messages",
    "conversation_tags",
)  # of an anonymised conversation: what is counted, and says nothing of the person


async def family(connection: Connection, contact_id: str) -> list[str]:
    """The contact and all that were merged into it."""
    found = [contact_id]
    newest = found
    while newest:
        merged = contacts.c.merged_into.in_(newest) & contacts.c.id.not_in(found)
        newest = await connection.values(select(contacts.c.id).where(merged).order_by(contacts.c.id))
        found = found + newest
    return found


async def lock(connection: Connection, contact_ids: Collection[str]) -> None:
    """Nobody may refer to these contacts from now on."""
    wanted = contacts.c.id.in_(sorted(contact_ids))
    await connection.values(select(contacts.c.id).where(wanted).order_by(contacts.c.id).with_for_update())


async def lock_threads(connection: Connection, contact_ids: Collection[str]) -> list[tuple[str, str]]:
    """The conversations of these contacts, and those they only wrote in (groups), locked in the order of their ids: id, contact."""
    people = sorted(contact_ids)
    spoke = select(messages.c.conversation_id).where(
        messages.c.author_id.in_(people), messages.c.author_kind == "customer"
    )
    wanted = conversations.c.contact_id.in_(people) | conversations.c.id.in_(spoke)
    columns = (conversations.c.id, conversations.c.contact_id)
    found = await connection.tuples(select(*columns).where(wanted).order_by(conversations.c.id).with_for_update())
    return [(id, contact) for id, contact in found]


async def addresses(connection: Connection, contact_ids: Collection[str]) -> list[tuple[str, str]]:
    """(kind, value) of every identity."""
    wanted = identities.c.contact_id.in_(sorted(contact_ids))
    return [(k, v) for k, v in await connection.tuples(select(identities.c.kind, identities.c.value).where(wanted))]


async def names(connection: Connection, contact_ids: Collection[str]) -> list[str]:
    """What they are called, here and in what they wrote."""
    people = sorted(contact_ids)
    found = await connection.values(select(contacts.c.name).where(contacts.c.id.in_(people)))
    wrote = messages.c.author_id.in_(people) & (messages.c.author_kind == "customer")
    found += await connection.values(
        select(messages.c.author_name).where(wrote, messages.c.author_name.is_not(None)).distinct()
    )
    return sorted({name for name in found if name})


async def messages_of(connection: Connection, conversation_ids: Collection[str]) -> list[str]:
    return await connection.values(
        select(messages.c.id).where(messages.c.conversation_id.in_(sorted(conversation_ids)))
    )


async def empty_threads(connection: Connection, conversation_ids: Collection[str]) -> list[str]:
    """Removes everything of these conversations but the bare rows. Returns the keys of their files."""
    return await _empty(
        connection, select(messages.c.id).where(messages.c.conversation_id.in_(sorted(conversation_ids)))
    )


async def remove_threads(connection: Connection, conversation_ids: Collection[str]) -> None:
    """After `empty_threads`."""
    threads = sorted(conversation_ids)
    await connection.execute(delete(messages).where(messages.c.conversation_id.in_(threads)))
    offered = quotations.c.conversation_id.in_(threads)  # what was offered there stays, for whoever holds the channel
    values = {"conversation_id": None, "version": quotations.c.version + 1}
    await connection.execute(update(quotations).where(offered).values(values))
    await _remove_hanging(connection, conversations, threads)
    await connection.execute(delete(conversations).where(conversations.c.id.in_(threads)))


async def anonymise_threads(connection: Connection, conversation_ids: Collection[str], now: int) -> None:
    """After `empty_threads`: what is counted stays (when, which way, what kind, what became of it), nobody's any more."""
    threads = sorted(conversation_ids)
    await _blank(connection, select(messages.c.id).where(messages.c.conversation_id.in_(threads)))
    await _remove_hanging(connection, conversations, threads, but=STAY_WITH_THREAD)
    values: dict[str, Any] = {
        "contact_id": ERASED,
        "origin_contact_id": None,
        "group_id": "",
        "state": "resolved",
        "unread": 0,
    }
    values |= {"waiting_since": None, "snoozed_until": None, "window_closes_at": None, "updated_at": now}
    values |= {"resolved_at": func.coalesce(conversations.c.resolved_at, now), "version": conversations.c.version + 1}
    await connection.execute(update(conversations).where(conversations.c.id.in_(threads)).values(**values))


async def add_erased(connection: Connection, now: int) -> None:
    """Merged into itself: lists leave it out, and nothing can be merged into it."""
    row = {"id": ERASED, "name": ERASED_NAME, "name_source": "none", "merged_into": ERASED}
    statement = connection.insert(contacts).values(**row, created_at=now, updated_at=now)
    await connection.execute(statement.on_conflict_do_nothing())


async def silence(connection: Connection, contact_ids: Collection[str]) -> tuple[list[str], list[str]]:
    """Blanks what these people wrote in conversations that are not theirs, and takes back their reactions. Ids of the messages that
    changed, and keys of files."""
    people = sorted(contact_ids)
    wrote = select(messages.c.id).where(messages.c.author_id.in_(people), messages.c.author_kind == "customer")
    reacted = reactions.c.by_id.in_(people)
    changed = await connection.values(wrote) + await connection.values(select(reactions.c.message_id).where(reacted))
    files = await _empty(connection, wrote)
    await connection.execute(delete(reactions).where(reacted))
    await _blank(connection, wrote)
    return sorted(set(changed)), files


async def portraits(connection: Connection, contact_ids: Collection[str]) -> list[str]:
    """Keys of the pictures of these people."""
    shown = contacts.c.id.in_(sorted(contact_ids)) & contacts.c.thumbnail.is_not(None)
    return await connection.values(select(contacts.c.thumbnail).where(shown))


async def remove_contacts(connection: Connection, contact_ids: Collection[str]) -> None:
    people = sorted(contact_ids)
    await connection.execute(delete(merges).where(merges.c.goes.in_(people) | merges.c.stays.in_(people)))
    await connection.execute(
        update(conversations).where(conversations.c.origin_contact_id.in_(people)).values(origin_contact_id=None)
    )
    await facets.forget(connection, people)
    await _forget_recipients(connection, people)
    await _remove_hanging(connection, contacts, people)
    await connection.execute(delete(contacts).where(contacts.c.id.in_(people)))


async def _forget_recipients(connection: Connection, people: Sequence[str]) -> None:
    """That a campaign went to somebody stays counted, and says nothing of whom. Who still waited gets nothing."""
    c = campaign_recipients.c
    theirs = c.contact_id.in_(people)
    mine = campaign_taps.c.recipient_id.in_(select(c.id).where(theirs))  # an address may be made for one person
    await connection.execute(update(campaign_taps).where(mine).values(url=None, label=campaign_taps.c.place))
    waiting = update(campaign_recipients).where(theirs, c.state == "waiting")
    await connection.execute(waiting.values(state="skipped", reason="gone"))
    said = dict.fromkeys(("contact_id", "origin_contact_id", "identity_id", "address", "detail", "fell", "falls_at"))
    await connection.execute(update(campaign_recipients).where(theirs).values(**said))
    came = update(campaign_recipients).where(c.origin_contact_id.in_(people))
    await connection.execute(came.values(origin_contact_id=None))


async def blank_activity(connection: Connection, subjects: Collection[str]) -> None:
    """What was done to these stays noted, without what it was about."""
    wanted = activity.c.subject.in_(sorted(subjects))
    await connection.execute(update(activity).where(wanted).values(title="", before=None, after=None))


def _hanging_on(target: Table) -> list[tuple[Table, Column[Any]]]:
    """Tables with a foreign key to `target`, those that hang on others of them first."""
    return [
        (table, column)
        for table in reversed(metadata.sorted_tables)
        for column in table.columns
        if table is not target and any(key.column.table is target for key in column.foreign_keys)
    ]


async def _remove_hanging(
    connection: Connection, target: Table, ids: Sequence[str], *, but: Iterable[str] = ()
) -> None:
    for table, column in _hanging_on(target):
        if table.name not in but:
            await connection.execute(delete(table).where(column.in_(ids)))


async def _empty(connection: Connection, wanted: Select[Any]) -> list[str]:
    """Removes what hangs on messages. Keys of their files."""
    files = select(attachments.c.blob, attachments.c.thumbnail).where(attachments.c.message_id.in_(wanted))
    keys = [key for pair in await connection.tuples(files) for key in pair if key]
    for table, column in _hanging_on(messages):
        await connection.execute(delete(table).where(column.in_(wanted)))
    await connection.execute(
        update(activity).where(activity.c.subject.in_(wanted)).values(title="", before=None, after=None)
    )
    return keys


async def _blank(connection: Connection, wanted: Select[Any]) -> None:
    """A provider's id goes too: it has the number in it."""
    theirs = messages.c.author_kind == "customer"
    values: dict[Any, Any] = {
        "text": None, "content": "{}", "error": None, "outgoing": None, "client_digest": None, "provider_id": None,
        "reply_to_provider": None, "ledger_id": None, "due_at": None, "scheduled_for": None, "claimed_by": None,
        "author_id": case((theirs, None), else_=messages.c.author_id),
        "author_name": case((theirs, None), else_=messages.c.author_name),
        "status": case((messages.c.status.in_(UNSENT), "failed"), else_=messages.c.status),
        "version": messages.c.version + 1,
    }  # fmt: skip
    await connection.execute(update(messages).where(messages.c.id.in_(wanted)).values(values))
