"""A backup is taken while the product runs, put back, and is the same: within one kind of database and from one to the other."""

from __future__ import annotations

import asyncio
import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from hub import ids
from hub.running import backup, restoring
from hub.running.archive import Begin, Damaged, Manifest, Writer
from hub.running.restoring import CannotRestore, Restored
from hub.transaction import Transaction, Transactions
from hub.vault import Vault
from hub.wire.events import SettingChanged
from storage import migrations, tables
from storage.blobs import BlobMissing, Blobs
from storage.database import Database
from tests.cast import Cast
from tests.databases import tell

KEY = "k" * 40
_numbers = itertools.count()
Fresh = Callable[[str], str]


@pytest.fixture
def fresh(request: pytest.FixtureRequest, dialect: str, tmp_path: Path) -> Iterator[Fresh]:
    """Gives addresses of databases nobody has touched."""
    server = request.getfixturevalue("postgres") if dialect == "postgresql" else None
    names: list[str] = []

    def give(dialect: str) -> str:
        name = f"target_{next(_numbers)}"
        if dialect == "sqlite":
            return f"sqlite:///{tmp_path / f'{name}.sqlite'}"
        names.append(name)
        tell(server, f"CREATE DATABASE {name}")
        return str(server.url_of(name))

    yield give
    for name in names:
        tell(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs.open(None, tmp_path / "source")


@pytest.fixture
def target(tmp_path: Path) -> Blobs:
    return Blobs.open(None, tmp_path / "target")


async def _say_something(transactions: Transactions, blobs: Blobs, cast: Cast) -> None:
    """A message with a file, the conversation's last one, announced: all of one transaction."""
    key = f"{ids.new()[-2:]}/{ids.new()}"
    await blobs.put(key, key.encode() * 1000)
    async with transactions.begin() as tx:
        message = ids.new()
        await tx.connection.insert_many(tables.messages, [_message(tx, message, cast)])
        file = {"id": ids.new(), "message_id": message, "kind": "document", "mime": "text/plain", "state": "ready"}
        await tx.connection.insert_many(tables.attachments, [file | {"blob": key, "created_at": tx.now}])
        last = tables.conversations.update().where(tables.conversations.c.id == cast.pims)
        await tx.connection.execute(last.values(last_message_id=message))
        tx.announce(SettingChanged("x", message), ("everyone",))


def _message(tx: Transaction, id: str, cast: Cast, **more: Any) -> dict[str, Any]:
    row = {
        "id": id, "conversation_id": cast.pims, "channel_id": cast.sales, "order": f"{next(_numbers):029d}",
        "direction": "out", "kind": "text", "text": "สวัสดี \U0001f600", "status": "sent", "author_kind": "user",
        "author_id": "dana", "sent_at": tx.now, "created_at": tx.now,
    }  # fmt: skip
    return row | more


async def _fill(transactions: Transactions, blobs: Blobs, cast: Cast) -> None:
    for _ in range(5):
        await _say_something(transactions, blobs, cast)
    async with transactions.begin() as tx:
        body = {"id": ids.new(), "kind": "whatsapp", "received_at": tx.now, "body": b"\x00\xff{}", "state": "applied"}
        await tx.connection.insert_many(tables.ledger, [body])


async def _taken(database: Database, blobs: Blobs, path: Path) -> Manifest:
    out = io.BytesIO()
    manifest = await backup.take(database, blobs, Vault(KEY), out, lambda _: None)
    path.write_bytes(out.getvalue())
    return manifest


async def _restored(url: str, blobs: Blobs, path: Path) -> Restored:
    checked = restoring.check(path)
    restoring.require_key(checked.begin, Vault(KEY))
    await asyncio.to_thread(migrations.begin_at, url, checked.begin.revision)
    async with _opened(url) as database:
        return await restoring.restore(database, blobs, path, checked, lambda _: None)


class _opened:
    def __init__(self, url: str) -> None:
        self._database = Database.open(url)

    async def __aenter__(self) -> Database:
        return self._database

    async def __aexit__(self, *_: object) -> None:
        await self._database.close()


async def _rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything, but for the epoch."""
    found = {}
    async with database.reading() as connection:
        for table in tables.metadata.sorted_tables:
            if table.name in ("leases", "event_head"):
                continue
            found[table.name] = sorted(await connection.tuples(select(table)), key=repr)
    return found


def _ways(request: pytest.FixtureRequest) -> list[str]:
    return ["sqlite"] if request.config.getoption("--database") == "sqlite" else ["postgresql", "sqlite"]


async def test_what_comes_back_is_what_was_kept(
    request: pytest.FixtureRequest, transactions: Transactions, blobs: Blobs, cast: Cast, tmp_path: Path, fresh: Fresh
) -> None:
    """And on PostgreSQL: to SQLite, and from there back."""
    await _fill(transactions, blobs, cast)
    before = await _rows(transactions.database)
    source, store, epochs = transactions.database, blobs, set()
    for step, dialect in enumerate([*_ways(request), *_ways(request)[:1]]):
        archive, place = tmp_path / f"{step}.bma", Blobs.open(None, tmp_path / f"store-{step}")
        manifest = await _taken(source, store, archive)
        assert manifest.tables["messages"].rows == 5
        assert manifest.files == 5
        url = fresh(dialect)
        epochs.add((await _restored(url, place, archive)).epoch)
        restored = Database.open(url)
        assert await _rows(restored) == before
        for key in [row[0] for row in await _keys(restored)]:
            assert await place.read(key) == key.encode() * 1000
        if source is not transactions.database:
            await source.close()
        source, store = restored, place
    await source.close()
    assert len(epochs) == len(_ways(request)) + 1


async def _keys(database: Database) -> list[tuple[str]]:
    async with database.reading() as connection:
        return await connection.tuples(select(tables.attachments.c.blob))  # type: ignore[return-value]


async def test_a_backup_taken_while_writes_go_on_is_of_one_moment(
    transactions: Transactions, blobs: Blobs, target: Blobs, cast: Cast, tmp_path: Path, fresh: Fresh, dialect: str
) -> None:
    await _fill(transactions, blobs, cast)
    stopped = asyncio.Event()
    written = 0

    async def write() -> None:
        nonlocal written
        while not stopped.is_set():
            await _say_something(transactions, blobs, cast)
            written += 1

    writers = [asyncio.create_task(write()) for _ in range(3)]
    try:
        for _ in range(3):
            before = written
            while written < before + 5:
                await asyncio.sleep(0.01)
            during = written
            while written == during:  # until one is taken while something is written: else this test proves nothing
                manifest = await _taken(transactions.database, blobs, tmp_path / "live.bma")
    finally:
        stopped.set()
        await asyncio.gather(*writers)
    assert manifest.gone == 0
    url = fresh(dialect)
    await _restored(url, target, tmp_path / "live.bma")
    async with _opened(url) as restored, restored.reading() as connection:
        messages = set(await connection.values(select(tables.messages.c.id)))
        assert len(messages) == manifest.tables["messages"].rows
        files = await connection.tuples(select(tables.attachments.c.message_id, tables.attachments.c.blob))
        assert {message for message, _ in files} == messages
        for _, key in files:
            assert await target.size(key) == len(key) * 1000
        last = await connection.value(
            select(tables.conversations.c.last_message_id).where(tables.conversations.c.id == cast.pims)
        )
        assert last in messages
        seqs = await connection.values(select(tables.event_log.c.seq).order_by(tables.event_log.c.seq))
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        assert seqs[-1] == await connection.value(select(tables.event_head.c.seq))
        # an event of every message, and a message of every event
        assert await connection.value(
            select(func.count()).select_from(tables.event_log).where(tables.event_log.c.type == "setting.changed")
        ) == len(messages)


@pytest.fixture
async def kept(transactions: Transactions, blobs: Blobs, cast: Cast, tmp_path: Path) -> Path:
    await _fill(transactions, blobs, cast)
    await _taken(transactions.database, blobs, tmp_path / "kept.bma")
    return tmp_path / "kept.bma"


async def test_a_database_that_holds_anything_is_refused(
    kept: Path, database: Database, target: Blobs, cast: Cast, tmp_path: Path
) -> None:
    checked = restoring.check(kept)
    before = await _rows(database)
    with pytest.raises(CannotRestore, match="not empty"):
        await restoring.require_empty(database)
    with pytest.raises(CannotRestore, match="not empty"):
        await restoring.restore(database, target, kept, checked, lambda _: None)
    assert await _rows(database) == before
    assert not [path for path in (tmp_path / "target").rglob("*") if path.is_file()]


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
async def test_a_flipped_bit_is_found_before_anything_is_touched(kept: Path, share: float) -> None:
    data = bytearray(kept.read_bytes())
    data[_content_at(data, share)] ^= 0x10
    kept.write_bytes(data)
    with pytest.raises(Damaged):
        restoring.check(kept)


def _content_at(data: bytearray, share: float) -> int:
    """A place near there that is no padding, which may hold anything."""
    place = int(len(data) * share)
    while not data[place]:
        place += 1
    return place


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.95])
async def test_a_backup_that_breaks_off_is_found(kept: Path, share: float) -> None:
    data = kept.read_bytes()
    kept.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Damaged):
        restoring.check(kept)


async def test_what_is_damaged_after_it_was_checked_leaves_an_empty_target(
    kept: Path, target: Blobs, tmp_path: Path, fresh: Fresh, dialect: str
) -> None:
    checked = restoring.check(kept)
    data = kept.read_bytes()
    broken = data.replace(b"tables/messages/", b"tables/nowhere__/")
    assert broken != data
    kept.write_bytes(broken)
    url = fresh(dialect)
    await asyncio.to_thread(migrations.begin_at, url, checked.begin.revision)
    async with _opened(url) as database:
        with pytest.raises((Damaged, CannotRestore)):
            await restoring.restore(database, target, kept, checked, lambda _: None)
        await restoring.require_empty(database)
    assert not [path for path in (tmp_path / "target").rglob("*") if path.is_file()]


async def test_another_key_is_told_before_anything_is_touched(kept: Path) -> None:
    with pytest.raises(CannotRestore, match="SECRET_KEY"):
        restoring.require_key(restoring.check(kept).begin, Vault("another" * 8))


async def test_what_waited_to_be_sent_is_unknown_but_what_is_written_ahead_still_goes(
    transactions: Transactions, blobs: Blobs, target: Blobs, cast: Cast, tmp_path: Path, fresh: Fresh, dialect: str
) -> None:
    async with transactions.begin() as tx:
        waiting = {"status": "queued", "due_at": tx.now}
        later = {"status": "queued", "due_at": tx.now + 10**8, "scheduled_for": tx.now + 10**8}
        await tx.connection.insert_many(tables.messages, [_message(tx, "waiting", cast, **waiting)])
        await tx.connection.insert_many(tables.messages, [_message(tx, "later", cast, **later)])
    await _taken(transactions.database, blobs, tmp_path / "kept.bma")
    url = fresh(dialect)
    assert (await _restored(url, target, tmp_path / "kept.bma")).doubted == 1
    m = tables.messages.c
    async with _opened(url) as restored, restored.reading() as connection:
        found = await connection.tuples(select(m.id, m.status, m.due_at.is_(None)).order_by(m.id))
    assert [(id, status, bool(idle)) for id, status, idle in found] == [
        ("later", "queued", False),
        ("waiting", "unknown", True),
    ]


async def test_a_file_that_is_gone_is_counted_and_one_that_is_there_stays(
    kept: Path,
    transactions: Transactions,
    blobs: Blobs,
    target: Blobs,
    cast: Cast,
    tmp_path: Path,
    fresh: Fresh,
    dialect: str,
) -> None:
    keys = sorted(row[0] for row in await _keys(transactions.database))
    await blobs.delete(keys[0])
    manifest = await _taken(transactions.database, blobs, kept)
    assert (manifest.gone, manifest.files) == (1, 4)
    await target.put(keys[1], b"x" * len(keys[1]) * 1000)  # a store that outlived its database
    await _restored(fresh(dialect), target, kept)
    assert (await target.read(keys[1]))[:1] == b"x"
    with pytest.raises(BlobMissing):
        await target.size(keys[0])


@pytest.mark.parametrize("key", ["../../etc/cron.d/x", "/etc/passwd", "a/../b", "a//b", "..", "a\\..\\b", ""])
async def test_a_file_that_leads_out_of_the_store_is_refused(key: str, tmp_path: Path) -> None:
    out = io.BytesIO()
    writer = Writer(out)
    begin = Begin(form=1, at=0, revision="0001", dialect="sqlite", epoch="x", seq=0, key_check=b"")
    await writer.add("begin.json", msgspec.json.encode(begin))
    await writer.add(f"files/{key}", b"hello")
    await writer.end()
    (tmp_path / "doctored.bma").write_bytes(out.getvalue())
    with pytest.raises(Damaged, match="none of the store"):
        restoring.check(tmp_path / "doctored.bma")


def test_every_table_is_kept_or_named_as_passing() -> None:
    assert set(backup.copying.kept()) | backup.copying.PASSING == set(tables.metadata.tables)
