"""The worker of imports: killed, overtaken, raced."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hub.files import media_files
from hub.imports import chunks, jobs, reader
from hub.imports.reader import Row
from hub.transaction import Transaction, Transactions
from hub.wire.import_requests import ImportForm
from hub.wire.imports import Import
from hub.work.imports import Imports
from storage import tables
from storage.blobs import Blobs
from storage.customers import imports as rows
from storage.customers.imports import ImportRow
from tests.cast import Cast

PEOPLE = 2_000
ROOT = Path(__file__).parents[3]
# takes the import's turn in a process of its own, which kills itself at the third commit
VICTIM = """
import asyncio, pathlib, sys
from hub import boundaries
from hub.transaction import Transactions
from hub.work.imports import Imports
from hub.work.leases import new_holder
from storage.blobs import Blobs
from storage.database import Database

async def main(url, folder, boundary):
    boundaries.arm(boundary)
    database = Database.open(url)
    await Imports(Transactions(database, lambda _: None), Blobs.open(None, pathlib.Path(folder)), new_holder()).turn()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs.open(None, tmp_path)


@pytest.fixture
def worker(transactions: Transactions, blobs: Blobs) -> Imports:
    return Imports(transactions, blobs, "a-worker")


async def begin(transactions: Transactions, blobs: Blobs, cast: Cast, body: str, **form: bool) -> Import:
    async def pieces() -> AsyncIterator[bytes]:
        yield body.encode()

    with media_files.folder() as place:
        file = await media_files.spool(pieces(), place / "file")
        asked = ImportForm(**form)
        prepared = await jobs.prepare(transactions.database, blobs, cast.ines, file, "people.csv", asked)
    async with transactions.begin() as tx:
        return await jobs.queue(tx, cast.ines, prepared)


def people(count: int) -> str:
    return "name,phone,email\n" + "".join(f"Person {n},08{n:08d},p{n}@example.com\n" for n in range(count))


async def counted(transactions: Transactions, table: str) -> int:
    async with transactions.database.reading() as connection:
        return int(await connection.value(select(func.count()).select_from(tables.metadata.tables[table])))


async def read(transactions: Transactions, id: str) -> ImportRow:
    async with transactions.database.reading() as connection:
        row = await rows.get(connection, id)
    assert row is not None
    return row


@pytest.mark.parametrize("boundary", ["before_commit:3", "after_commit:3", "after_commit:1"])
async def test_an_import_killed_in_the_middle_goes_on_and_doubles_nobody(
    transactions: Transactions, cast: Cast, blobs: Blobs, tmp_path: Path, database_url: str, boundary: str
) -> None:
    told = await begin(transactions, blobs, cast, people(PEOPLE))
    before = await counted(transactions, "contacts")
    command = [sys.executable, "-c", VICTIM, database_url, str(tmp_path), boundary]
    victim = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, env=os.environ, capture_output=True, check=False
    )
    assert victim.returncode == -signal.SIGKILL, victim.stderr
    left = await read(transactions, told.id)
    assert (left.state, left.done < PEOPLE) == ("running", True)
    worker = Imports(transactions, blobs, "another-worker")
    await worker.release_dead()
    assert await worker.turn()
    done = await read(transactions, told.id)
    assert (done.state, done.done, done.added, done.updated, done.failed) == ("done", PEOPLE, PEOPLE, 0, 0)
    assert await counted(transactions, "contacts") == before + PEOPLE
    assert await counted(transactions, "identities") == before + 2 * PEOPLE


