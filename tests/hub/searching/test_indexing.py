"""The index says of every row exactly what the row says, whatever happened to it and to whoever wrote the index."""

from __future__ import annotations

import asyncio
import random
import re

import msgspec
import pytest
from sqlalchemy import Table, delete, update

from hub import announce
from hub.searching import chunks, indexer, indexing, search
from hub.searching.documents import NOUNS, subjects
from hub.searching.indexer import Indexer
from hub.searching.places import CHUNK, unpacked
from hub.transaction import Transaction, Transactions
from hub.work.index import Index
from storage import event_log, tables
from storage.customers import contacts
from storage.database import Connection
from storage.event_log import Entry
from storage.failures import DatabaseLost
from storage.searching import indexed
from tests.cast import PIM_PHONE, Cast
from tests.hub import scenes

Said = dict[tuple[str, str], set[bytes]]


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk is made of two documents already, and dissolved when one is left."""
    monkeypatch.setattr(indexer, "SEAL_AT", 2)
    monkeypatch.setattr(indexer, "FEWEST", 2)


async def says_the_index(connection: Connection) -> Said:
    """What every document is indexed under, tail and chunks alike."""
    said: Said = {}
    for noun in NOUNS.values():
        for row in await indexed.oldest_of_tail(connection, noun.name, 10_000):
            said[row.noun, row.subject] = chunks.tokens_of_row(row, noun.scheme)
    entries = {row[0]: (row[1], row[2]) for row in await connection.tuples(tables.search_entries.select())}
    for subject in entries.values():
        assert subject not in said, "it lies in the tail and in a chunk"
        said[subject] = set()
    for chunk, token, places in await connection.tuples(tables.search_postings.select()):
        assert places, "a token without places"
        for place in range(CHUNK):
            if unpacked(places) >> place & 1:
                said[entries[chunk * CHUNK + place]].add(token)
    return said


async def say_the_rows(connection: Connection) -> Said:
    said: Said = {}
    for noun in NOUNS.values():
        ids = await noun.walk(connection, None, 10_000)
        for document in await noun.read(connection, ids):
            row = chunks.tail_row(noun, document)
            said[noun.name, document.subject] = chunks.tokens_of_row(row, noun.scheme)
    return said


async def the_index_is_true(transactions: Transactions) -> Said:
    await indexing.catch_up(transactions)
    async with transactions.database.reading() as connection:
        said = await says_the_index(connection)
        assert said == await say_the_rows(connection)
    return said


async def write(transactions: Transactions, conversation: str, *texts: str) -> list[str]:
    async with transactions.begin() as tx:
        return [await scenes.customer_writes(tx, conversation, text, f"wamid.{text}") for text in texts]


async def name_file(tx: Transaction, message_id: str, name: str) -> None:
    row = {"id": f"file-{message_id}", "message_id": message_id, "kind": "document", "mime": "application/pdf"}
    await tx.connection.insert_many(tables.attachments, [row | {"state": "ready", "name": name, "created_at": tx.now}])


async def rename(tx: Transaction, contact_id: str, name: str) -> None:
    await contacts.change(tx.connection, contact_id, tx.now, name=name)
    await announce.contacts(tx, [contact_id])


async def test_rows_that_were_there_before_the_index_are_indexed(transactions: Transactions, cast: Cast) -> None:
    said = await the_index_is_true(transactions)
    assert {subject for noun, subject in said if noun == "contact"} == {cast.pim, cast.ken}
    async with transactions.database.reading() as connection:
        assert (await indexing.lag(connection)).walking == []


async def test_what_changes_is_indexed_anew(transactions: Transactions, cast: Cast) -> None:
    written = await write(transactions, cast.pims, "green tea", "black tea", "white tea", "no tea")
    await the_index_is_true(transactions)
    async with transactions.begin() as tx:
        await scenes.message_is(tx, written[0], text="coffee")
        await name_file(tx, written[1], "offer.pdf")
        await announce.messages(tx, [written[1]])
        await rename(tx, cast.pim, "Pimchanok")
        await contacts.change(tx.connection, cast.ken, tx.now, merged_into=cast.pim)
        await announce.contacts(tx, [cast.ken])
    said = await the_index_is_true(transactions)
    assert b"coffee" in said["message", written[0]]
    assert b"green" not in said["message", written[0]]
    assert b"offer" in said["file", written[1]]
    assert ("contact", cast.ken) not in said


async def test_what_is_taken_back_is_found_no_more(transactions: Transactions, cast: Cast) -> None:
    said, other = await write(transactions, cast.pims, "secret", "harmless")
    async with transactions.begin() as tx:
        await name_file(tx, said, "passport.pdf")
    await the_index_is_true(transactions)
    async with transactions.begin() as tx:
        await scenes.message_is(tx, said, content='{"revoked_at":"2026-11-22T08:00:00.000Z"}')
    indexed_now = set(await the_index_is_true(transactions))
    assert ("message", other) in indexed_now
    assert not {("message", said), ("file", said)} & indexed_now


async def test_what_says_the_same_is_not_written_again(transactions: Transactions, cast: Cast) -> None:
    written = await write(transactions, cast.pims, "green tea", "black tea")
    await the_index_is_true(transactions)
    async with transactions.database.reading() as connection:
        before = await connection.tuples(tables.search_entries.select())
    async with transactions.begin() as tx:
        await scenes.message_is(tx, written[0], status="read")
    await the_index_is_true(transactions)
    async with transactions.database.reading() as connection:
        assert await connection.tuples(tables.search_entries.select()) == before


async def test_rows_changed_without_an_event_are_indexed_when_somebody_says_so(
    transactions: Transactions, cast: Cast
) -> None:
    written = await write(transactions, cast.pims, "green tea", "black tea")
    await the_index_is_true(transactions)
    async with transactions.begin() as tx:
        messages = tables.messages
        await tx.connection.execute(update(messages).where(messages.c.id == written[0]).values(text="coffee"))
        await indexing.messages(tx, written)
        await tx.connection.execute(update(tables.contacts).values(name="Somebody"))
        await indexing.conversations(tx, [cast.pims, cast.kens])
    await the_index_is_true(transactions)


async def test_a_contact_is_found_by_those_who_may_see_it_now(transactions: Transactions, cast: Cast) -> None:
    await the_index_is_true(transactions)
    async with transactions.begin() as tx:
        row = {"id": "new", "contact_id": cast.pim, "channel_id": cast.support, "state": "open", "last_at": tx.now}
        await tx.connection.insert_many(tables.conversations, [row | {"created_at": tx.now, "updated_at": tx.now}])
        await announce.conversations(tx, ["new"], created={"new"})
    await the_index_is_true(transactions)
    async with transactions.database.reading() as connection:
        assert await search.contact_ids(connection, cast.omar, "pim", 10) == [cast.pim]


async def test_those_merged_into_a_person_and_what_they_wrote_elsewhere_are_forgotten_too(
    transactions: Transactions, cast: Cast
) -> None:
    (elsewhere,) = await write(transactions, cast.kens, "xylophone")
    async with transactions.begin() as tx:
        row = {"name_source": "none", "created_at": tx.now, "updated_at": tx.now}
        chain = [("first", "second"), ("second", cast.pim)]
        await tx.connection.insert_many(
            tables.contacts, [row | {"id": id, "name": id, "merged_into": into} for id, into in chain]
        )
        messages = tables.messages
        await tx.connection.execute(update(messages).where(messages.c.id == elsewhere).values(author_id="first"))
    said = await the_index_is_true(transactions)
    assert ("message", elsewhere) in said
    async with transactions.begin() as tx:
        await indexing.forget_contact(tx, cast.pim)
    async with transactions.database.reading() as connection:
        assert ("message", elsewhere) not in await says_the_index(connection)


async def test_nothing_of_a_forgotten_person_stays(transactions: Transactions, cast: Cast) -> None:
    written = await write(transactions, cast.pims, f"call {PIM_PHONE}", "zebra", "xylophone", "the last")
    await write(transactions, cast.kens, "zebra", "quokka", "a guitar")
    async with transactions.begin() as tx:
        await name_file(tx, written[2], "passport.pdf")
        await indexing.messages(tx, written)
    await the_index_is_true(transactions)
    async with transactions.begin() as tx:  # indexed under words it no longer has
        messages = tables.messages
        await tx.connection.execute(update(messages).where(messages.c.id == written[2]).values(text="hidden"))
    async with transactions.begin() as tx:
        await indexing.forget_contact(tx, cast.pim)
    async with transactions.database.reading() as connection:
        said = await says_the_index(connection)
        kept = str([await connection.tuples(table.select()) for table in _index_tables()])
    kept = re.sub(r"\b\d{13}\b|[0-9a-f]{8}-[0-9a-f-]{27}", "", kept)  # times and ids hold any digits
    assert {subject for _, subject in said}.isdisjoint({cast.pim, *written})
    assert b"zebra" in set().union(*said.values())
    for word in ("xylophone", "passport", "812", "345", "hidden"):
        assert word not in kept


def _index_tables() -> list[Table]:
    return [table for table in tables.metadata.sorted_tables if table.name.startswith("search_")]


async def test_what_is_forgotten_while_a_chunk_is_made_is_not_in_it(
    transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(transactions, cast.pims, "xylophone", "zebra")
    compose = chunks.composed

    def slowly(*given: object) -> object:
        asyncio.run_coroutine_threadsafe(erase(), loop).result()
        return compose(*given)  # type: ignore[arg-type]

    async def erase() -> None:
        monkeypatch.setattr(chunks, "composed", compose)
        async with transactions.begin() as tx:
            await indexing.forget_contact(tx, cast.pim)
            await tx.connection.execute(update(tables.messages).values(text=None))

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(chunks, "composed", slowly)
    said = await the_index_is_true(transactions)
    assert b"zebra" not in set().union(*said.values())


async def test_a_chunk_somebody_died_over_is_made_again(transactions: Transactions, cast: Cast) -> None:
    await write(transactions, cast.pims, "green tea", "black tea")
    async with transactions.begin() as tx:
        half = await indexed.add_chunk(tx.connection, "message", 0, 1)
        await indexed.add_postings(tx.connection, half, [(b"ghost", b"\x00\x00")])
    said = await the_index_is_true(transactions)
    assert b"ghost" not in set().union(*said.values())


async def test_two_who_write_at_once_write_it_once(transactions: Transactions, cast: Cast) -> None:
    for number in range(6):
        await write(transactions, cast.pims, f"tea {number}", f"coffee {number}")
        await asyncio.gather(*(indexing.catch_up(transactions) for _ in range(3)))
    await the_index_is_true(transactions)


async def test_a_log_with_a_hole_is_made_good(transactions: Transactions, cast: Cast) -> None:
    written = await write(transactions, cast.pims, "green tea", "black tea")
    await the_index_is_true(transactions)
    async with transactions.begin() as tx:
        await scenes.message_is(tx, written[0], text="coffee")
    await write(transactions, cast.pims, "water")
    async with transactions.begin() as tx:
        newest = (await event_log.head(tx.connection)).seq
        await tx.connection.execute(delete(tables.event_log).where(tables.event_log.c.seq < newest))
    await the_index_is_true(transactions)


async def test_the_lag_tells_what_waits(transactions: Transactions, cast: Cast) -> None:
    await the_index_is_true(transactions)
    async with transactions.database.reading() as connection:
        calm = await indexing.lag(connection)
    written = await write(transactions, cast.pims, "green tea", "black tea")
    async with transactions.begin() as tx:
        await indexing.messages(tx, written)
    async with transactions.database.reading() as connection:
        busy = await indexing.lag(connection)
    assert (calm.events, calm.queued, calm.ms, calm.walking) == (0, 0, 0, [])
    assert (busy.events, busy.queued, busy.walking) == (2, 2, [])


async def test_one_process_indexes_and_the_next_goes_on(transactions: Transactions, cast: Cast) -> None:
    first, second = Index(transactions, "first"), Index(transactions, "second")
    while await first.turn():
        pass
    await write(transactions, cast.pims, "green tea")
    assert not await second.turn()
    await first.stop()
    second = Index(transactions, "second")
    while await second.turn():
        pass
    async with transactions.database.reading() as connection:
        assert (await indexing.lag(connection)).events == 0


async def test_an_event_of_a_thing_that_is_gone_is_passed_over(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        body = msgspec.json.encode({"id": "nobody"})
        await event_log.append(tx.connection, [("contact.deleted", "everyone", body)], tx.now)
    await the_index_is_true(transactions)


@pytest.mark.parametrize("seed", range(4))
async def test_after_any_history_the_index_is_true(transactions: Transactions, cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    written: list[str] = []
    words = ["tea", "กาแฟ", "東京", "green", "0812345678", "👍", ""]
    for step in range(12):
        said = " ".join(chance.choices(words, k=3)) + f" {step}"
        written += await write(transactions, chance.choice([cast.pims, cast.kens]), said)
        async with transactions.begin() as tx:
            match chance.randrange(4):
                case 0:
                    await scenes.message_is(tx, chance.choice(written), text=chance.choice(words) or None)
                case 1:
                    await rename(tx, cast.pim, chance.choice(words) + "!")
                case 2:
                    await name_file(tx, written[-1], chance.choice(words) + ".pdf")
                    await announce.messages(tx, [written[-1]])
                case 3:
                    await indexing.forget_contact(tx, cast.ken)
                    await announce.contacts(tx, [cast.ken])
                    await indexing.messages(tx, written)
        if chance.random() < 0.6:
            await indexing.catch_up(transactions)
    await the_index_is_true(transactions)


async def test_a_database_that_fails_in_the_middle_loses_nothing(
    transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(transactions, cast.pims, "green tea", "black tea", "white tea")
    real, left = Indexer._enter, 0

    async def sometimes(self: Indexer, connection: Connection, seen: int | None = None) -> None:
        nonlocal left
        await real(self, connection, seen)
        left -= 1
        if left == 0:
            raise OSError("the plug")

    monkeypatch.setattr(Indexer, "_enter", sometimes)
    for die_at in range(1, 12):
        left = die_at
        async with transactions.begin() as tx:
            await rename(tx, cast.pim, f"Pim {die_at}")
        try:
            await indexing.catch_up(transactions)
        except DatabaseLost:
            continue
    left = 0
    await the_index_is_true(transactions)


def test_entries_of_the_log_tell_what_they_are_about() -> None:
    entry = Entry(1, "message.removed", "everyone", b'{"id":"one","conversation":"two"}', 0)
    from_log = [subjects(entry.type, entry.body), subjects("user.changed", b"{}")]
    assert from_log == [[("message", "one")], []]
