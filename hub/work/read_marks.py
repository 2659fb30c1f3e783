"""Tells the provider that an agent has read (and is typing), so that the customer sees it. Of no weight: it is given up soon."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from channels.channel import Account, Alias, Channel, ChannelError
from hub.accounts.at_hand import Accounts
from hub.transaction import Transactions, milliseconds
from storage.accounts import handles
from storage.inbox import conversations
from storage.inbox import read_marks as rows
from storage.inbox.read_marks import MarkRow
from storage.outgoing import deliveries

AT_ONCE = 20
CLAIM_MS = 30_000
TRIES = 3
BACK_OFF_MS = 5_000

log = logging.getLogger(__name__)


class ReadMarks:
    def __init__(self, transactions: Transactions, accounts: Accounts, channels: Mapping[str, Channel]) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._channels = channels

    async def turn(self) -> bool:
        """Tells what is due; whether there may be more."""
        async with self._transactions.database.reading() as connection:
            due = await rows.due(connection, milliseconds(), AT_ONCE)
        if not due:
            return False
        async with self._transactions.begin() as tx:
            claimed = [mark for mark in due if await rows.claim(tx.connection, mark, tx.now + CLAIM_MS)]
        told = await asyncio.gather(*(self._tell(mark) for mark in claimed))
        async with self._transactions.begin() as tx:
            for mark, (done, again_ms) in zip(claimed, told, strict=True):
                again = None if again_ms is None else tx.now + again_ms
                await rows.settle(tx.connection, mark, told=done, again_at=again)
        return len(due) == AT_ONCE

    async def _tell(self, mark: MarkRow) -> tuple[bool, int | None]:
        """Whether it is told, and in how many ms to try again."""
        row = self._accounts.get(mark.channel_id)
        try:
            if row is None or row.state != "active" or row.kind not in self._channels:
                return False, None
            account = self._accounts.account(mark.channel_id)
            channel = self._channels[row.kind]
            if channel.carries == "addresses":
                await self._by_token(channel, account, mark)
            else:
                await channel.mark_read(account, mark.provider_id, typing=mark.typing)
        except ChannelError as error:
            final = error.outcome in ("never", "pause") or mark.tries + 1 >= TRIES
            return False, None if final else BACK_OFF_MS
        except LookupError:
            return False, None
        except Exception:
            log.exception("a read mark failed")
            return False, None
        return True, None

    async def _by_token(self, channel: Channel, account: Account, mark: MarkRow) -> None:
        """A provider that wants its own token for a read mark, and another call for "somebody writes"."""
        async with self._transactions.database.reading() as connection:
            found = await handles.read_token(connection, mark.conversation_id, mark.provider_id)
            held = await conversations.get(connection, mark.conversation_id)
            aliases = await deliveries.aliases(connection, [held.contact_id]) if held is not None else {}
        message_id, token = found or (None, None)
        if token is not None:
            await channel.mark_read(account, token, typing=False)
        # a sign that comes after the answer would stay on the customer's screen until it runs out
        unanswered = held is not None and held.last_message_id == message_id
        if mark.typing and unanswered and held is not None and not held.group_id:
            person = tuple(Alias(kind, value) for kind, value in aliases.get(held.contact_id, []))
            await channel.show_typing(account, person)
