"""Pages beside the pictures of them that somebody looked at. `python -m tests.pdf.approve` renews these."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageFilter

from pdf.quotation import draw
from tests.pdf.approve import FOLDER
from tests.pdf.papers import APPROVED
from tests.pdf.reading import picture_of

DIFFERENT = 70  # of 255, after blurring: an edge drawn a little otherwise is not
MOST_DIFFERENT = 0.002  # of all pixels


def difference(one: Image.Image, two: Image.Image) -> float:
    blurred = [image.convert("L").filter(ImageFilter.GaussianBlur(1.2)) for image in (one, two)]
    apart = ImageChops.difference(*blurred).histogram()
    return sum(apart[DIFFERENT:]) / sum(apart)


@pytest.mark.parametrize("name", APPROVED)
def test_the_page_looks_as_it_was_approved(name: str) -> None:
    paper, page = APPROVED[name]
    with Image.open(FOLDER / f"{name}.png") as approved:
        drawn = picture_of(draw(paper), page)
        assert drawn.size == approved.size
        assert difference(drawn, approved) <= MOST_DIFFERENT


def test_a_page_without_its_marks_would_be_noticed() -> None:
    """What the comparison is worth."""
    paper, page = APPROVED["classic-thai"]
    with Image.open(FOLDER / "classic-thai.png") as approved:
        moved = ImageChops.offset(picture_of(draw(paper), page), 0, 3)
        assert difference(moved, approved) > MOST_DIFFERENT
