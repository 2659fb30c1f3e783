"""Fetches exchange rates once a day from the address the office named, by one process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from hub import addresses
from hub.durations import HOUR_MS
from hub.office import configuration
from hub.quotations import rates
from hub.transaction import Transactions, milliseconds
from hub.wire.configuration import Configuration
from hub.wire.quotation_settings import RATES_BASE
from hub.work.forwarding import Carrier, NotCarried
from storage.quotations import exchange_rates
from storage.running import leases

FRESH_MS = 20 * HOUR_MS  # older rates are fetched again
AGAIN_MS = HOUR_MS  # after a try that failed
LEASE = "exchange-rates"
LEASE_MS = 60_000  # longer than an answer may take
ANSWER_LIMIT = 256 * 1024  # bytes: all currencies there are take 5 KB

log = logging.getLogger(__name__)


class Rates:
    """`holder`: this process."""

    def __init__(self, transactions: Transactions, holder: str, now: Callable[[], int] = milliseconds) -> None:
        self._transactions = transactions
        self._holder = holder
        self._now = now
        self._not_before = 0

    async def turn(self) -> bool:
        if self._now() < self._not_before:
            return False
        async with self._transactions.database.reading() as connection:
            office = await configuration.read(connection)
            settings = office.quotations
            if settings.rates_url is None or settings.report_currency is None:
                return False
            source = source_of(settings.rates_url)
            known = await exchange_rates.every(connection, settings.report_currency)
        newest = max((row.at for row in known if row.source == source), default=0)
        if self._now() - newest < FRESH_MS:
            return False
        async with self._transactions.database.writing() as connection:
            now = self._now()
            if not await leases.take(connection, LEASE, self._holder, now, now + LEASE_MS):
                return False
        await self._fetch(office, settings.rates_url, settings.report_currency)
        return False

    async def _fetch(self, office: Configuration, url: str, base: str) -> None:
        allowed = addresses.networks(office.allowed_networks or [])
        carrier = Carrier()
        try:
            body = await carrier.get(
                url.replace(RATES_BASE, base), {"Accept": "application/json"}, allowed, ANSWER_LIMIT
            )
            fetched = rates.read(body, base)
        except (NotCarried, addresses.Refused, ValueError) as error:
            self._not_before = self._now() + AGAIN_MS
            log.warning(
                "exchange rates were not fetched", extra={"fields": {"host": source_of(url), "reason": str(error)}}
            )
            return
        finally:
            await carrier.close()
        async with self._transactions.begin() as tx:
            await rates.keep_fetched(tx, fetched, base, source_of(url))


def source_of(url: str) -> str:
    """Where rates come from, as quotations name it: the host alone, for an address may hold a key."""
    return urlsplit(url.replace(RATES_BASE, "")).hostname or ""
