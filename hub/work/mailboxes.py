"""One reader for each mailbox, in whichever process holds its lease."""

from __future__ import annotations

import asyncio
import threading

from hub.accounts.at_hand import Accounts
from hub.accounts.channels import HIDDEN
from hub.mail.intake import KIND, MailIntake
from hub.transaction import Transactions
from hub.work.leases import Lease
from hub.work.mailbox import Mailbox
from storage.accounts.channels import AccountRow


class Mailboxes:
    """`holder`: this process."""

    def __init__(self, transactions: Transactions, accounts: Accounts, taking: MailIntake, holder: str) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._taking = taking
        self._holder = holder
        self._large = threading.Lock()  # one large mail in memory at a time, whatever the number of mailboxes
        self._readers: dict[str, tuple[Mailbox, asyncio.Task[None]]] = {}

    async def turn(self) -> bool:
        """Begins to read mailboxes that are new, and leaves those that are gone."""
        wanted = {row.id: row for row in self._accounts.every() if self._is_read(row)}
        for id, (box, task) in list(self._readers.items()):
            if task.done():
                del self._readers[id]
            elif id not in wanted:
                box.stop()
            else:
                box.changed(wanted[id])
        for id in wanted.keys() - self._readers.keys():
            lease = Lease(self._transactions.database, f"mailbox:{id}", self._holder)
            box = Mailbox(self._transactions, self._accounts, self._taking, wanted[id], lease, self._large)
            self._readers[id] = (box, asyncio.create_task(box.run(), name=f"mailbox {id}"))
        return False

    async def stop(self) -> None:
        """What is at hand is stored; then other processes go on."""
        for box, _ in self._readers.values():
            box.stop()
        if self._readers:
            await asyncio.wait({task for _, task in self._readers.values()})
        self._readers.clear()

    def _is_read(self, row: AccountRow) -> bool:
        if row.kind != KIND or row.state in HIDDEN:
            return False
        try:
            return bool(self._accounts.account(row.id).credentials.get("imap_url"))
        except LookupError:
            return False
