"""Pictures that strangers give: a logo, a drawn signature. Checked, bounded, and made small and plain before they are printed."""

from __future__ import annotations

import io
import warnings
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 900  # more is not seen at the size of a logo, and weighs in every file
KINDS = ("PNG", "JPEG", "WEBP", "GIF")


class NotAPicture(ValueError):
    """The sentence says why, to the person who uploaded it."""


class Picture(NamedTuple):
    png: bytes
    width: int
    height: int

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Its size in a box, in its own proportions."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@lru_cache(16)
def picture_of(body: bytes) -> Picture:
    """Raises NotAPicture for what is no PNG, JPEG, WebP or GIF, is broken, or is too big."""
    if len(body) > MOST_BYTES:
        raise NotAPicture(f"The picture is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=KINDS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise NotAPicture(f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.")
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                image.load()
                seen = image.convert("RGBA" if _transparent(image) else "RGB")
    except NotAPicture:
        raise
    except UnidentifiedImageError as error:
        raise NotAPicture("This is not a picture we can print: use a PNG, JPEG, WebP or GIF.") from error
    except Exception as error:  # what a broken file makes Pillow raise is anybody's guess
        raise NotAPicture("The picture is damaged and cannot be read.") from error
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    file = io.BytesIO()
    seen.save(file, "PNG")
    return Picture(file.getvalue(), seen.width, seen.height)


def _transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
