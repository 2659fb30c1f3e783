"""Mails on their way into the intake: written as letters, kept as they came, signed, and taken in like any provider's webhook.

A mail that is known already is passed over, so that a mailbox can be read twice. One that cannot be read is taken in as a letter that says
so, which the ledger shows; its neighbours go on.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import logging
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from channels.mail import letters, verdicts
from channels.mail.folder import Place
from channels.mail.letters import Letter
from channels.mail.server import server_of
from channels.mail.verdicts import Told
from hub import ids
from hub.accounts.at_hand import Accounts
from hub.intake import Intake
from hub.mail import addresses as mail_addresses
from hub.mail import trials
from hub.settings import Settings
from hub.transaction import Transactions, milliseconds
from hub.wire.errors import Refusal
from storage.accounts.channels import AccountRow
from storage.blobs import Blobs
from storage.database import Connection
from storage.intake import batches as rows
from storage.intake import ledger
from storage.mail import asides
from storage.mail import mails as mail_rows
from storage.mail.asides import AsideRow
from storage.running import removals

KIND = "mail"
DAY_MS = 24 * 3_600_000
AT_ONCE = 8  # files on their way into the store
UNREADABLE = "reading it failed"
FIRST = "00000000"  # before every id made of a moment: whoever looks through the ledger up to one sees them

log = logging.getLogger(__name__)


class Incoming(Struct, frozen=True, kw_only=True):
    """A mail as it came. `raw` None: too large to be read (`head`), or not handed out (`fault`). `outgoing`: found among the sent ones. `told`:
    what a provider that brought it found out about the sender."""

    raw: bytes | None
    size: int
    head: bytes = b""
    fault: str | None = None
    place: Place | None = None
    outgoing: bool = False
    historic: bool = False
    told: Told = {}


class MailIntake:
    """One per process."""

    def __init__(
        self, transactions: Transactions, accounts: Accounts, intake: Intake, blobs: Blobs, settings: Settings
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._intake = intake
        self._blobs = blobs
        self._key = mail_addresses.key_of(settings.secret_key)
        self._kept_ms = (settings.ledger_days + 1) * DAY_MS  # as long as the ledger can apply the letter again
        self._storing = asyncio.Semaphore(AT_ONCE)

    def write(self, row: AccountRow, mails: Sequence[Incoming]) -> list[tuple[Letter, Incoming]]:
        """Blocking: each mail as a letter, whatever it holds."""
        return [(replace(self._written(row, mail), historic=mail.historic), mail) for mail in mails]

    async def take(self, row: AccountRow, written: Sequence[tuple[Letter, Incoming]]) -> int:
        """Returns when all are committed: how many were new. Raises Refusal (unavailable) or DatabaseLost; then once more does no harm."""
        written = await self._untried(row, written)
        async with self._transactions.database.reading() as connection:
            new = await _matched(connection, row.id, await _unknown(connection, row.id, written))
        await self._keep([(letter, mail) for letter, mail in new if mail.raw is not None])
        secret = self._secret(row)
        told = await asyncio.gather(*(self._submit(row, letter, secret) for letter, _ in new), return_exceptions=True)
        for failure in told:
            if isinstance(failure, BaseException):
                raise failure
        await self._set_aside(row, written)
        return len(new)

    async def fetched(self, row: AccountRow, aside: AsideRow, letter: Letter, mail: Incoming) -> None:
        """A mail that was not handed out once takes its place in the ledger, which applies it."""
        await self._keep([(letter, mail)] if mail.raw is not None else [])
        body, _ = letters.sign(letter, self._secret(row))
        async with self._transactions.database.writing() as connection:
            await ledger.replace(connection, aside.ledger_id, body, milliseconds())
            await asides.forget(connection, aside.ledger_id)

    async def _set_aside(self, row: AccountRow, written: Sequence[tuple[Letter, Incoming]]) -> None:
        """Noted after the ledger has them: a crash in between reads them again."""
        found = [
            AsideRow(
                ledger_id=_ledger_id(row.id, letter),
                channel_id=row.id,
                folder=mail.place.folder,
                validity=mail.place.validity or 0,
                uid=mail.place.uid,
                outgoing=mail.outgoing,
                historic=mail.historic,
            )
            for letter, mail in written
            if mail.fault is not None and mail.place is not None
        ]
        if found:
            async with self._transactions.database.writing() as connection:
                await asides.add(connection, found)

    async def _untried(
        self, row: AccountRow, written: Sequence[tuple[Letter, Incoming]]
    ) -> Sequence[tuple[Letter, Incoming]]:
        """Without what came of the mailbox's trial: it is noted, and becomes no message."""
        named = [(letter, trials.of_letter(letter, row.address, self._key)) for letter, _ in written]
        found = [(letter, name) for letter, name in named if name is not None]
        if not found:
            return written
        async with self._transactions.begin() as tx:
            await trials.seen(tx, row, found)
        return [pair for pair, (_, name) in zip(written, named, strict=True) if name is None]

    def _written(self, row: AccountRow, mail: Incoming) -> Letter:
        id, arrived = ids.new(), milliseconds()
        original = f"incoming/{id[-2:]}/{id}" if mail.raw is not None else ""
        why = mail.fault
        if why is None:
            try:
                return letters.write(
                    mail.head if mail.raw is None else mail.raw,
                    account=row.address,
                    original=original,
                    arrived=arrived,
                    names=functools.partial(mail_addresses.conversation_of, self._key, row.address),
                    outgoing=mail.outgoing,
                    size=mail.size if mail.raw is None else None,
                    checker=self._checker(row),
                    brought=mail.told,
                )
            except Exception as error:  # whatever a mail does to those who read it, the next one is read
                log.exception("a mail to %s cannot be read and is kept as it came", row.address)
                why = f"{UNREADABLE} ({type(error).__name__})"
        return letters.unread(
            mail.raw,
            why,
            account=row.address,
            original=original,
            arrived=arrived,
            size=mail.size,
            outgoing=mail.outgoing,
            lies="" if mail.place is None else f"{mail.place.folder} {mail.place.validity} {mail.place.uid}",
        )

    def _checker(self, row: AccountRow) -> str | None:
        try:
            server = server_of(self._accounts.account(row.id).credentials.get("imap_url", ""))
        except (LookupError, ValueError):  # taken out of use at this moment, or its mails are brought by a provider
            return None
        return verdicts.checker_of(server.host, server.checked_by)

    def _secret(self, row: AccountRow) -> str:
        try:
            found = self._accounts.account(row.id).credentials.get("app_secret", "").split(",")[0].strip()
        except LookupError:
            found = ""
        if not found:
            raise Refusal("unavailable", f"{row.name} is not set up: its mails wait.", retry_after=5)
        return found

    async def _keep(self, mails: Sequence[tuple[Letter, Incoming]]) -> None:
        """Into the store. Until a message names them they stand on the list of what goes, so that nothing is left behind."""
        if not mails:
            return
        async with self._transactions.database.writing() as connection:
            await removals.add(connection, [letter.original for letter, _ in mails], milliseconds() + self._kept_ms)
        await asyncio.gather(*(self._put(letter.original, mail.raw or b"") for letter, mail in mails))

    async def _put(self, key: str, raw: bytes) -> None:
        async with self._storing:
            await self._blobs.put(key, raw)

    async def _submit(self, row: AccountRow, letter: Letter, secret: str) -> None:
        raw, headers = letters.sign(letter, secret)
        await self._intake.take(KIND, raw, headers, _ledger_id(row.id, letter))


