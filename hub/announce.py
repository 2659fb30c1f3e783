"""Tells of changed subjects: reads each whole shape once and announces it to those who may hear it.

Call it last, after every version was counted up and every change made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from hub import shaping
from hub.customers import consent_history, facets
from hub.permissions import for_channel, for_contact
from hub.searching import indexing
from hub.transaction import Transaction
from hub.wire import events, shapes
from storage.inbox import conversations as conversation_rows


async def conversations(tx: Transaction, ids: Iterable[str], *, created: Collection[str] = frozenset()) -> None:
    found = await shaping.conversations(tx.connection, ids)
    for each in found.values():
        if each.state == "quiet":  # a campaign's, until the person answers
            continue
        event = events.ConversationCreated(each) if each.id in created else events.ConversationChanged(each)
        tx.announce(event, for_channel(each.channel))


async def messages(
    tx: Transaction, ids: Iterable[str], *, created: Collection[str] = frozenset(), historic: bool = False
) -> None:
    """In the order of the thread. `historic`: from a provider's backfill, so new ones are not news."""
    found = await shaping.messages(tx.connection, ids)
    for each in sorted(found.values(), key=lambda shape: (shape.conversation, shape.order)):
        event = events.MessageCreated(each, historic) if each.id in created else events.MessageChanged(each)
        tx.announce(event, for_channel(each.channel))


async def contacts(tx: Transaction, ids: Iterable[str], *, heard: Collection[str] | None = None) -> None:
    """`heard`: those to tell of, None for all. Of the others only what is derived from them is kept."""
    found = await shaping.contacts(tx.connection, ids)
    places = await conversation_rows.channels_of_contacts(tx.connection, found)
    await keep(tx, found.values(), placed=places)
    if heard is not None:
        await indexing.contacts(tx, found.keys() - set(heard))
        found = {id: shape for id, shape in found.items() if id in heard}
    for each in found.values():
        for audience in audiences(places.get(each.id, [])):
            tx.announce(events.ContactChanged(each), audience)


async def keep(
    tx: Transaction, contacts: Collection[shapes.Contact], *, placed: Collection[str] = (), new: bool = False
) -> None:
    """Keeps what is derived from contacts, for lists, filters and proofs. `placed`: those that have a conversation; `new`: nothing is
    derived yet."""
    await facets.keep(tx.connection, contacts, placed, new=new)
    await consent_history.keep(tx, contacts, new=new)


def audiences(channel_ids: Collection[str]) -> list[tuple[str, ...]]:
    """An event has at most four keys: a contact of more channel accounts is told of in several events."""
    keys = for_contact(channel_ids)
    return [keys[start : start + 4] for start in range(0, len(keys), 4)]
