"""Addresses of mail servers as settings give them, and how we sign in there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from channels.refusal import ChannelError

Encryption = Literal["from the start", "required", "if offered"]
START_TLS: dict[Encryption, bool | None] = {
    "from the start": False,
    "required": True,
    "if offered": None,
}  # as aiosmtplib says it
CHECKED_BY = "checked_by"
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")
PORTS = {"imap": 143, "imaps": 993, "smtp": 587, "smtps": 465}


class MailServer(Struct, frozen=True, kw_only=True):
    """`token`: an OAuth access token, used by XOAUTH2 in place of the password. `checked_by`: whose verdicts about senders count."""

    host: str
    port: int
    username: str
    password: str
    encryption: Encryption
    folders: tuple[str, ...] = ("INBOX",)
    token: str | None = None
    checked_by: str | None = None


def server_of(url: str, token: str | None = None) -> MailServer:
    """Of `imaps://user:password@host/INBOX,Sales?checked_by=mx.example.com` or `smtps://user:password@host`. Raises ValueError with what is
    wrong."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"it must begin with {', '.join(f'{scheme}://' for scheme in PORTS)} and name a host")
    name, _, checked_by = parts.query.partition("=")
    if parts.fragment or (parts.query and (name != CHECKED_BY or not _HOST.fullmatch(checked_by))):
        raise ValueError("write / ? # in a password as %2F %3F %23")
    secure = parts.scheme.endswith("s")
    folders = tuple(unquote(folder) for folder in parts.path.strip("/").split(",") if folder)
    encryption: Encryption = (
        "from the start" if secure else "if offered" if on_this_machine(parts.hostname) else "required"
    )
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encryption=encryption,  # a password is never sent in the clear
        folders=folders or ("INBOX",),
        token=token,
        checked_by=checked_by or None,
    )


def token_of(credentials: Mapping[str, str], now: int) -> str | None:
    """The access token of a mailbox opened by consent; None where a password opens it. `now` in ms. Raises ChannelError("wait") while it is
    being renewed: an old one would look like a refusal."""
    token, until = credentials.get("oauth_token"), credentials.get("oauth_expires_at", "")
    if not token:
        return None
    if until.isdigit() and int(until) <= now:
        words = "The access to this mailbox is just being renewed."
        advice = "A work process renews it: see that one runs."
        raise ChannelError("wait", words, code="token_expired", advice=advice, retry_after=10.0, scope="account")
    return token


def xoauth2(username: str, token: str) -> str:
    """What Gmail and Microsoft want in place of a password, before base64."""
    return f"user={username}\x01auth=Bearer {token}\x01\x01"


def on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
