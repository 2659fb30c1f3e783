"""Where pages and lines end."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pdf.lines import break_lines, script_for
from pdf.paper import Customer, Item, Section, Total
from pdf.quotation import draw
from tests.pdf.papers import TOTALS, items, paper
from tests.pdf.reading import page_count, page_texts, text_of


def drawn_lines(text: str, language: str, width: int) -> list[str]:
    lines = break_lines(text, width, script_for(language, "noto"))
    assert all(line.width <= width for line in lines)
    return ["".join(glyph.text for run in line.runs for glyph in run.glyphs) for line in lines]


def test_five_hundred_items_carry_their_sums_from_page_to_page() -> None:
    pages = page_texts(draw(paper("en", 500)))
    counted = [page for page in pages if "Carried forward" in page]
    assert len(pages) > 20
    for number, (page, following) in enumerate(pairwise(pages), 1):
        if page not in counted:
            continue
        last = max(int(line.split()[2]) for line in page.splitlines() if line.startswith("second line"))
        carried = f"{(last - (last >= 5)) * 100:,}.00"
        assert f"Carried forward {carried}" in page.replace("\r\n", " ")
        assert f"Brought forward {carried}" in following.replace("\r\n", " ")
        assert "Description" in following
        assert f"Page {number} of {len(pages)}" in page


def test_a_page_of_totals_alone_begins_with_what_was_brought() -> None:
    """However many items there are, some number of them leaves no room for the totals."""
    seen = 0
    for count in range(8, 20):
        pages = page_texts(draw(paper("en", count, notes="", terms="")))
        first = next(place for place, page in enumerate(pages) if "Subtotal" in page)
        if "second line" not in pages[first]:
            seen += 1
            assert "Brought forward" in pages[first]
    assert seen


def test_a_row_higher_than_a_page_is_cut_between_its_lines() -> None:
    description = "\n".join(f"detail {number}" for number in range(300))
    row = Item(description=description, amount="100.00", running="100.00")
    pages = page_texts(draw(paper("en", sections=[Section(items=[row])])))
    assert len(pages) > 4
    told = [word for page in pages for word in page.replace("\r\n", "\n").split("\n") if word.startswith("detail")]
    assert told == description.split("\n")
    assert "".join(pages).count("100.00") > len(pages) - 3  # and carried, though the row goes on


@pytest.mark.parametrize("word", ["A" * 3000, "ก" * 3000, "漢" * 3000, "ف" * 2000, "9" * 500])
def test_a_word_without_end_is_cut(word: str) -> None:
    text = text_of(
        draw(paper("en", sections=[Section(items=[Item(description=word, quantity=word[:200], amount="1.00")])]))
    )
    assert sum(text.count(letter) for letter in set(word)) >= len(word)


def test_heads_that_are_too_large_still_leave_a_paper() -> None:
    customer = Customer(name="N" * 200, address="line\n" * 200, phone="1" * 64, email="e" * 320)
    totals = [Total(kind="tax", label=f"Tax {number} " + "x" * 60, amount="1.00") for number in range(200)]
    for layout in ("classic", "modern", "plain"):
        body = draw(paper("en", customer=customer, totals=[*totals, *TOTALS], layout=layout, title="T" * 200))
        assert "Tax 199" in text_of(body)
        assert page_count(body) < 20


def test_sections_have_their_heading_and_their_sum() -> None:
    sections = [Section(title="Equipment", items=items(2), subtotal="200.00"), Section(title="Work", items=items(1))]
    text = text_of(draw(paper("en", sections=sections)))
    assert text.index("Equipment") < text.index("200.00") < text.index("Work")


def test_thai_breaks_between_words() -> None:
    assert drawn_lines("บริษัทขอเสนอราคาสินค้าและบริการติดตั้งระบบ", "th", 9000) == [
        "บริษัทขอเสนอราคา",
        "สินค้าและบริการติดตั้ง",
        "ระบบ",
    ]


def test_no_japanese_line_begins_with_what_may_not_begin_one() -> None:
    """Kinsoku: small kana, long-vowel marks, closing brackets and full stops stay with what is before them."""
    text = "ワイヤレスアクセスポイント（設置）、ショップ。「キャッシュ」人々のサーバー。" * 5
    for width in range(5000, 9000, 500):
        assert not {line[0] for line in drawn_lines(text, "ja", width)} & set("、。」）ッャュョー々")


def test_an_emoji_does_not_move_the_places_to_break() -> None:
    assert drawn_lines("😀😀 hello 😀 world", "en", 4500) == ["😀😀", "hello 😀", "world"]


def test_a_paragraph_of_arabic_is_read_from_the_right() -> None:
    (line,) = break_lines("عرض 42 abc", 99_000, script_for("ar", "noto"))
    seen = "".join(glyph.text for run in line.runs for glyph in run.glyphs)
    assert seen == "abc 42 ضرع"


def test_a_sum_runs_from_left_to_right_on_every_paper() -> None:
    assert drawn_lines("\u22121,000.00", "ar", 99_000) == ["\u22121,000.00"]
