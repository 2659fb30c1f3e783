"""Fetches the files customers send, at once: the provider's ids of them die. What cannot be had says so in the thread."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, cast

from channels.channel import ChannelError, Media
from hub import announce, metrics
from hub.accounts.at_hand import Accounts
from hub.files import file_types, media_files
from hub.files.media_files import Looked, Spooled
from hub.files.pictures import NotAPicture
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.shapes import Fault
from hub.work import leases, standing
from storage.blobs import Blobs
from storage.failures import DatabaseLost
from storage.inbox import conversations as conversation_rows
from storage.inbox import media as rows
from storage.inbox import messages as message_rows
from storage.inbox.media import PendingRow
from storage.running import removals

AT_ONCE = 4  # files under way; each uses the disk and, for a moment, a thread
CLAIM_MS = 3 * 60_000  # after it another process fetches it again, which does no harm
TRIES = 8
BACK_OFF_MS = 5_000  # doubled with each try: 5 s to 10 min
SET_UP_MS = 15 * 60_000  # an account whose credentials are missing or refused: a person has to mend it
KEPT_MS = 7 * 24 * 3_600_000  # after it the provider has nothing any more

TOO_LARGE = Fault(
    code="too_large",
    message="The file has more than 100 MB.",
    advice="Ask the customer to send a smaller one, or a link.",
)
EXPIRED = Fault(
    code="expired", message="The provider no longer has this file.", advice="Ask the customer to send it again."
)
GIVEN_UP = Fault(
    code="unavailable", message="The provider did not hand out this file.", advice="Ask the customer to send it again."
)
FAMILIES = {
    "image": ("image",),
    "sticker": ("image",),
    "video": ("video", "audio"),
    "audio": ("audio", "video"),
    "voice": ("audio", "video"),
}

log = logging.getLogger(__name__)


class MediaFetch:
    """`holder`: this process."""

    def __init__(
        self, transactions: Transactions, accounts: Accounts, channels: Any, blobs: Blobs, holder: str
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._channels = channels
        self._blobs = blobs
        self._holder = holder

    async def release_dead(self) -> None:
        """What a process that crashed here was fetching is fetched again at once."""
        await leases.release_dead(self._transactions, rows)

    async def turn(self) -> bool:
        """Fetches what is due; whether there may be more."""
        async with self._transactions.database.reading() as connection:
            if not await rows.any_due(connection, milliseconds()):
                return False
        async with self._transactions.begin() as tx:
            claimed = await rows.claim(tx.connection, self._holder, tx.now, tx.now + CLAIM_MS, AT_ONCE)
        await asyncio.gather(*(self._fetch(row) for row in claimed))
        return len(claimed) == AT_ONCE

    async def _fetch(self, row: PendingRow) -> None:
        try:
            values = await self._fetched(row)
        except ChannelError as error:
            values = self._refused(row, error)
        except DatabaseLost:
            return  # the claim runs out
        except Exception:
            log.exception("attachment %s could not be fetched", row.id)
            values = self._refused(
                row, ChannelError("retry", GIVEN_UP.message, code=GIVEN_UP.code, advice=GIVEN_UP.advice)
            )
        metrics.media.labels("in", str(values.get("state", "again"))).inc()
        await self._settle(row, values)

    async def _fetched(self, row: PendingRow) -> dict[str, Any]:
        """The attachment's columns once the file is in the store, or why it never will be."""
        account = self._accounts.get(row.channel_id)
        if account is None or account.kind not in self._channels:
            raise ChannelError("pause", "This channel account is not set up.", code="no_credentials")
        try:
            usable = self._accounts.account(row.channel_id)
        except LookupError as missing:
            raise ChannelError("pause", str(missing), code="no_credentials") from None
        wanted = Media(
            id=row.provider_media_id,
            kind=cast(Any, row.kind),
            mime=row.mime,
            name=row.name,
            url=row.provider_url,
            animated=row.animated,
        )
        with media_files.folder() as place:
            try:
                file = await media_files.spool(self._channels[account.kind].fetch(usable, wanted), place / "file")
            except media_files.TooLarge:
                return failed(TOO_LARGE)
            mime = file_types.type_of(file.head, row.mime, row.name)
            kind = shown_as(row.kind, mime)
            if kind is None:
                return failed(_wrong_type(row, mime))
            looked, kind = await _looked(file, kind)
            kept = await media_files.store(self._blobs, row.id, file, looked)
        animated = {"animated": row.animated or looked.animated}
        return (
            kept
            | animated
            | {"kind": kind, "mime": mime[:128], "name": file_types.clean_name(row.name), "error": None, "due_at": None}
        )

    def _refused(self, row: PendingRow, error: ChannelError) -> dict[str, Any]:
        now = milliseconds()
        if now > row.created_at + KEPT_MS:
            return failed(EXPIRED)
        if error.outcome == "pause":
            return {"due_at": now + SET_UP_MS}
        if error.outcome == "never" or row.tries >= TRIES:
            return failed(Fault(code=error.code or error.outcome, message=error.message, advice=error.advice))
        wait = BACK_OFF_MS * 2 ** (row.tries - 1)
        return {"due_at": now + max(wait, int((error.retry_after or 0) * 1000))}

    async def _settle(self, row: PendingRow, values: dict[str, Any]) -> None:
        async with self._transactions.begin() as tx:
            if "state" not in values:
                await rows.settle(tx.connection, row.id, values)
                return
            showing = [] if values.get("duration") is None else await _listing(tx, row.message_id)
            if not await message_rows.lock_and_bump(tx.connection, [row.message_id]):
                # the message went while its file came (its customer's data was deleted): the file goes too
                kept = filter(None, (values.get("blob"), values.get("thumbnail")))
                await removals.add(tx.connection, kept, tx.now)
                return
            await rows.settle(tx.connection, row.id, values)
            await announce.messages(tx, [row.message_id])
            await announce.conversations(tx, showing)


async def _listing(tx: Transaction, message_id: str) -> list[str]:
    """The conversation whose last line will say how long this recording is: locked before its message, as everywhere."""
    message = await message_rows.get(tx.connection, message_id)
    held = await conversation_rows.lock(tx.connection, [message.conversation_id] if message else [])
    listing = [id for id, row in held.items() if row.last_message_id == message_id]
    await conversation_rows.lock_and_bump(tx.connection, listing)
    return listing


def shown_as(told: str, mime: str) -> str | None:
    """How a file sent as `told` is shown, by what it really is; None when it is not what it says at all."""
    if told == "document":
        return "document"
    family = mime.partition("/")[0]
    if mime in ("image/svg+xml", "text/html") or family not in FAMILIES[told]:
        return None
    if told in ("image", "sticker"):
        return told if file_types.kind_of(mime) == "image" else "document"
    if told == "voice" and family == "audio":
        return "voice"
    return "video" if family == "video" else "audio"


def failed(fault: Fault) -> dict[str, Any]:
    return {"state": "failed", "error": standing.encoded(fault), "due_at": None}


def _wrong_type(row: PendingRow, mime: str) -> Fault:
    return Fault(
        code="wrong_type",
        message=f"This was sent as {row.mime.partition(';')[0]} but is {mime}.",
        advice="It was not kept. Ask the customer to send it again as a document.",
    )


async def _looked(file: Spooled, kind: str) -> tuple[Looked, str]:
    """A picture that cannot be drawn is still a file to download."""
    try:
        return await media_files.look(file, kind), kind
    except NotAPicture:
        return Looked(), "document"
