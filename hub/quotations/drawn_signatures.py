"""The signature a customer drew on the private page: bytes from a stranger, looked at before anything is kept. Slow: run it in a thread."""

from __future__ import annotations

import base64
import binascii
import io
import warnings

from PIL import Image

from hub.wire.errors import Refusal

WIDEST, HIGHEST = 2400, 1200  # pixels: a phone's canvas at three device pixels each
LEAST_INK = 60  # pixels: less is a touch, not a name
INK_ALPHA = 40  # of 255


def read(text: str) -> bytes:
    """The picture, drawn afresh: black on nothing, cut to the ink, without anything else the file may have held. Raises Refusal `invalid`."""
    try:
        raw = base64.b64decode(text.removeprefix("data:image/png;base64,"), validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable() from None
    return _redrawn(_ink(raw))


def _ink(raw: bytes) -> Image.Image:
    """How much ink is where: a picture of grey levels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG",)) as image:
                if image.width > WIDEST or image.height > HIGHEST or getattr(image, "is_animated", False):
                    raise _unreadable()
                alpha = image.convert("RGBA").getchannel("A")
    except Refusal:
        raise
    except Exception:  # broken files make decoders raise anything
        raise _unreadable() from None
    return alpha


def _redrawn(ink: Image.Image) -> bytes:
    drawn = ink.point(lambda level: level if level >= INK_ALPHA else 0)
    place = drawn.getbbox()
    count = sum(drawn.histogram()[INK_ALPHA:])
    if place is None or count < LEAST_INK or count > 0.6 * ink.width * ink.height:
        raise Refusal("invalid", "The signature is missing: please draw it.", field="signature")
    cut = drawn.crop(place)
    picture = Image.new("RGBA", cut.size, (17, 24, 39, 0))
    picture.putalpha(cut)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _unreadable() -> Refusal:
    return Refusal("invalid", "The signature cannot be read: please draw it again.", field="signature")
