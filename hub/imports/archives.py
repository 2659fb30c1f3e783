"""An XLSX file is a ZIP archive from a stranger: measured before anything unpacks it.

What the archive declares is looked at first, then what it really holds is counted while it is unpacked to nowhere: a bomb lies about
its size, or holds its parts in one another.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from hub.imports.troubles import Trouble

MOST_ENTRIES = 1_000
MOST_BYTES = 256 * 1024 * 1024  # unpacked: a hundred thousand rows of thirty columns take about 150 MB
MOST_RATIO = 250  # times smaller than unpacked; a sheet of the same cell over and over packs 100 times
RATIO_FROM = 4 * 1024 * 1024  # bytes: below it a ratio says nothing
PIECE_BYTES = 1024 * 1024
BOMB = "This spreadsheet unpacks to far more than a list of contacts can be. Save it again as CSV and send that."
DAMAGED = "This spreadsheet is damaged and cannot be opened. Save it again, or send it as CSV."


def check(path: Path) -> None:
    """Raises Trouble for a file that is no archive, or one that unpacks to too much."""
    packed = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            declared = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or _too_much(declared, packed):
                raise Trouble(BOMB)
            if any(entry.flag_bits & 1 for entry in entries):
                raise Trouble("This spreadsheet is locked with a password. Save it without one.")
            _count(archive, entries, packed)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, ValueError):
        raise Trouble(DAMAGED) from None


def _count(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int) -> None:
    real = 0
    for entry in entries:
        with archive.open(entry) as file:
            while piece := file.read(PIECE_BYTES):
                real += len(piece)
                if _too_much(real, packed):
                    raise Trouble(BOMB)


def _too_much(unpacked: int, packed: int) -> bool:
    return unpacked > MOST_BYTES or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed)
