"""Asks providers who somebody is, where they tell an id alone: the name, the picture and the language come a moment after the first message,
and are asked for again once a week."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from msgspec import UNSET

from channels.channel import Alias, Channel, ChannelError, ContactTold, Person
from channels.line.channel import Line
from channels.line.people import Profile
from hub import announce
from hub.accounts.at_hand import Accounts
from hub.customers import portraits
from hub.files import pictures
from hub.receiving.apply import apply
from hub.receiving.book import Item, Rules
from hub.transaction import Transaction, Transactions, milliseconds
from storage.blobs import Blobs
from storage.customers import profiles as rows
from storage.customers.profiles import WishRow
from storage.inbox import conversations

AT_ONCE = 20
CLAIM_MS = 60_000
TRIES = 6
BACK_OFF_MS = 10_000  # to the power of the tries: 10 s to 3 min
AGAIN_MS = 7 * 24 * 3_600_000  # people change what they show
GROUP = "group"

log = logging.getLogger(__name__)


class Profiles:
    def __init__(
        self,
        transactions: Transactions,
        accounts: Accounts,
        channels: Mapping[str, Channel],
        rules: Rules,
        blobs: Blobs,
    ) -> None:
        self._blobs = blobs
        self._transactions = transactions
        self._accounts = accounts
        self._channels = channels
        self._rules = rules

    async def turn(self) -> bool:
        """Asks about those who are due; whether there may be more."""
        async with self._transactions.database.reading() as connection:
            due = await rows.due(connection, milliseconds(), AT_ONCE)
        if not due:
            return False
        async with self._transactions.begin() as tx:
            claimed = [wish for wish in due if await rows.claim(tx.connection, wish, tx.now + CLAIM_MS)]
        await asyncio.gather(*(self._ask(wish) for wish in claimed))
        return len(due) == AT_ONCE

    async def _ask(self, wish: WishRow) -> None:
        again = BACK_OFF_MS * 2**wish.tries if wish.tries + 1 < TRIES else AGAIN_MS
        try:
            told = await self._told(wish)
            picture = await self._picture(wish, told)
        except (ChannelError, LookupError) as error:
            log.info("a profile could not be read: %s", error)
            await self._later(wish, again)
        except Exception:
            log.exception("a profile could not be read")
            await self._later(wish, again)
        else:
            await self._keep(wish, told)
            await self._show(wish, told, picture)

    async def _told(self, wish: WishRow) -> Profile | None:
        row = self._accounts.get(wish.channel_id)
        channel = None if row is None else self._channels.get(row.kind)
        if not isinstance(channel, Line):
            return None
        account = self._accounts.account(wish.channel_id)
        if wish.kind == GROUP:
            return await channel.group_profile(account, wish.value)
        return await channel.profile(account, wish.value, wish.in_group)

    async def _picture(self, wish: WishRow, told: Profile | None) -> bytes | None:
        """Small and square; None for one that is known already, cannot be drawn, or is not there."""
        row = self._accounts.get(wish.channel_id)
        channel = None if row is None else self._channels.get(row.kind)
        address = None if told is None else told.picture
        if address is None or address == wish.picture or not isinstance(channel, Line):
            return None
        try:
            raw = await channel.picture(self._accounts.account(wish.channel_id), address)
            return await asyncio.to_thread(pictures.portrait, raw)
        except pictures.NotAPicture:
            return None
        except ChannelError as error:
            if error.outcome == "never":
                return None
            raise

    async def _later(self, wish: WishRow, after: int) -> None:
        async with self._transactions.begin() as tx:
            await rows.settle(tx.connection, wish.contact_id, again_at=tx.now + after)

    async def _keep(self, wish: WishRow, told: Profile | None) -> None:
        """By the way every name comes in, so that what an agent typed stays and every screen hears of it."""
        row = self._accounts.get(wish.channel_id)
        async with self._transactions.begin() as tx:
            if told is not None and told.name and row is not None and await _wanted(tx, wish):
                person = Person(aliases=(Alias(wish.kind, wish.value),), name=told.name)
                fact = ContactTold(account=row.address, person=person, at=tx.now, action="profile")
                await apply(tx, [Item(kind=row.kind, fact=fact, arrived=tx.now)], self._rules)
        if told is not None and told.name and wish.in_group is not None and wish.kind != GROUP:
            await self._sign(wish, wish.in_group, told.name)

    async def _sign(self, wish: WishRow, group: str, name: str) -> None:
        """What a member of a group wrote before anybody knew who that is."""
        async with self._transactions.begin() as tx:
            talks = await rows.talks_of_group(tx.connection, wish.channel_id, group)
            await conversations.lock_and_bump(tx.connection, talks)
            await announce.messages(tx, await rows.sign(tx.connection, talks, wish.contact_id, name))
            await announce.conversations(tx, talks)

    async def _show(self, wish: WishRow, told: Profile | None, picture: bytes | None) -> None:
        """Whoever bears the name by now: contacts are merged. Last, so that a crash before it asks again."""
        async with self._transactions.database.reading() as connection:
            bearer = await rows.bearer(connection, wish.kind, wish.value)
        key = None if picture is None or bearer is None else portraits.key_of(bearer.id, picture)
        if key is not None and picture is not None:
            await self._blobs.put(key, picture)
        known = told or Profile()
        async with self._transactions.begin() as tx:
            if bearer is not None and told is not None:
                another = key is not None or told.picture != wish.picture
                await portraits.tell(tx, bearer.id, language=known.language, picture=key if another else UNSET)
            await rows.settle(
                tx.connection,
                wish.contact_id,
                again_at=tx.now + AGAIN_MS,
                told_at=tx.now,
                language=known.language,
                picture=known.picture,
                words=known.words,
                name=known.name or "",
                members=known.members,
            )
            if bearer is not None and known.members != wish.members:
                await announce.contacts(tx, [bearer.id])  # what a push to them costs is another


async def _wanted(tx: Transaction, wish: WishRow) -> bool:
    """Whether whoever it is has no name, or the one that was told here before: somebody known from elsewhere keeps theirs."""
    bearer = await rows.bearer(tx.connection, wish.kind, wish.value)
    if bearer is None or bearer.name_source == "none":
        return bearer is not None
    return wish.told_at is not None and wish.name in (None, bearer.name)
