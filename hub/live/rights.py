"""Who is this, and what may they see now: read for all who ask at the same time in one snapshot, so that a storm of returning browsers
costs a few readings of the database and never holds more than one of its connections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from hub.permissions import Agent
from hub.wire import shapes
from storage import event_log
from storage.database import Connection, Database
from storage.event_log import Head

BATCH = 256  # logins of one reading
READ_SECONDS = 5.0

Person = tuple[Agent, shapes.User]
ReadPeople = Callable[[Connection, Iterable[str]], Awaitable[Mapping[tuple[str, str], Person]]]


class Rights:
    """`read_people` is `hub.team.users.signed_in`."""

    def __init__(self, database: Database, read_people: ReadPeople) -> None:
        self._database = database
        self._read_people = read_people
        self._asking: dict[tuple[str, str], asyncio.Future[tuple[Person | None, Head]]] = {}
        self._task: asyncio.Task[None] | None = None

    async def of(self, user: str, login: str) -> tuple[Person | None, Head]:
        """The person, or None who may not come in, and the head of the log, both of one moment after this call began. Raises
        DatabaseLost, TimeoutError."""
        asked = self._asking.get((user, login))
        if asked is None:
            asked = self._asking[user, login] = asyncio.get_running_loop().create_future()
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="rights")
        return await asyncio.shield(asked)

    async def _run(self) -> None:
        try:
            while self._asking:
                batch = {key: self._asking.pop(key) for key in list(self._asking)[:BATCH]}
                await self._answer(batch)
        finally:
            self._task = None

    async def _answer(self, batch: Mapping[tuple[str, str], asyncio.Future[tuple[Person | None, Head]]]) -> None:
        try:
            async with asyncio.timeout(READ_SECONDS), self._database.reading() as connection:
                head = await event_log.head(connection)
                people = await self._read_people(connection, {login for _, login in batch})
        except BaseException as error:
            for asked in batch.values():
                asked.set_exception(error)
                asked.exception()  # nobody may be waiting any more
            if not isinstance(error, Exception):
                raise
            return
        for key, asked in batch.items():
            asked.set_result((people.get(key), head))
