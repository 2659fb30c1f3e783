"""Tables for spreadsheets, written a few rows at a time: nothing is held whole.

A cell that begins like a formula would be one when the file is opened, with whatever its author wants run. In CSV an apostrophe before
it makes it text; in XLSX a cell says itself that it is text.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Protocol
from xml.sax.saxutils import escape

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet program takes for the beginning of one
LONGEST_CELL = 32_767  # characters XLSX programs take
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "(name of the sheet)"  # in the parts; replaced when they are written
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_UNSEEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    # style 0: as it comes; 1: bold, for the headings; 2: text that begins like a formula, marked as Excel itself marks it
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf fontId="1" applyFont="1"/><xf quotePrefix="1"/></cellXfs></styleSheet>',
}  # fmt: skip
_SHEET = (
    f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)


class Table(Protocol):
    """Bytes of a file as its rows are given."""

    def begin(self, headings: Sequence[str]) -> bytes: ...

    def rows(self, rows: Iterable[Sequence[str]]) -> bytes: ...

    def end(self) -> bytes: ...


def plain(cell: str) -> str:
    """The cell as CSV may hold it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


class Csv:
    """UTF-8 with its mark, so that Excel reads it as such."""

    def begin(self, headings: Sequence[str]) -> bytes:
        return "\ufeff".encode() + self.rows([headings])

    def rows(self, rows: Iterable[Sequence[str]]) -> bytes:
        written = io.StringIO()
        csv.writer(written).writerows([plain(cell) for cell in row] for row in rows)
        return written.getvalue().encode("utf-8", "replace")

    def end(self) -> bytes:
        return b""


class Xlsx:
    """One sheet. Not for two threads at once."""

    def __init__(self, sheet: str = "Contacts") -> None:
        self._name = escape(sheet, {'"': "&quot;"})
        self._sink = Sink()
        self._archive = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        self._sheet: zipfile._ZipWriteFile | None = None  # type: ignore[name-defined]

    def begin(self, headings: Sequence[str]) -> bytes:
        for name, body in _PARTS.items():
            self._archive.writestr(name, HEAD + body.replace(SHEET, self._name))
        self._sheet = self._archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write((_SHEET + _row(headings, 1)).encode("utf-8", "replace"))
        return self._sink.taken()

    def rows(self, rows: Iterable[Sequence[str]]) -> bytes:
        assert self._sheet is not None
        self._sheet.write("".join(_row(row) for row in rows).encode("utf-8", "replace"))
        return self._sink.taken()

    def end(self) -> bytes:
        assert self._sheet is not None
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._archive.close()
        return self._sink.taken()


class Sink(io.RawIOBase):
    """What an archive writes to: cannot be sought in, and gives away what it holds."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        return held


def _row(cells: Sequence[str], style: int = 0) -> str:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(cell: str, style: int) -> str:
    if not cell:
        return "<c/>"
    mark = style or (2 if cell.startswith(FORMULA) else 0)
    text = escape(cell[:LONGEST_CELL].translate(_UNSEEN))
    return f'<c t="inlineStr"{f" s={chr(34)}{mark}{chr(34)}" if mark else ""}><is><t xml:space="preserve">{text}</t></is></c>'
