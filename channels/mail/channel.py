"""E-mail: any mailbox by IMAP and SMTP, or a provider's webhooks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Literal

import msgspec

from channels.channel import (
    Accepted,
    Account,
    Alias,
    Attached,
    ChannelError,
    Check,
    Fact,
    Limits,
    Media,
    Outgoing,
    Probe,
)
from channels.mail import compose, letters, provided, reports, submission, trial
from channels.mail.server import MailServer, server_of, token_of
from channels.mail.setbacks import Setbacks
from channels.untemplated import Untemplated

PER_SECOND = 2.0  # what ordinary mail servers bear for long
PAIR_BURST, PAIR_SECONDS = 5, 20.0
LIGHT = 1024 * 1024  # bytes of files of a mail that costs little memory
LIGHT_AT_ONCE, HEAVY_AT_ONCE = 16, 2  # a mail of 18 MB takes 70 MB while it is written

Opens = Callable[[str], AsyncIterator[bytes]]
Reads = Callable[[MailServer, str], Awaitable[None]]


class Mail(Untemplated):
    """Keeps `channels.channel.Channel`. `opens`: reads a file of a mail that is kept, by `Media.id`; `reads`: tries to open a mailbox."""

    kind: str = "mail"
    called: str = "Mail"
    limits: Limits = Limits(per_second=PER_SECOND, pair_burst=PAIR_BURST, pair_seconds=PAIR_SECONDS)
    asks_names: bool = False
    whole_seconds: bool = True
    window_ms: int | None = None
    carries: Literal["uploads", "addresses", "content"] = "content"

    def __init__(self, opens: Opens, reads: Reads) -> None:
        self._opens = opens
        self._reads = reads
        self._setbacks = Setbacks()
        self._light, self._heavy = asyncio.Semaphore(LIGHT_AT_ONCE), asyncio.Semaphore(HEAVY_AT_ONCE)

    def verify(self, raw: bytes, headers: Mapping[str, str], secrets: list[str]) -> bool:
        return letters.verify(raw, headers, secrets)

    def parse(self, raw: bytes) -> list[Fact]:
        return letters.parse(raw)

    def explain(self, code: str, reason: str | None) -> ChannelError:
        return reports.explain(code, reason)

    def check_media(self, kind: str, mime: str, size: int) -> str | None:
        return compose.check(kind, mime, size)

    async def send(self, account: Account, message: Outgoing) -> Accepted:
        """The Message-ID is ours, so it is known whatever becomes of the call. Few files are held in memory at a time."""
        server = _outgoing(account)
        heavy = sum(file.size or len(file.data) for file in message.files) > LIGHT
        async with self._heavy if heavy else self._light:
            files = [await self._read(file) for file in message.files]
            whole = msgspec.structs.replace(message, files=tuple(files))
            raw, to = await asyncio.to_thread(_written, whole, account)
            taken = await self._hand_in(server, account.address, raw, to, message.tries)
        refused = tuple(taken.refused.items())
        return Accepted(
            provided.id_of(taken.words, server.host, compose.own_id(message, account.address)), refused=refused
        )

    async def write_to_itself(
        self, account: Account, way: trial.Way, token: str, to: str, key: bytes
    ) -> submission.Taken:
        """One mail of a trial. Raises ChannelError."""
        return await trial.send(_outgoing(account), account.address, way, token, to, key)

    async def _hand_in(
        self, server: MailServer, address: str, raw: bytes, to: Sequence[str], tries: int
    ) -> submission.Taken:
        try:
            taken = await submission.hand_in(server, address, raw, to, tries)
        except ChannelError as error:
            raise self._setbacks.weighed(address, error, time.monotonic()) from None
        self._setbacks.over(address)
        return taken

    async def _read(self, file: Attached) -> Attached:
        if file.place is None:
            return file
        data = b"".join([piece async for piece in self._opens(file.place)])
        return msgspec.structs.replace(file, data=data)

    async def upload(self, account: Account, data: bytes, mime: str, name: str) -> str:
        del account, data, mime, name
        raise ChannelError("never", "Files travel within a mail.", code="not_supported")

    def fetch(self, account: Account, media: Media) -> AsyncIterator[bytes]:
        del account
        return self._opens(media.id or "")

    async def mark_read(self, account: Account, provider_id: str, *, typing: bool) -> None:
        """Nobody is told: mail has no such thing that people want."""
        del account, provider_id, typing

    async def show_typing(self, account: Account, person: tuple[Alias, ...]) -> None:
        del account, person

    async def block(self, account: Account, person: tuple[Alias, ...], *, blocked: bool) -> None:
        del account, person, blocked
        raise ChannelError("never", "Mail servers block nobody for us; they are kept away here.", code="not_supported")

    async def subscribe(self, account: Account) -> None:
        del account

    async def probe(self, account: Account, *, callback: str | None = None, knock: bool = False) -> Probe:
        """Signs in at both servers and leaves again. Never raises ChannelError."""
        del callback, knock
        checks = [await self._check_sending(account), await self._check_reading(account)]
        problems = [f"{check.message} {check.advice or ''}".strip() for check in checks if check.state != "ok"]
        return Probe(
            name=account.credentials.get("name") or None,
            display_address=account.address,
            problems=problems,
            checks=tuple(checks),
        )

    async def _check_sending(self, account: Account) -> Check:
        try:
            await submission.greet(_outgoing(account), account.address)
        except ChannelError as error:
            return Check(name="api", state="failed", message=error.message, advice=error.advice)
        return Check(name="api", state="ok", message="Mails can be handed in.")

    async def _check_reading(self, account: Account) -> Check:
        url = account.credentials.get("imap_url", "")
        if not url:
            return Check(name="account", state="ok", message="Mails come as webhooks of the provider.")
        try:
            await self._reads(server_of(url, token_of(account.credentials, _now())), account.address)
        except ChannelError as error:
            return Check(name="account", state="failed", message=error.message, advice=error.advice)
        except ValueError as error:
            return Check(name="account", state="failed", message=f"The mailbox's address is wrong: {error}.")
        return Check(name="account", state="ok", message="The mailbox can be read.")


def _now() -> int:
    return time.time_ns() // 1_000_000


def _written(message: Outgoing, account: Account) -> tuple[bytes, list[str]]:
    """Blocking: the mail as it goes over the line, and to whom."""
    built = compose.mail(message, account.address, account.credentials.get("name", ""))
    to = compose.recipients(message, built)
    return compose.as_bytes(built, to), to


def _outgoing(account: Account) -> MailServer:
    try:
        return server_of(account.credentials.get("smtp_url", ""), token_of(account.credentials, _now()))
    except ValueError as error:
        raise ChannelError(
            "pause",
            f"The address of the mail server is wrong: {error}.",
            code="settings",
            advice="Set it again.",
            scope="account",
        ) from None
