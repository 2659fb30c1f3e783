"""PromptPay: read back from the picture, as a bank's app does."""

from __future__ import annotations

import binascii

import pytest
import zxingcpp

from pdf.promptpay import NotPromptPay, payload
from pdf.quotation import draw
from tests.pdf.papers import paper
from tests.pdf.reading import picture_of


def fields_of(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        number, length = text[at : at + 2], int(text[at + 2 : at + 4])
        found[number] = text[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def test_the_code_on_the_page_asks_for_the_amount() -> None:
    (code,) = zxingcpp.read_barcodes(picture_of(draw(paper("en", 1)), page=0, scale=2.0))
    fields = fields_of(code.text)
    assert fields_of(fields["29"]) == {"00": "A000000677010111", "02": "0105561234567"}
    assert fields["54"] == "86444.80"
    assert (fields["53"], fields["58"], fields["01"]) == ("764", "TH", "12")
    assert int(fields["63"], 16) == binascii.crc_hqx(code.text[:-4].encode(), 0xFFFF)


def test_it_stands_at_the_right_of_an_arabic_paper() -> None:
    picture = picture_of(draw(paper("ar", 1)), page=0, scale=2.0)
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.position.top_left.x > picture.width / 2
    assert "86444.80" in code.text


@pytest.mark.parametrize(
    ("target", "account"),
    [
        ("081-234-5678", {"01": "0066812345678"}),
        ("+66 81 234 5678", {"01": "0066812345678"}),
        ("66812345678", {"01": "0066812345678"}),
        ("1-2345-67890-12-3", {"02": "1234567890123"}),
        ("004999000288505", {"03": "004999000288505"}),
    ],
)
def test_a_phone_a_tax_id_and_a_wallet(target: str, account: dict[str, str]) -> None:
    assert fields_of(fields_of(payload(target))["29"]) == {"00": "A000000677010111"} | account


@pytest.mark.parametrize(
    ("target", "amount", "known"),
    [
        ("0801234567", None, "00020101021129370016A000000677010111011300668012345675802TH530376463046197"),
        ("000-000-0000", "4.22", "00020101021229370016A000000677010111011300660000000005802TH530376454044.226304E469"),
    ],
)
def test_the_codes_others_publish(target: str, amount: str | None, known: str) -> None:
    assert payload(target, amount) == known


@pytest.mark.parametrize("target", ["", "12345", "not a number", "08123456789012"])
def test_what_is_no_id_is_refused(target: str) -> None:
    with pytest.raises(NotPromptPay, match="PromptPay id"):
        payload(target)


@pytest.mark.parametrize("amount", ["", "1", "1.5", "-1.00", "1,000.00", "1e3"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(NotPromptPay, match="amount"):
        payload("0812345678", amount)
