"""Numbers, amounts and days as a paper prints them, in the language's own way (CLDR, by ICU). Digits are Latin in every language: a price
must be readable by who pays and who checks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from icu4py.messageformat import MessageFormat

from hub.money import MINOR_UNITS
from hub.wire.quotation_settings import ThaiYears

MINUS = "\u2212"
BLANK = "\u200b"  # ICU puts it between the words of a spelled number


def amount(value: Decimal, currency: str, language: str) -> str:
    """With the currency: "฿2,377.65"."""
    return _format(f"::currency/{currency} {_fraction(MINOR_UNITS[currency])}", language, value)


def figure(value: Decimal, currency: str, language: str) -> str:
    """Without it, with its decimal places."""
    return _format(f"::{_fraction(MINOR_UNITS[currency])}", language, value)


def less(value: Decimal, currency: str, language: str) -> str:
    """What is taken off."""
    return f"{MINUS}{figure(abs(value), currency, language)}"


def price(value: Decimal, currency: str, language: str) -> str:
    """Of one unit: with the currency's decimal places, or as many more as it was given."""
    digits = max(MINOR_UNITS[currency], -int(value.normalize().as_tuple().exponent))
    return _format(f"::{_fraction(digits)}", language, value)


def number(value: Decimal, language: str) -> str:
    """A quantity or a percentage."""
    return _format("::.####", language, value)


def percent(value: Decimal, language: str) -> str:
    return f"{number(value, language)}\u00a0%"


def day(text: str | None, language: str, thai_years: ThaiYears = "buddhist") -> str:
    """Empty for none. Thai days have the years of the Buddhist era unless the office says otherwise."""
    if text is None:
        return ""
    locale = "th-u-ca-gregory-nu-latn" if language.startswith("th") and thai_years == "gregorian" else _locale(language)
    return _formatter("{value, date, long}", locale).format({"value": date.fromisoformat(text)})


def baht_in_words(value: Decimal) -> str:
    """As Thai papers spell a sum: "สองพันสามร้อยเจ็ดสิบเจ็ดบาทหกสิบห้าสตางค์"."""
    whole, satang = divmod(int(value * 100), 100)
    words = f"{_spelled(whole)}บาท"
    return f"{words}{_spelled(satang)}สตางค์" if satang else f"{words}ถ้วน"


def _spelled(value: int) -> str:
    return _formatter("{value, spellout}", "th").format({"value": value}).replace(BLANK, "")


def _fraction(digits: int) -> str:
    return f".{'0' * digits}" if digits else "precision-integer"


def _format(skeleton: str, language: str, value: Decimal) -> str:
    return _formatter(f"{{value, number, {skeleton}}}", _locale(language)).format({"value": value})


def _locale(language: str) -> str:
    return f"{language}-u-nu-latn"


@lru_cache(500)
def _formatter(pattern: str, locale: str) -> MessageFormat:
    return MessageFormat(pattern, locale)
