"""Where one mailbox is read on, folder by folder, and at which mails its server hangs up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from channels.mail.folder import Care, Pass, Place
from channels.mail.mailbox import Asked
from hub.transaction import Transactions, milliseconds
from hub.work.leases import Lease
from storage.mail import mailboxes as rows
from storage.mail.mailboxes import FolderRow

OVERLAP = timedelta(days=2)  # a folder numbered anew is read from so long before it was last looked at
HANG_UPS = 3  # at one mail asked for alone: then it is set aside
HUNG_UP = "the connection breaks each time it is asked for"


class Lost(Exception):
    """Another process has the mailbox now."""


class Places:
    def __init__(self, transactions: Transactions, lease: Lease, channel_id: str) -> None:
        self._transactions = transactions
        self._lease = lease
        self._channel_id = channel_id

    async def get(self, folder: str) -> tuple[Place, date] | None:
        """Where to read on, and from which day on where numbers mean nothing any more. None: it was never read."""
        async with self._transactions.database.reading() as connection:
            held = await rows.folder(connection, self._channel_id, folder)
        if held is None:
            return None
        since = date.fromisoformat(held.since) if held.since else None
        under_way = Pass(since, held.until) if since is not None else None
        day = datetime.fromtimestamp(held.read_at / 1000, UTC).date()
        return Place(folder, held.validity, held.uid, under_way), since or day - OVERLAP

    async def advance(self, place: Place) -> None:
        """All up to there is stored. Raises Lost."""
        under_way = place.under_way
        row = FolderRow(
            validity=place.validity or 0,
            uid=place.uid,
            read_at=milliseconds(),
            since=None if under_way is None else under_way.since.isoformat(),
            until=0 if under_way is None else under_way.end,
        )
        async with self._transactions.database.writing() as connection:
            if not await self._lease.fence(connection):
                raise Lost
            await rows.advance(connection, self._channel_id, place.folder, row)


class _Stumbled(Struct):
    validity: int
    slowly: int = 0
    times: dict[int, int] = {}  # by number


class Stumbles:
    """A connection that breaks while mails are asked for is their fault, perhaps: from then on they are asked for one by one, and the one
    at which it breaks again and again is set aside."""

    def __init__(self) -> None:
        self._folders: dict[str, _Stumbled] = {}

    def noted(self, asked: Asked | None) -> None:
        if asked is None:
            return
        held = self._folders.get(asked.folder)
        if held is None or held.validity != asked.validity:
            held = self._folders[asked.folder] = _Stumbled(asked.validity)
        held.slowly = max(held.slowly, asked.uids[-1])
        if len(asked.uids) == 1:
            held.times[asked.uids[0]] = held.times.get(asked.uids[0], 0) + 1

    def care(self, folder: str) -> Care | None:
        held = self._folders.get(folder)
        if held is None:
            return None
        aside = {uid: HUNG_UP for uid, times in held.times.items() if times >= HANG_UPS}
        return Care(held.validity, held.slowly, aside)

    def over(self, folder: str) -> None:
        """The folder was read to its end."""
        self._folders.pop(folder, None)
