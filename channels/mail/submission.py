"""Handing a mail to its server by SMTP. The moment the server is asked to take it decides: before, nothing was sent; after, it may have."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiosmtplib
from msgspec import Struct

from channels.channel import ChannelError
from channels.mail.server import START_TLS, MailServer, xoauth2

SECONDS = 60.0  # for each answer; large mails are looked at before they are taken
PERMANENT = 500  # reply codes from here on: the same mail will not be taken later either
ADVICE = "Check the address of the mail server, the user name and the password."


class Taken(Struct, frozen=True):
    """`words`: what the server answered. `refused`: addresses it does not take, each with its reason; the others got the mail."""

    words: str
    refused: dict[str, str]


async def hand_in(server: MailServer, mailbox: str, raw: bytes, to: Sequence[str]) -> Taken:
    """Raises ChannelError: `unknown` when the mail was written and no answer came. When one of the addresses is to be tried later, nobody
    gets it yet."""
    async with _opened(server, mailbox, "It is tried again by itself.") as client:
        size = [f"size={len(raw)}"] if client.supports_extension("size") else []
        await client.mail(mailbox, options=size)
        refused = await _name(client, to)
        try:
            answer = await client.data(raw)
        except aiosmtplib.SMTPResponseException:
            raise
        except (aiosmtplib.SMTPException, OSError) as error:
            advice = "It may have gone out: look into the mailbox's sent mails before you send it again."
            words = f"The mail server gave no answer: {error}"
            raise ChannelError("unknown", words, code="no_answer", advice=advice) from None
        return Taken(answer.message, refused)


async def _name(client: aiosmtplib.SMTP, to: Sequence[str]) -> dict[str, str]:
    """Says whom the mail is for. Those refused for good; raises what the server said when it takes none, or one later."""
    refused: dict[str, aiosmtplib.SMTPResponseException] = {}
    for address in to:
        try:
            await client.rcpt(address)
        except aiosmtplib.SMTPResponseException as error:
            if error.code < PERMANENT:
                raise
            refused[address] = error
    if len(refused) == len(to):
        raise next(iter(refused.values()))
    return {address: f"{error.code} {error.message}"[:400] for address, error in refused.items()}


async def greet(server: MailServer, mailbox: str) -> None:
    """Signs in and leaves again. Raises ChannelError."""
    async with _opened(server, mailbox, ADVICE):
        pass


@asynccontextmanager
async def _opened(server: MailServer, mailbox: str, advice: str) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection that is signed in. `advice`: where the server cannot be reached."""
    client = _client(server, mailbox)
    try:
        await _sign_in(client, server)
        yield client
    except aiosmtplib.SMTPAuthenticationError as error:
        words = "The mail server does not accept the password."
        raise ChannelError("pause", words, code=str(error.code), advice=ADVICE, scope="account") from None
    except aiosmtplib.SMTPResponseException as error:
        raise _refused(error) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        words = f"The mail server cannot be reached: {error}"
        raise ChannelError("retry", words, code="unreachable", advice=advice) from None
    finally:
        client.close()


def _client(server: MailServer, mailbox: str) -> aiosmtplib.SMTP:
    domain = mailbox.rpartition("@")[2]
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.encryption == "from the start",
        start_tls=START_TLS[server.encryption],
        local_hostname=domain if domain.isascii() and domain else "localhost",
        timeout=SECONDS,
    )


async def _sign_in(client: aiosmtplib.SMTP, server: MailServer) -> None:
    await client.connect()
    if server.token:
        said = base64.b64encode(xoauth2(server.username, server.token).encode()).decode()
        answer = await client.execute_command(b"AUTH", b"XOAUTH2", said.encode())
        if answer.code != 235:
            raise aiosmtplib.SMTPAuthenticationError(answer.code, answer.message)
    elif server.username:
        await client.login(server.username, server.password)


def _refused(error: aiosmtplib.SMTPResponseException) -> ChannelError:
    told = f"{error.code} {error.message}"[:400]
    if error.code >= PERMANENT:
        advice = "Check the address." if error.code in (550, 551, 553, 501) else None
        advice = "Send fewer or smaller files, or a link." if error.code == 552 else advice
        return ChannelError(
            "never", f"The mail server refused the mail: {told}", code=str(error.code), advice=advice, reason=told
        )
    return ChannelError(
        "wait",
        f"The mail server asks to wait: {told}",
        code=str(error.code),
        advice="It is tried again by itself.",
        retry_after=60.0,
        reason=told,
    )
