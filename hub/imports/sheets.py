"""The rows of a CSV or XLSX file, one after the other, as text.

A row's number is the one its program shows: the headings of a sheet are row 1, unless empty rows stand before them.
"""

from __future__ import annotations

import csv
import datetime
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from python_calamine import CalamineError, CalamineWorkbook

from hub.imports import archives, encodings
from hub.imports.troubles import Trouble

DELIMITERS = ",;\t|"
SNIFFED_ROWS = 50
SNIFFED_CHARACTERS = 256 * 1024
MOST_COLUMNS = 200
LONGEST_CELL = 100_000  # characters: a quotation mark that never closes swallows the rest of a file
ZIP_HEAD = b"PK\x03\x04"
OLD_EXCEL_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an .xls of before 2007, or a locked .xlsx
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")

Line = tuple[int, list[str]]


class Format(Struct, frozen=True, kw_only=True):
    """`kind`: csv or xlsx. `encoding` and `delimiter` of a CSV file."""

    kind: str
    encoding: str | None = None
    delimiter: str | None = None


def examine(path: Path) -> Format:
    """By its first bytes, never by its name. Raises Trouble."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Trouble("The file is empty: choose another.")
    if head.startswith(ZIP_HEAD):
        archives.check(path)
        return Format(kind="xlsx")
    if head.startswith(OLD_EXCEL_HEAD):
        raise Trouble("This is an old or a locked Excel file. Save it as XLSX without a password, or as CSV.")
    encoding = encodings.guess(path)
    return Format(kind="csv", encoding=encoding, delimiter=_delimiter(path, encoding))


def lines(path: Path, format: Format) -> Iterator[Line]:
    """Every row that is not empty, with its number. Raises Trouble."""
    found = _xlsx(path) if format.kind == "xlsx" else _csv(path, format)
    for number, cells in found:
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Trouble(f"Row {number} has {len(cells)} columns; at most {MOST_COLUMNS} fit.")
        if cells:
            yield number, cells


def _csv(path: Path, format: Format) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        with path.open(encoding=encodings.codec(format.encoding or "utf-8"), errors="replace", newline="") as file:
            if _said_delimiter(file.readline()) is None:
                file.seek(0)
            else:
                number = 1
            for cells in csv.reader(file, delimiter=format.delimiter or ","):
                number += 1
                yield number, [_tidy(cell) for cell in cells]
    except (csv.Error, UnicodeError):
        raise Trouble(
            f"The file cannot be read from row {number + 1} on: a quotation mark is probably missing there."
        ) from None


def _delimiter(path: Path, encoding: str) -> str:
    """The one that cuts the first rows into the most columns, the same number in each."""
    with path.open(encoding=encodings.codec(encoding), errors="replace", newline="") as file:
        text = file.read(SNIFFED_CHARACTERS)
    if (told := _said_delimiter(text.partition("\n")[0])) is not None:
        return told
    return max(DELIMITERS, key=lambda delimiter: _cuts(text, delimiter))


def _said_delimiter(first: str) -> str | None:
    """Excel's own hint, a first line `sep=;`."""
    found = re.fullmatch(r"\ufeff?\"?sep=(.)\"?\s*", first)
    return found[1] if found else None


def _cuts(text: str, delimiter: str) -> float:
    csv.field_size_limit(LONGEST_CELL)
    try:
        rows = list(itertools.islice(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), SNIFFED_ROWS))
    except csv.Error:
        return 0.0
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
    return (width - 1) * count / sum(widths.values())


def _xlsx(path: Path) -> Iterator[Line]:
    """The first sheet that has rows and is not hidden."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            shown = [each.name for each in book.sheets_metadata if str(each.visible).endswith(".Visible")]
            for name in shown:
                sheet = book.get_sheet_by_name(name)
                if sheet.start is not None:
                    rows: Iterable[list[Any]] = sheet.iter_rows()
                    for number, cells in enumerate(rows, 1):
                        yield number, [_text(cell) for cell in cells]
                    return
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError):
        raise Trouble(archives.DAMAGED) from None


def _text(cell: Any) -> str:
    """A cell as a person reads it there. Numbers without a fraction are numbers of something: telephones, codes."""
    if isinstance(cell, str):
        return _tidy(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)


def _tidy(cell: str) -> str:
    """Without spaces around, without what cannot be seen or stored, and without the mark our own export puts before a formula."""
    if not (cell.isascii() and cell.isprintable()):
        cell = _UNSEEN.sub("", cell)
    cell = cell.strip()
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell
