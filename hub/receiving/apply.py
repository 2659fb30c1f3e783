"""Applies a batch of facts: each phase takes its locks, in the one order (accounts, contacts, conversations, messages, the head)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hub.campaigns import replies
from hub.quotations import answers
from hub.receiving import (
    accounts,
    arrivals,
    belonging,
    changes,
    people,
    preferences,
    statuses,
    targets,
    telling,
    threads,
    writing,
)
from hub.receiving.book import Book, Item, Rules
from hub.transaction import Transaction


async def apply(tx: Transaction, items: Sequence[Item], rules: Rules, held: Callable[[], None] = lambda: None) -> Book:
    """Leaves in `items` what became of each. Raises whatever makes the whole batch impossible; nothing of it is then to be committed.

    `held` is told when all row locks are held and the messages are in: from then on another batch may begin.
    """
    book = Book(tx=tx, rules=rules, items=list(items))
    await accounts.find(book)
    await accounts.tell(book)
    await targets.find(book)
    await belonging.find(book)
    await people.meet(book)
    preferences.keep(book)
    entering = arrivals.gather(book)
    await threads.hold(book, entering)
    await arrivals.enter(book, entering)
    held()
    await changes.make(book)
    await statuses.tell(book)
    await replies.note(book)
    await writing.write(book)
    await telling.tell(book)
    await replies.tell(book)
    await answers.take(book)
    return book
