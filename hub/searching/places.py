"""Places of a chunk as bytes: few as numbers of two bytes, many as one bit each. In memory a set of places is one integer."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator

CHUNK = 4096  # things in a chunk; fixed for ever, numbers in the index are made with it
BITMAP = CHUNK // 8  # bytes
EVERYWHERE = (1 << CHUNK) - 1
MOST_NUMBERS = BITMAP // 2 - 1  # so that the length tells which of the two it is


def packed(places: array[int]) -> bytes:
    """`places` ascending, each once."""
    if len(places) <= MOST_NUMBERS:
        return _little(places)
    return set_of(places).to_bytes(BITMAP, "little")


def unpacked(kept: bytes) -> int:
    if len(kept) == BITMAP:
        return int.from_bytes(kept, "little")
    places = array("H", kept)
    if sys.byteorder == "big":
        places.byteswap()
    return set_of(places)


def set_of(places: array[int]) -> int:
    bits = bytearray(BITMAP)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def repacked(places: int) -> bytes:
    return packed(array("H", sorted(descending(places))))


def descending(places: int) -> Iterator[int]:
    """The newest first: within a chunk places follow time."""
    while places:
        place = places.bit_length() - 1
        yield place
        places ^= 1 << place


def _little(places: array[int]) -> bytes:
    if sys.byteorder == "big":
        places = array("H", places)
        places.byteswap()
    return places.tobytes()
