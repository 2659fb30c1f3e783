"""Money: whole minor units of a currency (satang, cents, fils), never a float. Pure.

Rounding is half up everywhere: what lies exactly between two minor units goes to the larger. The currencies are those of ISO 4217 that
a price can be named in; metals, bonds and test codes are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hub.wire.errors import Refusal
from hub.wire.money import Money

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK "
    "DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP "
    "LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
    "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD "
    "XCG YER ZAR ZMW ZWG"
)
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
MINOR_UNITS: dict[str, int] = {
    code: places for places, codes in ((0, _NONE), (2, _TWO), (3, _THREE), (4, _FOUR)) for code in codes.split()
}
MOST = 10**15  # minor units one amount may hold: ten trillion baht, and exact in every browser's numbers


def places(currency: str, *, field: str = "currency") -> int:
    """How many decimal places it has. Raises Refusal `invalid` for what is no currency."""
    found = MINOR_UNITS.get(currency)
    if found is None:
        raise Refusal("invalid", f"{currency} is no currency of ISO 4217; write it like THB or EUR.", field=field)
    return found


def shape(minor: int, currency: str) -> Money:
    return Money(plain(minor, currency), currency)


def plain(minor: int, currency: str) -> str:
    """The amount in digits: 123450 THB is "1234.50", and of JPY "123450"."""
    digits = MINOR_UNITS[currency]
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def minor(amount: Decimal, currency: str, *, field: str) -> int:
    """An amount somebody typed. Raises Refusal `invalid` when it has more decimal places than the currency."""
    digits = places(currency)
    scaled = amount.scaleb(digits)
    whole = int(scaled)
    if whole != scaled:
        told = f"{currency} has {digits} decimal places." if digits else f"{currency} has no decimal places."
        raise Refusal("invalid", told, field=field)
    if abs(whole) > MOST:
        raise Refusal("invalid", "That is more money than an amount can hold.", field=field)
    return whole


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two numbers that are not negative, rounded to the nearest whole one, half up. Exact."""
    return (2 * numerator + denominator) // (2 * denominator)


def divided(whole: int, weights: Sequence[int]) -> list[int]:
    """`whole` shared out by `weights` to the last unit, by largest remainder: each gets its share rounded down, what is left goes one
    unit each to those that lost most by it, the first of equals first. All weights 0: nothing is shared out."""
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    shares = [whole * weight // total for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda place: (-(whole * weights[place] % total), place))
    for place in by_loss[: whole - sum(shares)]:
        shares[place] += 1
    return shares
