"""Mails that a provider brings as webhooks: believed by its own way of signing, taken out whole, and taken in like a mailbox's."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import msgspec

from channels.mail import forms, posts, rebuilt
from channels.mail.rebuilt import Brought, Stored
from channels.transport import Transport, TransportError
from hub import addresses
from hub.accounts.at_hand import Accounts
from hub.intake import BadSignature
from hub.mail.buckets import Buckets
from hub.mail.intake import KIND, Incoming, MailIntake
from hub.transaction import Transactions, milliseconds
from hub.wire.errors import Refusal
from hub.wire.mail_posts import PostProvider
from storage.accounts.channels import AccountRow
from storage.failures import DatabaseLost
from storage.mail import posts as rows

PROVIDERS: tuple[PostProvider, ...] = ("postmark", "mailgun", "sendgrid", "ses")
NOTED_MS = 10_000  # between two notes of one kind
MISMATCH = {
    "postmark": "The password in the address entered at Postmark is another one than the one kept here.",
    "mailgun": "The signature does not fit the signing key kept here: copy the HTTP webhook signing key anew.",
    "sendgrid": "The signature does not fit the key kept here, or there is none: copy the verification key of the security policy anew.",
    "ses": "It is of another topic than the one named here, or not signed by Amazon.",
}
CERTIFICATES = 20  # of Amazon's that are remembered; it has a few
CERTIFICATE_BYTES = 20_000
LIMIT = 50 * 1024 * 1024  # bytes; Postmark brings 35 MB of files, in base64
SMALL = 1024 * 1024  # bytes
SMALL_AT_ONCE, AT_ONCE = 16, 2  # bodies held at the same time: a large one may have 50 MB, whoever sends it
ROOM_SECONDS = 20.0  # that one waits for room before it is told to come again
HTTPS = 443
ELSEWHERE = (
    "the notification does not hold the mail: let SES publish it to SNS whole, in base64, or put it into a bucket"
)

Headers = Mapping[str, str]


def secret_name(provider: str) -> str:
    """Among an account's credentials: Postmark's password, Mailgun's signing key, SendGrid's public key, the ARN of SES's topic."""
    return f"{provider}_secret"


