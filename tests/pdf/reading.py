"""Reading a PDF back, with two readers: PDFium, which is Chrome's, and pypdf."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import pypdf
import pypdfium2
from PIL import Image


def page_texts(body: bytes) -> list[str]:
    """As who copies everything in Chrome gets it."""
    document = pypdfium2.PdfDocument(body)
    return [unicodedata.normalize("NFC", page.get_textpage().get_text_bounded()) for page in document]


def text_of(body: bytes) -> str:
    return "\n".join(page_texts(body))


def other_text_of(body: bytes) -> str:
    return unicodedata.normalize("NFC", "\n".join(page.extract_text() for page in reader(body).pages))


def reader(body: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(body))


def fonts_of(body: bytes) -> dict[str, Any]:
    """By name, over all pages."""
    found = {}
    for page in reader(body).pages:
        for font in page["/Resources"]["/Font"].values():
            found[str(font.get_object()["/BaseFont"])] = font.get_object()
    return found


def picture_of(body: bytes, page: int = 0, scale: float = 0.75) -> Image.Image:
    found: Image.Image = pypdfium2.PdfDocument(body)[page].render(scale=scale).to_pil().convert("L")
    return found


def page_count(body: bytes) -> int:
    return len(pypdfium2.PdfDocument(body))
