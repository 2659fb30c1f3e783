"""Small pictures of large ones. Everything here is slow and takes bytes from strangers: run it in a thread, expect `NotAPicture`."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from msgspec import Struct
from PIL import Image, ImageOps

LONGEST_SIDE = 640  # pixels of a thumbnail
PORTRAIT_SIDE = 160  # pixels of a person's picture: twice what the largest place shows
ICON_SIDE, ICON_INSIDE = 256, 180  # pixels; a circle around its middle cuts nothing off
QUALITY = 78  # of WebP: no visible loss at this size
MOST_PIXELS = 64_000_000  # a picture that unpacks to more is an attack, or a map
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF", "MPO")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class NotAPicture(Exception):
    """The bytes cannot be drawn: broken, of another format, or far too large."""


class Picture(Struct, frozen=True):
    """`width` and `height` of the picture as it is looked at (turned as the camera says), in pixels; `thumbnail` is WebP."""

    width: int
    height: int
    thumbnail: bytes
    animated: bool


def draw(path: Path) -> Picture:
    """Raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                return _draw(image)
    except Exception as error:  # broken files make decoders raise anything
        raise NotAPicture(str(error)) from None


def as_jpeg(data: bytes) -> bytes:
    """A small picture of ours as JPEG, on white where it is see-through. Raises NotAPicture."""
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            drawn = image.convert("RGBA")
            ground = Image.new("RGB", drawn.size, "white")
            ground.paste(drawn, mask=drawn.getchannel("A"))
            out = io.BytesIO()
            ground.save(out, "JPEG", quality=QUALITY)
            return out.getvalue()
    except Exception as error:  # broken files make decoders raise anything
        raise NotAPicture(str(error)) from None


def as_icon(data: bytes) -> bytes:
    """A small picture of ours as a square PNG, whole, on white: what is cropped to a circle somewhere. Raises NotAPicture."""
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            drawn = ImageOps.contain(image.convert("RGBA"), (ICON_INSIDE, ICON_INSIDE))
            ground = Image.new("RGB", (ICON_SIDE, ICON_SIDE), "white")
            corner = ((ICON_SIDE - drawn.width) // 2, (ICON_SIDE - drawn.height) // 2)
            ground.paste(drawn, corner, mask=drawn.getchannel("A"))
            out = io.BytesIO()
            ground.save(out, "PNG", optimize=True)
            return out.getvalue()
    except Exception as error:  # broken files make decoders raise anything
        raise NotAPicture(str(error)) from None


def portrait(data: bytes) -> bytes:
    """A square picture of a person as WebP. Raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                image.draft("RGB", (PORTRAIT_SIDE * 2, PORTRAIT_SIDE * 2))
                drawn = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (PORTRAIT_SIDE, PORTRAIT_SIDE))
                out = io.BytesIO()
                drawn.save(out, "WEBP", quality=QUALITY, method=4)
                return out.getvalue()
    except Exception as error:  # broken files make decoders raise anything
        raise NotAPicture(str(error)) from None


def _draw(image: Image.Image) -> Picture:
    width, height = image.size
    animated = bool(getattr(image, "is_animated", False))
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))  # a JPEG is unpacked at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if upright.mode not in ("RGB", "RGBA"):
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    out = io.BytesIO()
    upright.save(out, "WEBP", quality=QUALITY, method=4)
    return Picture(height if turned else width, width if turned else height, out.getvalue(), animated)
