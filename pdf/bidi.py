"""Which way each character of a paragraph runs: the Unicode bidirectional algorithm (UAX 9), rules P2 to L2.

Even levels run from left to right, odd ones from right to left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from pdf.brackets import pairs

Part = TypeVar("Part")

RIGHT_TO_LEFT = {"R", "AL", "AN", "RLE", "RLO", "RLI"}
EXPLICIT = {"LRE": (0, None), "RLE": (1, None), "LRO": (0, "L"), "RLO": (1, "R")}
ISOLATES = {"LRI", "RLI", "FSI"}
REMOVED = {"LRE", "RLE", "LRO", "RLO", "PDF", "BN"}
NEUTRAL = {"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI"}
SPACES = {"S", "B", "WS", "FSI", "LRI", "RLI", "PDI", *REMOVED}
DEEPEST = 125


def levels(text: str, base: int | None = None, *, fallback: int = 0) -> list[int] | None:
    """A level per character of one paragraph; None when all of it simply runs from left to right. `base`: the paragraph's own level;
    None: what its first strong character says, `fallback` when there is none."""
    if text.isascii() and not (base or (base is None and fallback)):
        return None
    types = [unicodedata.bidirectional(character) or "L" for character in text]
    own = base if base is not None else _first_strong(types, 0, len(types), fallback)
    if own == 0 and RIGHT_TO_LEFT.isdisjoint(types):
        return None
    return _Paragraph(text, types, own).resolve()


def base_level(text: str, fallback: int) -> int:
    types = [unicodedata.bidirectional(character) or "L" for character in text]
    return _first_strong(types, 0, len(types), fallback)


def visual(parts: Sequence[Part], level_of: Callable[[Part], int]) -> list[Part]:
    """L2: what stands where, from the left."""
    order = list(parts)
    found = [level_of(part) for part in order]
    odd = [level for level in found if level % 2]
    for level in range(max(found, default=0), min(odd, default=1) - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and found[end] >= level:
                end += 1
            if end > start + 1:
                order[start:end], found[start:end] = order[start:end][::-1], found[start:end][::-1]
            start = max(end, start + 1)
    return order


def _first_strong(types: Sequence[str], start: int, end: int, fallback: int) -> int:
    depth = 0
    for kind in types[start:end]:
        if kind in ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif not depth and kind in ("L", "R", "AL"):
            return 0 if kind == "L" else 1
    return fallback


class _Status(NamedTuple):
    level: int
    override: str | None
    isolate: bool


class _Paragraph:
    def __init__(self, text: str, types: list[str], base: int) -> None:
        self.text, self.original, self.base = text, types, base
        self.types = list(types)
        self.levels = [base] * len(types)
        self.embedding = self.levels
        self.closes: dict[int, int] = {}

    def resolve(self) -> list[int]:
        self._match_isolates()
        self._explicit()
        self.embedding = list(self.levels)
        for sequence in self._sequences():
            _Sequence(self, sequence).resolve()
        previous = self.base
        for index, kind in enumerate(self.original):
            if kind in REMOVED:
                self.levels[index] = previous
            previous = self.levels[index]
        self._trailing(len(self.text))
        for index, kind in enumerate(self.original):
            if kind in ("S", "B"):
                self.levels[index] = self.base
                self._trailing(index)
        return self.levels

    def _trailing(self, end: int) -> None:
        """L1: space at the end of the paragraph, or before a tabulator, belongs to the paragraph."""
        for index in range(end - 1, -1, -1):
            if self.original[index] not in SPACES:
                return
            self.levels[index] = self.base

    def _match_isolates(self) -> None:
        stack: list[int] = []
        for index, kind in enumerate(self.original):
            if kind in ISOLATES:
                stack.append(index)
            elif kind == "PDI" and stack:
                self.closes[stack.pop()] = index

    def _explicit(self) -> None:
        """X1 to X8."""
        stack = [_Status(self.base, None, False)]
        overflowing_isolates = overflowing = valid_isolates = 0
        for index, kind in enumerate(self.original):
            last = stack[-1]
            if kind in EXPLICIT or kind in ISOLATES:
                odd = self._side(index, kind)
                override = EXPLICIT[kind][1] if kind in EXPLICIT else None
                if kind in ISOLATES:
                    self._place(index, last)
                deeper = last.level + 1 + ((last.level + 1) % 2 != odd)
                if deeper <= DEEPEST and not overflowing_isolates and not overflowing:
                    valid_isolates += kind in ISOLATES
                    stack.append(_Status(deeper, override, kind in ISOLATES))
                elif kind in ISOLATES:
                    overflowing_isolates += 1
                elif not overflowing_isolates:
                    overflowing += 1
            elif kind == "PDI":
                if overflowing_isolates:
                    overflowing_isolates -= 1
                elif valid_isolates:
                    overflowing = 0
                    while not stack[-1].isolate:
                        stack.pop()
                    stack.pop()
                    valid_isolates -= 1
                self._place(index, stack[-1])
            elif kind == "PDF":
                if overflowing and not overflowing_isolates:
                    overflowing -= 1
                elif not overflowing_isolates and not last.isolate and len(stack) > 1:
                    stack.pop()
            elif kind not in ("BN", "B"):
                self._place(index, last)

    def _side(self, index: int, kind: str) -> int:
        if kind == "FSI":
            return _first_strong(self.original, index + 1, self.closes.get(index, len(self.original)), 0)
        return EXPLICIT[kind][0] if kind in EXPLICIT else int(kind == "RLI")

    def _place(self, index: int, status: _Status) -> None:
        self.levels[index] = status.level
        if status.override:
            self.types[index] = status.override

    def _sequences(self) -> list[list[int]]:
        """X10: the runs of a level, those of one isolate joined."""
        runs: list[list[int]] = []
        for index, kind in enumerate(self.original):
            if kind in REMOVED:
                continue
            if runs and self.levels[runs[-1][-1]] == self.levels[index]:
                runs[-1].append(index)
            else:
                runs.append([index])
        first = {run[0]: run for run in runs}
        opened = set(self.closes.values())
        joined = []
        for run in runs:
            if self.original[run[0]] == "PDI" and run[0] in opened:
                continue
            sequence = list(run)
            while sequence[-1] in self.closes and self.closes[sequence[-1]] in first:
                sequence += first[self.closes[sequence[-1]]]
            joined.append(sequence)
        return joined


class _Sequence:
    """One isolating run sequence: the weak (W), the bracketed and the neutral types (N), then the levels they mean (I)."""

    def __init__(self, paragraph: _Paragraph, indexes: list[int]) -> None:
        self.paragraph, self.indexes = paragraph, indexes
        self.types = [paragraph.types[index] for index in indexes]
        self.level = paragraph.embedding[indexes[0]]
        self.direction = "R" if self.level % 2 else "L"
        self.before = self._side(indexes[0], -1)
        self.after = self._side(indexes[-1], 1)

    def _side(self, index: int, step: int) -> str:
        """sos and eos."""
        paragraph = self.paragraph
        outside = paragraph.base
        if not (step > 0 and paragraph.original[index] in ISOLATES and index not in paragraph.closes):
            at = index + step
            while 0 <= at < len(paragraph.original) and paragraph.original[at] in REMOVED:
                at += step
            if 0 <= at < len(paragraph.original):
                outside = paragraph.embedding[at]
        return "R" if max(self.level, outside) % 2 else "L"

    def resolve(self) -> None:
        self._weak()
        self._brackets()
        self._neutral()
        for index, kind in zip(self.indexes, self.types, strict=True):
            if self.level % 2:
                raised = 1 if kind in ("L", "EN", "AN") else 0
            else:
                raised = {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
            self.paragraph.levels[index] = self.level + raised

    def _weak(self) -> None:
        types = self.types
        previous = strong = self.before
        for at, kind in enumerate(types):  # W1 to W3
            if kind == "NSM":
                types[at] = kind = "ON" if previous in ISOLATES or previous == "PDI" else previous
            previous = kind
            if kind in ("L", "R", "AL"):
                strong = kind
            elif kind == "EN" and strong == "AL":
                types[at] = "AN"
        types[:] = ["R" if kind == "AL" else kind for kind in types]
        for at in range(1, len(types) - 1):  # W4
            left, kind, right = types[at - 1], types[at], types[at + 1]
            if left == right and ((kind in ("ES", "CS") and left == "EN") or (kind == "CS" and left == "AN")):
                types[at] = left
        self._terminators()
        strong = self.before
        for at, kind in enumerate(types):  # W7
            if kind in ("L", "R"):
                strong = kind
            elif kind == "EN" and strong == "L":
                types[at] = "L"

    def _terminators(self) -> None:
        """W5 and W6."""
        types, at = self.types, 0
        while at < len(types):
            end = at
            while end < len(types) and types[end] == "ET":
                end += 1
            if end > at:
                number = (at > 0 and types[at - 1] == "EN") or (end < len(types) and types[end] == "EN")
                types[at:end] = ["EN" if number else "ON"] * (end - at)
            at = max(end, at + 1)
        types[:] = ["ON" if kind in ("ES", "CS") else kind for kind in types]

    def _brackets(self) -> None:
        """N0: a pair of brackets takes the direction of what is in it."""
        for opens, closes in pairs(self.paragraph.text, self.indexes, self.types):
            inside = {_strong(kind) for kind in self.types[opens + 1 : closes]}
            if self.direction in inside:
                side = self.direction
            elif inside & {"L", "R"}:
                earlier = next((_strong(kind) for kind in reversed(self.types[:opens]) if _strong(kind)), self.before)
                side = earlier if earlier != self.direction else self.direction
            else:
                continue
            for at in (opens, closes):
                self.types[at] = side
                follower = at + 1
                while follower < len(self.indexes) and self.paragraph.original[self.indexes[follower]] == "NSM":
                    self.types[follower] = side
                    follower += 1

    def _neutral(self) -> None:
        """N1 and N2."""
        types, at = self.types, 0
        while at < len(types):
            end = at
            while end < len(types) and types[end] in NEUTRAL:
                end += 1
            if end > at:
                left = _strong(types[at - 1]) if at else self.before
                right = _strong(types[end]) if end < len(types) else self.after
                types[at:end] = [left if left == right and left else self.direction] * (end - at)
            at = max(end, at + 1)


def _strong(kind: str) -> str:
    """As neutrals see it: numbers count as running from right to left."""
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""
