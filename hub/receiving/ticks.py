"""What became of a campaign's messages in conversations nobody has answered: three statuses a message, thousands a minute, in a few
statements for hundreds, and without a lock on anybody's contact or conversation, so that no person's word waits behind them.

Nobody hears of these messages before the person answers; the campaign's recipients follow them. Whoever opens such a conversation locks its
messages before they are told (see `telling`), so either it sees what is written here, or here is seen that it is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from channels.channel import StatusTold
from hub.campaigns import following
from hub.receiving import statuses, writing
from hub.receiving.bodies import Body
from hub.receiving.book import Book, Item, Rules
from hub.transaction import Transaction
from storage import intake
from storage import ticks as rows
from storage.ticks import CrowdAttempt


def only(body: Body) -> bool:
    """Whether a body tells of statuses alone."""
    return bool(body.items) and all(isinstance(item.fact, StatusTold) for item in body.items)


async def tell(tx: Transaction, bodies: Sequence[Body], rules: Rules) -> list[Body]:
    """Writes what bodies of statuses say of a quiet campaign's messages. Returns those it has written; the others' items are untouched."""
    named = await _named(tx, bodies, rules)
    theirs = [body for body in bodies if all(id(item) in named for item in body.items)]
    messages = {named[id(item)].message_id for body in theirs for item in body.items}
    if not messages:
        return []
    book = Book(tx=tx, rules=rules, items=[])
    book.messages = {held.id: held for held in await intake.lock_messages(tx.connection, messages)}
    # Asked after the messages are locked: whoever opens a conversation locks them too.
    quiet, tried = await rows.quiet_attempts(tx.connection, book.messages)
    book.attempts = {attempt.id: attempt for attempt in tried}
    theirs = [body for body in theirs if all(named[id(item)].message_id in quiet for item in body.items)]
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


async def _named(tx: Transaction, bodies: Iterable[Body], rules: Rules) -> dict[int, CrowdAttempt]:
    """By id() of an item: the attempt of a quiet campaign it names, where it teaches nothing else."""
    plain = [
        (item, fact)
        for body in bodies
        for item in body.items
        if (fact := _fact(item)).tag is not None
        and fact.status != "failed"
        and (item.kind, fact.account) in rules.known
    ]
    if not plain:
        return {}
    attempts = await rows.crowd_attempts(tx.connection, {fact.tag or "" for _, fact in plain})
    told = {id(item): found for item, fact in plain if (found := _attempt(item, fact, attempts, rules)) is not None}
    aliases = {
        (alias.kind, alias.value)
        for item, fact in plain
        if id(item) in told and _introduces(fact)
        for alias in (fact.person.aliases if fact.person else ())
    }
    if not aliases:
        return told
    owners = await rows.owners(tx.connection, sorted(aliases))
    for item, fact in plain:
        if id(item) in told and _introduces(fact) and fact.person:
            known = {owners.get((alias.kind, alias.value)) for alias in fact.person.aliases}
            if known != {told[id(item)].contact_id}:
                del told[id(item)]
    return told


def _attempt(item: Item, fact: StatusTold, attempts: dict[str, CrowdAttempt], rules: Rules) -> CrowdAttempt | None:
    found = attempts.get(fact.tag or "")
    return found if found is not None and found.channel_id == rules.known[item.kind, fact.account] else None


def _introduces(fact: StatusTold) -> bool:
    """Whether it may teach that two names are one person's: see `people.persons_of`."""
    return fact.status == "sent" and fact.person is not None and len(fact.person.aliases) > 1


def _fact(item: Item) -> StatusTold:
    assert isinstance(item.fact, StatusTold)
    return item.fact
