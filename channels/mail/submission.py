"""Handing a mail to its server by SMTP. The moment the server is asked to take it decides: before, nothing was sent; after, it may have.

What goes wrong before a mail is named says something about the server, and every mail waits; after, it is about this mail alone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import accumulate

import aiosmtplib
from msgspec import Struct

from channels.channel import ChannelError
from channels.mail.international import plain_domain
from channels.mail.server import START_TLS, MailServer

SECONDS = 60.0  # for each answer; large mails are looked at before they are taken
PERMANENT = 500  # reply codes from here on: the same mail will not be taken later either
CLOSING = 421  # the server serves nobody now, whatever it was asked
ADVICE = "Check the address of the mail server, the user name and the password."
BY_ITSELF = "It is tried again by itself."
MINUTE, HOUR = 60.0, 3600.0
WAITS = (MINUTE, 5 * MINUTE, 15 * MINUTE, *[HOUR] * 23)  # between tries; greylists want minutes, full mailboxes a day
LAST = len(WAITS) + 1
WITHOUT = 4  # the try from which on a mail goes without those who are still to be tried later
assert sum(WAITS) >= 23 * HOUR
assert list(accumulate(WAITS))[WITHOUT - 2] >= 20 * MINUTE


class Taken(Struct, frozen=True):
    """`words`: what the server answered. `refused`: addresses it does not take, each with its reason; the others got the mail."""

    words: str
    refused: dict[str, str]


async def hand_in(server: MailServer, mailbox: str, raw: bytes, to: Sequence[str], tries: int = 1) -> Taken:
    """`to`: the one it is meant for first. `tries`: which try this is; in the first few nobody gets it yet when one of the addresses is to
    be tried later. Raises ChannelError: `unknown` when the mail was written and no answer came."""
    async with _opened(server, mailbox, BY_ITSELF) as client:
        sender = plain_domain(mailbox)
        encoding = _encoding(client, [*to, sender])
        await client.mail(sender, options=_options(client, raw, encoding), encoding=encoding)
        refused = await _name(client, to, encoding, tries)
        try:
            answer = await client.data(raw)
        except aiosmtplib.SMTPResponseException:
            raise
        except (aiosmtplib.SMTPException, OSError) as error:
            advice = "It may have gone out: look into the mailbox's sent mails before you send it again."
            words = f"The mail server gave no answer: {error}"
            raise ChannelError("unknown", words, code="no_answer", advice=advice) from None
        return Taken(answer.message, refused)


def _encoding(client: aiosmtplib.SMTP, addresses: Sequence[str]) -> str:
    strange = next((one for one in addresses if not one.isascii()), None)
    if strange is None:
        return "ascii"
    if not client.supports_extension("smtputf8"):
        words = f"The mail server knows only addresses in Latin letters; {strange} is none."
        raise ChannelError("never", words, code="script", advice="Leave it out, or ask for another address of theirs.")
    return "utf-8"


def _options(client: aiosmtplib.SMTP, raw: bytes, encoding: str) -> list[str]:
    found = [f"size={len(raw)}"] if client.supports_extension("size") else []
    if encoding == "ascii":
        return found
    return [*found, *(["BODY=8BITMIME"] if client.supports_extension("8bitmime") else []), "SMTPUTF8"]


async def _name(client: aiosmtplib.SMTP, to: Sequence[str], encoding: str, tries: int) -> dict[str, str]:
    """Says whom the mail is for. Those it goes without; raises what the server said when it does not go."""
    refused: dict[str, aiosmtplib.SMTPResponseException] = {}
    for address in to:
        try:
            await client.rcpt(address, encoding=encoding)
        except aiosmtplib.SMTPResponseException as error:
            if error.code == CLOSING:
                raise
            refused[address] = error
    later = [error for error in refused.values() if error.code < PERMANENT]
    last = tries >= LAST
    without = last or (tries >= WITHOUT and refused.get(to[0]) not in later)
    if len(refused) == len(to) or (later and not without):
        raise (later or list(refused.values()))[0]
    return {address: f"{error.code} {error.message}"[:400] for address, error in refused.items()}


async def greet(server: MailServer, mailbox: str) -> None:
    """Signs in and leaves again. Raises ChannelError."""
    async with _opened(server, mailbox, ADVICE):
        pass


@asynccontextmanager
async def _opened(server: MailServer, mailbox: str, advice: str) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection that is signed in. `advice`: where the server cannot be reached."""
    client = _client(server, mailbox)
    signed_in = False
    try:
        await _sign_in(client, server)
        signed_in = True
        yield client
    except aiosmtplib.SMTPResponseException as error:
        raise (_refused(error) if signed_in and error.code != CLOSING else _not_served(server, error)) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        if signed_in and isinstance(error, ValueError):  # something that cannot stand in a command
            words = f"The mail cannot be handed in: {error}"
            raise ChannelError("never", words, code="invalid", advice="Check the addresses.") from None
        words = f"The mail server cannot be reached: {error}"
        raise ChannelError("retry", words, code="unreachable", advice=advice, scope="account") from None
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
        await client.auth_xoauth2(server.username, server.token)
    elif server.username:
        await client.login(server.username, server.password)


def _not_served(server: MailServer, error: aiosmtplib.SMTPResponseException) -> ChannelError:
    """What the server said before any mail was named."""
    told = f"{error.code} {error.message}"[:400]
    if error.code < PERMANENT:
        words = f"The mail server serves nobody at the moment: {told}"
        return ChannelError("retry", words, code=str(error.code), advice=BY_ITSELF, scope="account", reason=told)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        with_what = "consent" if server.token else "password"
        words, advice = f"The mail server does not accept the {with_what}: {told}", ADVICE
        if server.token:
            advice = "Sign in to the provider again, and see that it allows SMTP for this mailbox."
        return ChannelError("pause", words, code=str(error.code), advice=advice, scope="account", reason=told)
    words = f"The mail server does not serve us: {told}"
    return ChannelError("pause", words, code=str(error.code), advice=ADVICE, scope="account", reason=told)


def _refused(error: aiosmtplib.SMTPResponseException) -> ChannelError:
    told = f"{error.code} {error.message}"[:400]
    if error.code >= PERMANENT:
        advice = "Check the address." if error.code in (550, 551, 553, 501) else None
        advice = "Send fewer or smaller files, or a link." if error.code == 552 else advice
        return ChannelError(
            "never", f"The mail server refused the mail: {told}", code=str(error.code), advice=advice, reason=told
        )
    words = f"The mail server asks to wait: {told}"
    return ChannelError("wait", words, code=str(error.code), advice=BY_ITSELF, waits=WAITS, reason=told)
