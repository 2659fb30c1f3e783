"""Text into lines of a width: broken where the language allows it, each line in the order in which it is seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from icu4py.breakers import CharacterBreaker, LineBreaker

from pdf.bidi import levels, visual
from pdf.shaping import Run, shaped
from pdf.typefaces import chain

PARAGRAPHS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
BIDI_CONTROLS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WORDS = re.compile(r" +|[^ ]+")
SPACES = " \t\u2028\u3000"
STRICT = {
    "ja": "ja-u-lb-strict",
    "zh": "zh-u-lb-strict",
    "ko": "ko-u-lb-strict",
}  # kinsoku: no line begins with a small kana


class Script(NamedTuple):
    """How a paper's text is set: the typefaces in their order, the language that breaks lines, and the side one reads from."""

    names: tuple[str, ...]
    locale: str
    rtl: bool


class Line(NamedTuple):
    """`width` in thousandths of the size."""

    runs: tuple[Run, ...]
    width: float


Piece = tuple[Run, int]


def script_for(language: str, family: str) -> Script:
    primary = language.replace("_", "-").split("-")[0].lower()
    rtl = primary in ("ar", "fa", "ur", "he", "ps", "ckb", "yi", "ug", "sd", "dv")
    return Script(chain(family, language), STRICT.get(primary, primary or "en"), rtl)


@lru_cache(4096)
def break_lines(text: str, width: float, script: Script, *, bold: bool = False) -> tuple[Line, ...]:
    """At least one line. `width` in thousandths of the size. A word wider than that is cut between its characters."""
    lines: list[Line] = []
    for paragraph in PARAGRAPHS.split(unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())):
        lines += _Paragraph(paragraph.replace("\t", "  "), script, bold=bold).lines(width)
    return tuple(lines)


def measure(text: str, script: Script, *, bold: bool = False) -> float:
    """The width of the widest line if nothing has to be broken, in thousandths of the size."""
    return max(line.width for line in break_lines(text, float("inf"), script, bold=bold))


class _Paragraph:
    def __init__(self, text: str, script: Script, *, bold: bool) -> None:
        # what has no letters, such as a sum, runs from left to right in every language;
        # zero-width spaces allow a break, so they leave only when the words are shaped
        self.text, self.script, self.bold = text, script, bold
        self.levels = levels(text)

    def lines(self, width: float) -> Iterator[Line]:
        whole = self._pieces(0, len(self.text.rstrip(SPACES)))
        if _width(whole) <= width:
            yield _line(whole)
            return
        current: list[Piece] = []
        used = 0.0
        gap: list[Piece] = []
        for start, end in _spans(LineBreaker(self.text, self.script.locale)):
            body = start + len(self.text[start:end].rstrip(SPACES))
            pieces = self._pieces(start, body)
            needed, between = _width(pieces), _width(gap)
            if current and used + between + needed > width:
                yield _line(current)
                current, used, gap, between = [], 0.0, [], 0.0
            if needed > width:
                *full, (pieces, needed) = self._cut(start, body, width)
                yield from (_line(part) for part, _ in full)
            current += gap + pieces
            used += between + needed
            gap = self._pieces(body, end)
        if current:
            yield _line(current)

    def _cut(self, start: int, end: int, width: float) -> list[tuple[list[Piece], float]]:
        """A word that fits no line, cut between what readers take for characters."""
        parts: list[tuple[list[Piece], float]] = []
        seen = _spans(CharacterBreaker(self.text[start:end], self.script.locale))
        bounds = [start, *(start + last for _, last in seen)]
        at = 0
        while at < len(bounds) - 1:
            upto, sum_ = at, 0.0
            while upto < len(bounds) - 1:
                sum_ += _width(self._pieces(bounds[upto], bounds[upto + 1]))
                if sum_ > width and upto > at:
                    break
                upto += 1
            pieces = self._pieces(bounds[at], bounds[upto])
            while _width(pieces) > width and upto > at + 1:  # joined letters may be wider than each by itself
                upto -= 1
                pieces = self._pieces(bounds[at], bounds[upto])
            parts.append((pieces, _width(pieces)))
            at = upto
        return parts or [([], 0.0)]

    def _pieces(self, start: int, end: int) -> list[Piece]:
        found: list[Piece] = []
        for part, level in self._level_runs(start, end):
            seen = UNSEEN.sub("", BIDI_CONTROLS.sub("", part))
            for word in WORDS.findall(seen):
                runs = shaped(word, self.script.names, bold=self.bold, rtl=bool(level % 2))
                found += [(run, level) for run in runs]
        return found

    def _level_runs(self, start: int, end: int) -> Iterator[tuple[str, int]]:
        if self.levels is None:
            yield self.text[start:end], 0
            return
        at = start
        while at < end:
            upto = at + 1
            while upto < end and self.levels[upto] == self.levels[at]:
                upto += 1
            yield self.text[at:upto], self.levels[at]
            at = upto


def _spans(parts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends, in characters; ICU's own numbers count an emoji twice."""
    start = 0
    for part in parts:
        yield start, start + len(part)
        start += len(part)


def _width(pieces: Iterable[Piece]) -> float:
    return sum(run.width for run, _ in pieces)


def _line(pieces: list[Piece]) -> Line:
    ordered = visual(pieces, lambda piece: piece[1])
    return Line(tuple(run for run, _ in ordered), _width(pieces))
