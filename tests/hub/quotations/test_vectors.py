"""The cases the browser's computation is checked against are those of the server, and true."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub import money
from hub.wire.money import Money
from tests.hub.quotations import oracle, vectors

pytestmark = pytest.mark.once

FILE = Path(__file__).resolve().parents[2] / "vectors" / "money.json"


def test_the_file_is_what_the_server_computes() -> None:
    assert FILE.read_bytes() == vectors.written(), "write it again: see tests/hub/quotations/vectors.py"


@pytest.mark.parametrize("name", vectors.cases())
def test_the_cases_are_true(name: str) -> None:
    asked = vectors.cases()[name]
    digits = money.places(asked.currency)
    true = oracle.computed(
        asked.items, digits=digits, prices=asked.prices, discount=asked.discount, rounding=asked.rounding
    )
    found = vectors.totals_of(asked)

    def minor(amount: Money) -> int:
        return int(amount.amount.replace(".", ""))

    names = ("amount", "discount", "share", "net", "tax", "withheld")
    assert [[minor(getattr(line, name)) for name in names] for line in found.items] == true.pop("lines")
    assert {name: minor(getattr(found, name)) for name in true} == true
