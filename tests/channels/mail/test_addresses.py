"""Who wrote, as people's programs say it, quoted or not."""

from __future__ import annotations

import pytest

from channels.mail import charsets, mime

A, B = "a@b.example", "x@y.example"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f"Bangkok Co., Ltd. <{A}>", [("Bangkok Co., Ltd.", A)]),
        (f"บริษัท ไทยทัวร์, จำกัด <{A}>, {B}", [("บริษัท ไทยทัวร์, จำกัด", A), (None, B)]),
        (f"{B}, Bangkok Co., Ltd. <{A}>", [(None, B), ("Bangkok Co., Ltd.", A)]),
        (f'"Som <{A}>', [("Som", A)]),
        (f"Anna@Acme <{A}>", [("Anna@Acme", A)]),
        (f'"Bangkok Co., Ltd." <{A}>', [("Bangkok Co., Ltd.", A)]),
        (f"=?utf-8?b?4LiB?=, Ltd. <{A}>", [("ก, Ltd.", A)]),
        (f"Som (Sales, BKK) <{A}>", [("Som (Sales, BKK)", A)]),
        (f"Team: {A}, Ben <{B}>;", [(None, A), ("Ben", B)]),
        (f"{A} (Anna)", [("Anna", A)]),
        ("undisclosed-recipients:;", []),
        ("<" * 100_000, []),
    ],
)
def test_names_are_read_whole(said: str, expected: list[tuple[str | None, str]]) -> None:
    found = mime.read(f"To: {said}\r\n\r\nx".encode())
    assert [(one.name, one.address) for one in found.to] == expected


@pytest.mark.parametrize("charset", ["tis-620", "TIS_620", "tis620", "iso-8859-11", "windows-874"])
def test_thai_charsets_hold_windows_quotation_marks(charset: str) -> None:
    assert charsets.text("“ราคา”".encode("cp874"), charset) == "“ราคา”"


APPLE = (
    "From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    "--B\r\nContent-Type: text/html\r\n\r\n<html><body><p>First</p></body></html>\r\n"
    "--B\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: inline; filename=a.pdf\r\n\r\nx\r\n"
    "--B\r\nContent-Type: text/html\r\n\r\n<html><body><p>Second, after the file</p><blockquote type=cite>old</blockquote></body></html>\r\n--B--\r\n"
)


def test_what_stands_behind_a_file_is_part_of_the_mail() -> None:
    found = mime.read(APPLE.encode())
    assert found.html is not None
    assert found.html.index("First") < found.html.index("Second")
    assert [file.name for file in found.files] == ["a.pdf"]
