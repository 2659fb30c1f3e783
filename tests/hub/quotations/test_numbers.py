"""Numbers of quotations: by the office's pattern, each year from 1, without gaps and never twice, however many issue at once."""

from __future__ import annotations

import asyncio

import pytest

from hub.quotations import drafts, issuing, numbers
from hub.transaction import Transactions
from hub.wire.errors import Refusal
from hub.wire.quotation_requests import NewQuotation
from hub.wire.quotations import Item
from tests.cast import Cast

AT_ONCE = 24
ITEMS = [Item(description="A lamp", unit_price="10")]


async def drafted(transactions: Transactions, cast: Cast) -> str:
    async with transactions.begin() as tx:
        return (await drafts.create(tx, cast.dana, NewQuotation(conversation=cast.pims, items=ITEMS))).id


async def taken(transactions: Transactions, pattern: str, year: int) -> str:
    async with transactions.begin() as tx:
        return await numbers.take(tx, pattern, year)


async def test_each_year_counts_from_one(transactions: Transactions) -> None:
    assert await taken(transactions, "Q-{year}-{number:4}", 2026) == "Q-2026-0001"
    assert await taken(transactions, "Q-{year}-{number:4}", 2026) == "Q-2026-0002"
    assert await taken(transactions, "Q-{year}-{number:4}", 2027) == "Q-2027-0001"
    assert await taken(transactions, "Q-{year}-{number:6}", 2026) == "Q-2026-000003", "more digits go on counting"
    assert await taken(transactions, "QT{yy}/{number}", 2026) == "QT26/1"
    assert await taken(transactions, "ใบเสนอราคา {number:3}", 2026) == "ใบเสนอราคา 001"
    assert await taken(transactions, "ใบเสนอราคา {number:3}", 2027) == "ใบเสนอราคา 002"


async def test_many_who_issue_at_once_get_each_number_once(transactions: Transactions, cast: Cast) -> None:
    made = [await drafted(transactions, cast) for _ in range(AT_ONCE)]

    async def issued(quotation_id: str) -> str | None:
        async with transactions.begin() as tx:
            return (await issuing.issue(tx, cast.dana, quotation_id)).number

    given = await asyncio.gather(*map(issued, made))
    year = (given[0] or "").split("-")[1]
    assert sorted(number or "" for number in given) == [f"Q-{year}-{n:04d}" for n in range(1, AT_ONCE + 1)]


async def test_two_who_issue_one_quotation_give_it_one_number(transactions: Transactions, cast: Cast) -> None:
    first, second = await drafted(transactions, cast), await drafted(transactions, cast)

    async def issued() -> str | None:
        try:
            async with transactions.begin() as tx:
                return (await issuing.issue(tx, cast.dana, first)).number
        except Refusal as refusal:
            return refusal.code

    given = await asyncio.gather(*(issued() for _ in range(4)))
    assert sorted(code or "" for code in given)[1:] == ["conflict"] * 3
    async with transactions.begin() as tx:
        assert ((await issuing.issue(tx, cast.dana, second)).number or "").endswith("-0002")


async def test_a_number_whose_transaction_fails_is_given_again(transactions: Transactions, cast: Cast) -> None:
    made = await drafted(transactions, cast)

    async def fail() -> None:
        async with transactions.begin() as tx:
            await issuing.issue(tx, cast.dana, made)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with transactions.begin() as tx:
        assert ((await issuing.issue(tx, cast.dana, made)).number or "").endswith("-0001")


@pytest.mark.once
@pytest.mark.parametrize(
    "pattern",
    [
        "Q-{year}",
        "{number}{number}",
        "Q-{number:0}",
        "Q-{number:13}",
        "{month}-{number}",
        "{number",
        "<b>{number}",
        " {number}",
    ],
)
def test_a_pattern_that_cannot_number_is_refused(pattern: str) -> None:
    with pytest.raises(Refusal) as refused:
        numbers.check(pattern)
    assert refused.value.field == "quotations.number_pattern"
