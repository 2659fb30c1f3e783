"""What an account needs once (the webhook subscription) and again and again (a look at its health, its templates)."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from channels.channel import Account, Channel, ChannelError
from hub.accounts import channel_health
from hub.accounts.at_hand import Accounts
from hub.accounts.channel_setup import CALLBACKS
from hub.durations import HOUR_MS
from hub.transaction import Transactions, milliseconds
from hub.work import template_sync
from hub.work.leases import Lease
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow

BY_BUSINESS = ("whatsapp",)  # kinds whose subscription and templates belong to a business account
AGAIN_MS = 10 * 60_000  # after a failure: management calls are few per hour

log = logging.getLogger(__name__)


class AccountSetup:
    """One process at a time, by lease: the provider counts these calls. `public_url`: where the provider reaches us."""

    def __init__(
        self,
        transactions: Transactions,
        accounts: Accounts,
        channels: Mapping[str, Channel],
        holder: str,
        public_url: str | None = None,
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._channels = channels
        self._public_url = public_url
        self._lease = Lease(transactions.database, "account-setup", holder)
        self._failed: dict[str, tuple[int, int]] = {}  # by account: not before this time, unless its version is another

    async def turn(self) -> bool:
        now = milliseconds()
        wanting = [row for row in await self._fresh() if self._wants(row, now)]
        if not wanting or not await self._lease.take():
            return False
        await self._accounts.refresh()  # credentials set a moment ago
        for row in wanting:
            try:
                await self._set_up(row, now)
            except (ChannelError, LookupError) as error:
                self._failed[row.id] = now + AGAIN_MS, row.version
                log.warning("channel account %s could not be set up: %s", row.id, error)
        return False

    async def stop(self) -> None:
        await self._lease.give_up()

    async def _fresh(self) -> list[AccountRow]:
        """From the database: when it was last looked at is no part of a shape, so the cache may be behind."""
        async with self._transactions.database.reading() as connection:
            return await rows.every(connection)

    def _wants(self, row: AccountRow, now: int) -> bool:
        if row.state != "active" or row.kind not in self._channels or row.credentials is None:
            return False
        not_before, version = self._failed.get(row.id, (0, 0))
        if now < not_before and version == row.version:
            return False
        return row.subscribed_at is None or _wants_check(row, now) or _wants_templates(row, now)

    async def _set_up(self, row: AccountRow, now: int) -> None:
        channel, account = self._channels[row.kind], self._accounts.account(row.id)
        if row.kind in BY_BUSINESS and row.business is None:  # neither templates nor a subscription without its id
            await self._note(row.id, subscribed_at=now, templates_at=now, checked_at=now)
            return
        if row.subscribed_at is None:
            await channel.subscribe(account)
            await self._note(row.id, subscribed_at=now)
        if _wants_check(row, now):
            await self._check(channel, account, row)
        if row.kind not in BY_BUSINESS:
            await self._note(row.id, templates_at=now)
        elif _wants_templates(row, now):
            await template_sync.synchronise(self._transactions, channel, account, row)
        self._failed.pop(row.id, None)

    async def _check(self, channel: Channel, account: Account, row: AccountRow) -> None:
        path = CALLBACKS.get(row.kind)
        callback = self._public_url + path if self._public_url and path else None
        found = await channel.probe(account, callback=callback)
        known = {check.message for check in channel_health.checks_of(row)}
        for check in found.checks:
            if check.state != "ok" and check.message not in known:
                log.warning("channel account %s: %s %s", row.id, check.message, check.advice or "")
        async with self._transactions.begin() as tx:
            await channel_health.record(tx, row.id, found)

    async def _note(self, channel_id: str, **values: int) -> None:
        async with self._transactions.begin() as tx:
            await rows.note(tx.connection, channel_id, values)


def _wants_check(row: AccountRow, now: int) -> bool:
    return (row.checked_at or 0) + HOUR_MS <= now


def _wants_templates(row: AccountRow, now: int) -> bool:
    if row.templates_at is None or row.templates_at + HOUR_MS <= now:
        return True
    return row.templates_asked_at is not None and row.templates_asked_at >= row.templates_at
