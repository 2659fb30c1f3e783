"""The office's own mail goes out here: one letter over one SMTP connection. The only module that speaks SMTP."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib
from msgspec import Struct

from channels.mail.server import START_TLS, Encryption, on_this_machine

SECONDS = 30.0  # for each answer of the server
PERMANENT = 500  # SMTP reply codes from here on: the same letter will not be taken later either


class Server(Struct, frozen=True, kw_only=True):
    """Where letters are handed in. `encryption`: TLS from the start (`smtps://`), or by STARTTLS."""

    host: str
    port: int
    username: str | None
    password: str | None
    encryption: Encryption


class Letter(Struct, frozen=True, kw_only=True):
    """`id` becomes the Message-ID, so that a letter sent twice after a crash is known as one."""

    id: str
    to: str
    subject: str
    text: str


class MailError(Exception):
    """Why a letter was not taken. `permanent`: trying again is no use."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


def server_of(url: str) -> Server:
    """Of `smtp://user:password@host:587` or `smtps://…:465`. Raises ValueError with what is wrong."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("it must begin with smtp:// or smtps:// and name a host")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("nothing may follow the host and the port; write / ? # in a password as %2F %3F %23")
    secure = parts.scheme == "smtps"
    encryption: Encryption = "from the start" if secure else "if offered"
    if parts.username and not secure and not on_this_machine(parts.hostname):
        encryption = "required"  # a password is never sent in the clear
    return Server(
        host=parts.hostname,
        port=parts.port or (465 if secure else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        encryption=encryption,
    )


def sender_of(text: str) -> str:
    """An address, or a name and an address, as it stands in a letter. Raises ValueError."""
    name, address = parseaddr(text)
    try:
        return str(Address(name, addr_spec=address))
    except (MessageError, ValueError, IndexError):
        raise ValueError("it must be an address, or a name with an address: Office <office@example.com>") from None


async def send(server: Server, sender: str, letter: Letter) -> None:
    """Raises MailError."""
    message = _message(sender, letter)
    domain = parseaddr(sender)[1].rpartition("@")[2]
    try:
        await aiosmtplib.send(
            message,
            recipients=[letter.to],
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.encryption == "from the start",
            start_tls=START_TLS[server.encryption],
            local_hostname=domain if domain.isascii() else "localhost",  # else it asks the DNS, and waits
            timeout=SECONDS,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        refused = error.recipients[0] if error.recipients else None
        permanent = refused is not None and refused.code >= PERMANENT
        raise MailError(f"The address was refused: {refused or error}", permanent=permanent) from None
    except aiosmtplib.SMTPAuthenticationError as error:
        raise MailError(f"The mail server refused our password: {error.message}", permanent=False) from None
    except aiosmtplib.SMTPResponseException as error:
        told = f"The mail server answered {error.code}: {error.message}"
        raise MailError(told, permanent=error.code >= PERMANENT) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise MailError(f"The mail server cannot be used: {error}", permanent=False) from None


async def greet(server: Server) -> None:
    """Signs in and leaves again, without a letter. Raises MailError."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.encryption == "from the start",
        start_tls=START_TLS[server.encryption],
        timeout=SECONDS,
    )
    try:
        async with client:
            await client.noop()
    except aiosmtplib.SMTPAuthenticationError as error:
        raise MailError(f"The mail server refused our password: {error.message}", permanent=False) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise MailError(f"The mail server cannot be used: {error}", permanent=False) from None


def _message(sender: str, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = " ".join(letter.subject.split())
    except (MessageError, ValueError, IndexError) as error:
        raise MailError(f"This address cannot be written to: {error}", permanent=True) from None
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{letter.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # no away reply comes back (RFC 3834)
    message.set_content(letter.text)
    return message
