"""What the environment says about e-mail: the office's own post, one mailbox as a channel account, and our applications at providers that
want OAuth."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from msgspec import Struct

from channels import mail_out
from channels.mail import oauth
from channels.mail.oauth import App
from channels.mail.server import server_of

CONSENTING = {"google": oauth.GOOGLE, "microsoft": oauth.MICROSOFT}
LONGEST_ADDRESS = 128  # characters


class Mailbox(Struct, frozen=True, kw_only=True):
    """The one mailbox the environment describes; the addresses of its servers hold its password. `address` in small letters."""

    address: str
    name: str
    imap_url: str
    smtp_url: str


def read(environment: Mapping[str, str]) -> dict[str, Any]:
    """The columns of `Settings` that are about mail. Raises ValueError with a sentence that names the setting, and never its value when
    that may hold a password."""
    return {**_post(environment), "mail_apps": _apps(environment)}


def _post(environment: Mapping[str, str]) -> dict[str, Any]:
    smtp, sender = environment.get("MAIL_SMTP_URL") or None, environment.get("MAIL_FROM") or None
    imap = environment.get("MAIL_IMAP_URL") or None
    if smtp is None:
        if imap is not None:
            raise ValueError("MAIL_IMAP_URL is set, but MAIL_SMTP_URL is missing.")
        return {}
    try:
        mail_out.server_of(smtp)
    except ValueError as error:
        raise ValueError(f"MAIL_SMTP_URL cannot be read: {error}.") from None
    if sender is None:
        raise ValueError("MAIL_SMTP_URL is set, but MAIL_FROM is missing.")
    try:
        found: dict[str, Any] = {"mail_smtp_url": smtp, "mail_from": mail_out.sender_of(sender)}
    except ValueError as error:
        raise ValueError(f"MAIL_FROM is {sender!r}; {error}.") from None
    return found if imap is None else found | {"mailbox": _mailbox(imap, smtp, sender)}


def _mailbox(imap: str, smtp: str, sender: str) -> Mailbox:
    try:
        server = server_of(imap)
    except ValueError as error:
        raise ValueError(f"MAIL_IMAP_URL cannot be read: {error}.") from None
    if not imap.startswith("imap"):
        raise ValueError("MAIL_IMAP_URL cannot be read: it must begin with imap:// or imaps://.")
    if not server.username or not server.password:
        raise ValueError("MAIL_IMAP_URL names no user or no password: write imaps://user:password@host.")
    name, address = parseaddr(sender)
    if len(address) > LONGEST_ADDRESS:
        raise ValueError(
            f"MAIL_FROM has an address of more than {LONGEST_ADDRESS} characters, which no mailbox here can have."
        )
    return Mailbox(address=address.lower(), name=name, imap_url=imap, smtp_url=smtp)


def _apps(environment: Mapping[str, str]) -> dict[str, App]:
    found = {}
    for provider in CONSENTING:
        names = tuple(f"MAIL_{provider.upper()}_CLIENT_{part}" for part in ("ID", "SECRET"))
        values = tuple(environment.get(name, "").strip() for name in names)
        if bool(values[0]) != bool(values[1]):
            given, missing = names if values[0] else names[::-1]
            raise ValueError(f"{given} is set, but {missing} is missing.")
        if values[0]:
            found[provider] = App(client_id=values[0], client_secret=values[1], at=CONSENTING[provider])
    return found
