"""What is on the paper is found again, letter for letter."""

from __future__ import annotations

import unicodedata

import pytest

from pdf.paper import Customer, Item, Section
from pdf.quotation import draw
from tests.pdf.papers import WORDS, paper
from tests.pdf.reading import other_text_of, text_of

# syllables with marks above, below and before their letter, and those with sara am, which is drawn as two signs
THAI = [
    "น้ำผึ้ง", "กิ่งแก้ว", "ป้ำเป๋อ", "ปู่ย่า", "ฐานันดร", "ญาติผู้ใหญ่", "ที่นี่", "กตัญญู", "สิทธิ์", "ศุภฤกษ์", "น้ำใจ", "เก้าอี้", "ฤๅษี", "ค่ำ", "ช้ำ", "ก๊ำ", "บัญชี", "เลขที่", "ซื้อ", "เพื่อน", "เรียน", "เมื่อ", "ทั้งสิ้น", "ฟุ้งซ่าน", "กุ้ง", "ปลิ้น", "รู้", "สู้", "ณัฏฐ์", "สมบูรณ์", "เชียงใหม่", "พรุ่งนี้", "ขึ้นต้น", "ฝั่ง", "โต๊ะ", "จ๋า", "หนึ่ง",
]  # fmt: skip
THAI_NOT_FOUND: list[str] = []  # exceptions, should a typeface ever bring some


@pytest.mark.parametrize("family", ["noto", "sarabun"])
def test_every_thai_word_is_found_by_both_readers(family: str) -> None:
    body = draw(paper("th", 0, notes="\n".join(THAI), family=family))
    expected = [unicodedata.normalize("NFC", word) for word in THAI]
    for text in (text_of(body), other_text_of(body)):
        assert [word for word in expected if word not in text] == THAI_NOT_FOUND


@pytest.mark.parametrize("language", WORDS)
def test_every_language_is_found(language: str) -> None:
    assert unicodedata.normalize("NFC", WORDS[language]) in text_of(draw(paper("en", 0, notes=WORDS[language])))


def test_nine_languages_stand_in_one_line() -> None:
    line = " ".join(["สวัสดี", "ສະບາຍດີ", "សូមអរគុណ", "見積", "报价", "견적서", "धन्यवाद", "Quotation"])
    assert line in text_of(draw(paper("en", 0, notes=line)))


def test_arabic_words_keep_their_order() -> None:
    """A reader gives back what was written, although the first word stands at the right."""
    assert "عرض السعر رقم 42 من شركتنا" in text_of(draw(paper("ar", 0, notes="عرض السعر رقم 42 من شركتنا")))


def test_markup_is_text() -> None:
    text = '<b>bold</b> & <font color="red">red</font> <script>alert(1)</script> &amp; {curly} %s'
    body = draw(paper("en", sections=[Section(items=[Item(description=text, amount="1.00")])]))
    assert text in text_of(body).replace("\r\n", " ")


def test_the_companys_and_the_customers_particulars_are_printed() -> None:
    customer = Customer(name="ACME", attention="Ken", address="1 Road", tax_id="9990001112223", branch="สาขา 00001")
    text = text_of(draw(paper("en", customer=customer, facts=[("Reference", "PO 123")], version=2)))
    for said in ("0105561234567", "สำนักงานใหญ่", "+66 2 123 4567", "sales@example.com", "กสิกรไทย", "123-4-56789-0"):
        assert said in text
    for said in ("Attn. Ken", "9990001112223", "สาขา 00001", "PO 123", "Version", "catalogue.pdf", "Q-2026-0042"):
        assert said in text


def test_taxes_withholding_and_what_prices_include_are_said() -> None:
    text = text_of(draw(paper("en", prices_include_tax=True, exchange="1 THB = 0.028 USD")))
    for said in ("VAT 7", "83,120.00", "5,818.40", "WHT 3", "฿86,444.80", "Prices include tax.", "1 THB = 0.028 USD"):
        assert said in text
    assert "Optional, not included in the total" in text


def test_what_became_of_it_is_told() -> None:
    for stamp, said in (("void", "VOID"), ("superseded", "SUPERSEDED"), ("accepted", "ACCEPTED"), ("draft", "DRAFT")):
        assert said in text_of(draw(paper("en", 1, stamp=stamp)))
    assert "DRAFT" not in text_of(draw(paper("en", 1)))
