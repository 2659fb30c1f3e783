"""Which conversation a message names: by a token of ours that was verified, or by the messages it answers.

It need not be the sender's own: who was in copy answers too. Their word then stands in that conversation under their own name.
"""

from __future__ import annotations

from collections.abc import Iterable

from channels.channel import Received
from hub.receiving.book import Book, Item
from storage.intake import batches as intake
from storage.mail import mails

RELATED = 12  # of the messages it names, the nearest: that many are looked for


async def find(book: Book) -> None:
    """Fills `book.named`. Costs nothing where no message names any."""
    naming = [
        (item, item.fact)
        for item in book.items
        if item.state == "waiting" and isinstance(item.fact, Received) and (item.fact.conversation or item.fact.related)
    ]
    if not naming:
        return
    led = await _led(book, naming)
    wanted = {fact.conversation for _, fact in naming if fact.conversation} | set(led.values())
    threads = await mails.threads(book.connection, wanted)
    for item, fact in naming:
        channel_id = book.channel(item)
        there = (led[channel_id, id] for id in fact.related if (channel_id, id) in led)
        named = fact.conversation if _in(threads, fact.conversation, channel_id) else next(there, None)
        if named is not None and _in(threads, named, channel_id):
            book.named[id(item)] = named
            book.threads[named] = threads[named]


def of(book: Book, item: Item, channel_id: str) -> str | None:
    """The conversation a message names, if need be by one that came just before it."""
    named = book.named.get(id(item))
    fact = item.fact
    if named is None and isinstance(fact, Received) and fact.related:
        named = next((book.placed[channel_id, id] for id in fact.related if (channel_id, id) in book.placed), None)
    return named


async def _led(book: Book, naming: Iterable[tuple[Item, Received]]) -> dict[tuple[str, str], str]:
    """Where the messages named lie: the conversation by account and provider's id."""
    keys = list({(book.channel(item), id): None for item, fact in naming for id in fact.related[:RELATED]})
    if not keys:
        return {}
    found = {
        (mail.channel_id, mail.provider_id): mail.conversation_id for mail in await mails.known(book.connection, keys)
    }
    ours = await intake.messages_by_provider(book.connection, [(channel, "", id) for channel, id in keys])
    found |= {(channel, id): conversation for (channel, _, id), (_, conversation) in ours.items()}
    tried = [each for each in await intake.attempts_by_provider(book.connection, keys) if each.provider_id]
    lies = await intake.conversation_of(book.connection, {each.message_id for each in tried}) if tried else {}
    for each in tried:
        if each.message_id in lies:
            found[each.channel_id, each.provider_id or ""] = lies[each.message_id][0]
    return found


def _in(threads: dict[str, intake.Thread], conversation: str | None, channel_id: str) -> bool:
    return conversation is not None and conversation in threads and threads[conversation][1] == channel_id
