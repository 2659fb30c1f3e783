"""A price list as a CSV or XLSX file: its first row names the columns, in English or Thai."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from hub import money
from hub.imports import sheets
from hub.imports.troubles import Trouble
from hub.wire.errors import Refusal
from hub.wire.quotation_texts import NewPrice, PriceFault
from hub.wire.reading import refusal_of

MOST_LINES = 5_000
MOST_BYTES = 5 * 1024 * 1024
NAMES = {
    "code": ("code", "sku", "item code", "รหัส", "รหัสสินค้า"),
    "description": ("description", "name", "item", "product", "รายการ", "ชื่อ", "ชื่อสินค้า", "รายละเอียด"),
    "unit": ("unit", "uom", "หน่วย"),
    "unit_price": ("unit_price", "unit price", "price", "ราคา", "ราคาต่อหน่วย"),
    "currency": ("currency", "สกุลเงิน"),
    "tax_name": ("tax", "tax name", "tax_name", "ภาษี"),
    "tax_rate": ("tax rate", "tax_rate", "tax %", "อัตราภาษี"),
}
Line = tuple[int, NewPrice]


def read(path: Path, currency: str) -> tuple[list[Line], list[PriceFault]]:
    """The entries of a file with their line, and the lines that hold none. `currency`: of lines that name none. Blocking. Raises Refusal
    `invalid` for a file that is no list of prices."""
    try:
        rows = sheets.lines(path, sheets.examine(path))
        _, headings = next(rows, (0, []))
        columns = _columns(headings)
        return _entries(rows, columns, currency)
    except Trouble as trouble:
        raise Refusal("invalid", str(trouble), field="file") from None


def _columns(headings: list[str]) -> dict[str, int]:
    places = {heading.strip().casefold(): place for place, heading in reversed(list(enumerate(headings)))}
    found = {
        field: next(places[name] for name in names if name in places)
        for field, names in NAMES.items()
        if any(name in places for name in names)
    }
    for field in ("description", "unit_price"):
        if field not in found:
            told = f"The first row must name the columns; there is none called {NAMES[field][0]}."
            raise Refusal("invalid", told, field="file")
    return found


def _entries(rows: Any, columns: dict[str, int], currency: str) -> tuple[list[Line], list[PriceFault]]:
    found: list[Line] = []
    faults: list[PriceFault] = []
    for count, (line, cells) in enumerate(rows):
        if count >= MOST_LINES:
            raise Refusal("invalid", f"A price list has at most {MOST_LINES} lines in one file.", field="file")
        told = {field: cells[place].strip() if place < len(cells) else "" for field, place in columns.items()}
        try:
            found.append((line, _entry(told, currency)))
        except Refusal as refusal:
            faults.append(PriceFault(line=line, message=refusal.message))
    return found, faults


def _entry(told: dict[str, str], currency: str) -> NewPrice:
    code = (told.get("currency") or currency).upper()
    money.places(code)
    rate = told.get("tax_rate", "").removesuffix("%").strip()
    tax = {"name": told.get("tax_name") or "VAT", "rate": rate} if rate else None
    values = {
        "code": told.get("code") or None,
        "description": told["description"],
        "unit": told.get("unit", ""),
        "unit_price": _number(told["unit_price"]),
        "currency": code,
        "tax": tax,
    }
    try:
        return msgspec.convert(values, NewPrice)
    except msgspec.ValidationError as error:
        raise refusal_of(error) from None


def _number(text: str) -> str:
    """As a sheet writes it: "1,234.50", "฿ 1 234.5"."""
    bare = "".join(sign for sign in text if sign.isdigit() or sign in ".,-")
    return bare.replace(",", "")
