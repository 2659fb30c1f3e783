"""Exchange rates: read in whatever base they come, fetched once a day from an address that may be asked, kept until newer ones come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from hub.office import configuration
from hub.quotations import rates
from hub.transaction import Transactions, milliseconds
from hub.work.rates import AGAIN_MS, FRESH_MS, Rates
from storage.quotations import exchange_rates
from tests.cast import Cast
from tests.hub.router.receiver import Receiver, Reply, Taken, receiving
from web.logs import Lines

EURO = b'{"amount":1.0,"base":"EUR","date":"2026-11-20","rates":{"THB":38.2,"USD":1.08,"JPY":160,"XAU":0.0004}}'


class Clock:
    def __init__(self) -> None:
        self.now = milliseconds()

    def __call__(self) -> int:
        return self.now


@pytest.fixture
async def theirs() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        receiver.answer = lambda _taken: Reply(body=EURO)
        yield receiver


async def configured(transactions: Transactions, cast: Cast, url: str, networks: list[str]) -> None:
    async with transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "allowed_networks", networks)
        await configuration.change(tx, cast.ines, "quotations", {"report_currency": "THB", "rates_url": url})


async def known(transactions: Transactions) -> dict[str, str]:
    async with transactions.database.reading() as connection:
        return {row.currency: row.rate for row in await exchange_rates.every(connection, "THB")}


@pytest.mark.once
def test_rates_come_in_any_base() -> None:
    found = rates.read(EURO, "THB")
    assert set(found) == {"EUR", "USD", "JPY"}, "gold is no currency to offer in"
    assert found["EUR"] == "38.2"
    assert Decimal(found["JPY"]) == Decimal("0.23875")
    assert rates.read(b'{"base":"THB","rates":{"USD":"0.0277"}}', "THB") == {"USD": "36.101083032"}


@pytest.mark.once
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'{"base":"EUR"}', b'{"base":"EUR","rates":{"USD":1}}', b'{"base":"EUR","rates":{"THB":0}}',
     b'{"base":"EUR","rates":{"THB":"NaN"}}', b'{"base":"EUR","rates":{"THB":1e40}}', b"\xff"],
)  # fmt: skip
def test_what_is_no_list_of_rates_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="rate"):
        rates.read(body, "THB")


async def test_rates_are_fetched_once_a_day(transactions: Transactions, cast: Cast, theirs: Receiver) -> None:
    clock = Clock()
    work = Rates(transactions, "worker-1", clock)
    await work.turn()
    assert theirs.taken == [], "nobody asked for it"
    await configured(transactions, cast, f"{theirs.url}/latest?from={{base}}", ["127.0.0.1/32"])
    await work.turn()
    await work.turn()
    assert [taken.path for taken in theirs.taken] == ["/in/latest?from=THB"]
    assert (await known(transactions))["EUR"] == "38.2"
    clock.now += FRESH_MS + 60_000
    await work.turn()
    assert len(theirs.taken) == 2


@pytest.mark.parametrize("reply", [{"status": 500}, {"body": b"sorry"}, {"body": b" " * 300_000}])
async def test_what_fails_is_tried_again_later_and_keeps_what_was_known(
    transactions: Transactions, cast: Cast, theirs: Receiver, reply: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    async with transactions.begin() as tx:
        await rates.keep_fetched(tx, {"USD": "35"}, "THB", "bank.example")
    clock = Clock()
    work = Rates(transactions, "worker-1", clock)
    await configured(transactions, cast, theirs.url, ["127.0.0.1/32"])

    def answer(_taken: Taken) -> Reply:
        return Reply(**reply)

    theirs.answer = answer
    await work.turn()
    (told,) = [Lines().format(record) for record in caplog.records if record.name == "hub.work.rates"]
    assert '"reason":"' in told
    await work.turn()
    assert len(theirs.taken) == 1
    assert await known(transactions) == {"USD": "35"}
    clock.now += AGAIN_MS
    theirs.answer = lambda _taken: Reply(body=EURO)
    await work.turn()
    assert (await known(transactions))["USD"] == "35.37037037"


async def test_private_networks_are_not_asked(transactions: Transactions, cast: Cast, theirs: Receiver) -> None:
    await configured(transactions, cast, theirs.url, [])
    await Rates(transactions, "worker-1").turn()
    assert theirs.taken == []
