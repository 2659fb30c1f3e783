"""Text as it is compared: without capitals, accents, widths and invisible signs; and which of its letters stand in words.

Most scripts put spaces between words. Thai, Chinese, Japanese and many others do not, Arabic and Hebrew join small words to the next,
and an emoji is a word by itself: of those (`GRAM`) every part of a run can be found.
"""

from __future__ import annotations

import bisect
import functools
import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

LONGEST_TEXT = 20_000  # characters of one text that are indexed and looked at
PIECE = 256  # characters folded at once where places are needed

# Latin, Greek, Cyrillic, Hebrew and Arabic marks, joiners, directions, variants. Thai and Indic vowels are letters and stay.
_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U000e0100-\U000e01ef]+"
)
_SAME = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "þ": "th",
    "ى": "ي",
    "ة": "ه",
}
_MIXED = (  # blocks that hold other signs too
    (0x0590, 0x08FF),  # Hebrew, Arabic, Syriac
    (0x0900, 0x109F),  # India, Thailand, Laos, Tibet, Burma: vowels are marks, which no word pattern knows
    (0x1100, 0x11FF),  # Hangul letters
    (0x1700, 0x18AF),  # Philippines, Khmer, Mongolian
    (0x1950, 0x1CFF),  # Tai, Balinese, Sundanese, Lepcha
    (0x2190, 0x2BFF),  # signs and pictures
    (0x2E80, 0x33FF),  # Chinese radicals, Japanese
    (0xA000, 0xA4CF),  # Yi
    (0xA800, 0xABFF),
    (0xF900, 0xFDFF),
    (0xFE70, 0xFEFF),
)
_WHOLE = (
    (0x3400, 0x9FFF),  # Chinese
    (0xAC00, 0xD7FF),  # Hangul
    (0x1F000, 0x1FAFF),  # emoji
    (0x20000, 0x323AF),  # rare Chinese
)


def fold(text: str) -> str:
    """The form in which both what is written and what is asked are compared."""
    if text.isascii():
        return text.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return unicodedata.normalize("NFKC", plain).translate(_translation())


class Folded:
    """A folded text that knows where each letter came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = sorted({0, *(_end_of(text, start) for start in range(0, len(text), PIECE))})
        parts = [fold(text[start:end]) for start, end in zip(self._starts, self._starts[1:], strict=False)]
        self.folded = "".join(parts)
        self._folded_starts = [0]
        for part in parts:
            self._folded_starts.append(self._folded_starts[-1] + len(part))
        self._sources: dict[int, list[tuple[int, int]]] = {}  # by piece: the letter each folded letter came from

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of a place in the folded text: whole letters with their marks."""
        return self._source(start)[0], self._source(end - 1)[1]

    def _source(self, place: int) -> tuple[int, int]:
        piece = bisect.bisect_right(self._folded_starts, place) - 1
        if piece not in self._sources:
            clusters = _cluster().finditer(self.text, self._starts[piece], self._starts[piece + 1])
            self._sources[piece] = [cluster.span() for cluster in clusters for _ in _fold_cluster(cluster[0])]
        return self._sources[piece][place - self._folded_starts[piece]]


@functools.lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    return fold(cluster)


@functools.cache
def _cluster() -> re.Pattern[str]:
    """A letter with what is written upon it and may melt with it."""
    marks = (code for code in range(0x300, 0x1F000) if unicodedata.category(chr(code))[0] == "M")
    melting = f"{_ranges(marks)}\u1160-\u11ff\uff9e\uff9f\U000e0100-\U000e01ef"
    return re.compile(f"(?s:.)[{melting}]*")


def _end_of(text: str, start: int) -> int:
    """Where a piece that begins about `start` ends: never within a cluster."""
    end = min(start + PIECE, len(text))
    if end == len(text) or text[end].isascii():
        return end
    return next(_cluster().finditer(text, end - 1)).end()


@functools.cache
def _translation() -> dict[int, str]:
    """Every digit of the world as 0…9, and letters that no normal form takes apart."""
    digits = {
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x80, 0x20000)
        if unicodedata.category(chr(code)) == "Nd"
    }
    return digits | {ord(letter): plain for letter, plain in _SAME.items()}


def _gram_letters() -> str:
    """The letters, marks, numbers and pictures of the blocks above, as ranges of a regular expression."""
    codes = (code for first, last in _MIXED for code in range(first, last + 1) if _counts(chr(code)))
    return _ranges(codes) + "".join(f"{chr(first)}-{chr(last)}" for first, last in _WHOLE)


def _counts(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category in ("So", "Sk", "Nl", "No")


def _ranges(codes: Iterable[int]) -> str:
    spans = []
    for _, run in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]):
        held = [code for _, code in run]
        spans.append(f"{chr(held[0])}-{chr(held[-1])}")
    return "".join(spans)


GRAM = _gram_letters()  # ranges for a class of a regular expression
WORD = f"[^\\W_{GRAM}]"  # one letter or digit of a script with spaces
