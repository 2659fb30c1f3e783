"""Sends the letters that wait, oldest first. A crash may send one twice, under the same Message-ID; none is lost."""

from __future__ import annotations

import asyncio
import logging

from channels import mail_out
from channels.mail_out import Letter, MailError
from hub.mail import post as mail
from hub.settings import Settings
from hub.transaction import Transactions, milliseconds
from storage.mail import post as rows
from storage.mail.post import MailRow

AT_ONCE = 4
CLAIM_MS = 5 * 60_000  # after it another process sends it: longer than a slow server needs
TRIES = 8
BACK_OFF_MS = 15_000  # doubled with each try: 30 s to half an hour

log = logging.getLogger(__name__)


class Mailing:
    def __init__(self, transactions: Transactions, settings: Settings) -> None:
        self._transactions = transactions
        self._settings = settings
        self._server = mail_out.server_of(settings.mail_smtp_url) if settings.mail_smtp_url else None

    async def turn(self) -> bool:
        """Sends what is due; whether there may be more."""
        if self._server is None:
            return False
        async with self._transactions.database.reading() as connection:
            if not await rows.any_due(connection, milliseconds()):
                return False
        async with self._transactions.begin() as tx:
            claimed = await rows.claim(tx.connection, tx.now, tx.now + CLAIM_MS, AT_ONCE)
        await asyncio.gather(*(self._deliver(row) for row in claimed))
        return len(claimed) == AT_ONCE

    async def _deliver(self, row: MailRow) -> None:
        async with self._transactions.begin() as tx:
            letter = await mail.compose(tx, row, self._settings.public_url)
            if letter is None:
                await rows.settle(tx.connection, row.id, state="dropped", due_at=None)
                return
        await self._send(row, letter)

    async def _send(self, row: MailRow, letter: Letter) -> None:
        assert self._server is not None
        try:
            await mail_out.send(self._server, self._settings.mail_from or "", letter)
        except MailError as error:
            await self._refused(row, error)
            return
        async with self._transactions.begin() as tx:
            await rows.settle(tx.connection, row.id, state="sent", due_at=None, sent_at=tx.now, error=None)

    async def _refused(self, row: MailRow, error: MailError) -> None:
        log.warning("a letter (%s) was not sent, try %d: %s", row.kind, row.tries, error)
        given_up = error.permanent or row.tries >= TRIES
        async with self._transactions.begin() as tx:
            wait = BACK_OFF_MS * 2**row.tries
            outcome = {"state": "failed", "due_at": None} if given_up else {"due_at": tx.now + wait}
            await rows.settle(tx.connection, row.id, error=str(error)[:1000], **outcome)
