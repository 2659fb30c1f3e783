"""The channel accounts at hand: a cache for the edges (secrets, verify tokens) and the workers (credentials), never asked of the database
per request. Fresh by the hint of a `channel.changed`, and every five seconds at the latest."""

from __future__ import annotations

import logging
from collections.abc import Callable

from channels.channel import Account
from hub.live.freshness import Freshness
from hub.settings import Line, WhatsApp
from hub.vault import Vault, VaultError
from storage.accounts import channels as rows
from storage.accounts.channels import AccountRow
from storage.database import Database

REFRESH_SECONDS = 5.0
CHANGES = (b"channel.changed", b"channel.removed")

log = logging.getLogger(__name__)


class Accounts:
    """`whatsapp`, `line`: the environment's, whose secrets count even before its account is stored."""

    def __init__(
        self, database: Database, vault: Vault, whatsapp: WhatsApp | None = None, line: Line | None = None
    ) -> None:
        self._database = database
        self._vault = vault
        self._whatsapp = whatsapp or WhatsApp()
        self._described = {"whatsapp": self._whatsapp.app_secrets, "line": (line or Line()).channel_secrets}
        self._rows: dict[str, AccountRow] = {}
        self._opened: dict[str, tuple[int, dict[str, str]]] = {}  # by id: (version, credentials)
        self._secrets: dict[str, list[str]] = {}  # by kind, until the next refresh: every webhook asks for them
        self._gone: list[Callable[[], None]] = []
        self._freshness = Freshness("channel accounts", REFRESH_SECONDS, self.refresh, CHANGES)

    async def start(self) -> None:
        await self._freshness.start()

    async def stop(self) -> None:
        await self._freshness.stop()

    def receive(self, topic: str, payload: bytes) -> None:
        """A message of the broker: a change of an account makes the cache stale at once."""
        self._freshness.receive(topic, payload)

    def when_gone(self, act: Callable[[], None]) -> None:
        """Calls `act` whenever an account was deleted: for those who remember ids."""
        self._gone.append(act)

    def stale(self) -> None:
        self._freshness.end()

    async def refresh(self) -> None:
        async with self._database.reading() as connection:
            found = await rows.every(connection)
        gone = self._rows.keys() - {row.id for row in found}
        self._rows = {row.id: row for row in found}
        for act in self._gone if gone else []:
            act()
        self._opened = {row.id: (row.version, self._open(row)) for row in found}
        self._secrets.clear()

    def every(self) -> list[AccountRow]:
        return list(self._rows.values())

    def get(self, channel_id: str) -> AccountRow | None:
        return self._rows.get(channel_id)

    def by_address(self, kind: str, address: str) -> AccountRow | None:
        return next((row for row in self._rows.values() if row.kind == kind and row.address == address), None)

    def account(self, channel_id: str) -> Account:
        """What the channel needs to call out. Raises LookupError, with the reason, for an account without usable credentials."""
        row = self._rows.get(channel_id)
        _, credentials = self._opened.get(channel_id, (0, {}))
        if row is None or not credentials:
            raise LookupError("This channel account has no usable credentials.")
        return Account(
            id=row.id, kind=row.kind, address=row.address, credentials=credentials, url=row.url, version=row.api_version
        )

    def secrets(self, kind: str) -> list[str]:
        """Every secret a webhook of this kind may be signed with: of all accounts that are set up, and several during a rotation."""
        known = self._secrets.get(kind)
        if known is not None:
            return known
        found = list(self._described.get(kind, ()))
        for credentials in self._credentials(kind):
            found += [secret.strip() for secret in credentials.get("app_secret", "").split(",") if secret.strip()]
        self._secrets[kind] = list(dict.fromkeys(found))
        return self._secrets[kind]

    def verify_tokens(self, kind: str) -> list[str]:
        found = [self._whatsapp.verify_token] if kind == "whatsapp" and self._whatsapp.verify_token else []
        found += [token for credentials in self._credentials(kind) if (token := credentials.get("verify_token", ""))]
        return list(dict.fromkeys(found))

    def _credentials(self, kind: str) -> list[dict[str, str]]:
        return [
            self._opened[row.id][1] for row in self._rows.values() if row.kind == kind and row.state != "unconfigured"
        ]

    def _open(self, row: AccountRow) -> dict[str, str]:
        version, credentials = self._opened.get(row.id, (0, {}))
        if version == row.version:
            return credentials
        try:
            return {} if row.credentials is None else self._vault.open(row.credentials)
        except VaultError as error:
            log.error("channel account %s: %s", row.id, error)
            return {}
