"""Writes the cases that the server's and the browser's computation are both checked against:
`python -m tests.hub.quotations.vectors > tests/vectors/money.json`.
"""

from __future__ import annotations

import random
import sys
from typing import Any

import msgspec

from hub.quotations import sums
from hub.wire.quotation_requests import QuotationSum
from hub.wire.quotations import Discount, Item, Tax

SEED = 20_261_122
VAT, WHT = Tax(name="VAT", rate="7"), Tax(name="WHT", rate="3")
TAXES = (None, VAT, VAT, Tax(name="VAT", rate="0"), Tax(name="USt", rate="19"), Tax(name="GST", rate="8.875"))
PERCENTS = ("0", "5", "10", "12.5", "33.3333", "100")


def item(price: str, quantity: str = "1", **more: Any) -> Item:
    return Item(description="A thing", unit_price=price, quantity=quantity, **more)


def by_hand() -> dict[str, QuotationSum]:
    third = Discount(percent="33.3333")
    pa = item("1234.50", "2", unit="set", discount=Discount(percent="10"), tax=VAT)
    return {
        "two sets less a tenth": QuotationSum(currency="THB", items=[pa]),
        "nothing": QuotationSum(currency="THB"),
        "half a satang goes up": QuotationSum(currency="THB", items=[item("0.005"), item("0.0049")]),
        "no decimal places": QuotationSum(currency="JPY", items=[item("1.5", "3", tax=VAT)], discount=third),
        "three decimal places": QuotationSum(currency="KWD", items=[item("1.0005", "2", tax=VAT)]),
        "tax on each line": QuotationSum(currency="THB", items=[item("0.07", tax=VAT)] * 3),
        "tax on the whole": QuotationSum(currency="THB", items=[item("0.07", tax=VAT)] * 3, rounding="document"),
        "a discount in thirds": QuotationSum(currency="THB", items=[item("10")] * 3, discount=Discount(amount="10")),
        "tax contained": QuotationSum(currency="THB", prices="inclusive", items=[item("107", tax=VAT)], discount=third),
        "withheld": QuotationSum(currency="THB", items=[item("1000", tax=VAT, withholding=WHT)]),
        "optional": QuotationSum(
            currency="THB", items=[item("10"), item("5", tax=VAT, optional=True), item("7", optional=True, chosen=True)]
        ),
        "sections": QuotationSum(
            currency="THB", items=[item("10", section="Sound"), item("20", section="Sound"), item("5", section="Light")]
        ),
        "as much as can be": QuotationSum(currency="THB", items=[item("9999999999999.99")]),
    }


def at_random(count: int) -> dict[str, QuotationSum]:
    dice = random.Random(SEED)
    return {f"random {number}": _asked(dice) for number in range(1, count + 1)}


def cases() -> dict[str, QuotationSum]:
    return by_hand() | at_random(30)


def written() -> bytes:
    told = [{"name": name, "asked": asked, "totals": totals_of(asked)} for name, asked in cases().items()]
    return b"[\n" + b",\n".join(msgspec.json.encode(each) for each in told) + b"\n]\n"


def totals_of(asked: QuotationSum) -> Any:
    found = sums.compute(
        asked.items, currency=asked.currency, prices=asked.prices, discount=asked.discount, rounding=asked.rounding
    )
    return sums.shape(found, asked.currency)


def _asked(dice: random.Random) -> QuotationSum:
    return QuotationSum(
        currency=dice.choice(("THB", "JPY", "KWD", "CLF", "EUR")),
        prices=dice.choice(("exclusive", "inclusive")),
        rounding=dice.choice(("line", "document")),
        items=[_item(dice) for _ in range(dice.randint(1, 7))],
        discount=dice.choice((None, Discount(percent=dice.choice(PERCENTS)), Discount(amount="1"))),
    )


def _item(dice: random.Random) -> Item:
    return item(
        _decimal(dice, 50_000),
        _decimal(dice, 40).replace("0.0000", "1"),
        discount=dice.choice((None, None, Discount(percent=dice.choice(PERCENTS[:5])))),
        tax=dice.choice(TAXES),
        withholding=dice.choice((None, None, WHT)),
        optional=dice.random() < 0.2,
        chosen=dice.random() < 0.5,
        section=dice.choice(("", "", "Sound")),
    )


def _decimal(dice: random.Random, most: int) -> str:
    places = dice.choice((0, 0, 1, 2, 4))
    whole = str(dice.randint(1, most))
    return f"{whole}.{dice.randint(0, 10**places - 1):0{places}d}" if places else whole


if __name__ == "__main__":
    sys.stdout.buffer.write(written())
