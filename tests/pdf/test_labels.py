"""The words of a paper, in every language."""

from __future__ import annotations

import pytest

from pdf.labels import LANGUAGES, TABLE, labels_of
from pdf.quotation import draw
from tests.pdf.papers import paper
from tests.pdf.reading import page_texts


def test_every_language_has_every_word() -> None:
    for line in TABLE.strip().splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        assert len(cells) == len(LANGUAGES) + 1, cells[0]
        assert all(cells), cells[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_speaks_its_language(language: str) -> None:
    pages = page_texts(draw(paper(language, 1)))
    text = "\n".join(pages)
    for key in ("quotation", "description", "unit_price", "total", "terms", "payment", "accepted_by"):
        assert labels_of(language)[key] in text
    if language != "ar":  # readers turn the numbers round between its words
        assert labels_of(language)["page"].format(page=1, pages=len(pages)) in text


def test_another_language_is_spoken_to_in_english() -> None:
    assert labels_of("sw")["total"] == "Total"
    assert labels_of("zh-Hant")["total"] == labels_of("zh")["total"]
