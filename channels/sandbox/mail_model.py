"""What the double of the mail world holds: the office's mailbox, and the customers with theirs. Times are milliseconds, handed in."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from channels.mail.mime import Mail

FaultKind = Literal["refuse", "wait", "delay", "cut_before", "cut_after", "bounce", "full"]
INBOX, SENT = "INBOX", "Sent"


class Stored(Struct, kw_only=True):
    """A mail in a folder of the office; `at`: when it came there."""

    uid: int
    raw: bytes
    at: int
    flags: set[str] = field(default_factory=set)


class Folder(Struct, kw_only=True):
    """Numbers only grow while `validity` stays. Mails are in the order they came."""

    name: str
    validity: int
    mails: list[Stored] = field(default_factory=list)
    next_uid: int = 1


class Held(Struct, frozen=True, kw_only=True):
    """A mail in a customer's program. `ours`: the customer wrote it; `thread`: the id of the first mail it belongs to."""

    id: str
    ours: bool
    at: int
    thread: str
    raw: bytes
    mail: Mail


class Correspondent(Struct, kw_only=True):
    """A customer who writes mails. `away`: what their program answers while they are out of the office."""

    address: str
    name: str
    mails: list[Held] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    away: str | None = None
    told_away: set[str] = field(default_factory=set)
    version: int = 0


class File(Struct, frozen=True, kw_only=True):
    name: str
    mime: str
    data: bytes
    cid: str | None = None


class Writing(Struct, frozen=True, kw_only=True):
    """What a customer writes. `answers`: the id of the mail it answers; `at`: what its Date says, when it is not now."""

    text: str
    subject: str = ""
    html: str | None = None
    charset: str = "utf-8"
    files: tuple[File, ...] = ()
    answers: str | None = None
    cc: tuple[str, ...] = ()
    at: int | None = None
    automatic: bool = False
    headers: dict[str, str] = {}


class MailFault(Struct, kw_only=True):
    """What goes wrong with the next `times` mails the office hands in (to `to` alone, when given).

    refuse      550, not taken            wait       451, not taken           delay      answered after `delay_ms`
    cut_before  hung up, not taken        cut_after  taken, then hung up without an answer
    bounce      taken, reported as failed (no such address)                   full       taken, reported as failed (mailbox full)
    """

    kind: FaultKind
    times: int = 1
    to: str | None = None
    delay_ms: int = 0


class HandedIn(Struct, frozen=True, kw_only=True):
    """A mail the double took: what tests count."""

    sender: str
    recipients: tuple[str, ...]
    id: str
    at: int


class Verdict(Struct, frozen=True, kw_only=True):
    """What the SMTP face answers, after `delay_ms`, or by hanging up."""

    reply: str = "250 2.0.0 taken"
    delay_ms: int = 0
    cut: bool = False
