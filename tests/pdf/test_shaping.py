"""Glyphs: the right typeface for each script, and never the empty box."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf import lines, shaping, typefaces
from pdf.lines import break_lines, script_for
from pdf.paper import Customer, Item, Section
from pdf.quotation import draw
from pdf.shaping import Run
from tests.pdf.papers import WORDS, paper

LANGUAGES = st.sampled_from([*WORDS, "fr", "zh-TW"])
ANY_TEXT = st.text(max_size=40) | st.text(
    st.characters(min_codepoint=0x300, max_codepoint=0x17FF)
    | st.sampled_from("😀👩‍🔧🇹🇭\u200d\ufe0f\u0e33\u0e48\u06cc\u202e\ud800"),
    max_size=40,
)


def runs_of(text: str, language: str, family: str = "noto", *, bold: bool = False) -> list[Run]:
    lines = break_lines(text, 20_000, script_for(language, family), bold=bold)
    return [run for line in lines for run in line.runs]


def empty_boxes(runs: list[Run]) -> list[str]:
    return [run.text for run in runs for glyph in run.glyphs for part in glyph.parts if part[0] == 0]


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, LANGUAGES, st.sampled_from(["noto", "sarabun"]), st.booleans())
def test_no_text_in_any_script_has_an_empty_box(text: str, language: str, family: str, bold: bool) -> None:
    assert empty_boxes(runs_of(text, language, family, bold=bold)) == []


@settings(max_examples=40, deadline=None)
@given(ANY_TEXT, LANGUAGES, st.sampled_from(["classic", "modern", "plain"]))
def test_no_text_keeps_a_paper_from_being_drawn(text: str, language: str, layout: str) -> None:
    item = Item(description=text, quantity=text[:5], unit_price=text[:8], amount=text[:9], running=text[:9])
    sections = [Section(title=text[:10], items=[item])]
    customer = Customer(name=text, address=text)
    made = paper(language, sections=sections, customer=customer, layout=layout, notes=text, promptpay=None)
    assert draw(made).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("見積書 値引き", "ja", "NotoSansJP"),
        ("报价单", "zh", "NotoSansSC"),
        ("報價單", "zh-TW", "NotoSansTC"),
        ("직 값", "ko", "NotoSansKR"),
        ("値", "th", "NotoSansJP"),
        ("ຂໍ", "en", "NotoSansLao"),
        ("ស្ត្រី", "en", "NotoSansKhmer"),
        ("عرض", "en", "NotoSansArabic"),
        ("क्ष", "en", "NotoSans"),
        ("Ελληνικά", "en", "NotoSans"),
        ("✓", "en", "NotoSansJP"),
    ],
)
def test_each_script_has_its_typeface(text: str, language: str, name: str) -> None:
    assert {run.typeface.name for run in runs_of(text.replace(" ", ""), language)} == {f"{name}-Regular"}


def test_a_syllable_is_one_glyph_with_all_its_letters() -> None:
    (run,) = runs_of("น้ำ", "th")
    assert [glyph.text for glyph in run.glyphs] == ["น้ำ"]
    assert len(run.glyphs[0].parts) == 4  # the letter, the two halves of sara am, the tone mark


def test_a_tone_mark_stands_higher_above_a_vowel() -> None:
    (bare,), (high,) = (runs_of(word, "th")[0].glyphs[:1] for word in ("ก่", "กี่"))
    tone = [max(part[2] + _top(run, part[0]) for part in glyph.parts) for glyph, run in ((bare, "ก่"), (high, "กี่"))]
    assert tone[1] > tone[0] + 50


def _top(text: str, glyph: int) -> int:
    face = runs_of(text, "th")[0].typeface
    extents = face.font.get_glyph_extents(glyph)
    return int(extents.y_bearing)


def test_points_stay_points() -> None:
    """A discretionary ligature would make one square sign of the five kana of "point"."""
    assert [glyph.text for run in runs_of("ポイント", "ja") for glyph in run.glyphs] == list("ポイント")


def test_a_missing_script_is_shown_and_told(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra for Chinese, Japanese and Korean was not installed."""
    monkeypatch.setattr(typefaces, "CJK_PACKAGE", "not_installed_anywhere")
    kept = (typefaces.typeface, typefaces.typeface_of, typefaces.tell_missing)
    for each in kept:
        each.cache_clear()
    _forget()
    try:
        with caplog.at_level(logging.WARNING):
            runs = runs_of("見積書", "vi")
        assert "".join(glyph.text for run in runs for glyph in run.glyphs) == "\ufffd\ufffd\ufffd"
        assert empty_boxes(runs) == []
        assert "bma-social[cjk]" in caplog.text
    finally:
        for each in kept:
            each.cache_clear()
        _forget()


def _forget() -> None:
    for each in (lines.break_lines, shaping.shaped, shaping._drawable):
        each.cache_clear()


def test_a_package_without_fonts_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(typefaces, "PLAIN", "NoSuchFont")
    with pytest.raises(typefaces.MissingFonts, match="pip install"):
        typefaces.plain(bold=False)
