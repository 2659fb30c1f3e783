"""What a quotation comes to, once more: by exact fractions and by the words of web/docs/quotations.md, without a line of the product's
computation. Slow and plain."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any

from hub.wire.quotations import Discount, Item, Tax

HUNDRED = Fraction(100)


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def shared(whole: int, weights: Sequence[int]) -> list[int]:
    """By largest remainder, the first of equals first."""
    total = sum(weights)
    if total == 0:
        return [0 for _ in weights]
    exact = [Fraction(whole) * weight / total for weight in weights]
    found = [floor(part) for part in exact]
    while sum(found) < whole:
        losses = [
            part - given if given == floor(part) else Fraction(-1) for part, given in zip(exact, found, strict=True)
        ]
        found[losses.index(max(losses))] += 1
    return found


def discounted(discount: Discount | None, of: int, digits: int) -> int:
    if discount is None:
        return 0
    if discount.percent is not None:
        return half_up(of * Fraction(discount.percent) / HUNDRED)
    return int(Fraction(discount.amount or 0) * 10**digits)


def contained(base: Fraction, tax: Tax | None, inclusive: bool) -> Fraction:
    rate = Fraction(0) if tax is None else Fraction(tax.rate)
    return base * rate / (HUNDRED + rate if inclusive else HUNDRED)


def levied(taxes: list[Tax | None], bases: list[int], counted: list[bool], rounding: str, inclusive: bool) -> list[int]:
    found = [half_up(contained(Fraction(base), tax, inclusive)) for base, tax in zip(bases, taxes, strict=True)]
    if rounding == "line":
        return found
    kinds = [
        None if tax is None or not counts else (tax.name, Fraction(tax.rate))
        for tax, counts in zip(taxes, counted, strict=True)
    ]
    for kind in {kind for kind in kinds if kind is not None}:
        places = [place for place, each in enumerate(kinds) if each == kind]
        whole = half_up(contained(Fraction(sum(bases[place] for place in places)), taxes[places[0]], inclusive))
        for place, part in zip(places, shared(whole, [bases[place] for place in places]), strict=True):
            found[place] = part
    return found


def computed(
    items: list[Item], *, digits: int, prices: str, discount: Discount | None, rounding: str
) -> dict[str, Any]:
    """Minor units, by the names of the shapes."""
    inclusive = prices == "inclusive"
    counted = [not item.optional or item.chosen for item in items]
    amounts = [half_up(Fraction(item.quantity) * Fraction(item.unit_price) * 10**digits) for item in items]
    own = [discounted(item.discount, amount, digits) for item, amount in zip(items, amounts, strict=True)]
    after = [amount - off for amount, off in zip(amounts, own, strict=True)]
    whole = discounted(discount, sum(a for a, c in zip(after, counted, strict=True) if c), digits)
    parts = iter(shared(whole, [a for a, c in zip(after, counted, strict=True) if c]))
    shares = [next(parts) if counts else 0 for counts in counted]
    left = [a - share for a, share in zip(after, shares, strict=True)]
    taxes = levied([item.tax for item in items], left, counted, rounding, inclusive)
    nets = [base - tax if inclusive else base for base, tax in zip(left, taxes, strict=True)]
    withheld = levied([item.withholding for item in items], nets, counted, rounding, False)

    def total(values: list[int]) -> int:
        return sum(value for value, counts in zip(values, counted, strict=True) if counts)

    return {
        "lines": [list(line) for line in zip(amounts, own, shares, nets, taxes, withheld, strict=True)],
        "subtotal": total(amounts),
        "discount_total": total(own) + total(shares),
        "net": total(nets),
        "tax_total": total(taxes),
        "total": total(nets) + total(taxes),
        "withheld": total(withheld),
        "payable": total(nets) + total(taxes) - total(withheld),
    }
