"""Does imports: one at a time in a process, a chunk a transaction, so that the inbox never waits for more than a chunk."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path

from hub.files import media_files
from hub.imports import child, chunks, jobs
from hub.imports.chunks import CLAIM_MS, Overtaken, Told
from hub.imports.people import Rules
from hub.imports.reader import Row, Rows
from hub.imports.sheets import Format
from hub.imports.troubles import Trouble
from hub.office import configuration
from hub.receiving.book import Raced
from hub.team import users
from hub.transaction import Transaction, Transactions, milliseconds
from hub.work import leases
from storage.blobs import BlobMissing, Blobs
from storage.customers import imports as rows
from storage.customers.imports import ImportRow
from storage.failures import raced
from storage.running import removals

TRIES = 5  # beginnings without a single chunk done: whatever kills us there would do so for ever
RACE_TRIES = 6
# of one transaction. SQLite has one writer: a chunk is what a webhook may have to wait for
CHUNK_ROWS = {"sqlite": 200, "postgresql": 500}
RACE_SECONDS = 0.05
BREATH_SECONDS = 0.002  # between two chunks: whoever waits to write comes first
GIVEN_UP = "The import stopped several times at the same place. Check the file there, or send it in parts."
GONE = "The file is not there any more: send it again."

log = logging.getLogger(__name__)


class Imports:
    """`holder`: this process."""

    def __init__(self, transactions: Transactions, blobs: Blobs, holder: str) -> None:
        self._transactions = transactions
        self._blobs = blobs
        self._holder = holder
        self._stopping = False
        self.chunk_rows = CHUNK_ROWS[transactions.database.dialect]

    async def release_dead(self) -> None:
        """What a process that crashed here was importing goes on at once."""
        await leases.release_dead(self._transactions, rows)

    async def turn(self) -> bool:
        """Does the import that waits longest; whether there was one."""
        async with self._transactions.database.reading() as connection:
            if self._stopping or not await rows.any_due(connection, milliseconds()):
                return False
        async with self._transactions.begin() as tx:
            job = await rows.claim(tx.connection, self._holder, tx.now, tx.now + CLAIM_MS)
            if job is None:
                return False
            job = await self._begun(tx, job)
        await self._do(job)
        return True

    def interrupt(self) -> None:
        """After the present chunk; another process goes on with the next."""
        self._stopping = True

    async def _begun(self, tx: Transaction, job: ImportRow) -> ImportRow:
        """A dry run keeps nothing of an earlier beginning: whom it would have added is only in memory."""
        values: dict[str, int | None] = {"started_at": job.started_at or tx.now}
        if job.dry_run:
            await rows.forget_errors(tx.connection, job.id)
            values |= dict.fromkeys(("done", "added", "updated", "unchanged", "failed"), 0)
        job = await rows.change(tx.connection, job.id, **values)
        jobs.tell(tx, job)
        return job

    async def _do(self, job: ImportRow) -> None:
        try:
            if job.tries > TRIES:
                raise Trouble(GIVEN_UP)
            with media_files.folder() as place:
                path = place / "file"
                await self._fetch(job, path)
                done = await self._rows(job, path)
            if done is None:
                async with self._transactions.begin() as tx:
                    await rows.release(tx.connection, self._holder, tx.now)
            else:
                await self._finish(done, "checked" if job.dry_run else "done", None)
        except Overtaken:
            log.info("import %s is not ours any more", job.id)
        except Trouble as trouble:
            await self._finish(job, "failed", str(trouble))

    async def _fetch(self, job: ImportRow, path: Path) -> None:
        try:
            with path.open("wb") as file:
                async for piece in self._blobs.get(job.blob or ""):
                    file.write(piece)
        except BlobMissing:
            raise Trouble(GONE) from None

    async def _rows(self, job: ImportRow, path: Path) -> ImportRow | None:
        """The job when all its rows are behind it; None when we stop before."""
        asked = await self._asked(job, path)
        seen: dict[int, str] = {}
        told = Told(milliseconds())
        async with contextlib.aclosing(child.rows(asked)) as found:
            async for chunk in found:
                job = await self._chunk(job, chunk, seen, told)
                if self._stopping:
                    return None
                await asyncio.sleep(BREATH_SECONDS)
        return job

    async def _asked(self, job: ImportRow, path: Path) -> Rows:
        async with self._transactions.database.reading() as connection:
            rules = Rules(
                targets=jobs.targets(job),
                country=(await configuration.read(connection)).default_country,
                fields=await jobs.field_rules(connection),
                owners={word.casefold(): user.id for user in await users.shapes_of(connection) if user.active
                        for word in (user.name, user.email)},
            )  # fmt: skip
        format = Format(kind=job.format, encoding=job.encoding, delimiter=job.delimiter)
        return Rows(str(path), format, rules, job.done, self.chunk_rows)

    async def _chunk(self, job: ImportRow, chunk: list[Row], seen: dict[int, str], told: Told) -> ImportRow:
        for attempt in range(RACE_TRIES):
            try:
                async with self._transactions.begin() as tx:
                    if job.dry_run:
                        return await chunks.check_rows(tx, job, self._holder, chunk, seen, told)
                    return await chunks.import_rows(tx, job, self._holder, chunk, told)
            except Exception as error:
                if attempt + 1 == RACE_TRIES or not (isinstance(error, Raced) or raced(error)):
                    raise
                await asyncio.sleep(RACE_SECONDS * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _finish(self, job: ImportRow, state: str, reason: str | None) -> None:
        """The file goes with the end of the import; that of a dry run waits for its start."""
        async with self._transactions.begin() as tx:
            values = {"state": state, "reason": reason, "finished_at": tx.now}
            if state != "checked":
                values |= {"blob": None, "columns": jobs.unsampled(job)}
                await removals.add(tx.connection, [job.blob or ""], tx.now)
            ended = await rows.finish(tx.connection, job.id, self._holder, **values)
            if ended is None:
                return
            jobs.tell_end(tx, ended)
