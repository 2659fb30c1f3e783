"""The bidi algorithm beside another's, which only gives the finished order."""

from __future__ import annotations

import unicodedata

from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf.bidi import REMOVED, SPACES, base_level, levels, visual

LETTERS = "abAB 12,.:+-$%()[]אבاب٢٣\u0300\t"
CONTROLS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@settings(max_examples=500, deadline=None)
@given(st.text(LETTERS + CONTROLS, max_size=16), st.sampled_from([None, 0, 1]))
def test_the_order_is_that_of_another_implementation(text: str, base: int | None) -> None:
    found = levels(text, base) or [0] * len(text)
    inside = [level for level, each in zip(found, text, strict=True) if unicodedata.bidirectional(each) not in SPACES]
    if found and not any(level % 2 for level in inside):
        return  # the other one leaves such a line as it is, and the space at its end on the wrong side
    side = None if base is None else "LR"[base]
    expected = [each for each in get_display(text, base_dir=side) if unicodedata.bidirectional(each) not in REMOVED]
    order = [text[place] for place in visual(range(len(text)), lambda place: found[place])]
    assert [each for each in order if unicodedata.bidirectional(each) not in REMOVED] == _unmirrored(expected, order)


def _unmirrored(expected: list[str], order: list[str]) -> list[str]:
    """The other one turns brackets round as well; HarfBuzz does that for us."""
    kept = [each for each in order if unicodedata.bidirectional(each) not in REMOVED]
    turned = str.maketrans("()[]", ")(][")
    return [mine if mine.translate(turned) == other else other for mine, other in zip(kept, expected, strict=True)]


def test_left_to_right_costs_nothing() -> None:
    assert levels("สวัสดี hello 東京 12") is None


def test_a_paragraph_begins_where_its_first_strong_letter_says() -> None:
    assert base_level("123 عرض abc", 0) == 1
    assert base_level("123 abc عرض", 1) == 0
    assert base_level("123", 1) == 1


def test_an_isolated_number_keeps_its_order_among_arabic_words() -> None:
    text = "هاتف \u2066+66 2 123\u2069"
    found = levels(text) or []
    order = "".join(text[place] for place in visual(range(len(text)), lambda place: found[place]))
    assert "+66 2 123" in order