class MailPosts:
    """One per process."""

    def __init__(
        self,
        transactions: Transactions,
        accounts: Accounts,
        taking: MailIntake,
        transport: Transport,
        buckets: Buckets,
    ) -> None:
        self._transactions = transactions
        self._accounts = accounts
        self._taking = taking
        self._transport = transport
        self._buckets = buckets
        self._certificates: dict[str, bytes] = {}
        self._noted: dict[tuple[str, str, str], int] = {}  # ms
        self._small = asyncio.Semaphore(SMALL_AT_ONCE)
        self._large = asyncio.Semaphore(AT_ONCE)

    def expects(self, provider: str, account: str, headers: Headers) -> tuple[AccountRow, str]:
        """The account, by its id, and its secret. Raises BadSignature for what cannot be from the provider, whatever its body says."""
        row = self._accounts.get(account)
        secret = self._secret(row, provider) if row is not None and row.kind == KIND and provider in PROVIDERS else ""
        if row is None or not secret:
            raise BadSignature
        if provider == "postmark" and not posts.postmark_secret(headers.get("authorization", ""), secret):
            raise BadSignature
        if provider == "sendgrid" and not posts.sendgrid_may_be(headers, time.time()):
            raise BadSignature
        return row, secret

    @asynccontextmanager
    async def room(self, size: int | None) -> AsyncIterator[int]:
        """To be had before a body is read: most signatures stand in it, so it may be anybody's. `size`: in bytes, as announced; gives how
        many may come. Raises Refusal (unavailable)."""
        small = size is not None and size <= SMALL
        room = self._small if small else self._large
        try:
            async with asyncio.timeout(ROOM_SECONDS):
                await room.acquire()
        except TimeoutError:
            raise Refusal("unavailable", "Many mails are being brought at this moment.", retry_after=60) from None
        try:
            yield SMALL if small else LIMIT
        finally:
            room.release()

    async def take(self, provider: str, row: AccountRow, secret: str, raw: bytes, headers: Headers) -> None:
        """Returns when the mail is committed. Raises BadSignature, Refusal (invalid, unavailable) or DatabaseLost."""
        if provider == "ses":
            mail: Incoming | Stored | None = await self._of_ses(raw, secret)
        else:
            mail = await asyncio.to_thread(READERS[provider], raw, headers, secret)
        if isinstance(mail, Incoming):
            await self._keep(row, mail)
        elif mail is not None:
            await self._fetch_and_keep(row, mail, secret)

    async def taken(self, provider: str, row: AccountRow) -> None:
        """Notes that the provider brought a mail just now."""
        await self._note(row.id, provider, rows.taken)

    async def refused(self, provider: str, account: str, error: Exception) -> None:
        """Notes why something was not taken, for whoever sets the provider up; for anybody else there is nothing to note."""
        row = self._accounts.get(account)
        known = row is not None and row.kind == KIND and provider in PROVIDERS and self._secret(row, provider)
        if row is None or not known:
            return
        if isinstance(error, BadSignature):
            await self._note(row.id, provider, rows.refused, MISMATCH[provider])
        elif isinstance(error, Refusal) and error.code != "unavailable":
            await self._note(row.id, provider, rows.refused, error.message)

    async def _note(self, channel_id: str, provider: str, note: Callable[..., Awaitable[None]], *why: str) -> None:
        now = milliseconds()
        key = (channel_id, provider, note.__name__)
        if now - self._noted.get(key, 0) < NOTED_MS:
            return
        self._noted[key] = now
        with contextlib.suppress(DatabaseLost):
            async with self._transactions.database.writing() as connection:
                await note(connection, channel_id, provider, *why, now)

    def _secret(self, row: AccountRow, provider: str) -> str:
        try:
            return self._accounts.account(row.id).credentials.get(secret_name(provider), "")
        except LookupError:
            return ""

    async def _keep(self, row: AccountRow, mail: Incoming) -> None:
        written = await asyncio.to_thread(self._taking.write, row, [mail])
        await self._taking.take(row, written)

    async def _fetch_and_keep(self, row: AccountRow, stored: Stored, topic: str) -> None:
        size = await self._buckets.size(stored, topic)
        if isinstance(size, Incoming):
            await self._keep(row, size)
            return
        async with self.room(size):  # what announced it was small
            await self._keep(row, await self._buckets.read(stored, topic, size))

    async def _of_ses(self, raw: bytes, topic: str) -> Incoming | Stored | None:
        body = _json(raw)
        if body.get("TopicArn") != topic or (url := posts.sns_certificate(body)) is None:
            raise BadSignature
        certificate = self._certificates.get(url) or await self._fetch(url)
        if not await asyncio.to_thread(posts.sns_signed, body, certificate):
            raise BadSignature
        if len(self._certificates) < CERTIFICATES:
            self._certificates[url] = certificate
        if body["Type"] == "SubscriptionConfirmation":
            await self._confirm(str(body.get("SubscribeURL") or ""))
            return None
        mail = await asyncio.to_thread(rebuilt.of_sns, body)
        if isinstance(mail, Brought):
            return _whole(mail)
        if isinstance(mail, Stored):
            return mail
        if rebuilt.is_other_news(body):
            return None
        return Incoming(raw=None, size=0, fault=f"{ELSEWHERE} ({body.get('MessageId')})")

    async def _confirm(self, url: str) -> None:
        if urlsplit(url).scheme != "https" or not posts.SNS_HOST.fullmatch(urlsplit(url).hostname or ""):
            raise BadSignature
        await self._fetch(url)

    async def _fetch(self, url: str) -> bytes:
        """From Amazon's own hosts alone, and never from a private address, whatever a name server says."""
        try:
            for address in await addresses.resolve(urlsplit(url).hostname or "", HTTPS):
                addresses.check(address, "https", ())
            answer = await self._transport.call("GET", url)
        except (addresses.Refused, TransportError) as error:
            raise Refusal("unavailable", f"Amazon could not be asked: {error}", retry_after=60) from None
        if answer.status != 200 or len(answer.body) > CERTIFICATE_BYTES:
            raise Refusal("unavailable", f"Amazon answered {answer.status}.", retry_after=60)
        return answer.body


def _postmark(raw: bytes, headers: Headers, secret: str) -> Incoming:
    del headers, secret  # believed before its body was read
    return _whole(rebuilt.of_postmark(_json(raw)))


def _mailgun(raw: bytes, headers: Headers, secret: str) -> Incoming:
    form = _form(raw, headers)  # the signature stands among the fields
    if not posts.mailgun_signed(form.fields, secret, time.time()):
        raise BadSignature
    return _whole(rebuilt.of_mailgun(form))


def _sendgrid(raw: bytes, headers: Headers, secret: str) -> Incoming:
    if not posts.sendgrid_signed(raw, headers, secret, time.time()):
        raise BadSignature
    return _whole(rebuilt.of_sendgrid(_form(raw, headers)))


READERS: dict[str, Callable[[bytes, Headers, str], Incoming]] = {
    "postmark": _postmark,
    "mailgun": _mailgun,
    "sendgrid": _sendgrid,
}


def _whole(brought: Brought) -> Incoming:
    return Incoming(raw=brought.raw, size=len(brought.raw), told=brought.told)


def _form(raw: bytes, headers: Headers) -> forms.Form:
    try:
        return forms.read(raw, headers.get("content-type", ""))
    except ValueError as error:
        raise Refusal("invalid", f"The form cannot be read: {error}.") from None


def _json(raw: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refusal("invalid", "The body is not readable JSON.") from None
