"""`bma doctor`: what the settings point to, tried out. Names every fault and its remedy."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from typing import Literal

import msgspec

from hub import ids
from hub.live.broker_redis import RedisBroker
from hub.running import health
from hub.settings import SettingError, Settings
from hub.transaction import milliseconds
from pdf import typefaces
from storage import event_log, migrations
from storage.blobs import Blobs
from storage.database import Connection, Database
from storage.running import health as health_rows
from storage.running import processes
from storage.team import users
from web import doctor_outside
from web.checkup import Check, good, note, words, wrong

PATIENCE = 5.0  # seconds for each part to answer
GIGABYTE = 1024**3
LEAST_FREE = GIGABYTE  # below it the database may soon not be able to write
LITTLE_FREE = 5 * GIGABYTE
MARKS: dict[Literal["ok", "note", "wrong"], str] = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


class _Undone(Exception):
    """Rolls back what was only tried."""


async def examine(settings: Settings) -> list[Check]:
    """Everything that can be tried from here. What hangs is given up after a while."""
    database = Database.open(settings.database_url)
    try:
        found = [good("settings", "all can be read"), *await _database(settings, database)]
        reachable = found[-1].state != "wrong"
        found += [await _broker(settings), await _files(settings), _disk(settings), _fonts()]
        found += await doctor_outside.address(settings)
        if reachable:
            found += await _tried("background work", lambda: _work(database))
            found += await _tried("clock", lambda: doctor_outside.clock(settings, database))
            found += await _tried("numbers", lambda: doctor_outside.numbers(settings, database))
        found += [await doctor_outside.mail(settings)]
    finally:
        await database.close()
    return found


def of_setting(error: SettingError) -> Check:
    """A setting that stops every command."""
    return wrong("settings", str(error), "Set it right in the environment; the README names every setting.")


def lines(checks: list[Check]) -> str:
    """For a person."""
    told = []
    for check in checks:
        told.append(f"{MARKS[check.state]} {check.subject}: {check.finding}")
        if check.remedy is not None:
            told.append(f"      {check.remedy}")
    return "\n".join(told)


def as_json(checks: list[Check]) -> str:
    """For a program."""
    well = all(check.state != "wrong" for check in checks)
    return msgspec.json.encode({"well": well, "checks": checks}).decode()


async def _tried(subject: str, look: Callable[[], Awaitable[list[Check]]]) -> list[Check]:
    try:
        return await look()
    except Exception as error:
        return [wrong(subject, words(error), "Look at the finding above this one first; then try again.")]


async def _database(settings: Settings, database: Database) -> list[Check]:
    remedy = "See that DATABASE_URL is right, that the database runs, and that this machine may reach it."
    if settings.embedded:
        remedy = "See that DATA_DIR is there and this user may write in it."
    try:
        async with asyncio.timeout(PATIENCE), database.reading() as connection:
            version = await health_rows.database_version(connection)
            found = await _revision(connection)
    except Exception as error:
        return [wrong("database", words(error), remedy)]
    told = good("database", f"{database.dialect} {version} answers")
    if found != migrations.newest():
        finding = f"it is at {found or 'nothing'}, this version needs {migrations.newest()}"
        return [told, wrong("migrations", finding, "Run `bma migrate`.")]
    return [told, good("migrations", f"at {found}, the newest"), await _writing(database)]


async def _revision(connection: Connection) -> str | None:
    if "alembic_version" not in await health_rows.table_names(connection):
        return None
    return await migrations.revision(connection)


async def _writing(database: Database) -> Check:
    try:
        async with asyncio.timeout(PATIENCE), database.writing() as connection:
            await event_log.lock_head(connection)
            head, people = await event_log.head(connection), await users.count(connection)
            raise _Undone
    except _Undone:
        return good("writing", f"the database takes changes; {head.seq} events, {people} people")
    except Exception as error:
        remedy = "See whether its disk is full, whether it is a read-only copy, and whether something holds it locked."
        return wrong("writing", words(error), remedy)


async def _broker(settings: Settings) -> Check:
    if settings.redis_url is None:
        told = "in-process: right for one process; set REDIS_URL as soon as there are more"
        return good("broker", told)
    broker = RedisBroker(settings.redis_url)
    try:
        async with asyncio.timeout(PATIENCE):
            await broker.start(lambda _topic, _payload: None, lambda: None)
            while not broker.alive():  # noqa: ASYNC110 (it says so by this alone)
                await asyncio.sleep(0.05)
        return good("broker", "Redis answers, and gives back what it is given")
    except Exception as error:
        told = words(error) if not isinstance(error, TimeoutError) else f"no answer within {PATIENCE:.0f} seconds"
        return wrong(
            "broker",
            f"Redis: {told}",
            "See that REDIS_URL is right and that Redis runs. Until then all arrives a second later.",
        )
    finally:
        await broker.stop()


async def _files(settings: Settings) -> Check:
    bucket = (settings.storage_url or "").startswith("s3:")
    where = "the bucket" if bucket else "the folder"
    remedy = "See that the folder is there and this user may write in it."
    if bucket:
        remedy = (
            "See STORAGE_URL (bucket, region, endpoint), the AWS_… credentials, and that they may put, get and delete."
        )
    step = "be reached"
    try:
        async with asyncio.timeout(PATIENCE):
            blobs = Blobs.open(settings.storage_url, settings.data_dir, settings.storage_credentials)
            key = f"doctor/{ids.new()}"
            step = "be written to"
            await blobs.put(key, b"hello")
            step = "be read from"
            same = await blobs.read(key) == b"hello"
            step = "be deleted from"
            await blobs.delete(key)
    except Exception as error:
        return wrong("files", f"{where} cannot {step}: {words(error)}", remedy)
    if not same:
        return wrong("files", f"{where} gives back something else than it took", remedy)
    return good("files", f"{where} takes, gives and deletes")


def _disk(settings: Settings) -> Check:
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    told = f"{free / GIGABYTE:.1f} GB are free at {place}"
    if free < LEAST_FREE:
        return wrong("disk", told, "Make room now: a database that cannot write stops taking messages.")
    if free < LITTLE_FREE:
        return note("disk", told, "Make room soon.")
    return good("disk", told)


def _fonts() -> Check:
    """Of the papers of quotations."""
    lacking = typefaces.lacking()
    if not lacking:
        return good("fonts", "papers can be printed in every language we speak")
    told = f"papers cannot be printed in all scripts: {', '.join(lacking)} is not there"
    if typefaces.PLAIN in lacking:
        return wrong("fonts", told, "Install the package again with `pip install .`: its build fetches the fonts.")
    return note("fonts", told, "For Japanese, Chinese and Korean: pip install 'bma-social[cjk]'.")


async def _work(database: Database) -> list[Check]:
    now = milliseconds()
    async with asyncio.timeout(PATIENCE), database.reading() as connection:
        running = await processes.every(connection, now - health.SILENT_MS)
        queues = [await health.queue(connection, name, now) for name in health_rows.QUEUES]
    waiting = ", ".join(f"{each.waiting} {each.name}" for each in queues if each.waiting) or "nothing waits"
    if not running:
        return [note("background work", f"no process runs now; {waiting}", "Start `bma serve`.")]
    part = health.work(running, queues)
    if part.state == "ok":
        return [good("background work", f"{len(running)} processes run; {waiting}")]
    remedy = "Look at its log for what it stumbles over; add a `bma work` process if it is simply too much."
    return [wrong("background work", part.finding, remedy)]
