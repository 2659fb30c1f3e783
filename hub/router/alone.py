"""The webhook router by itself (`bma router`): it stores the provider's webhooks in a database of its own and forwards them, to our hub
and to others alike, and understands none of them. What it shares with the hub it takes from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from channels.channel import Channel, Fact
from channels.transport import Transport
from channels.whatsapp.channel import WhatsApp
from hub.assembly import Hub
from hub.endpoints import verbs as endpoints
from hub.intake import Intake
from hub.live.broker import HINTS, Broker
from hub.router.forwarder import Forwarder
from hub.settings import RouterEndpoint, Settings
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire.endpoints import NewEndpoint
from hub.work.leases import new_holder
from hub.work.loops import Loop
from hub.work.upkeep import Upkeep
from storage.accounts import channels as channel_rows
from storage.database import Database
from storage.outgoing import endpoints as rows

UPKEEP_SECONDS = 300.0
NAME_LENGTH = 100


class Unread(WhatsApp):
    """A channel whose webhooks are proven and kept, not understood."""

    def parse(self, raw: bytes) -> list[Fact]:
        del raw
        return []


class Taking(Intake):
    """Tells `stored` of each webhook that is committed."""

    stored: Callable[[], None] = staticmethod(lambda: None)

    def submit(
        self, kind: str, raw: bytes, headers: Mapping[str, str], id: str, told: Callable[[Exception | None], None]
    ) -> None:
        def settled(failure: Exception | None) -> None:
            told(failure)
            if failure is None:
                self.stored()

        super().submit(kind, raw, headers, id, settled)


class Router(Hub):
    """All parts of `bma router`."""

    def __init__(self, settings: Settings, database: Database, broker: Broker, transport: Transport) -> None:
        super().__init__(settings, database, broker, transport)
        unread: dict[str, Channel] = {"whatsapp": Unread(transport)}
        holder = new_holder()
        self.forwarder = Forwarder(self.transactions, self.vault, settings, holder)
        self.intake = Taking(self.transactions, self.accounts, unread)
        self.intake.stored = self.forwarder.wake
        self._upkeep = Upkeep(self.transactions, self.blobs, settings, holder)
        self._loop = Loop("upkeep", UPKEEP_SECONDS, self._upkeep.prune)

    async def start(self, roles: Collection[str] = ()) -> None:
        del roles
        self.hints.start()
        await self.broker.start(self._receive, self._gap)
        async with self.transactions.begin() as tx:
            await describe(tx, self.vault, self.settings.router_endpoints)
        await self.accounts.start()
        self.key_uses.start()
        await self.forwarder.start()
        await self.intake.start()
        self._loop.start()

    async def stop(self) -> None:
        await self._loop.stop()
        await self.intake.stop()
        await self.forwarder.stop()
        await self.key_uses.stop()
        await self._upkeep.stop()
        await super().stop()

    def _receive(self, topic: str, payload: bytes) -> None:
        super()._receive(topic, payload)
        if topic == HINTS and b'"endpoint.' in payload:
            self.forwarder.changed()


async def is_of_an_inbox(database: Database) -> bool:
    """Whether a hub works on this database: what the router stores there as forwarded would never reach the inbox."""
    async with database.reading() as connection:
        return bool(await channel_rows.every(connection))


async def describe(tx: Transaction, vault: Vault, described: Sequence[RouterEndpoint]) -> None:
    """Makes the endpoints of the setting what the setting says. One it names no more is paused, with its queue, and becomes an ordinary one."""
    kept = {row.url: row for row in await rows.every(tx.connection) if row.kind == "router"}
    for each in described:
        row = kept.pop(each.url, None)
        asked = NewEndpoint(
            kind="router",
            name=(each.name or each.url)[:NAME_LENGTH],
            url=each.url,
            fields=list(each.fields),
            numbers=list(each.numbers),
        )
        if row is None:
            await endpoints.add(tx, None, vault, "", asked)
        else:
            await endpoints.redescribe(tx, row, asked)
    for row in kept.values():
        if row.from_environment:
            await endpoints.release(tx, row)
