"""PromptPay: the Thai banks' QR code, as EMVCo lays it out. What a bank's app reads from it: to whom, and how much."""

from __future__ import annotations

import re

APPLICATION = "A000000677010111"
BAHT = "764"  # ISO 4217, by number
PHONE, TAX_ID, WALLET = "01", "02", "03"
AMOUNT = re.compile(r"^\d{1,10}\.\d{2}$")


class NotPromptPay(ValueError):
    """The sentence says what is wrong with the id or the amount."""


def payload(target: str, amount: str | None = None) -> str:
    """The code's text. `target`: a telephone number, a tax or citizen id of 13 digits, an e-wallet of 15. Raises NotPromptPay."""
    if amount is not None and not AMOUNT.match(amount):
        raise NotPromptPay(f"{amount!r} is no amount in baht: it needs two decimals, such as 2377.65.")
    fields = [
        _field("00", "01"),
        _field("01", "11" if amount is None else "12"),  # for any number of payments, or for this one
        _field("29", _field("00", APPLICATION) + _account(target)),
        _field("58", "TH"),
        _field("53", BAHT),
        _field("54", amount) if amount is not None else "",
        "6304",
    ]
    text = "".join(fields)
    return f"{text}{_checksum(text.encode('ascii')):04X}"


def known(target: str) -> bool:
    """Whether it is an id at all."""
    try:
        _account(target)
    except NotPromptPay:
        return False
    return True


def _account(target: str) -> str:
    digits = re.sub(r"[^0-9]", "", target)
    if len(digits) == 15:
        return _field(WALLET, digits)
    if len(digits) == 13:
        return _field(TAX_ID, digits)
    national = digits.removeprefix("66") if target.strip().startswith(("+66", "66")) else digits
    national = national.removeprefix("0")
    if len(national) != 9:
        raise NotPromptPay("A PromptPay id is a Thai mobile number, a tax id of 13 digits or an e-wallet of 15.")
    return _field(PHONE, f"0066{national}")


def _field(number: str, value: str) -> str:
    return f"{number}{len(value):02d}{value}"


def _checksum(data: bytes) -> int:
    """CRC-16/CCITT-FALSE over everything, the checksum's own number and length included."""
    rest = 0xFFFF
    for byte in data:
        rest ^= byte << 8
        for _ in range(8):
            rest = ((rest << 1) ^ 0x1021) & 0xFFFF if rest & 0x8000 else (rest << 1) & 0xFFFF
    return rest
