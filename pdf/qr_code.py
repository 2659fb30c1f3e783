"""QR codes as shapes: one path for SVG, which needs no image and no script."""

from __future__ import annotations

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel


def path_of(text: str) -> tuple[int, str]:
    """Side length in squares, and the dark squares as an SVG path, each run of a row one rectangle. Takes tens of milliseconds."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    side = int(code.getModuleCount())
    rows = ("".join(_run(row, start, end) for start, end in _runs(code, row, side)) for row in range(side))
    return side, "".join(rows)


def _runs(code: QRCode, row: int, side: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for column in range(side):
        if not code.isDark(row, column):
            continue
        if found and found[-1][1] == column:
            found[-1] = (found[-1][0], column + 1)
        else:
            found.append((column, column + 1))
    return found


def _run(row: int, start: int, end: int) -> str:
    return f"M{start} {row}h{end - start}v1h-{end - start}z"
