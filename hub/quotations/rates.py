"""Exchange rates into the currency the office reports in: typed, or fetched; locked in a quotation when it is issued."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import msgspec
from msgspec import Struct

from hub import money
from hub.office import activity, configuration
from hub.permissions import Agent
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.quotation_texts import KnownRate, NewRate
from hub.wire.quotations import ExchangeRate
from storage.database import Connection
from storage.quotations import exchange_rates as rows
from storage.quotations.exchange_rates import RateRow

NINE = 10**9  # a rate has at most nine decimal places
_NINTH = Decimal("1e-9")
_LEAST, _LARGEST = Decimal("1e-8"), Decimal("1e8")  # of a currency's units for one of another's


class _Fetched(Struct):
    base: str
    rates: dict[str, Decimal]


async def typed(
    tx: Transaction, agent: Agent, office: Configuration, currency: str, rate: str | None
) -> ExchangeRate | None:
    """A rate somebody typed for one quotation, with who and when."""
    if rate is None:
        return None
    base = office.quotations.report_currency
    if base is None or base == currency:
        raise Refusal("invalid", "There is nothing to convert: no other report currency is set.", field="rate")
    if not Decimal(rate):
        raise Refusal("invalid", "An exchange rate is more than 0.", field="rate")
    return ExchangeRate(currency=base, rate=rate, source=agent.name, at=time_text(tx.now))


async def locked(
    tx: Transaction, office: Configuration, currency: str, given: ExchangeRate | None
) -> ExchangeRate | None:
    """The rate a quotation is issued with. None: the office reports in this currency, or in none. Raises Refusal `invalid` when no rate
    is known."""
    base = office.quotations.report_currency
    if base is None or base == currency:
        return None
    if given is not None and given.currency == base:
        return given
    known = await rows.get(tx.connection, currency, base)
    if known is None:
        told = f"No exchange rate from {currency} to {base} is known: type one."
        raise Refusal("invalid", told, field="rate")
    return ExchangeRate(currency=base, rate=known.rate, source=known.source, at=time_text(known.at))


async def known(connection: Connection, office: Configuration) -> list[KnownRate]:
    """The newest into the report currency."""
    base = office.quotations.report_currency
    return [] if base is None else [_shape(row) for row in await rows.every(connection, base)]


async def enter(tx: Transaction, agent: Agent, asked: NewRate) -> KnownRate:
    """A rate a manager types, until a newer one is typed or fetched. Raises Refusal `invalid`."""
    money.places(asked.currency)
    base = (await configuration.read(tx.connection)).quotations.report_currency
    if base is None:
        raise Refusal("invalid", "Choose the report currency first, in the settings of quotations.", field="rate")
    if base == asked.currency:
        raise Refusal("invalid", "That is the report currency itself.", field="currency")
    if not Decimal(asked.rate):
        raise Refusal("invalid", "An exchange rate is more than 0.", field="rate")
    row = RateRow(currency=asked.currency, base=base, rate=asked.rate, source=agent.name, at=tx.now)
    before = await rows.get(tx.connection, asked.currency, base)
    await rows.put(tx.connection, [row])
    old = None if before is None else _shape(before)
    await activity.note(tx, agent, "exchange_rate.changed", title=asked.currency, before=old, after=_shape(row))
    return _shape(row)


def read(body: bytes, base: str) -> dict[str, str]:
    """By currency, what one of it is in `base`. Of an answer like `{"base": "EUR", "rates": {"THB": 38.2, "USD": 1.08}}`: units of each
    for one of its own base, whichever that is. Raises ValueError for another form."""
    try:
        said = msgspec.json.decode(body, type=_Fetched)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"The answer is no list of rates: {error}") from None
    units = {code: value for code, value in said.rates.items() if code in money.MINOR_UNITS and _sane(value)}
    units[said.base] = Decimal(1)
    if base not in units:
        raise ValueError(f"The answer holds no rate of {base}.")
    exact = {code: units[base] / value for code, value in units.items() if code != base}
    rounded = {code: value.quantize(_NINTH, ROUND_HALF_UP) for code, value in exact.items()}
    return {code: f"{value.normalize():f}" for code, value in rounded.items() if value}


async def keep_fetched(tx: Transaction, fetched: dict[str, str], base: str, source: str) -> None:
    await rows.put(
        tx.connection,
        [
            RateRow(currency=currency, base=base, rate=rate, source=source, at=tx.now)
            for currency, rate in sorted(fetched.items())
        ],
    )


def _sane(value: Decimal) -> bool:
    return value.is_finite() and _LEAST < value < _LARGEST


def converted(minor: int, currency: str, rate: ExchangeRate) -> int:
    """Minor units of the rate's currency, half up."""
    numerator = minor * int(Decimal(rate.rate).scaleb(9)) * 10 ** money.places(rate.currency)
    return money.half_up(numerator, NINE * 10 ** money.places(currency))


def _shape(row: RateRow) -> KnownRate:
    return KnownRate(currency=row.currency, base=row.base, rate=row.rate, source=row.source, at=time_text(row.at))
