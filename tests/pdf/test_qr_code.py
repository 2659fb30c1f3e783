"""A QR code read back square by square."""

from __future__ import annotations

import re

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from pdf import qr_code

TEXT = "otpauth://totp/BMA%20Social:dana%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=BMA%20Social"


def test_the_path_covers_the_dark_squares_and_no_other() -> None:
    side, path = qr_code.path_of(TEXT)
    drawn = set()
    for column, row, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        drawn |= {(int(row), int(column) + n) for n in range(int(width))}
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(TEXT)
    code.make()
    dark = {(row, column) for row in range(side) for column in range(side) if code.isDark(row, column)}
    assert drawn == dark
    assert len(path) < 10_000
    assert {(0, 0), (0, side - 1), (side - 1, 0)} <= drawn  # its three corners
