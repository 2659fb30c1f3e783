"""What a text is indexed under, and what is looked up for a question. Tokens are bytes: both databases sort and compare them alike.

`words`: a word is found by its beginning, a run of a script without spaces by any part of it, a number also by its last four digits.
`parts`: anything is found by any part of it (names, numbers and addresses of people).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from hub.searching.folding import GRAM, WORD, fold

Scheme = Literal["words", "parts"]

LONGEST_WORD = 40  # characters of a word that are indexed
LAST_DIGITS = 4  # people know a number by its end
MOST_TERMS = 12  # words of a question that are looked for; the rest are only good for the ranking
MOST_LOOKED_UP = 8  # tokens of a long run without spaces; what they find is compared with the whole run anyway
RUN = re.compile(f"([{GRAM}]+)|({WORD}+)")
NUMBER = re.compile(r"[+\d\s().\-/]+")  # a number as people write it
FEWEST_DIGITS = 3


class Lookup(Struct, frozen=True):
    """A token that must be there, or (`prefix`) any token that begins so."""

    token: bytes
    prefix: bool = False


class Term(Struct, frozen=True):
    """A word or a run of the question, folded."""

    text: str
    gram: bool


def tokens_of(folded: str, scheme: Scheme) -> set[bytes]:
    found: set[str] = set()
    for match in RUN.finditer(folded):
        gram, word = match.groups()
        if scheme == "parts":
            found.update(_parts(gram or word, 3))
        elif gram:
            found.update(_parts(gram, 2))
        else:
            found.update((word[:LONGEST_WORD], word[:2], word[0]))
            if len(word) > LAST_DIGITS and word.isdecimal():
                found.add(word[-LAST_DIGITS:])
    return {token.encode() for token in found}


def terms_of(question: str) -> list[Term]:
    """The words and runs of a question, each once."""
    found = (Term(gram or word, bool(gram)) for gram, word in RUN.findall(fold(question)))
    return list(dict.fromkeys(found))[:MOST_TERMS]


def number_in(question: str) -> str | None:
    """The digits of a number, however it is written."""
    folded = fold(question)
    digits = re.sub(r"\D", "", folded)
    if len(digits) < FEWEST_DIGITS or not NUMBER.fullmatch(folded.strip()):
        return None
    return digits


def lookups_of(term: Term, scheme: Scheme) -> list[Lookup]:
    if scheme == "parts":
        return [Lookup(part.encode()) for part in _cover(term.text, 3)]
    if term.gram:
        return [Lookup(part.encode()) for part in _cover(term.text, 2)]
    word = term.text[:LONGEST_WORD]
    return [Lookup(word.encode(), prefix=len(word) > 2)]


def pattern_of(term: Term, scheme: Scheme) -> re.Pattern[str]:
    """What a found text must really hold."""
    literal = re.escape(term.text)
    if scheme == "parts" or term.gram:
        return re.compile(literal)
    begun = f"(?<!{WORD}){literal}"
    if len(term.text) == LAST_DIGITS and term.text.isdecimal():
        return re.compile(rf"{begun}|(?<=[0-9]){literal}(?!{WORD})")
    return re.compile(begun)


def _parts(run: str, longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for start in range(len(run) - length + 1):
            yield run[start : start + length]


def _cover(run: str, length: int) -> list[str]:
    """Parts that lie side by side and reach the end of the run; all that overlap when there are few."""
    if len(run) <= length:
        return [run]
    last = len(run) - length
    starts = range(last + 1) if last < MOST_LOOKED_UP // 2 else (*range(0, last, length), last)
    found = list(dict.fromkeys(run[start : start + length] for start in starts))
    return found[: MOST_LOOKED_UP - 1] + found[-1:] if len(found) > MOST_LOOKED_UP else found
