"""The first page of a PDF from strangers: drawn, or nothing, and never an accident of ours."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from hub.files import pdf_previews


def pdf(**words: str) -> bytes:
    out = io.BytesIO()
    drawing = canvas.Canvas(out, **words)  # type: ignore[arg-type]
    drawing.drawString(100, 500, "Quotation")
    drawing.save()
    return out.getvalue()


async def test_the_first_page_is_drawn_small(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf())
    drawn = await pdf_previews.draw(tmp_path / "a.pdf")
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as picture:
        assert (picture.format, max(picture.size)) == ("WEBP", 640)


@pytest.mark.parametrize(
    "raw", [b"", b"%PDF-1.7 nothing", pdf()[:400], pdf(encrypt="secret")], ids=["empty", "bare", "cut", "locked"]
)
async def test_what_cannot_be_drawn_has_no_picture(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(raw)
    assert await pdf_previews.draw(tmp_path / "a.pdf") is None


async def test_a_drawer_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_previews, "LIMIT_S", 0.0)
    (tmp_path / "a.pdf").write_bytes(pdf())
    assert await pdf_previews.draw(tmp_path / "a.pdf") is None
