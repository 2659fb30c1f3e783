"""What the index looks up never misses what the text holds, in any script."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.searching import excerpts, places
from hub.searching.folding import Folded, fold
from hub.searching.question import BEGUN, SCATTERED, WHOLE, Question
from hub.searching.tokens import Scheme, tokens_of

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("abcÀéß ıİ0123456789-_.@สวัสดีค่ะน้ำ東京ﾀﾞｶﾞガ각각👍🏽❤️\u200d\u0301أهلاً\u0e4d\n"),
    ),
    max_size=60,
)


@given(TEXTS, TEXTS, st.sampled_from(["words", "parts"]))
@example("น้ำ", "น้ำ", "words")
@example("call 0812345678", "5678", "words")
def test_whatever_a_text_holds_is_looked_up(text: str, q: str, scheme: Scheme) -> None:
    folded = fold(text)
    held = tokens_of(folded, scheme)
    for part in (q, text[: len(q)], text[len(q) // 2 :], text):
        question = Question(part, scheme)
        for way in question.ways:
            if way.held_by(folded):
                for look in way.lookups:
                    found = [token for token in held if token.startswith(look.token)] if look.prefix else [look.token]
                    assert set(found) & held, (look, held)


@given(TEXTS.map(lambda text: text * 12))
@example("가" * 300)
def test_a_text_is_folded_alike_as_a_whole_and_with_its_places(text: str) -> None:
    assert Folded(text).folded == fold(text)


@given(TEXTS, TEXTS, TEXTS)
def test_an_excerpt_is_a_piece_of_the_text_and_marks_what_was_asked(before: str, q: str, after: str) -> None:
    source = before + q + after
    for excerpt in (excerpts.of_text, excerpts.of_facts):
        question = Question(q, "parts")
        segments = excerpt(question, source)
        told = "".join(segment.text for segment in segments)
        assert len(told) <= (excerpts.LENGTH + 5) * excerpts.MOST_LINES
        hits = [segment for segment in segments if segment.hit]
        assert all(segment.text for segment in hits)
        if question.quality(fold(source)):
            assert hits
        else:
            assert not hits


@given(st.sets(st.integers(0, places.CHUNK - 1)))
@example(set(range(places.MOST_NUMBERS)))
@example(set(range(places.MOST_NUMBERS + 1)))
def test_places_come_back_as_they_were_kept(kept: set[int]) -> None:
    packed = places.packed(array("H", sorted(kept)))
    assert len(packed) <= places.BITMAP
    assert list(places.descending(places.unpacked(packed))) == sorted(kept, reverse=True)
    assert places.repacked(places.unpacked(packed)) == packed


@pytest.mark.parametrize(
    ("text", "q", "quality"),
    [
        ("green tea, please", "green tea", WHOLE),
        ("green teapot", "green tea", BEGUN),
        ("tea in a green cup", "green tea", SCATTERED),
        ("black coffee", "green tea", 0),
        ("evergreen tea", "green tea", 0),
        ("ขอใบเสนอราคาค่ะ", "ใบเสนอราคา", WHOLE),
        ("081-234-5678", "081 234 5678", WHOLE),
        ("0812345678", "081 234 5678", WHOLE),
    ],
)
def test_a_closer_answer_is_worth_more(text: str, q: str, quality: int) -> None:
    assert Question(q, "words").quality(fold(text)) == quality


def test_a_long_text_is_cut_about_what_was_found() -> None:
    source = "word " * 200 + "the needle, here " + "word " * 200
    told = "".join(segment.text for segment in excerpts.of_text(Question("needle", "words"), source))
    assert told.startswith("…word")
    assert told.endswith("…")
    assert "the needle, here" in told


def test_of_facts_only_the_lines_that_answer_are_told() -> None:
    segments = excerpts.of_facts(Question("5678", "parts"), "Pim\nACME\n+66 81 234 5678")
    assert [(segment.text, segment.hit) for segment in segments] == [("+66 81 234 ", False), ("5678", True)]


def test_letters_are_marked_whole_with_what_stands_on_them() -> None:
    segments = excerpts.of_text(Question("cafe", "words"), "Le Cafe\u0301!")
    assert [(segment.text, segment.hit) for segment in segments] == [("Le ", False), ("Cafe\u0301", True), ("!", False)]
