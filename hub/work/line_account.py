"""The LINE account the environment describes: LINE is asked which one it is, once and whenever the token is another."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from channels.channel import Channel, ChannelError
from channels.line.channel import Line
from hub.accounts import line_setup
from hub.accounts.at_hand import Accounts
from hub.settings import Settings
from hub.transaction import Transactions, milliseconds
from hub.vault import Vault

AGAIN_MS = 60_000  # after LINE could not be asked

log = logging.getLogger(__name__)


class LineAccount:
    def __init__(
        self,
        transactions: Transactions,
        accounts: Accounts,
        channels: Mapping[str, Channel],
        settings: Settings,
        vault: Vault,
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._channel = channels.get(line_setup.KIND)
        self._settings = settings
        self._vault = vault
        self._not_before = 0

    async def turn(self) -> bool:
        settings, channel = self._settings, self._channel
        if not settings.line.set_up or not isinstance(channel, Line) or milliseconds() < self._not_before:
            return False
        if any(line_setup.described(row, settings, self._vault) for row in self._accounts.every()):
            return False
        try:
            bot = await line_setup.learn(channel, settings, settings.line.access_token)
        except ChannelError as error:
            self._not_before = milliseconds() + AGAIN_MS
            log.warning(
                "the LINE account of the environment is not known yet: %s %s", error.message, error.advice or ""
            )
            return False
        async with self._transactions.begin() as tx:
            await line_setup.upsert_from_settings(tx, bot, settings, self._vault)
        await self._accounts.refresh()
        return False
