from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from hub.files.spreadsheets import Xlsx
from hub.imports import archives, child, encodings, sheets
from hub.imports.reader import Look
from hub.imports.troubles import Trouble

THAI = "ชื่อ,เบอร์โทร\nสมชาย ใจดี,0812345678\nสมหญิง รักไทย,0898765432\n"
EUROPEAN = "Name;Téléphone\nJosé Müller;0812345678\nRenée Ångström;0898765432\n"


def written(tmp_path: Path, body: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(body)
    return path


def read(path: Path) -> list[list[str]]:
    return [cells for _, cells in sheets.lines(path, sheets.examine(path))]


def xlsx(path: Path, sheet: str, *more: tuple[str, bytes]) -> Path:
    """A spreadsheet of one sheet with this XML."""
    book = Xlsx()
    empty = path.with_suffix(".empty")
    empty.write_bytes(book.begin(["x"]) + book.end())
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            body = sheet.encode() if entry.filename.endswith("sheet1.xml") else source.read(entry)
            target.writestr(entry.filename, body)
        for name, data in more:
            target.writestr(name, data)
    return path


def sheet_of(cells: str) -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        (THAI, "utf-8", "utf-8"),
        (THAI, "utf-8-sig", "utf-8-sig"),
        (THAI, "utf-16", "utf-16"),
        (THAI, "utf-16-le", "utf-16-le"),
        (THAI, "utf-16-be", "utf-16-be"),
        (THAI, "cp874", "windows-874"),
        (EUROPEAN, "latin-1", "windows-1252"),
        (EUROPEAN, "utf-8", "utf-8"),
        ("a\n\x81\xe9\n", "latin-1", "latin-1"),
        ("Name,Phone\nPim,0812345678\n", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_guessed_and_the_text_comes_out_whole(
    tmp_path: Path, text: str, encoding: str, guessed: str
) -> None:
    path = written(tmp_path, text.encode(encoding))
    assert encodings.guess(path) == guessed
    if guessed != "latin-1":
        delimiter = ";" if ";" in text else ","
        assert read(path) == [line.split(delimiter) for line in text.splitlines()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["Name", "Phone", "Said"], ["Pim, the first", "081; 082", "a|b"], ["Ken", "083", "x"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert read(written(tmp_path, text.encode())) == rows


def test_excels_own_hint_of_the_delimiter_is_no_row(tmp_path: Path) -> None:
    path = written(tmp_path, b"sep=;\r\nName;Phone\r\nPim;081\r\n")
    assert list(sheets.lines(path, sheets.examine(path))) == [(2, ["Name", "Phone"]), (3, ["Pim", "081"])]


def test_a_line_break_within_quotation_marks_belongs_to_the_cell(tmp_path: Path) -> None:
    path = written(tmp_path, b'Name,Address\nPim,"1 Road\nBangkok"\nKen,"say ""hi"""\n')
    assert read(path)[1:] == [["Pim", "1 Road\nBangkok"], ["Ken", 'say "hi"']]


def test_what_cannot_be_seen_or_stored_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "Name,Phone\nPi\x00m\x07,\ufeff081\n,,\n'=1,x\n".encode())
    assert read(path) == [["Name", "Phone"], ["Pim", "081"], ["=1", "x"]]


def test_a_quotation_mark_that_never_closes_is_told_with_its_row(tmp_path: Path) -> None:
    path = written(tmp_path, b'Name\nPim\n"Ken' + b"x" * 200_000)
    with pytest.raises(Trouble, match="from row 3 on"):
        read(path)


def test_a_sheets_numbers_dates_and_answers_come_as_a_person_reads_them(tmp_path: Path) -> None:
    cells = (
        '<row r="3"><c r="A3" t="inlineStr"><is><t>Name</t></is></c><c r="B3" t="inlineStr"><is><t>Phone</t></is></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t> Pim </t></is></c><c r="B4"><v>66812345678</v></c><c r="C4"><v>1.5</v></c>'
        '<c r="D4" t="b"><v>1</v></c></row>'
    )
    path = xlsx(tmp_path / "a.xlsx", sheet_of(cells))
    assert list(sheets.lines(path, sheets.examine(path))) == [
        (3, ["Name", "Phone"]),
        (4, ["Pim", "66812345678", "1.5", "yes"]),
    ]


def test_what_we_write_ourselves_can_be_read(tmp_path: Path) -> None:
    book = Xlsx()
    path = written(
        tmp_path, book.begin(["Name", "Said"]) + book.rows([["=1+1", "<&>\x01\n"], ["", "สวัสดี"]]) + book.end()
    )
    assert read(path) == [["Name", "Said"], ["=1+1", "<&>"], ["", "สวัสดี"]]


def test_an_archive_that_declares_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", sheet_of(""), ("xl/big.xml", bytes(archives.MOST_BYTES + 1)))
    with pytest.raises(Trouble, match="unpacks to far more"):
        sheets.examine(path)


def test_an_archive_that_packs_too_well_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", sheet_of(""), ("xl/big.xml", bytes(20 * 1024 * 1024)))
    assert path.stat().st_size < 100_000
    with pytest.raises(Trouble, match="unpacks to far more"):
        sheets.examine(path)


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", sheet_of(""), ("xl/big.xml", bytes(30 * 1024 * 1024)))
    size = (30 * 1024 * 1024).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (100).to_bytes(4, "little")))
    with pytest.raises(Trouble):
        sheets.examine(path)


def test_an_archive_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    parts = [(f"xl/{number}.xml", b"") for number in range(archives.MOST_ENTRIES)]
    path = xlsx(tmp_path / "a.xlsx", sheet_of(""), *parts)
    with pytest.raises(Trouble, match="unpacks to far more"):
        sheets.examine(path)


async def test_a_sheet_whose_two_cells_span_the_whole_grid_ends_the_reader_and_not_us(tmp_path: Path) -> None:
    """17 billion cells, in a file of 2 kB that unpacks to 3 kB."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = xlsx(tmp_path / "a.xlsx", sheet_of(cells))
    sheets.examine(path)
    with pytest.raises(Trouble, match="cannot be read"):
        await child.look(Look(str(path), [], None))
