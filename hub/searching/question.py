"""What is asked: which tokens to look up, what a text must hold to be an answer, how good an answer it is, and where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from hub.searching.folding import WORD, fold
from hub.searching.tokens import Lookup, Scheme, Term, lookups_of, number_in, pattern_of, terms_of

WHOLE, BEGUN, SCATTERED = 3, 2, 1  # qualities: the words as they stand; the last one begun; all of them, somewhere
MOST_LOOKUPS = 16  # of one question in one chunk
_BETWEEN = r"[\W_]{0,3}"


class Way:
    """Terms that all must be there."""

    def __init__(self, terms: list[Term], scheme: Scheme) -> None:
        self.parts = [term.text for term in terms]
        # the first of each term, then the second …: whatever is left out, the text itself is compared
        turns = zip_longest(*(lookups_of(term, scheme) for term in terms))
        self.lookups: list[Lookup] = list(dict.fromkeys(look for turn in turns for look in turn if look is not None))
        del self.lookups[MOST_LOOKUPS:]
        self.patterns = [pattern_of(term, scheme) for term in terms]
        phrase = _BETWEEN.join(re.escape(term.text) for term in terms)
        before = "" if terms[0].gram else f"(?<!{WORD})"
        after = "" if terms[-1].gram else f"(?!{WORD})"
        self._whole = re.compile(f"{before}{phrase}{after}")
        self._begun = re.compile(f"{before}{phrase}")

    def held_by(self, folded: str) -> bool:
        return all(pattern.search(folded) for pattern in self.patterns)

    def quality(self, folded: str) -> int:
        if self._whole.search(folded):
            return WHOLE
        return BEGUN if self._begun.search(folded) else SCATTERED

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Where the folded text holds the phrase, else its words."""
        found = [match.span() for match in self._begun.finditer(folded)]
        yield from found or (match.span() for pattern in self.patterns for match in pattern.finditer(folded))


class Question:
    """A question in the scheme of a noun. A number may be written in many ways: one of the `ways` is enough. None: nothing to look for."""

    def __init__(self, text: str, scheme: Scheme) -> None:
        ways = [terms_of(text)]
        number = number_in(text)
        if number is not None:
            # a contact's number is kept with its country: 081… at home is 6681…
            ways.append([Term((number.lstrip("0") or number) if scheme == "parts" else number, gram=False)])
        self.ways = [Way(terms, scheme) for terms in _distinct(ways) if terms]

    def quality(self, folded: str) -> int:
        """0: no answer."""
        return max((way.quality(folded) for way in self.ways if way.held_by(folded)), default=0)

    def spans(self, folded: str) -> list[tuple[int, int]]:
        """Where the text answers, in order, without overlaps."""
        found = sorted(span for way in self.ways if way.held_by(folded) for span in way.spans(folded))
        merged: list[tuple[int, int]] = []
        for start, end in found:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def is_askable(text: str) -> bool:
    return bool(fold(text).strip())


def _distinct(ways: list[list[Term]]) -> list[list[Term]]:
    return [way for place, way in enumerate(ways) if way not in ways[:place]]
