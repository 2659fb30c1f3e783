"""Draws the approved pictures afresh: python -m tests.pdf.approve. Look at each of them before committing."""

from __future__ import annotations

from pathlib import Path

from pdf.quotation import draw
from tests.pdf.papers import APPROVED
from tests.pdf.reading import picture_of

FOLDER = Path(__file__).parent / "approved"

if __name__ == "__main__":
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name, (paper, page) in APPROVED.items():
        picture_of(draw(paper), page).quantize(16).save(FOLDER / f"{name}.png", optimize=True)
        print(FOLDER / f"{name}.png")
