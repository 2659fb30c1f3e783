"""The words that mean "no more marketing", at hand for the intake: never asked of the database for a message. Fresh by the hint of a
`setting.changed`, and every quarter of a minute at the latest."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import unicodedata
from collections.abc import Mapping, Sequence

from hub.live.broker import HINTS
from hub.office import configuration
from hub.wire.configuration import OPT_OUT_WORDS
from storage.database import Database
from storage.failures import DatabaseLost

REFRESH_SECONDS = 15.0
BESIDE = 16  # characters of spaces and punctuation that may stand beside a word; nothing longer is looked at

log = logging.getLogger(__name__)


class OptOutWords:
    """The product's own words until `refresh`."""

    def __init__(self, words: Mapping[str, Sequence[str]] = OPT_OUT_WORDS) -> None:
        self._language_of: dict[str, str] = {}
        self._longest = 0
        self._stale = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.set(words)

    def set(self, words: Mapping[str, Sequence[str]]) -> None:
        """By language."""
        self._language_of = {folded(word): language for language, said in words.items() for word in said}
        self._language_of.pop("", None)
        self._longest = max((len(word) for said in words.values() for word in said), default=0) + BESIDE

    def language(self, text: str | None) -> str | None:
        """Of the word a text is, and nothing beside it; None: it is something else."""
        if not text or len(text) > self._longest:
            return None
        return self._language_of.get(folded(text))

    async def start(self, database: Database) -> None:
        await self._refresh(database)
        self._task = asyncio.create_task(self._keep_fresh(database), name="opt-out words")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def receive(self, topic: str, payload: bytes) -> None:
        """A message of the broker: a change of the configuration makes the words stale at once."""
        if topic == HINTS and b"setting.changed" in payload:
            self._stale.set()

    async def _refresh(self, database: Database) -> None:
        async with database.reading() as connection:
            self.set((await configuration.read(connection)).campaigns.opt_out.words)

    async def _keep_fresh(self, database: Database) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REFRESH_SECONDS):
                    await self._stale.wait()
            self._stale.clear()
            try:
                await self._refresh(database)
            except DatabaseLost:
                log.warning("the words of opting out could not be read; the last known ones are used")


def folded(text: str) -> str:
    """As words are compared: without case, width, punctuation and superfluous spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (each if unicodedata.category(each)[0] in "LMN" else " " for each in plain)
    return " ".join("".join(kept).split())