async def _unknown(
    connection: Connection, channel_id: str, written: Iterable[tuple[Letter, Incoming]]
) -> list[tuple[Letter, Incoming]]:
    """Without those that are there already, and without our own that came back to us."""
    listed = [pair for pair in written if not (pair[0].ours and pair[0].outgoing)]
    readable = [(channel_id, letter.id) for letter, _ in listed if not letter.unread]
    known = await mail_rows.known(connection, readable) if readable else []
    there = {(row.provider_id, row.key_space) for row in known}
    ours = [(channel_id, letter.id) for letter, _ in listed if letter.ours or letter.outgoing]
    sent = {each.provider_id for each in await rows.attempts_by_provider(connection, ours)} if ours else set()
    left = [pair for pair in listed if (pair[0].id, pair[0].digest) not in there and pair[0].id not in sent]
    return [pair for pair in left if not pair[0].unread or not await _quarantined(connection, channel_id, pair[0])]


async def _matched(
    connection: Connection, channel_id: str, written: list[tuple[Letter, Incoming]]
) -> list[tuple[Letter, Incoming]]:
    """Reports about mails nobody here sent are shown as the mails they are. Each try to send is known before it is made."""
    named = {letter.report.of for letter, _ in written if letter.report is not None and letter.report.of}
    if not named:
        return written
    keys = [(channel_id, of) for of in sorted(named)]
    found = {each.provider_id for each in await rows.attempts_by_provider(connection, keys)}
    found |= {each.provider_id for each in await mail_rows.known(connection, keys)}
    tags = {of.partition("@")[0]: of for of in named}
    tries = await rows.attempts_of(connection, tags)  # our Message-ID names the message
    found |= {tags[each.message_id] for each in tries if each.channel_id == channel_id}
    return [
        (letter if letter.report is None or letter.report.of in found else replace(letter, report=None), mail)
        for letter, mail in written
    ]


async def _quarantined(connection: Connection, channel_id: str, letter: Letter) -> bool:
    return await ledger.get(connection, _ledger_id(channel_id, letter)) is not None


def _ledger_id(channel_id: str, letter: Letter) -> str:
    """A mail that nobody can read is known again by what it is, one that nobody handed out by where it lies."""
    if not letter.unread:
        return ids.new()
    known = hashlib.sha256(f"{channel_id} {letter.digest}".encode()).hexdigest()
    return f"{FIRST}{known[:24]}"
