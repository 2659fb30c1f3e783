"""How a person reads what names another: a number in groups, a user name with its sign."""

from __future__ import annotations

import phonenumbers

from channels.channel import Alias

GROUP = "group"  # the kind of alias that stands for a provider's group: its thread has one contact


def display(alias: Alias) -> str:
    if alias.kind == "phone":
        return _number(alias.value)
    if alias.kind == "username":
        return f"@{alias.value}"
    return "Group" if alias.kind == GROUP else alias.value


def _number(digits: str) -> str:
    """+66 81 234 5678; what no country has numbers like stays as it came."""
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return f"+{digits}"
    if not phonenumbers.is_possible_number(number):
        return f"+{digits}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
