"""Sweeps the traces of people whose rows are gone, in small steps: read a page, then take out what was found in it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import msgspec

from hub.customers import sweeping
from hub.customers.sweeping import GONE, NOT_FOUND, NOT_FOUND_STATUS, STAGES, Traces
from hub.transaction import Transactions, milliseconds
from storage import event_log
from storage.customers import erasures, sweeps
from storage.customers.erasures import ErasureRow
from storage.customers.sweeps import Key, Said
from storage.running import removals

EVENTS_AT_ONCE = 1_000
BODIES_AT_ONCE = 300
ROWS_AT_ONCE = 500
STEP_MS = 30_000  # a worker that dies leaves the step to the next after this
AGAIN_MS = 5_000  # when the database is too busy to be scrubbed
LAST = ("scrub",)
FOUND_ALL = msgspec.json.encode(Traces("", [], [], [], [])).decode()
ORIGINAL = b'"original":"'  # a mail's letter says where the mail is kept
BY_CELLS = ("imports", "import_errors")

log = logging.getLogger(__name__)

Step = Callable[[ErasureRow, Traces], Awaitable[str | None]]  # the position to go on from; None: the stage is through


class Erasures:
    def __init__(self, transactions: Transactions) -> None:
        self._database = transactions.database
        self._steps: dict[str, Step] = {
            "events": self._events,
            "ledger": self._ledger,
            "small": self._small,
            "imports": self._imports,
            "scrub": self._scrub,
        }

    async def turn(self) -> bool:
        """One step of the erasure that waits longest; whether there may be more to do at once."""
        async with self._database.reading() as connection:
            row = await erasures.due(connection, milliseconds())
        if row is None:
            return False
        now = milliseconds()
        async with self._database.writing() as connection:
            if not await erasures.move(connection, row, due_at=now + STEP_MS):
                return True
        row = msgspec.structs.replace(row, due_at=now + STEP_MS)
        position = await self._steps[row.stage](row, msgspec.json.decode(row.traces, type=Traces))
        await self._go_on(row, position)
        return row.stage != "scrub"

    async def _go_on(self, row: ErasureRow, position: str | None) -> None:
        now, place = milliseconds(), STAGES.index(row.stage)
        async with self._database.writing() as connection:
            if position is not None:
                again = now + (AGAIN_MS if row.stage == "scrub" else 0)
                await erasures.move(connection, row, position=position, due_at=again)
            elif STAGES[place + 1 :] == LAST:  # what was looked for is itself a trace
                await erasures.move(connection, row, stage=LAST[0], position="", traces=FOUND_ALL, due_at=now)
            elif row.stage not in LAST:
                await erasures.move(connection, row, stage=STAGES[place + 1], position="", due_at=now)
            else:
                await erasures.done(connection, row.id)

    async def _events(self, row: ErasureRow, traces: Traces) -> str | None:
        by_id, by_word = sweeping.ids_of(traces), sweeping.about(traces)
        async with self._database.reading() as connection:
            found = await event_log.read(connection, int(row.position or 0), EVENTS_AT_ONCE)
        found = [entry for entry in found if entry.seq <= row.upto]
        changed = [
            (entry.seq, *sweeping.removal(entry.type, bytes(entry.body), traces.contact))
            for entry in found
            if sweeping.concerns(entry.type, bytes(entry.body), traces, by_id, by_word)
        ]
        if changed:
            async with self._database.writing() as connection:
                await sweeps.rewrite_events(connection, changed)
        return str(found[-1].seq) if found else None

    async def _ledger(self, row: ErasureRow, traces: Traces) -> str | None:
        wanted = sweeping.about(traces)
        async with self._database.reading() as connection:
            found = await sweeps.bodies(connection, row.position, row.id, BODIES_AT_ONCE)
        letters = {id: sweeping.mail_of(body) for id, body in found if ORIGINAL in body}
        theirs = {id: sweeping.cut(body, wanted) for id, body in found if wanted.search(body)}
        in_mail = sweeping.in_mail(traces)
        if in_mail is not None:
            unread = {id: letter.raw.encode() for id, letter in letters.items() if letter.raw is not None}
            theirs |= {id: b"" for id, raw in unread.items() if in_mail.search(raw)}
        if theirs:
            async with self._database.writing() as connection:
                for id, left in theirs.items():
                    await sweeps.rewrite_body(connection, id, left, GONE)
                kept = [letters[id].original for id in theirs if id in letters]
                await removals.hasten(connection, kept, milliseconds())
        return found[-1][0] if found else None

    async def _small(self, _: ErasureRow, traces: Traces) -> str | None:
        wanted = sweeping.about(traces, by_name=True)
        for name in sweeps.NOTED:
            if name not in BY_CELLS:
                await self._sweep(name, lambda said: wanted.search(said.text) is not None)
        return None

    async def _imports(self, _: ErasureRow, traces: Traces) -> str | None:
        for name in (*BY_CELLS, "kept_answers"):
            await self._sweep(name, lambda said: _tells(said, traces))
        return None

    async def _scrub(self, row: ErasureRow, _: Traces) -> str | None:
        """SQLite's log of writes still holds the pages as they were."""
        return None if await self._database.scrub() else f"{int(row.position or 0) + 1}"

    async def _sweep(self, name: str, tells: Callable[[Said], bool]) -> None:
        after: Key | None = None
        while True:
            async with self._database.reading() as connection:
                found = await sweeps.page(connection, name, after, ROWS_AT_ONCE)
            keys = [said.key for said in found if tells(said)]
            if keys:
                async with self._database.writing() as connection:
                    await sweeps.blank(connection, name, keys, status=NOT_FOUND_STATUS, answer=NOT_FOUND)
            if len(found) < ROWS_AT_ONCE:
                return
            after = found[-1].key


def _tells(said: Said, traces: Traces) -> bool:
    try:
        cells = [each for part in said.text.split(b"\n") if part for each in msgspec.json.decode(part, type=list[str])]
    except msgspec.DecodeError:
        cells = said.text.decode("utf-8", "replace").split("\n")
    return any(sweeping.mentions(cell, traces) for cell in cells)
