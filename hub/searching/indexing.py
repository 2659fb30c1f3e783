"""Keeps the search index true. Whatever is announced is indexed by itself, from the log; who changes rows without an event says so here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from hub import ids
from hub.searching import chunks
from hub.searching.chunks import Postings
from hub.searching.documents import NOUNS, SUBJECTS, Noun
from hub.searching.indexer import DONE, Indexer
from hub.searching.places import CHUNK
from hub.transaction import Transaction, Transactions, milliseconds
from storage import event_log
from storage.database import Connection
from storage.searching import indexed, search, searched

AT_ONCE = 500  # documents of one step of forgetting
MOST_COUNTED = 10_000  # events: more is "very far behind"


class Lag(Struct, frozen=True):
    """How far the index is behind: events and queued rows it has yet to look at, how long (ms) the oldest of these events waits,
    and the nouns of which old rows are not indexed yet (after an upgrade)."""

    events: int
    queued: int
    ms: int
    walking: list[str]


async def contacts(tx: Transaction, contact_ids: Iterable[str]) -> None:
    """These contacts changed, came or went without an event: a worker looks at them soon."""
    await _queue(tx, "contact", contact_ids)


async def messages(tx: Transaction, message_ids: Iterable[str]) -> None:
    """These messages (or the names of their files) changed, came or went without an event."""
    await _queue(tx, "message", message_ids)


async def conversations(tx: Transaction, conversation_ids: Iterable[str]) -> None:
    """These conversations came or went without an event, so their contacts may be seen by others."""
    await contacts(tx, await indexed.contacts_of(tx.connection, conversation_ids))


async def forget_contact(tx: Transaction, contact_id: str) -> None:
    """Takes a person, their messages and the names of their files out of the index, in this transaction: no token stays.

    Call it first, while the rows are still there; what remains of them afterwards (anonymised) is indexed again from its events.
    """
    await indexed.enter(tx.connection)
    await indexed.empty_unsealed(tx.connection)
    people, theirs = await searched.of_person(tx.connection, contact_id)
    offered = await searched.quotations_of(tx.connection, people)
    nouns = (("contact", people), ("message", theirs), ("file", theirs), ("quotation", offered))
    for noun, subjects in nouns:
        for some in _pieces(subjects):
            await _forget(tx.connection, NOUNS[noun], some)


async def lag(connection: Connection) -> Lag:
    """For the health page."""
    known = await indexed.positions(connection)
    head = await event_log.head(connection)
    start = int(known.get(indexed.LOG, head.seq))
    waiting, since = await event_log.count_types(connection, start, tuple(SUBJECTS), MOST_COUNTED)
    return Lag(
        events=waiting,
        queued=await indexed.queue_depth(connection),
        ms=0 if since is None else max(milliseconds() - since, 0),
        walking=[noun for noun in NOUNS if known.get(f"walk:{noun}") != DONE],
    )


async def catch_up(transactions: Transactions) -> None:
    """Indexes everything there is, now, whoever else may be about it (a command, a test)."""

    async def alone(_connection: Connection) -> bool:
        return True

    indexer = Indexer(transactions.database, alone)
    while await indexer.step():
        pass


async def _queue(tx: Transaction, noun: str, subjects: Iterable[str]) -> None:
    await indexed.queue(tx.connection, [(ids.new(), noun, subject) for subject in sorted(set(subjects))])


async def _forget(connection: Connection, noun: Noun, subjects: Sequence[str]) -> None:
    await indexed.drop_tail(connection, noun.name, subjects)
    await indexed.unqueue_subjects(connection, subjects)
    entries = await indexed.entries_of(connection, noun.name, subjects)
    rows = {row.subject: row for row in (chunks.tail_row(noun, each) for each in await noun.read(connection, subjects))}
    changed: dict[int, Postings] = {}
    for chunk, theirs in chunks.by_chunk(entries).items():
        places = [entry.number % CHUNK for entry in theirs]
        if all(entry.subject in rows and rows[entry.subject].digest == entry.digest for entry in theirs):
            tokens = set().union(*(chunks.tokens_of_row(rows[entry.subject], noun.scheme) for entry in theirs))
            held = [(token, kept) for _, token, kept in await search.postings(connection, [chunk], tokens)]
            changed[chunk] = chunks.without(held, places)
        else:  # indexed under other words than it has now
            changed |= await chunks.taken_out(connection, theirs)
    await chunks.take_out(connection, entries, changed)


def _pieces(subjects: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(subjects), AT_ONCE):
        yield subjects[start : start + AT_ONCE]
