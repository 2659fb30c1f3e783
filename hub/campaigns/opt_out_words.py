"""The words that mean "no more marketing", at hand for the intake: never asked of the database for a message. Fresh by the hint of a
`setting.changed`, and every quarter of a minute at the latest."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping, Sequence

from hub.live.freshness import Freshness
from hub.office import configuration
from hub.wire.configuration import OPT_OUT_WORDS
from storage.database import Database

REFRESH_SECONDS = 15.0
CHANGES = (b"setting.changed",)
BESIDE = 16  # characters of spaces and punctuation that may stand beside a word; nothing longer is looked at


class OptOutWords:
    """The product's own words until `refresh`."""

    def __init__(self, words: Mapping[str, Sequence[str]] = OPT_OUT_WORDS) -> None:
        self._language_of: dict[str, str] = {}
        self._longest = 0
        self._freshness: Freshness | None = None
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
        refresh = functools.partial(self._refresh, database)
        self._freshness = Freshness("the words of opting out", REFRESH_SECONDS, refresh, CHANGES)
        await self._freshness.start()

    async def stop(self) -> None:
        if self._freshness is not None:
            await self._freshness.stop()

    def receive(self, topic: str, payload: bytes) -> None:
        """A message of the broker: a change of the configuration makes the words stale at once."""
        if self._freshness is not None:
            self._freshness.receive(topic, payload)

    async def _refresh(self, database: Database) -> None:
        async with database.reading() as connection:
            self.set((await configuration.read(connection)).campaigns.opt_out.words)


def folded(text: str) -> str:
    """As words are compared: without case, width, punctuation and superfluous spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (each if unicodedata.category(each)[0] in "LMN" else " " for each in plain)
    return " ".join("".join(kept).split())
