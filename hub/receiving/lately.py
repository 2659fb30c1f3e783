"""Who wrote lately: what the last commit left of them, so that their next ordinary word needs no look-up and no lock.

It may be stale: whoever builds on it makes the database compare versions as it writes, for each verb counts up the version of every row
whose shape it changes. What a batch takes is gone from here until it has been committed, and nobody is taken whom another batch names
that is under way: so two batches never build on the same, and what a person says is stored in the order it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from channels.channel import Alias, Received
from hub.receiving import people
from hub.receiving.book import Arrival, Book, Item, Rules
from storage.intake.batches import ContactHeld, ConversationHeld, Thread

REMEMBERED = 20_000  # people, and as many conversations: about 2 KB each
PLAIN = frozenset({"text", "image", "video", "audio", "voice", "document", "sticker", "location"})

Key = TypeVar("Key")
Value = TypeVar("Value")


class Taken(Struct):
    """A batch of ordinary messages and all they touch, in the order they came."""

    arrivals: list[Arrival]
    contacts: dict[str, ContactHeld]
    conversations: dict[str, ConversationHeld]
    current: dict[Thread, str]


class Lately:
    """One per intake."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._people: dict[tuple[Alias, ...], ContactHeld] = {}
        self._threads: dict[Thread, ConversationHeld] = {}
        self._named: dict[Alias, int] = {}  # in how many batches under way

    def take(self, items: Sequence[Item], rules: Rules) -> Taken | None:
        """All the batch touches, or None (and nothing is taken) if some of it is not known or not ordinary."""
        taken = Taken(arrivals=[], contacts={}, conversations={}, current={})
        seen: set[tuple[str, str]] = set()
        for item in items:
            arrival = self._arrival(item, rules)
            if arrival is None:
                return None
            contact, held = self._people[arrival.fact.person.aliases], self._threads.get(arrival.thread)
            key = (arrival.channel_id, arrival.fact.provider_id)
            if held is None or key in seen or people.renames(contact, arrival.fact.person.name, item):
                return None
            seen.add(key)
            taken.arrivals.append(arrival)
            taken.contacts[contact.id] = contact
            taken.conversations[held.id] = held
            taken.current[arrival.thread] = held.id
        for arrival in taken.arrivals:
            self._people.pop(arrival.fact.person.aliases, None)
            self._threads.pop(arrival.thread, None)
        return taken if taken.arrivals else None

    def begun(self, items: Iterable[Item]) -> None:
        """A batch is under way, taken from here or not."""
        for alias in _aliases(items):
            self._named[alias] = self._named.get(alias, 0) + 1

    def settled(self, items: Iterable[Item]) -> None:
        """And it is no longer, whatever became of it."""
        for alias in _aliases(items):
            left = self._named[alias] - 1
            if left:
                self._named[alias] = left
            else:
                del self._named[alias]

    def keep(self, book: Book) -> None:
        """What a batch has committed."""
        for item in book.items:
            fact = item.fact
            if item.state == "stored" and isinstance(fact, Received) and not fact.group and fact.person.aliases:
                contact = book.contacts.get(people.contact_of(book, fact.person))
                if contact is not None:
                    self._put(self._people, fact.person.aliases, contact)
        for held in book.conversations.values():
            thread = (held.contact_id, held.channel_id, held.group_id)
            if held.state == "open" and held.campaign_until is None:
                self._put(self._threads, thread, held)
            elif (known := self._threads.get(thread)) is not None and known.id == held.id:
                del self._threads[thread]

    def _arrival(self, item: Item, rules: Rules) -> Arrival | None:
        """An ordinary message of somebody who is known: it is about itself alone, and news to nobody but its conversation."""
        fact = item.fact
        if not isinstance(fact, Received) or fact.by != "customer" or fact.kind not in PLAIN or fact.content:
            return None
        if fact.reply_to or fact.group or fact.historic or fact.key_space or not fact.opens_window:
            return None
        if rules.opt_out_words.language(fact.text) is not None:
            return None
        channel_id, contact = rules.known.get((item.kind, fact.account)), self._people.get(fact.person.aliases)
        if channel_id is None or contact is None or any(alias in self._named for alias in fact.person.aliases):
            return None
        thread = (contact.id, channel_id, "")
        return Arrival(item=item, fact=fact, channel_id=channel_id, author=contact.id, thread=thread)

    def _put(self, among: dict[Key, Value], key: Key, value: Value) -> None:
        among.pop(key, None)  # to the end: the first is the one that wrote longest ago
        among[key] = value
        if len(among) > self._most:
            del among[next(iter(among))]


def _aliases(items: Iterable[Item]) -> Iterable[Alias]:
    for item in items:
        for person in people.persons_of(item) if item.claimed is None else (item.claimed,):
            yield from person.aliases
