"""What an account needs once (the webhook subscription, its name) and again and again (its templates, as the provider holds them)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import msgspec

from channels.channel import Channel, ChannelError, TemplateSeen
from hub import channels as account_verbs
from hub import ids, permissions, templates
from hub.accounts import Accounts
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.events import TemplateChanged, TemplateRemoved
from hub.work.leases import Lease
from storage import channels as account_rows
from storage import templates as template_rows
from storage.channels import AccountRow
from storage.templates import TemplateRow

HOUR_MS = 3_600_000
AGAIN_MS = 10 * 60_000  # after a failure: management calls are few per hour
SHOWN = ("provider_id", "business", "category", "status", "quality", "parameter_format", "components")

log = logging.getLogger(__name__)


class AccountSetup:
    """One process at a time, by lease: the provider counts these calls."""

    def __init__(
        self, transactions: Transactions, accounts: Accounts, channels: Mapping[str, Channel], holder: str
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._channels = channels
        self._lease = Lease(transactions.database, "account-setup", holder)
        self._not_before: dict[str, int] = {}  # by account: after a failure

    async def turn(self) -> bool:
        now = milliseconds()
        wanting = [row for row in await self._fresh() if self._wants(row, now)]
        if not wanting or not await self._lease.take():
            return False
        for row in wanting:
            try:
                await self._set_up(row, now)
            except ChannelError as error:
                self._not_before[row.id] = now + AGAIN_MS
                log.warning("channel account %s could not be set up: %s", row.id, error.message)
        return False

    async def stop(self) -> None:
        await self._lease.give_up()

    async def _fresh(self) -> list[AccountRow]:
        """From the database: `templates_at` is no part of a shape, so the cache may be behind."""
        async with self._transactions.database.reading() as connection:
            return await account_rows.every(connection)

    def _wants(self, row: AccountRow, now: int) -> bool:
        if row.state != "active" or row.kind not in self._channels or row.credentials is None:
            return False
        if now < self._not_before.get(row.id, 0):
            return False
        return row.subscribed_at is None or (row.templates_at or 0) + HOUR_MS <= now

    async def _set_up(self, row: AccountRow, now: int) -> None:
        channel = self._channels[row.kind]
        try:
            account = self._accounts.account(row.id)
        except LookupError:
            self._not_before[row.id] = now + AGAIN_MS
            return
        if row.business is None:  # neither templates nor a subscription without the business account's id
            await self._note(row.id, subscribed_at=now, templates_at=now)
            return
        if row.subscribed_at is None:
            await channel.subscribe(account)
            told = await channel.probe(account)
            for problem in told.problems:
                log.warning("channel account %s: %s", row.id, problem)
            async with self._transactions.begin() as tx:
                await account_verbs.rename(tx, row.id, told.name, told.display_address)
            await self._note(row.id, subscribed_at=now)
        if (row.templates_at or 0) + HOUR_MS <= now:
            seen = await channel.templates(account)
            async with self._transactions.begin() as tx:
                await keep_templates(tx, row, seen)
            await self._note(row.id, templates_at=now)

    async def _note(self, channel_id: str, **values: int) -> None:
        async with self._transactions.begin() as tx:
            await account_rows.note(tx.connection, channel_id, values)


async def keep_templates(tx: Transaction, account: AccountRow, seen: list[TemplateSeen]) -> None:
    """Makes our templates of an account what the provider holds: all of `seen`, and nothing else."""
    held = {(row.name, row.language): row for row in await template_rows.lock_channel(tx.connection, account.id)}
    audience = permissions.for_channel(account.id)
    for each in seen:
        row = await _kept(tx, account, each, held.pop((each.name, each.language), None))
        if row is not None:
            tx.announce(TemplateChanged(template=templates.shape(row)), audience)
    if held:
        await template_rows.remove(tx.connection, [row.id for row in held.values()])
        for row in held.values():
            tx.announce(TemplateRemoved(id=row.id), audience)


async def _kept(
    tx: Transaction, account: AccountRow, seen: TemplateSeen, row: TemplateRow | None
) -> TemplateRow | None:
    """The row when it is new or has changed."""
    values: dict[str, Any] = {name: getattr(seen, name) for name in SHOWN if name not in ("business", "components")}
    values |= {"business": account.business, "components": msgspec.json.encode(seen.components).decode()}
    if row is not None:
        if all(getattr(row, name) == values[name] for name in SHOWN):
            return None
        return await template_rows.change(tx.connection, row.id, tx.now, **values)
    added = {
        "id": ids.new(),
        "channel_id": account.id,
        "name": seen.name,
        "language": seen.language,
        "updated_at": tx.now,
    }
    if not await template_rows.insert(tx.connection, added | values):
        return None
    return await template_rows.get(tx.connection, str(added["id"]))
