"""Handing a mail to its server by SMTP. The moment the server is asked to take it decides: before, nothing was sent; after, it may have."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import aiosmtplib

from channels.channel import ChannelError
from channels.mail import compose
from channels.mail.server import MailServer, xoauth2

SECONDS = 60.0  # for each answer; large mails are looked at before they are taken
ADVICE = "Check the address of the mail server, the user name and the password."


async def hand_in(server: MailServer, mailbox: str, built: EmailMessage) -> None:
    """Raises ChannelError: `unknown` when the mail was written and no answer came."""
    client = _client(server, mailbox)
    written = False
    try:
        await _sign_in(client, server)
        to = compose.recipients(built)
        await client.mail(mailbox)
        for address in to:
            await client.rcpt(address)
        written = True
        await client.data(built.as_bytes())
    except aiosmtplib.SMTPAuthenticationError as error:
        raise ChannelError(
            "pause",
            "The mail server does not accept the password.",
            code=str(error.code),
            advice=ADVICE,
            scope="account",
        ) from None
    except aiosmtplib.SMTPResponseException as error:
        raise _refused(error) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        if written:
            advice = "It may have gone out: look into the mailbox's sent mails before you send it again."
            raise ChannelError(
                "unknown", f"The mail server gave no answer: {error}", code="no_answer", advice=advice
            ) from None
        raise ChannelError(
            "retry",
            f"The mail server cannot be reached: {error}",
            code="unreachable",
            advice="It is tried again by itself.",
        ) from None
    finally:
        client.close()


async def greet(server: MailServer, mailbox: str) -> None:
    """Signs in and leaves again. Raises ChannelError."""
    client = _client(server, mailbox)
    try:
        await _sign_in(client, server)
    except aiosmtplib.SMTPAuthenticationError as error:
        raise ChannelError(
            "pause",
            "The mail server does not accept the password.",
            code=str(error.code),
            advice=ADVICE,
            scope="account",
        ) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise ChannelError(
            "retry", f"The mail server cannot be reached: {error}", code="unreachable", advice=ADVICE
        ) from None
    finally:
        client.close()


def _client(server: MailServer, mailbox: str) -> aiosmtplib.SMTP:
    domain = mailbox.rpartition("@")[2]
    start_tls = {"from the start": False, "required": True, "if offered": None}[server.encryption]
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.encryption == "from the start",
        start_tls=start_tls,
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
