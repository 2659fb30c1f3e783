"""Mailboxes as administrators set them up. Passwords go in and never come out."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.accounts import Credential, Members, Name
from hub.wire.mail import WRITTEN

Host = Annotated[str, Meta(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9._:\[\]-]+$")]
Checker = Annotated[str, Meta(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.-]+$")]
Port = Annotated[int, Meta(ge=1, le=65_535)]
BoxAddress = Annotated[str, Meta(min_length=3, max_length=128, pattern=WRITTEN)]
User = Annotated[str, Meta(min_length=1, max_length=320)]
Password = Annotated[str, Meta(min_length=1, max_length=1024)]
Folders = Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=20)]
Security = Literal["tls", "starttls"]
OAuthProvider = Literal["google", "microsoft"]


class MailServer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`security`: TLS from the start, or by STARTTLS; never none. `checked_by` (of IMAP): the server that checks senders, as it names itself
    in `Authentication-Results`; none: as the provider is known to, or nobody is believed."""

    host: Host
    port: Port
    security: Security = "tls"
    checked_by: Checker | None = None


class MailSignIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a server wants another name or password than the mailbox's own."""

    username: User
    password: Password


class NewMailChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mailbox to set up. `username`: without one, the address. `imap` null: its mails come as webhooks of a provider. `folders`: to be
    read; none: the inbox. `smtp_sign_in`: where mails are handed in under another name."""

    address: BoxAddress
    name: Name | None = None
    username: User | None = None
    password: Password
    imap: MailServer | None
    smtp: MailServer
    smtp_sign_in: MailSignIn | None = None
    folders: Folders = []
    members: Members = None


class MailboxChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. A new password mends a paused mailbox."""

    username: User | UnsetType = UNSET
    password: Password | UnsetType = UNSET
    imap: MailServer | UnsetType | None = UNSET
    smtp: MailServer | UnsetType = UNSET
    smtp_sign_in: MailSignIn | UnsetType = UNSET
    folders: Folders | UnsetType = UNSET


class MailboxSetup(Struct, frozen=True, kw_only=True):
    """How a mailbox is opened. `oauth`: by whose consent, in place of a password."""

    channel: str
    version: int
    address: str
    username: str
    imap: MailServer | None
    smtp: MailServer | None
    folders: list[str]
    password: Credential
    oauth: OAuthProvider | None
    oauth_expires_at: str | None


class MailConsentAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`channel`: a mailbox that is set up already and is to be opened anew; `address`: whose consent is asked."""

    address: BoxAddress | None = None
    name: Name | None = None
    members: Members = None
    channel: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class MailConsentGiven(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the provider's page brought back."""

    code: Annotated[str, Meta(min_length=1, max_length=4096)]
    state: Annotated[str, Meta(min_length=1, max_length=4096)]


class MailConsentPage(Struct, frozen=True, kw_only=True):
    """Where the browser goes now."""

    url: str


class MailGuess(Struct, frozen=True, kw_only=True):
    """What is known of the provider of an address. `oauth`: it wants consent instead of a password; `ready`: ours is set up here.
    `advice`: what to prepare there."""

    provider: str | None
    imap: MailServer
    smtp: MailServer
    oauth: OAuthProvider | None
    ready: bool
    advice: str | None


class MailTrial(Struct, frozen=True, kw_only=True):
    """What became of two mails a mailbox wrote to itself. `marks`: answers are asked for at addresses with a mark behind a plus;
    `seconds`, `marked_seconds`: after which the mail to the plain and to a marked address was seen, null: not yet; `waiting`: until `until`
    they may still come; `refused`: why the marked address takes nothing; `problem`: why nothing went out."""

    marks: bool
    started_at: str | None
    until: str | None
    sent: bool
    seconds: float | None
    marked_seconds: float | None
    waiting: bool
    refused: str | None
    problem: str | None
    advice: str | None
