"""Access tokens of mailboxes opened by consent, renewed before they end; one process does it. A consent that is gone pauses the mailbox."""

from __future__ import annotations

import logging

from channels.channel import ChannelError
from channels.mail import oauth
from channels.mail.oauth import App, Tokens
from channels.transport import Transport
from hub.accounts import channels, credentials
from hub.accounts.at_hand import Accounts
from hub.mail import oauth as mail_oauth
from hub.settings import Settings
from hub.transaction import Transactions, milliseconds
from hub.vault import Vault
from hub.work.leases import Lease
from storage.accounts.channels import AccountRow

EARLY_MS = 10 * 60_000  # before it ends
AGAIN_MS = 60_000  # after the provider could not be asked
REFUSED_MS = 60 * AGAIN_MS  # after it refused

log = logging.getLogger(__name__)


class MailTokens:
    """`holder`: this process."""

    def __init__(
        self,
        transactions: Transactions,
        accounts: Accounts,
        transport: Transport,
        settings: Settings,
        vault: Vault,
        holder: str,
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._transport = transport
        self._apps = settings.mail_apps
        self._vault = vault
        self._lease = Lease(transactions.database, "mail-tokens", holder)
        self._not_before: dict[str, int] = {}  # by refresh token: another consent is tried at once

    async def turn(self) -> bool:
        now = milliseconds()
        due = [
            (row, app, token)
            for row in self._accounts.every()
            if (found := self._due(row, now))
            for app, token in [found]
        ]
        if not due or not await self._lease.take():
            return False
        for row, app, token in due:
            await self._renew(row, app, token)
        await self._accounts.refresh()
        return False

    async def stop(self) -> None:
        await self._lease.give_up()

    def _due(self, row: AccountRow, now: int) -> tuple[App, str] | None:
        """The application and the refresh token, when it is time. A paused mailbox is read on, so its token is kept fresh too."""
        if row.kind != "mail" or row.state in channels.HIDDEN:
            return None
        try:
            held = self._accounts.account(row.id).credentials
        except LookupError:
            return None
        app, until = self._apps.get(held.get("oauth_provider", "")), held.get("oauth_expires_at", "")
        if app is None or "oauth_refresh" not in held or (until.isdigit() and int(until) - EARLY_MS > now):
            return None
        token = held["oauth_refresh"]
        return None if self._not_before.get(token, 0) > now else (app, token)

    async def _renew(self, row: AccountRow, app: App, token: str) -> None:
        try:
            tokens = await oauth.refresh(self._transport, app, token)
        except ChannelError as error:
            refused = error.outcome == "pause"
            self._not_before[token] = milliseconds() + (REFUSED_MS if refused else AGAIN_MS)
            log.warning("the access to %s was not renewed: %s", row.address, error.message)
            if refused and row.state == "active":
                async with self._transactions.begin() as tx:
                    await channels.pause(tx, row.id, f"{error.message} {error.advice or ''}".strip())
            return
        await self._keep(row, token, tokens)

    async def _keep(self, row: AccountRow, used: str, tokens: Tokens) -> None:
        """Unless somebody set the mailbox up anew meanwhile."""
        async with self._transactions.begin() as tx:
            now = await channels.held(tx, row.id)
            held = credentials.opened(self._vault, now)
            if held.get("oauth_refresh") == used:
                sealed = self._vault.seal(held | mail_oauth.kept(tokens, tx.now))
                await channels.alter(tx, now, {"credentials": sealed})
