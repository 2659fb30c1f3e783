"""What a quotation comes to, to the last minor unit. Pure, exact (whole numbers throughout), the one place it is computed.

The rule, as web/docs/quotations.md states it: an item's amount is quantity × unit price, rounded half up to the minor unit; its own
discount is taken off it; the discount on the whole is shared out over the items by largest remainder; tax is computed on what is left, per
item (`rounding` "line") or per tax on the whole and then shared out ("document"). Everything shown adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from hub import money
from hub.wire.errors import Refusal
from hub.wire.money import Money
from hub.wire.quotations import Discount, Item, ItemAmounts, Prices, Rounding, SectionAmount, Tax, TaxAmount, Totals

_PLACES = 10**4  # every quantity, price and rate has at most four decimal places
WHOLE = 100 * _PLACES  # one hundred percent


class Line(Struct, kw_only=True):
    """An item's amounts in minor units."""

    amount: int
    discount: int
    counted: bool
    share: int = 0
    tax: int = 0
    net: int = 0
    withheld: int = 0

    @property
    def after(self) -> int:
        return self.amount - self.discount


class TaxSum(Struct, kw_only=True):
    name: str
    rate: int  # in ten-thousandths of a percent
    of: int
    amount: int


class Sums(Struct, kw_only=True):
    lines: list[Line]
    sections: list[tuple[str, int]]
    taxes: list[TaxSum]
    withholdings: list[TaxSum]
    subtotal: int
    discount_total: int
    net: int
    tax_total: int
    withheld: int

    @property
    def total(self) -> int:
        return self.net + self.tax_total

    @property
    def payable(self) -> int:
        return self.total - self.withheld


def compute(
    items: Sequence[Item], *, currency: str, prices: Prices, discount: Discount | None, rounding: Rounding
) -> Sums:
    """Raises Refusal `invalid` with the field at fault: an unknown currency, a discount larger than what it is taken off, too much."""
    digits = money.places(currency)
    lines = [_line(item, place, currency, digits) for place, item in enumerate(items)]
    counted = [line for line in lines if line.counted]
    subtotal = sum(line.amount for line in counted)
    if subtotal > money.MOST:
        raise Refusal("invalid", "All items together come to more money than an amount can hold.", field="items")
    whole = _discount(discount, sum(line.after for line in counted), currency, "discount")
    for line, share in zip(counted, money.divided(whole, [line.after for line in counted]), strict=True):
        line.share = share
    taxes = _taxes(items, lines, prices, rounding)
    withholdings = _withholdings(items, lines, rounding)
    return Sums(
        lines=lines,
        sections=_sections(items, lines),
        taxes=taxes,
        withholdings=withholdings,
        subtotal=subtotal,
        discount_total=sum(line.discount + line.share for line in counted),
        net=sum(line.net for line in counted),
        tax_total=sum(line.tax for line in counted),
        withheld=sum(line.withheld for line in counted),
    )


def shape(sums: Sums, currency: str) -> Totals:
    def told(minor: int) -> Money:
        return money.shape(minor, currency)

    def taxes(found: list[TaxSum]) -> list[TaxAmount]:
        return [
            TaxAmount(name=tax.name, rate=rate_text(tax.rate), of=told(tax.of), amount=told(tax.amount))
            for tax in found
        ]

    return Totals(
        items=[
            ItemAmounts(
                amount=told(line.amount),
                discount=told(line.discount),
                share=told(line.share),
                net=told(line.net),
                tax=told(line.tax),
                total=told(line.net + line.tax),
                withheld=told(line.withheld),
                counted=line.counted,
            )
            for line in sums.lines
        ],
        sections=[SectionAmount(title=title, amount=told(amount)) for title, amount in sums.sections],
        subtotal=told(sums.subtotal),
        discount_total=told(sums.discount_total),
        net=told(sums.net),
        taxes=taxes(sums.taxes),
        tax_total=told(sums.tax_total),
        total=told(sums.total),
        withholdings=taxes(sums.withholdings),
        withheld=told(sums.withheld),
        payable=told(sums.payable),
    )


def rate_text(rate: int) -> str:
    """A percentage without needless zeros."""
    whole, part = divmod(rate, _PLACES)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".")


def scaled(text: str) -> int:
    """A decimal with at most four places, in ten-thousandths."""
    return int(Decimal(text).scaleb(4))


