"""The piece of a text that shows why it was found."""

from __future__ import annotations

from hub.searching.folding import Folded
from hub.searching.question import Question
from hub.wire.found import Segment

LENGTH = 160  # characters of an excerpt
BEFORE = 40  # of them before what was found
MOST_SPANS = 20  # places marked in one excerpt
MOST_LINES = 3  # of facts about a person

Span = tuple[int, int]


def of_text(question: Question, source: str) -> list[Segment]:
    """About the first place that answers."""
    text = source.replace("\n", " ")
    return _segments(text, _spans(question, source))


def of_facts(question: Question, source: str) -> list[Segment]:
    """Whole lines: those that answer, else the first."""
    spans = _spans(question, source)
    segments: list[Segment] = []
    start = 0
    for line in source.split("\n"):
        inside = [
            (max(a - start, 0), min(b - start, len(line))) for a, b in spans if a < start + len(line) and b > start
        ]
        if inside and len(segments) < MOST_LINES * 4:
            segments += [Segment(" · ", False)] if segments else []
            segments += _segments(line, inside)
        start += len(line) + 1
    return segments or _segments(source.partition("\n")[0], [])


def _spans(question: Question, source: str) -> list[Span]:
    folded = Folded(source)
    found: list[Span] = []
    for start, end in question.spans(folded.folded)[:MOST_SPANS]:
        first, last = folded.span(start, end)
        if found and first < found[-1][1]:  # two halves of one letter
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _segments(text: str, spans: list[Span]) -> list[Segment]:
    start, end = _window(text, spans)
    segments = [Segment("…", False)] if start > 0 else []
    reached = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        if first > reached:
            segments.append(Segment(text[reached:first], False))
        segments.append(Segment(text[first:last], True))
        reached = last
    if reached < end:
        segments.append(Segment(text[reached:end], False))
    return [*segments, Segment("…", False)] if end < len(text) else segments


def _window(text: str, spans: list[Span]) -> Span:
    """Begins at a word when one begins near enough."""
    if len(text) <= LENGTH:
        return 0, len(text)
    start = max(min(spans[0][0] - BEFORE if spans else 0, len(text) - LENGTH), 0)
    if start:
        space = text.find(" ", start, spans[0][0])
        start = space + 1 if space >= 0 else start
    return start, min(start + LENGTH, len(text))