async def test_a_dry_run_killed_in_the_middle_counts_afresh(
    transactions: Transactions, cast: Cast, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await begin(transactions, blobs, cast, people(1_200) + "Bad,1,\n", dry_run=True)
    check, calls = chunks.check_rows, 0

    async def killed(*given: object) -> ImportRow:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise asyncio.CancelledError
        return await check(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks, "check_rows", killed)
    with pytest.raises(asyncio.CancelledError):
        await Imports(transactions, blobs, "a-worker").turn()
    assert 0 < (await read(transactions, told.id)).done < 1_201
    async with transactions.database.writing() as connection:
        await rows.release(connection, "a-worker", 0)
    await Imports(transactions, blobs, "another").turn()
    done = await read(transactions, told.id)
    assert (done.state, done.done, done.added, done.failed) == ("checked", 1_201, 1_200, 1)


async def test_a_worker_that_stops_hands_the_import_on_after_its_chunk(
    transactions: Transactions, cast: Cast, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await begin(transactions, blobs, cast, people(1_200))
    worker = Imports(transactions, blobs, "a-worker")
    write = chunks.import_rows

    async def stopping(*given: object) -> ImportRow:
        worker.interrupt()
        return await write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks, "import_rows", stopping)
    await worker.turn()
    assert (await read(transactions, told.id)).done == worker.chunk_rows
    monkeypatch.setattr(chunks, "import_rows", write)
    await Imports(transactions, blobs, "another").turn()
    assert (await read(transactions, told.id)).added == 1_200


async def test_a_cancel_between_two_chunks_ends_it(
    transactions: Transactions, cast: Cast, blobs: Blobs, worker: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await begin(transactions, blobs, cast, people(1_200))
    write = chunks.import_rows

    async def cancelled(tx: Transaction, job: ImportRow, *given: object) -> ImportRow:
        if job.done == 0:
            return await write(tx, job, *given)  # type: ignore[arg-type]
        await jobs.cancel(tx, cast.ines, job.id)
        await tx.append()
        await tx.connection.commit()
        await tx.connection.begin("BEGIN")
        return await write(tx, job, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks, "import_rows", cancelled)
    await worker.turn()
    done = await read(transactions, told.id)
    assert (done.state, done.done, done.added) == ("cancelled", worker.chunk_rows, worker.chunk_rows)
    assert await counted(transactions, "contacts") == 2 + worker.chunk_rows


async def test_somebody_who_writes_at_the_same_moment_is_updated_and_not_doubled(
    transactions: Transactions, cast: Cast, blobs: Blobs, worker: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The contact comes between the look and the write: the chunk is done once more."""
    told = await begin(transactions, blobs, cast, "name,phone\nLek,0811111111\n")
    look, looks = rows.owners, 0

    async def late(*given: object) -> dict[tuple[str, str], str]:
        nonlocal looks
        looks += 1
        return {} if looks == 1 else await look(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rows, "owners", late)
    async with transactions.begin() as tx:
        values = {"created_at": tx.now, "updated_at": tx.now}
        await tx.connection.insert_many(
            tables.contacts, [{"id": "lek", "name": "lek", "name_source": "provider", **values}]
        )
        identity = {"id": "i", "contact_id": "lek", "kind": "phone", "value": "66811111111", "display": "+66"}
        await tx.connection.insert_many(tables.identities, [identity | {"created_at": tx.now}])
    await worker.turn()
    done = await read(transactions, told.id)
    assert (looks, done.state, done.added, done.updated) == (2, "done", 0, 1)
    assert await counted(transactions, "contacts") == 3


async def test_two_workers_do_an_import_once(transactions: Transactions, cast: Cast, blobs: Blobs) -> None:
    told = await begin(transactions, blobs, cast, people(1_200))
    workers = [Imports(transactions, blobs, f"worker-{n}") for n in range(2)]
    assert sorted(await asyncio.gather(*(worker.turn() for worker in workers))) == [False, True]
    assert (await read(transactions, told.id)).added == 1_200


async def test_a_file_that_is_gone_ends_the_import_in_words(
    transactions: Transactions, cast: Cast, blobs: Blobs, worker: Imports
) -> None:
    told = await begin(transactions, blobs, cast, people(2))
    await blobs.delete(media_files.key_of(told.id))
    await worker.turn()
    done = await read(transactions, told.id)
    assert (done.state, done.reason) == ("failed", "The file is not there any more: send it again.")


async def test_a_merged_contact_is_looked_up_again(
    transactions: Transactions, cast: Cast, blobs: Blobs, worker: Imports
) -> None:
    """Its identities are the other's by now: whoever has them is changed."""
    async with transactions.begin() as tx:
        moved = tables.identities.update().where(tables.identities.c.contact_id == cast.pim).values(contact_id=cast.ken)
        await tx.connection.execute(moved)
        gone = tables.contacts.update().where(tables.contacts.c.id == cast.pim).values(merged_into=cast.ken)
        await tx.connection.execute(gone)
    await begin(transactions, blobs, cast, "company,phone\nAcme,0812345678\n")
    await worker.turn()
    async with transactions.database.reading() as connection:
        found = await connection.tuples(select(tables.contacts.c.id, tables.contacts.c.company))
    assert dict(found) == {cast.pim: None, cast.ken: "Acme"}


def test_a_chunk_is_bounded_by_what_it_holds() -> None:
    rows = iter([Row(n, None, ["x" * 100_000], []) for n in range(20)])
    sizes = [len(chunk) for chunk in reader._chunks(rows, 500)]
    assert len(sizes) > 3
    assert max(sizes) < 2 * reader.CHUNK_BYTES


async def test_a_column_that_is_none_of_tags_stops_the_import(
    transactions: Transactions, cast: Cast, blobs: Blobs, worker: Imports
) -> None:
    rows = "".join(f"08{n:08d},word {n}\n" for n in range(300))
    told = await begin(transactions, blobs, cast, f"phone,tags\n{rows}")
    await worker.turn()
    done = await read(transactions, told.id)
    assert (done.state, done.added, "none of tags" in (done.reason or "")) == ("failed", 0, True)
    assert await counted(transactions, "tags") == 0


async def test_tags_are_written_as_the_office_writes_them(
    transactions: Transactions, cast: Cast, blobs: Blobs, worker: Imports
) -> None:
    await begin(transactions, blobs, cast, "phone,tags\n0811111111,VIP\n0822222222,vip; new\n")
    await worker.turn()
    async with transactions.database.reading() as connection:
        wanted = select(tables.contacts.c.tags).where(tables.contacts.c.tags != "[]").order_by(tables.contacts.c.id)
        assert await connection.values(wanted) == ['["VIP"]', '["VIP","new"]']
    assert await counted(transactions, "tags") == 2
