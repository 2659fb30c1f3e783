"""Whose name and picture are to be asked for: some providers tell an id alone, and who that is on asking."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from channels.channel import Alias
from hub.identities import GROUP
from hub.receiving.book import Arrival, Book
from storage.customers import profiles
from storage.customers.profiles import Wish
from storage.intake.batches import ConversationHeld

SHOWN_AGAIN = ("followed", "unblocked")  # from now on the provider tells about them
REMEMBERED = 20_000  # nameless people who are not asked about with each of their messages: a write less for the intake
COUNTED_AGAIN = ("members_joined", "members_left")


def who(book: Book, arrival: Arrival, held: ConversationHeld) -> None:
    """Of whoever wrote and of their group: when they are new here, write for the first time over this account, or are nameless still."""
    fact = arrival.fact
    if fact.person.name or not book.rules.channels[arrival.item.kind].asks_names:
        return
    event = fact.content.get("event")
    named = [(arrival.author, fact.person.aliases[0])]
    if fact.group:
        named.append((held.contact_id, Alias(GROUP, fact.group)))
    for contact_id, alias in named:
        again = event in SHOWN_AGAIN or (alias.kind == GROUP and event in COUNTED_AGAIN)
        first = contact_id in book.new_contacts or held.id in book.new_conversations
        if again or first or _nameless(book, contact_id):
            book.profiles[contact_id] = Wish(
                contact_id=contact_id,
                channel_id=arrival.channel_id,
                kind=alias.kind,
                value=alias.value,
                in_group=fact.group,
                urgent=again or (contact_id in book.profiles and book.profiles[contact_id].urgent),
            )


def _nameless(book: Book, contact_id: str) -> bool:
    """Whether they are, and nobody was to ask about them just now."""
    if book.contacts[contact_id].name_source != "none":
        return False
    asked = book.rules.asked
    if asked.get(contact_id, 0) > book.now - profiles.SOON_MS:
        return False
    if len(asked) >= REMEMBERED:
        asked.clear()
    asked[contact_id] = book.now
    return True


def name_of(book: Book, arrival: Arrival) -> str | None:
    """None where all that is known is an id that says nothing to anybody."""
    author = book.contacts[arrival.author]
    nameless = author.name_source == "none" and book.rules.channels[arrival.item.kind].asks_names
    return None if nameless else author.name


async def name_others(book: Book, arrivals: Sequence[Arrival]) -> None:
    """Of those who came into a group or left it the names that are known here; nobody becomes a contact by that."""
    wanted = {(alias.kind, alias.value) for arrival in arrivals for alias in arrival.fact.others}
    if not wanted:
        return
    known = await profiles.names(book.connection, wanted)
    for arrival in arrivals:
        if arrival.fact.others:
            asked = [(alias.kind, alias.value) for alias in arrival.fact.others]
            names = [known[each] for each in asked if each in known]
            arrival.fact = msgspec.structs.replace(arrival.fact, content=arrival.fact.content | {"names": names})
