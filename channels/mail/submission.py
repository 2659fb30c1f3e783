"""Handing a mail to its server by SMTP. The moment the server is asked to take it decides: before, nothing was sent; after, it may have."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

import aiosmtplib

from channels.channel import ChannelError
from channels.mail import compose
from channels.mail.server import START_TLS, MailServer, xoauth2

SECONDS = 60.0  # for each answer; large mails are looked at before they are taken
ADVICE = "Check the address of the mail server, the user name and the password."


async def hand_in(server: MailServer, mailbox: str, built: EmailMessage) -> None:
    """Raises ChannelError: `unknown` when the mail was written and no answer came."""
    async with _opened(server, mailbox, "It is tried again by itself.") as client:
        await client.mail(mailbox)
        for address in compose.recipients(built):
            await client.rcpt(address)
        raw = built.as_bytes()
        try:
            await client.data(raw)
        except aiosmtplib.SMTPResponseException:
            raise
        except (aiosmtplib.SMTPException, OSError) as error:
            advice = "It may have gone out: look into the mailbox's sent mails before you send it again."
            words = f"The mail server gave no answer: {error}"
            raise ChannelError("unknown", words, code="no_answer", advice=advice) from None


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
    if error.code >= 500:
        advice = "Check the address." if error.code in (550, 551, 553, 501) else None
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
