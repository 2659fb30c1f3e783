"""Carries pushes to the browsers' push services. The row is the job: a kill may send one twice, under one Topic; none is lost.

Nobody is pushed what they are looking at. Who is at the console is told there: what they have not read after a while is pushed after all.
"""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from hub import addresses
from hub.addresses import Network
from hub.boundaries import cross
from hub.live.presence import Presence
from hub.router.outcomes import retry_after
from hub.router.trial import allowed_networks
from hub.settings import Settings
from hub.team import push, push_letters
from hub.team.push import Parcel
from hub.transaction import Transactions, milliseconds
from hub.vault import Vault
from hub.work.forwarding import Carrier, NotCarried
from storage.team import push as rows
from storage.team.push import ClaimedRow

AT_ONCE = 8
CLAIM_MS = 60_000  # after it another process sends it: longer than a slow push service needs
AT_HAND_MS = 60_000  # how long who is at the console may take to read it there
LOOK_MS = 5_000  # how often it is asked whether they still are
TRIES = 6
BACK_OFF_MS = 10_000  # doubled with each try: 20 s to five minutes
TTL_SECONDS = 4 * 3600  # for a browser that is switched off; afterwards it is old
GONE = (404, 410)
LATER = (408, 425, 429)
SENDERS_FAULT = 400

log = logging.getLogger(__name__)


class Pushing:
    def __init__(self, transactions: Transactions, vault: Vault, presence: Presence, settings: Settings) -> None:
        self._transactions = transactions
        self._vault = vault
        self._presence = presence
        self._settings = settings
        self._carrier: Carrier | None = None

    async def turn(self) -> bool:
        """Pushes what is due; whether there may be more."""
        async with self._transactions.database.reading() as connection:
            if not await rows.any_due(connection, milliseconds()):
                return False
            key = await push.key(connection, self._vault)
            allowed = await allowed_networks(connection, self._settings)
        if key is None:
            return False
        async with self._transactions.begin() as tx:
            claimed = await rows.claim(tx.connection, tx.now, tx.now + CLAIM_MS, AT_ONCE)
        cross("push_claimed")
        await asyncio.gather(*(self._deliver(row, key, allowed) for row in claimed))
        return len(claimed) == AT_ONCE

    async def stop(self) -> None:
        if self._carrier is not None:
            await self._carrier.close()

    async def _deliver(self, row: ClaimedRow, key: EllipticCurvePrivateKey, allowed: tuple[Network, ...]) -> None:
        now = milliseconds()
        async with self._transactions.database.reading() as connection:
            parcel = await push.parcel(connection, row, now)
        if parcel is None or self._presence.looks_at(parcel.user_id, parcel.looks_at):
            await self._settle(row)
        elif parcel.user_id in self._presence.online() and now - row.at < AT_HAND_MS:
            async with self._transactions.database.writing() as connection:
                await rows.postpone(connection, row, now + LOOK_MS, tried=False)
        else:
            await self._carry(row, parcel, key, allowed)

    async def _carry(
        self, row: ClaimedRow, parcel: Parcel, key: EllipticCurvePrivateKey, allowed: tuple[Network, ...]
    ) -> None:
        self._carrier = self._carrier or Carrier()
        try:
            answer = await self._carrier.post(parcel.endpoint, parcel.body, self._headers(parcel, key), allowed)
        except (NotCarried, addresses.Refused) as error:
            await self._again(row, str(error), None)
            return
        cross("push_carried")
        if answer.status in GONE:  # the person took it back, or the browser is no more
            async with self._transactions.database.writing() as connection:
                await rows.remove(connection, row.device_id)
        elif answer.status in LATER or answer.status >= 500:
            await self._again(row, f"answered {answer.status}", retry_after(answer.retry_after, milliseconds()))
        else:
            if answer.status >= SENDERS_FAULT:
                log.warning("a push service refused a push: %d", answer.status)
            await self._settle(row)

    def _headers(self, parcel: Parcel, key: EllipticCurvePrivateKey) -> dict[str, str]:
        parts = urlsplit(parcel.endpoint)
        contact = self._settings.public_url if self._settings.secure else "https://localhost"
        return {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(TTL_SECONDS),
            "Urgency": "high",
            "Topic": parcel.topic,
            "Authorization": push_letters.signed(key, f"{parts.scheme}://{parts.netloc}", contact, milliseconds()),
        }

    async def _settle(self, row: ClaimedRow) -> None:
        async with self._transactions.database.writing() as connection:
            await rows.settle(connection, row)

    async def _again(self, row: ClaimedRow, why: str, asked: int | None) -> None:
        async with self._transactions.database.writing() as connection:
            if row.tries >= TRIES:
                log.warning("a push was given up after %d tries: %s", row.tries, why)
                await rows.settle(connection, row)
            else:
                wait = max(asked or 0, BACK_OFF_MS * 2**row.tries)
                await rows.postpone(connection, row, milliseconds() + wait, tried=True)
