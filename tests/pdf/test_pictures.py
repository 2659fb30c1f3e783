"""Logos and signatures come from people."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from pdf.paper import Company
from pdf.pictures import LONGEST_SIDE, NotAPicture, picture_of
from pdf.quotation import draw
from tests.pdf.papers import logo, paper


@pytest.mark.parametrize("body", [b"", b"<svg onload='x'/>", b"%PDF-1.7", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 40])
def test_what_is_no_picture_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(NotAPicture, match=r"picture"):
        draw(paper("en", company=Company(name="ACME", logo=body)))


def test_half_a_picture_is_refused() -> None:
    with pytest.raises(NotAPicture, match="damaged"):
        picture_of(logo()[:-60])


def test_a_picture_that_unpacks_to_a_hundred_million_pixels_is_refused() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
    with pytest.raises(NotAPicture):
        picture_of(bomb)


def test_a_large_one_is_made_small() -> None:
    file = io.BytesIO()
    Image.new("CMYK", (4000, 1000), (10, 90, 0, 0)).save(file, "JPEG")
    found = picture_of(file.getvalue())
    assert (found.width, found.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)
    assert found.fitted(100, 100) == (100, 25)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_drawn(mode: str) -> None:
    file = io.BytesIO()
    Image.new(mode, (20, 10)).save(file, "PNG")
    assert draw(paper("en", 1, company=Company(name="ACME", logo=file.getvalue())))
