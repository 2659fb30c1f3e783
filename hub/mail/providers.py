"""What is known of mail providers: where their servers are, and what has to be prepared there. By the domain of an address."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct

from hub.wire.errors import Refusal
from hub.wire.mailboxes import MailGuess, MailServer, OAuthProvider

APP_PASSWORD = "Make an app password there and use it here: the ordinary one is refused."  # noqa: S105 (a sentence)


class Provider(Struct, frozen=True, kw_only=True):
    name: str
    imap: str
    smtp: str
    smtp_port: int = 465
    oauth: OAuthProvider | None = None
    advice: str | None = None
    domains: tuple[str, ...]


PROVIDERS = (
    Provider(
        name="Gmail",
        imap="imap.gmail.com",
        smtp="smtp.gmail.com",
        oauth="google",
        advice=f"With two-step sign-in Google wants OAuth or an app password. {APP_PASSWORD}",
        domains=("gmail.com", "googlemail.com"),
    ),
    Provider(
        name="Microsoft 365 or Outlook",
        imap="outlook.office365.com",
        smtp="smtp.office365.com",
        smtp_port=587,
        oauth="microsoft",
        advice="Microsoft takes no passwords from programs any more: sign in by OAuth.",
        domains=("outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.co.th", "hotmail.co.th"),
    ),
    Provider(
        name="iCloud",
        imap="imap.mail.me.com",
        smtp="smtp.mail.me.com",
        smtp_port=587,
        advice=f"Apple wants an app-specific password. {APP_PASSWORD}",
        domains=("icloud.com", "me.com", "mac.com"),
    ),
    Provider(
        name="Yahoo",
        imap="imap.mail.yahoo.com",
        smtp="smtp.mail.yahoo.com",
        advice=f"Yahoo wants an app password. {APP_PASSWORD}",
        domains=("yahoo.com", "yahoo.co.th", "yahoo.co.uk", "yahoo.co.jp", "ymail.com", "rocketmail.com"),
    ),
    Provider(
        name="Zoho",
        imap="imap.zoho.com",
        smtp="smtp.zoho.com",
        advice="Allow IMAP in Zoho's settings. With two-step sign-in it wants an app password.",
        domains=("zoho.com", "zohomail.com"),
    ),
    Provider(
        name="Fastmail",
        imap="imap.fastmail.com",
        smtp="smtp.fastmail.com",
        advice=f"Fastmail wants an app password. {APP_PASSWORD}",
        domains=("fastmail.com", "fastmail.fm"),
    ),
    Provider(
        name="GMX",
        imap="imap.gmx.com",
        smtp="mail.gmx.com",
        advice="Allow POP3 and IMAP in GMX's settings.",
        domains=("gmx.com", "gmx.net", "gmx.de"),
    ),
    Provider(
        name="Yandex",
        imap="imap.yandex.com",
        smtp="smtp.yandex.com",
        advice=f"Yandex wants an app password. {APP_PASSWORD}",
        domains=("yandex.com", "yandex.ru", "ya.ru"),
    ),
)
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
_BY_DOMAIN = {domain: provider for provider in PROVIDERS for domain in provider.domains}


def guess(address: str, apps: Collection[str], named: str | None = None) -> MailGuess:
    """`apps`: providers our OAuth client is set up for; `named`: the provider of a domain of one's own, as somebody says (google, microsoft,
    or how it is called here). Raises Refusal for a domain that can have no servers."""
    domain = address.lower().rpartition("@")[2]
    wanted = (named or "").casefold()
    found = _BY_DOMAIN.get(domain) or next(
        (each for each in PROVIDERS if wanted and wanted in (each.oauth, each.name.casefold())), None
    )
    if found is None:
        host = _in_ascii(domain)
        return MailGuess(
            provider=None,
            imap=MailServer(host=f"imap.{host}", port=993),
            smtp=MailServer(host=f"smtp.{host}", port=465),
            oauth=None,
            ready=False,
            advice=None,
        )
    security = "tls" if found.smtp_port == 465 else "starttls"
    return MailGuess(
        provider=found.name,
        imap=MailServer(host=found.imap, port=993),
        smtp=MailServer(host=found.smtp, port=found.smtp_port, security=security),  # type: ignore[arg-type]
        oauth=found.oauth,
        ready=found.oauth in apps,
        advice=found.advice,
    )


def _in_ascii(domain: str) -> str:
    """As name servers know it: an international domain in its xn-- form."""
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        host = ""
    if _DOMAIN.fullmatch(host) is None:
        raise Refusal(
            "invalid", "No mail server can have this address: check what stands behind the @.", field="address"
        )
    return host
