"""Amounts and days as they are said to a customer in messages."""

from __future__ import annotations

from datetime import date

from hub import money

_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "th": ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
}
BUDDHIST_YEARS = 543  # the Thai calendar is ahead by


def amount(minor: int, currency: str, language: str) -> str:
    whole, _, part = money.plain(minor, currency).partition(".")
    grouped = f"{int(whole):,}" + (f".{part}" if part else "")
    if language.startswith("th") and currency == "THB":
        return f"{grouped} บาท"
    return f"{currency} {grouped}"


def day(text: str | None, language: str) -> str:
    """Empty for none."""
    if text is None:
        return ""
    found = date.fromisoformat(text)
    thai = language.startswith("th")
    months = _MONTHS["th" if thai else "en"]
    return f"{found.day} {months[found.month - 1]} {found.year + (BUDDHIST_YEARS if thai else 0)}"
