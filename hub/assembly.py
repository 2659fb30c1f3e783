"""Builds the parts from the settings, starts and stops them: the only place that knows them all."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Self

from channels.channel import Channel
from channels.kinds import kinds
from channels.transport import Transport
from hub import boundaries
from hub.accounts import channels
from hub.accounts.at_hand import Accounts
from hub.arrivals import Arrivals
from hub.campaigns.opt_out_words import OptOutWords
from hub.intake import Intake
from hub.live.broker import Broker, LocalBroker
from hub.live.broker_redis import RedisBroker
from hub.live.desk import Desk
from hub.live.dispatch import Dispatch
from hub.live.entrance import Entrance
from hub.live.hints import Hints
from hub.live.positions import Positions
from hub.live.posting import Posting
from hub.live.presence import Presence
from hub.live.rights import Rights
from hub.live.sessions import Sessions
from hub.live.tail import Tail
from hub.mail import kept_mails
from hub.mail import setup as mail_setup
from hub.mail.buckets import Buckets
from hub.mail.intake import MailIntake
from hub.mail.posts import MailPosts
from hub.quotations.press import Press
from hub.quotations.rendering import Drawn
from hub.running.reports import Reports
from hub.settings import Settings
from hub.team import push, tokens, users
from hub.team.api_keys import KeyUses
from hub.transaction import Transactions
from hub.vault import Vault
from hub.work.timetable import Timetable
from storage.blobs import Blobs
from storage.database import Database

WEB = "web"
WORK = "work"


class Hub:
    """All parts of one process. `start` takes the roles this process plays: web, work or both."""

    def __init__(self, settings: Settings, database: Database, broker: Broker, transport: Transport) -> None:
        boundaries.arm(settings.crash_at)
        self.settings = settings
        self.database = database
        self.broker = broker
        self.transport = transport
        self.vault = Vault(settings.secret_key)
        self.blobs = Blobs.open(settings.storage_url, settings.data_dir, settings.storage_credentials)
        self.channels: dict[str, Channel] = kinds(transport, kept_mails.opener(self.blobs))
        self.hints = Hints(broker)
        self.transactions = Transactions(database, self.hints.hand_on)
        self.accounts = Accounts(database, self.vault, settings.whatsapp, settings.line)
        self.tail = Tail(database)
        self.presence = Presence(broker)
        self.entrance = Entrance(self.tail, self._read_access, Rights(database, users.signed_in))
        self.dispatch = Dispatch(database, self.transactions, users.agent, self.presence)
        self.posting = Posting(self.dispatch.run_posted)
        self.desk = Desk(self.dispatch.run, self.entrance.claims, self.dispatch.whispered)
        arrivals = Arrivals()
        self.sessions = Sessions(
            self.tail, self.entrance, self.desk, self.presence, Positions(database), arrivals=arrivals
        )
        self.opt_out_words = OptOutWords()
        self.intake = Intake(
            self.transactions,
            self.accounts,
            self.channels,
            settings.reopen_days,
            arrivals=arrivals,
            opt_out_words=self.opt_out_words,
        )
        self.mail_intake = MailIntake(self.transactions, self.accounts, self.intake, self.blobs, settings)
        self.mail_posts = MailPosts(self.transactions, self.accounts, self.mail_intake, transport, Buckets(settings))
        self.key_uses = KeyUses(self.transactions)
        self.accounts.when_gone(self.intake.rules.known.clear)
        self.press = Press()
        self.drawn = Drawn()
        self.timetable = Timetable(self)
        self.reports = Reports(database)
        self._started: frozenset[str] = frozenset()
        self._hearing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, settings: Settings) -> Self:
        broker = RedisBroker(settings.redis_url) if settings.redis_url else LocalBroker()
        return cls(settings, Database.open(settings.database_url), broker, Transport())

    async def start(self, roles: Collection[str]) -> None:
        self._started = frozenset(roles)
        self.hints.start()
        await self.broker.start(self._receive, self._gap)
        async with self.transactions.begin() as tx:
            await channels.upsert_from_settings(tx, self.settings, self.vault)
            await mail_setup.upsert_from_settings(tx, self.settings, self.vault)
            await push.make_key(tx, self.vault)
        await self.accounts.start()
        await self.opt_out_words.start(self.database)
        if WEB in roles:
            await self.tail.start()
            self.hints.attach(self.tail.committed)
            self.sessions.start()
            self.key_uses.start()
        else:  # the sessions run it; where there are none, who is here is only heard
            self._hearing = asyncio.create_task(self.presence.run(), name="presence")
        await self.intake.start()  # a worker's too: it reads the mailboxes
        if WORK in roles:
            await self.timetable.start()
        self.reports.start(roles)

    async def stop(self) -> None:
        """What was begun is finished; the parts go in the reverse order."""
        await self.reports.stop()
        if WORK in self._started:
            await self.timetable.stop()
        if WEB in self._started:
            await self.key_uses.stop()
        await self.intake.stop()
        if WEB in self._started:
            await self.sessions.stop()
            await self.tail.stop()
        if self._hearing is not None:
            self._hearing.cancel()
        await self.press.stop()
        await self.opt_out_words.stop()
        await self.accounts.stop()
        await self.hints.stop()
        await self.broker.stop()
        await self.transport.close()
        await self.database.close()

    def _read_access(self, token: str) -> tokens.Claims:
        return tokens.read_access(self.settings.secret_key, token)

    def _receive(self, topic: str, payload: bytes) -> None:
        self.accounts.receive(topic, payload)
        self.opt_out_words.receive(topic, payload)
        self.presence.receive(topic, payload)
        if WEB in self._started:
            self.tail.receive(topic, payload)
        if WORK in self._started:
            self.timetable.receive(topic, payload)

    def _gap(self) -> None:
        self.accounts.stale()
        if WEB in self._started:
            self.tail.on_gap()
