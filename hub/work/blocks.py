"""Tells providers whom to stop and whom no longer, and puts away what blocked people write where nobody stops them.

Blocking twice is harmless: a row stays due until the provider has answered, whatever is killed in between, and an answer that never came
is asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping

from channels.channel import Account, Alias, Channel, ChannelError
from hub.accounts.at_hand import Accounts
from hub.customers import blocking
from hub.transaction import Transactions, milliseconds
from hub.work.leases import Lease
from storage.customers import blocks as rows
from storage.customers import contacts
from storage.customers.blocks import BlockRow

BATCH = 20
FIRST_MS = 5_000  # after a failure; doubled each time
LONGEST_MS = 30 * 60_000
MENDED_MS = 10 * 60_000  # an account that cannot call out is mended by a person
MOST_TRIES = 12  # about three hours
GAVE_UP = "The provider could not be reached for hours. Block the contact again to ask it once more."


class Blocks:
    """One process at a time, by lease. `holder`: this process."""

    def __init__(
        self, transactions: Transactions, accounts: Accounts, channels: Mapping[str, Channel], holder: str
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._channels = channels
        self._lease = Lease(transactions.database, "blocks", holder)

    async def turn(self) -> bool:
        """Whether there may be more to do at once."""
        async with self._transactions.database.reading() as connection:
            astir = await rows.astir(connection, blocking.BATCH)
            due = await rows.due(connection, milliseconds(), BATCH)
        if not (astir or due) or not await self._lease.take():
            return False
        if astir:
            async with self._transactions.begin() as tx:
                if not await self._lease.fence(tx.connection):
                    return False
                await blocking.keep_away(tx, sorted(astir))
        for row in due:
            if not await self._lease.take():  # a provider may be slow
                return False
            await self._tell(row)
        return len(astir) == blocking.BATCH or len(due) == BATCH

    async def stop(self) -> None:
        await self._lease.give_up()

    async def _tell(self, row: BlockRow) -> None:
        async with self._transactions.database.reading() as connection:
            known = (await contacts.identities_of(connection, [row.contact_id])).get(row.contact_id, [])
        person = tuple(Alias(each.kind, each.value) for each in known)
        try:
            channel, account = self._reached(row.channel_id)
            await channel.block(account, person, blocked=row.wanted)
        except ChannelError as error:
            values = _after(error, row, milliseconds())
        else:
            values = {"state": "told", "reason": None, "due_at": None}
        async with self._transactions.begin() as tx:
            await blocking.settle(tx, row, **values)

    def _reached(self, channel_id: str) -> tuple[Channel, Account]:
        try:
            account = self._accounts.account(channel_id)
            return self._channels[account.kind], account
        except LookupError:
            raise ChannelError("pause", "The channel account is not set up.", code="not_set_up") from None


def _after(error: ChannelError, row: BlockRow, now: int) -> dict[str, object]:
    """What a failure makes of a row."""
    words = f"{error.message} {error.advice}" if error.advice else error.message
    if error.outcome == "never":
        return {"state": "refused", "reason": words, "due_at": None}
    if error.outcome == "pause":
        return {"reason": words, "due_at": now + MENDED_MS}
    if row.tries + 1 >= MOST_TRIES:
        return {"state": "refused", "reason": f"{error.message} {GAVE_UP}", "due_at": None}
    wait = min(FIRST_MS * 2**row.tries, LONGEST_MS)
    if error.outcome == "wait" and error.retry_after is not None:
        wait = max(wait, int(error.retry_after * 1000))
    return {"reason": error.message, "due_at": now + wait, "tries": row.tries + 1}
