"""New glyphs made of a font's own: a letter with its marks where shaping put them, as one.

Readers find text by codes and sort it by where it stands; marks set off the line by themselves come back lost, doubled or on a line of
their own. A syllable that is one glyph has one code, and that code stands for all its characters.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

# flags of a component: its offsets are two words, they are offsets, more follow, they are not scaled
WORDS, OFFSETS, MORE, UNSCALED = 0x0001, 0x0002, 0x0020, 0x1000
MAGIC = 0xB1B0AFBA  # what the whole file's checksum is taken from


class Composite(NamedTuple):
    """`parts`: glyphs of the font and where they are set, in its units."""

    parts: tuple[tuple[int, int, int], ...]
    advance: int


def added(font: bytes, composites: Sequence[Composite]) -> bytes:
    """The font with these after its own glyphs, in their order. It has TrueType outlines."""
    tables = _tables(font)
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    outlines = _outlines(tables, count)
    metrics = _metrics(tables, count)
    for composite in composites:
        glyph, left = _glyph(composite, outlines)
        outlines.append(glyph)
        metrics.append((composite.advance, left))
    offsets = [0]
    for glyph in outlines:
        offsets.append(offsets[-1] + len(glyph))
    tables["glyf"] = b"".join(outlines)
    tables["loca"] = struct.pack(f">{len(offsets)}I", *offsets)
    tables["hmtx"] = b"".join(struct.pack(">Hh", *metric) for metric in metrics)
    tables["head"] = tables["head"][:50] + struct.pack(">h", 1) + tables["head"][52:]
    tables["hhea"] = tables["hhea"][:34] + struct.pack(">H", len(metrics))
    tables["maxp"] = _limits(tables["maxp"], len(outlines), max(len(each.parts) for each in composites))
    return _file(tables)


def _tables(font: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from(">H", font, 4)
    found = {}
    for place in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * place)
        found[tag.decode("ascii")] = font[offset : offset + length]
    return found


def _outlines(tables: dict[str, bytes], count: int) -> list[bytes]:
    """Each glyph's, padded to four bytes."""
    (long,) = struct.unpack_from(">h", tables["head"], 50)
    offsets = struct.unpack(f">{count + 1}{'I' if long else 'H'}", tables["loca"][: (count + 1) * (4 if long else 2)])
    scale = 1 if long else 2
    bounds = [offset * scale for offset in offsets]
    return [_padded(tables["glyf"][bounds[at] : bounds[at + 1]]) for at in range(count)]


def _metrics(tables: dict[str, bytes], count: int) -> list[tuple[int, int]]:
    """Advance and left bearing of every glyph; the last ones share an advance."""
    (full,) = struct.unpack_from(">H", tables["hhea"], 34)
    found = [struct.unpack_from(">Hh", tables["hmtx"], 4 * at) for at in range(full)]
    lefts = struct.unpack_from(f">{count - full}h", tables["hmtx"], 4 * full)
    return [*found, *((found[-1][0], left) for left in lefts)]


def _glyph(composite: Composite, outlines: list[bytes]) -> tuple[bytes, int]:
    """Its outline and its left bearing. What has no outline itself, as a space, is left out."""
    parts = [part for part in composite.parts if outlines[part[0]]]
    if not parts:
        return b"", 0
    boxes = []
    for glyph, x, y in parts:
        x_min, y_min, x_max, y_max = struct.unpack_from(">4h", outlines[glyph], 2)
        boxes.append((x_min + x, y_min + y, x_max + x, y_max + y))
    lows, highs = [min(box[at] for box in boxes) for at in (0, 1)], [max(box[at] for box in boxes) for at in (2, 3)]
    data = [struct.pack(">5h", -1, *lows, *highs)]
    for place, (glyph, x, y) in enumerate(parts):
        flags = WORDS | OFFSETS | UNSCALED | (MORE if place < len(parts) - 1 else 0)
        data.append(struct.pack(">HHhh", flags, glyph, x, y))
    return _padded(b"".join(data)), lows[0]


def _limits(maxp: bytes, glyphs: int, parts: int) -> bytes:
    """The numbers of glyphs, and of components and their depth: ours may be made of glyphs that have components themselves."""
    elements, depth = struct.unpack_from(">HH", maxp, 28)
    return maxp[:4] + struct.pack(">H", glyphs) + maxp[6:28] + struct.pack(">HH", max(elements, parts), depth + 1)


def _file(tables: dict[str, bytes]) -> bytes:
    tables = {**tables, "head": tables["head"][:8] + bytes(4) + tables["head"][12:]}
    names = sorted(tables)
    power = 1 << (len(names).bit_length() - 1)
    header = struct.pack(
        ">IHHHH", 0x00010000, len(names), power * 16, power.bit_length() - 1, (len(names) - power) * 16
    )
    offset = 12 + 16 * len(names)
    directory, body = [], []
    for name in names:
        data = _padded(tables[name])
        directory.append(struct.pack(">4sIII", name.encode("ascii"), _checksum(data), offset, len(tables[name])))
        body.append(data)
        offset += len(data)
    font = header + b"".join(directory) + b"".join(body)
    at = struct.unpack_from(">I", directory[names.index("head")], 8)[0] + 8
    return font[:at] + struct.pack(">I", (MAGIC - _checksum(font)) & 0xFFFFFFFF) + font[at + 4 :]


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _checksum(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) & 0xFFFFFFFF
