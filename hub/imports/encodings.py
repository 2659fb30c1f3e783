"""What a file of text is written in, guessed from its bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

PIECE_BYTES = 1024 * 1024
LOOKED_BYTES = 256 * 1024  # of an old 8-bit file: enough to tell Thai from European
THAI_SHARE = 0.6  # of its high bytes stand beside another one: Thai is written in runs, accents stand alone
WINDOWS_874 = "windows-874"  # as people know it; Python knows it as cp874
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_NO_THAI = re.compile(rb"[\x81-\x84\x86-\x90\x98-\x9f\xdb-\xde\xfc-\xff]")  # bytes windows-874 has no letter for


def guess(path: Path) -> str:
    """The name of an encoding that can read the whole file, as it is shown to people."""
    with path.open("rb") as file:
        head = file.read(LOOKED_BYTES)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if (wide := _utf16_without_bom(head)) is not None:
        return wide
    if _is_utf8(path):
        return "utf-8"
    return WINDOWS_874 if _looks_thai(head) else _western(path)


def codec(name: str) -> str:
    """What Python calls it."""
    return "cp874" if name == WINDOWS_874 else name


def _utf16_without_bom(head: bytes) -> str | None:
    """Latin letters, digits and line ends have a zero byte beside them."""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    if max(even, odd) * 4 < len(head[:4096]) // 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_thai(head: bytes) -> bool:
    runs = [len(run) for run in _HIGH.findall(head)]
    together = sum(length for length in runs if length > 1)
    return not _NO_THAI.search(head) and together >= THAI_SHARE * sum(runs)


def _western(path: Path) -> str:
    """Windows' own superset where it can be; five of its bytes mean nothing, and latin-1 refuses none."""
    try:
        path.read_bytes().decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "windows-1252"
