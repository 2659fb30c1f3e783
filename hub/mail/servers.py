"""A mailbox's servers as people name them (host, port, security) and as they are kept: sealed addresses that hold the password."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from channels.mail.server import CHECKED_BY, PORTS
from hub import addresses
from hub.addresses import Network, Refused
from hub.wire.errors import Refusal
from hub.wire.mailboxes import MailServer

SCHEMES = {
    ("imap", "tls"): "imaps",
    ("imap", "starttls"): "imap",
    ("smtp", "tls"): "smtps",
    ("smtp", "starttls"): "smtp",
}


class Opened(Struct, frozen=True, kw_only=True):
    """One kept address taken apart."""

    server: MailServer
    username: str
    password: str
    folders: tuple[str, ...]


def url(protocol: str, server: MailServer, username: str, password: str, folders: tuple[str, ...] = ()) -> str:
    """`protocol`: imap or smtp."""
    host = f"[{server.host.strip('[]')}]" if ":" in server.host else server.host
    signed = f"{quote(username, safe='')}:{quote(password, safe='')}" if username else ""
    path = "/" + ",".join(quote(folder, safe="") for folder in folders) if folders else ""
    checked = f"?{CHECKED_BY}={server.checked_by}" if server.checked_by else ""
    return f"{SCHEMES[protocol, server.security]}://{signed}@{host}:{server.port}{path}{checked}"


def opened(held: Mapping[str, str], protocol: str) -> Opened | None:
    """Of a mailbox's credentials; None where it has no such server."""
    parts = urlsplit(held.get(f"{protocol}_url", ""))
    if not parts.hostname:
        return None
    security = "tls" if parts.scheme.endswith("s") else "starttls"
    port, checked_by = parts.port or PORTS[parts.scheme], parts.query.partition("=")[2] or None
    return Opened(
        server=MailServer(host=parts.hostname, port=port, security=security, checked_by=checked_by),  # type: ignore[arg-type]
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folders=tuple(unquote(folder) for folder in parts.path.strip("/").split(",") if folder),
    )


async def require_public(server: MailServer, allowed: tuple[Network, ...], field: str) -> None:
    """Refuses a server in a private network, unless it may be reached: whoever sets up mailboxes must not look around in there."""
    try:
        for address in await addresses.resolve(server.host, server.port):
            addresses.check(address, "https", allowed)
    except Refused as refused:
        raise Refusal("invalid", str(refused), field=field) from None