def _line(item: Item, place: int, currency: str, digits: int) -> Line:
    field = f"items[{place}]"
    quantity = scaled(item.quantity)
    if not quantity:
        raise Refusal("invalid", "A quantity is more than 0.", field=f"{field}.quantity")
    amount = money.half_up(quantity * scaled(item.unit_price) * 10**digits, _PLACES * _PLACES)
    if amount > money.MOST:
        raise Refusal("invalid", "This item comes to more money than an amount can hold.", field=field)
    off = _discount(item.discount, amount, currency, f"{field}.discount")
    return Line(amount=amount, discount=off, counted=not item.optional or item.chosen)


def _discount(discount: Discount | None, of: int, currency: str, field: str) -> int:
    if discount is None:
        return 0
    if (discount.percent is None) == (discount.amount is None):
        raise Refusal("invalid", "A discount is either a percentage or an amount.", field=field)
    if discount.percent is not None:
        return money.half_up(of * scaled(discount.percent), WHOLE)
    off = money.minor(Decimal(discount.amount or "0"), currency, field=f"{field}.amount")
    if off > of:
        raise Refusal("invalid", "The discount is larger than what it is taken off.", field=f"{field}.amount")
    return off


def _taxes(items: Sequence[Item], lines: list[Line], prices: Prices, rounding: Rounding) -> list[TaxSum]:
    """Splits what is left of each line into net and tax."""
    left = [line.after - line.share for line in lines]
    found = _levied([item.tax for item in items], lines, left, rounding, included=prices == "inclusive")
    for line, base, tax in zip(lines, left, found, strict=True):
        line.tax = tax
        line.net = base - tax if prices == "inclusive" else base
    return _grouped([item.tax for item in items], lines, found)


def _withholdings(items: Sequence[Item], lines: list[Line], rounding: Rounding) -> list[TaxSum]:
    kept = [item.withholding for item in items]
    found = _levied(kept, lines, [line.net for line in lines], rounding, included=False)
    for line, withheld in zip(lines, found, strict=True):
        line.withheld = withheld
    return _grouped(kept, lines, found)


def _levied(
    taxes: Sequence[Tax | None], lines: list[Line], bases: list[int], rounding: Rounding, *, included: bool
) -> list[int]:
    """The tax on each base. With `rounding` "document" each tax is rounded once, on all lines that count, and shared out over them."""
    found = [_tax(base, tax, included) for base, tax in zip(bases, taxes, strict=True)]
    if rounding == "line":
        return found
    for places in _groups(taxes, lines).values():
        whole = _tax(sum(bases[place] for place in places), taxes[places[0]], included)
        for place, share in zip(places, money.divided(whole, [bases[place] for place in places]), strict=True):
            found[place] = share
    return found


def _tax(base: int, tax: Tax | None, included: bool) -> int:
    rate = 0 if tax is None else scaled(tax.rate)
    return money.half_up(base * rate, WHOLE + rate if included else WHOLE)


def _grouped(taxes: Sequence[Tax | None], lines: list[Line], found: list[int]) -> list[TaxSum]:
    return [
        TaxSum(
            name=name,
            rate=rate,
            of=sum(lines[place].net for place in places),
            amount=sum(found[place] for place in places),
        )
        for (name, rate), places in _groups(taxes, lines).items()
    ]


def _groups(taxes: Sequence[Tax | None], lines: list[Line]) -> dict[tuple[str, int], list[int]]:
    """Places of the lines that count, by tax, in the order in which the taxes first appear."""
    groups: dict[tuple[str, int], list[int]] = {}
    for place, (tax, line) in enumerate(zip(taxes, lines, strict=True)):
        if tax is not None and line.counted:
            groups.setdefault((tax.name, scaled(tax.rate)), []).append(place)
    return groups


def _sections(items: Sequence[Item], lines: list[Line]) -> list[tuple[str, int]]:
    """Neighbours under one heading; none where no item has one."""
    found: list[tuple[str, int]] = []
    for place, (item, line) in enumerate(zip(items, lines, strict=True)):
        amount = line.after if line.counted else 0
        if place and items[place - 1].section == item.section:
            found[-1] = (item.section, found[-1][1] + amount)
        else:
            found.append((item.section, amount))
    return found if any(title for title, _ in found) else []
