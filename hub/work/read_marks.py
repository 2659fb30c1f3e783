"""Tells the provider that an agent has read (and is typing), so that the customer sees it. Of no weight: it is given up soon."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from channels.channel import Channel, ChannelError
from hub.accounts import Accounts
from hub.transaction import Transactions, milliseconds
from storage import read_marks as rows
from storage.read_marks import MarkRow

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
            await self._channels[row.kind].mark_read(account, mark.provider_id, typing=mark.typing)
        except ChannelError as error:
            final = error.outcome in ("never", "pause") or mark.tries + 1 >= TRIES
            return False, None if final else BACK_OFF_MS
        except LookupError:
            return False, None
        except Exception:
            log.exception("a read mark failed")
            return False, None
        return True, None
