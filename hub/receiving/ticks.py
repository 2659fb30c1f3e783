"""What became of a campaign's messages in conversations nobody has answered: three statuses a message, thousands a minute, in a few
statements for hundreds, and without a lock on anybody's conversation, so that no person's word waits behind them.

Nobody hears of these messages before the person answers; the campaign's recipients follow them. Whoever opens such a conversation locks its
messages before they are told (see `telling`), so either it sees what is written here, or here is seen that it is open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from channels.channel import Alias, StatusTold
from hub import ids
from hub.campaigns import following
from hub.identities import display
from hub.receiving import people, statuses, writing
from hub.receiving.bodies import Body
from hub.receiving.book import Book, Item, Rules
from hub.transaction import Transaction
from storage.campaigns import ticks as rows
from storage.campaigns.ticks import CrowdAttempt
from storage.customers import contacts
from storage.database import Connection
from storage.intake import batches as intake

Named = Mapping[int, CrowdAttempt]  # by id() of an item: the attempt it tells of


def only(body: Body) -> bool:
    """Whether a body tells of statuses alone."""
    return bool(body.items) and all(isinstance(item.fact, StatusTold) for item in body.items)


async def find(connection: Connection, bodies: Iterable[Body], rules: Rules) -> tuple[Named, dict[Alias, str]]:
    """The attempts of quiet campaigns' messages that the statuses name, as far as they have no other consequence; and what they teach:
    the contact that is known by another name too."""
    plain = [
        (item, fact)
        for body in bodies
        for item in body.items
        if (fact := _fact(item)).tag is not None
        and fact.status != "failed"
        and (item.kind, fact.account) in rules.known
    ]
    if not plain:
        return {}, {}
    attempts = await rows.crowd_attempts(connection, {fact.tag or "" for _, fact in plain})
    named = {
        id(item): attempt
        for item, fact in plain
        if (attempt := attempts.get(fact.tag or "")) and attempt.channel_id == rules.known[item.kind, fact.account]
    }
    introduced = {
        id(item): person.aliases for item, _ in plain if id(item) in named for person in people.persons_of(item)
    }
    if not introduced:
        return named, {}
    wanted = {(alias.kind, alias.value) for aliases in introduced.values() for alias in aliases}
    owners = await rows.owners(connection, sorted(wanted))
    new: dict[Alias, str] = {}
    for key, aliases in introduced.items():
        contact = named[key].contact_id
        unknown = [alias for alias in aliases if (alias.kind, alias.value) not in owners]
        theirs = {owners[alias.kind, alias.value] for alias in aliases if alias not in unknown}
        if theirs == {contact} and not any(alias.kind in people.WEAK for alias in unknown):
            new |= dict.fromkeys(unknown, contact)
        else:
            del named[key]
    return named, new


async def learn(tx: Transaction, new: Mapping[Alias, str]) -> bool:
    """What the provider calls these people, as the sender learns it (see `hub.work.crowds`): no page is told of it. False: somebody else
    is called so by now."""
    there = await contacts.lock_and_bump(tx.connection, set(new.values()))
    known = [
        {
            "id": ids.new(),
            "contact_id": contact,
            "kind": alias.kind,
            "value": alias.value,
            "display": display(alias),
            "created_at": tx.now,
        }
        for alias, contact in sorted(new.items(), key=lambda pair: (pair[0].kind, pair[0].value))
        if contact in there
    ]
    return len(await contacts.insert_identities(tx.connection, known)) == len(new)


async def tell(tx: Transaction, bodies: Sequence[Body], named: Named) -> list[Body]:
    """Writes what bodies of statuses say of quiet campaigns' messages. Returns those it has written; the others' items are untouched."""
    theirs = [body for body in bodies if all(id(item) in named for item in body.items)]
    messages = {named[id(item)].message_id for body in theirs for item in body.items}
    if not messages:
        return []
    book = Book(tx=tx, rules=Rules(channels={}), items=[])
    book.messages = {held.id: held for held in await intake.lock_messages(tx.connection, messages)}
    # Asked after the messages are locked: whoever opens a conversation locks them too.
    quiet, tried = await rows.quiet_attempts(tx.connection, book.messages)
    book.attempts = {attempt.id: attempt for attempt in tried}
    theirs = [body for body in theirs if _all_in(body, named, quiet)]
    book.items = [item for body in theirs for item in body.items]
    for item in book.items:
        item.became("waiting")
        book.channel_of[item.kind, _fact(item).account] = named[id(item)].channel_id
        book.tried[id(item)] = book.attempts[named[id(item)].id]
    statuses.settle(book)
    await writing.write(book)
    if book.changed_messages:
        await following.note(tx, sorted(book.changed_messages))
    return theirs


def _all_in(body: Body, named: Named, message_ids: Collection[str]) -> bool:
    return all(named[id(item)].message_id in message_ids for item in body.items)


def _fact(item: Item) -> StatusTold:
    assert isinstance(item.fact, StatusTold)
    return item.fact
