"""A mail as the hub takes it in: what `mime` found, folded, judged and bounded, as JSON signed by ourselves.

The mail itself is kept as it came; the letter names it (`original`), and its files are read out of it.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from channels.channel import Alias, Fact, Media, Person, Received
from channels.mail import automatic, html, mime, quotes, reported, reports, threads, verdicts
from channels.mail.mime import Mail, Part
from channels.mail.reports import Report

SIGNATURE, TRIAL = "x-bma-signature", "x-bma-trial"
TEXT_LIMIT, REST_LIMIT = 100_000, 100_000  # characters
FILES = 50  # of one mail that are shown; all are in the original
PEOPLE = 50  # of To and Cc that are shown
KEPT_RAW = 1_500_000  # bytes of a mail nobody could read that a letter carries along
MB = 1024 * 1024
FUTURE_MS = 5 * 60_000  # a Date further ahead than this is a wrong clock


Names = Callable[[Iterable[str]], str | None]  # the conversation one of the addresses names, verified


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    account: str  # the mailbox's address
    original: str  # where the mail is kept
    size: int
    id: str
    digest: str
    at: int
    sender: mime.Address | None = None
    answer_to: mime.Address | None = None
    to: tuple[mime.Address, ...] = ()
    cc: tuple[mime.Address, ...] = ()
    subject: str = ""
    text: str = ""
    rest: str = ""
    html: bool = False
    elsewhere: int = 0  # pictures its HTML would fetch from elsewhere
    files: tuple[Part, ...] = ()
    answers: str | None = None
    references: tuple[str, ...] = ()
    conversation: str | None = None
    automatic: str | None = None
    report: Report | None = None
    further: tuple[Report, ...] = ()  # of other recipients of the same mail
    verdicts: dict[str, str] = {}
    historic: bool = False  # from before the mailbox was set up: no news
    outgoing: bool = False  # written by the mailbox's owner in another program
    ours: bool = False  # sent by ourselves through this mailbox
    trial: str | None = None  # the name a mail of a mailbox's trial gives itself
    left: bool = False  # too large: only its head was read, the mail itself is not kept
    unread: str = ""  # why it could not be read; `raw`: as it came, unless that is too much to carry
    raw: str | None = None  # a letter for each byte


def write(
    raw: bytes,
    *,
    account: str,
    original: str,
    arrived: int,
    conversation: str | None = None,
    names: Names = lambda _: None,
    outgoing: bool = False,
    size: int | None = None,
    checker: str | None = None,
    brought: Mapping[str, tuple[str, str]] = {},
) -> Letter:
    """Blocking: a mail as a letter. `arrived` in ms; `conversation`: the one its address names, already verified, or else what `names`
    makes of the addresses it went to. `size`: of a mail so large that `raw` is its head alone. `checker`: the server whose word about
    senders counts; `brought`: verdicts that came beside the mail."""
    mail = mime.read(raw)
    said = quotes.fold(mail.text, mail.html, mail.subject)
    told = reports.read(raw, mail)
    return Letter(
        account=account,
        original=original,
        size=len(raw) if size is None else size,
        id=mail.id,
        digest=mail.digest[:12],
        at=mail.at if 0 < mail.at <= arrived + FUTURE_MS else arrived,
        sender=mail.sender,
        answer_to=mail.answer_to,
        to=_shown_as(mail.to[:PEOPLE], account),
        cc=_shown_as(mail.cc[:PEOPLE], account),
        subject=mail.subject,
        text=said.text[:TEXT_LIMIT],
        rest=said.rest[:REST_LIMIT],
        html=mail.html is not None,
        elsewhere=html.clean(mail.html, {}).remote if mail.html is not None else 0,
        files=mail.files[:FILES],
        answers=mail.answers,
        references=mail.references,
        conversation=conversation or names(_sent_to(mail)),
        automatic=None if outgoing else automatic.kind_of(mail, account),
        report=told[0] if told else None,
        further=told[1:],
        verdicts=_checked(mail, checker, brought),
        outgoing=outgoing,
        ours=automatic.is_ours(mail, account),
        trial=mail.headers.get(TRIAL, "")[:200] or None,
        left=size is not None,
    )


def unread(
    raw: bytes | None,
    why: str,
    *,
    account: str,
    original: str,
    arrived: int,
    size: int,
    outgoing: bool = False,
    lies: str = "",
) -> Letter:
    """For a mail that `write` failed on, or that nobody handed out: `parse` tries once more where it can, else says why. `lies`: where, by
    which one that nobody handed out is known again."""
    kept = raw.decode("latin-1") if raw is not None and len(raw) <= KEPT_RAW else None
    return Letter(
        account=account,
        original=original,
        size=size,
        id="",
        digest=sha256(lies.encode("utf-8", "replace") if raw is None else raw).hexdigest(),
        at=arrived,
        outgoing=outgoing,
        unread=why,
        raw=kept,
    )


def _checked(mail: Mail, checker: str | None, brought: verdicts.Told) -> dict[str, str]:
    sender = mail.sender.address if mail.sender else None
    return verdicts.brought(brought, sender) | verdicts.read(
        mail.headers.get("authentication-results", ""), checker, sender
    )


def _sent_to(mail: Mail) -> tuple[str, ...]:
    return (*(one.address for one in (*mail.to, *mail.cc)), *mail.delivered_to)


def _shown_as(people: Iterable[mime.Address], account: str) -> tuple[mime.Address, ...]:
    return tuple(msgspec.structs.replace(one, address=threads.shown(one.address, account)) for one in people)


def sign(letter: Letter, secret: str) -> tuple[bytes, dict[str, str]]:
    """The letter as a webhook of our own: its bytes and its headers."""
    raw = msgspec.json.encode(letter)
    return raw, {SIGNATURE: hmac.digest(secret.encode(), raw, sha256).hex()}


def verify(raw: bytes, headers: Mapping[str, str], secrets: list[str]) -> bool:
    """Constant time, and as long whichever secret it was."""
    told = headers.get(SIGNATURE, "").encode("utf-8", "replace")
    matches = [
        hmac.compare_digest(hmac.digest(secret.encode(), raw, sha256).hex().encode(), told)
        for secret in secrets
        if secret
    ]
    return bool(told) and any(matches)


def parse(raw: bytes) -> list[Fact]:
    """Raises ValueError when it is no letter."""
    try:
        letter = msgspec.json.decode(raw, type=Letter)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"the letter cannot be read: {error}") from error
    if letter.unread:
        letter = _read_again(letter)
    report = letter.report
    if report is not None and report.of is not None:
        return reported.facts(letter.account, letter.id, letter.at, (report, *letter.further), report.of)
    return [_received(letter)]


def _read_again(letter: Letter) -> Letter:
    if letter.raw is None:
        kept = f" It is kept as {letter.original}." if letter.original else ""
        size = f" of {letter.size} bytes" if letter.size else ""
        raise ValueError(f"A mail{size} cannot be read: {letter.unread}.{kept}")
    return write(
        letter.raw.encode("latin-1"),
        account=letter.account,
        original=letter.original,
        arrived=letter.at,
        outgoing=letter.outgoing,
    )


def _received(letter: Letter) -> Received:
    other = letter.to[:1] if letter.outgoing else ((letter.answer_to or letter.sender),) if letter.sender else ()
    who = other[0] if other else None
    return Received(
        account=letter.account,
        provider_id=letter.id,
        person=Person(aliases=(Alias("email", who.address),) if who else (), name=who.name if who else None),
        at=letter.at,
        kind="text",
        text=_too_large(letter) if letter.left else letter.text or None,
        content={"mail": _shown(letter)},
        media=() if letter.left else (*(_file(letter, part) for part in letter.files), _original(letter)),
        reply_to=letter.answers,
        by="phone_app" if letter.outgoing else "customer",
        key_space=letter.digest,
        related=tuple(dict.fromkeys([*([letter.answers] if letter.answers else []), *reversed(letter.references)])),
        conversation=letter.conversation,
        automatic=letter.automatic in automatic.NO_NEWS,
        historic=letter.historic,
        status="sent" if letter.historic and letter.outgoing else None,
    )


def _too_large(letter: Letter) -> str:
    size = letter.size / MB
    return f"This mail has {size:.0f} MB, more than is read here. Open it in the mailbox itself."


def _shown(letter: Letter) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "subject": letter.subject,
        "from": None if letter.sender is None else msgspec.to_builtins(letter.sender),
        "to": msgspec.to_builtins(letter.to),
    }
    further = {
        "cc": msgspec.to_builtins(letter.cc),
        "answer_to": None if letter.answer_to is None else msgspec.to_builtins(letter.answer_to),
        "quoted": letter.rest,
        "html": letter.html,
        "elsewhere": letter.elsewhere,
        "automatic": letter.automatic,
        "verdicts": letter.verdicts,
    }
    return shown | {name: value for name, value in further.items() if value}


def _file(letter: Letter, part: Part) -> Media:
    kind: Any = "image" if part.mime in ("image/jpeg", "image/png", "image/gif", "image/webp") else "document"
    return Media(
        id=f"{letter.original}#{part.place}",
        kind=kind,
        mime=part.mime,
        name=part.name,
        cid=part.cid if part.inline else None,
    )


def _original(letter: Letter) -> Media:
    return Media(
        id=f"{letter.original}#0",
        kind="document",
        mime="message/rfc822",
        name="original.eml",
        blob=letter.original,
        size=letter.size,
    )
