"""The file itself: its fonts, its metadata, its structure, and that the same paper gives the same bytes."""

from __future__ import annotations

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime

import msgspec
import pytest

from pdf.quotation import draw
from tests.pdf.papers import paper
from tests.pdf.reading import fonts_of, reader, text_of


def digest(language: str) -> str:
    return hashlib.sha256(draw(paper(language))).hexdigest()


def test_every_font_is_embedded_and_a_subset() -> None:
    fonts = fonts_of(draw(paper("th", 9)))
    families = {name.split("+")[1].split("-")[0] for name in fonts}
    assert families >= {"NotoSans", "NotoSansThai", "NotoSansLao", "NotoSansKhmer", "NotoSansArabic", "NotoSansJP"}
    for name, font in fonts.items():
        descendant = font["/DescendantFonts"][0].get_object()
        assert name[7] == "+"
        assert len(descendant["/FontDescriptor"]["/FontFile2"].get_data()) < 60_000
        assert "/ToUnicode" in font


def test_a_thai_and_english_file_is_small() -> None:
    assert len(draw(paper("th", 2, sections=[]))) < 60_000


def test_metadata_names_the_quotation() -> None:
    found = reader(draw(paper("th")))
    assert found.metadata is not None
    assert found.metadata.title == "ใบเสนอราคา Q-2026-0042"
    assert found.metadata.author == "บริษัท ตัวอย่าง จำกัด"
    assert "คุณน้ำผึ้ง" in str(found.metadata.subject)
    assert found.metadata.creation_date == datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert found.trailer["/Root"]["/Lang"] == "th"
    assert found.xmp_metadata is not None
    assert found.xmp_metadata.dc_title == {"x-default": "ใบเสนอราคา Q-2026-0042"}
    assert found.xmp_metadata.dc_language == ["th"]


def test_it_is_tagged_for_who_has_it_read_aloud() -> None:
    root = reader(draw(paper("en", 40))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    document = root["/StructTreeRoot"]["/K"]
    kinds = [kid.get_object()["/S"] for kid in document["/K"]]
    assert {"/H1", "/H2", "/P", "/Table", "/Figure"} <= set(kinds)
    (table,) = [kid.get_object() for kid in document["/K"] if kid.get_object()["/S"] == "/Table"]
    rows = [[cell.get_object()["/S"] for cell in row.get_object()["/K"]] for row in table["/K"]]
    assert set(rows[0]) == {"/TH"}
    assert len(rows) == 41  # the head is read once, not on every page
    assert all(set(row) == {"/TD"} for row in rows[1:])


def test_pictures_say_what_they_show() -> None:
    document = reader(draw(paper("en"))).trailer["/Root"]["/StructTreeRoot"]["/K"]
    figures = [kid.get_object() for kid in document["/K"] if kid.get_object()["/S"] == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == ["Logo", "Scan to pay with PromptPay"]


def test_another_process_draws_the_same_bytes() -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        assert pool.submit(digest, "ar").result() == digest("ar")


def test_another_paper_is_another_file() -> None:
    one, two = reader(draw(paper("en", 1))), reader(draw(paper("en", 1, notes="more")))
    assert one.trailer["/ID"] != two.trailer["/ID"]


@pytest.mark.parametrize(("size", "width", "height"), [("A4", 595.28, 841.89), ("Letter", 612, 792)])
def test_both_page_sizes(size: str, width: float, height: float) -> None:
    box = reader(draw(paper("en", page_size=size))).pages[0].mediabox
    assert (round(float(box.width), 2), round(float(box.height), 2)) == (width, height)


def test_a_paper_survives_the_wire() -> None:
    made = paper("ja")
    assert draw(msgspec.msgpack.decode(msgspec.msgpack.encode(made), type=type(made))) == draw(made)


def test_without_the_large_fonts_a_sign_stands_where_japanese_was(monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_of(draw(paper("en", 0, notes="before \U00010330 after")))  # Gothic, which no typeface of ours has
    assert "before \ufffd after" in text
