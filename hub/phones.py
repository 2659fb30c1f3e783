"""Telephone numbers as people type them, and as they are kept: E.164 digits without the plus."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumberFormat

LONGEST_TYPED = 250  # characters the parser looks at


def normal(text: str, region: str) -> str | None:
    """The number kept for what was typed, or None when it is none. A number without a country is one of `region`, if it can be."""
    number = _number(text, region)
    return None if number is None else phonenumbers.format_number(number, PhoneNumberFormat.E164)[1:]


def normal_and_shown(text: str, region: str) -> tuple[str, str] | None:
    """`normal`, and `shown` of it."""
    number = _number(text, region)
    if number is None:
        return None
    digits = phonenumbers.format_number(number, PhoneNumberFormat.E164)[1:]
    return digits, phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def shown(digits: str) -> str:
    """+66 81 234 5678; what no country has numbers like stays as it came."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return f"+{digits}"
    if not phonenumbers.is_possible_number(number):
        return f"+{digits}"
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _number(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    typed = text.strip()[:LONGEST_TYPED]
    abroad = f"+{typed[2:]}" if typed.startswith("00") else typed  # what most countries dial for the plus
    for written in (abroad, f"+{typed}"):  # 66812345678 is a whole number whose plus was left out
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return number
    return None
