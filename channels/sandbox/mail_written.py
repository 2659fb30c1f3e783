"""Mails as the programs of customers and of their servers write them: RFC 5322 bytes."""

from __future__ import annotations

import mimetypes
from email import encoders
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr, formatdate
from html import escape
from io import BytesIO

from channels.mail import charsets
from channels.mail.mime import Mail
from channels.sandbox.mail_magic import Report
from channels.sandbox.mail_model import File, Writing

LINES = compat32.clone(linesep="\r\n", max_line_length=78)


def mail(
    writing: Writing, *, sender: tuple[str, str], to: str, id: str, now: int, before: tuple[str, ...] = ()
) -> bytes:
    """`sender`: name and address; `before`: the Message-IDs of the mails it follows, oldest first."""
    built = _body(writing)
    charset = "us-ascii" if writing.subject.isascii() else _charset(writing.charset, writing.subject)
    built["From"] = formataddr(sender, _charset(writing.charset, sender[0]))
    built["To"] = to
    if writing.cc:
        built["Cc"] = ", ".join(writing.cc)
    built["Subject"] = Header(writing.subject, charset).encode()
    built["Date"] = formatdate((writing.at or now) / 1000, usegmt=True)
    built["Message-ID"] = f"<{id}>"
    if before:
        built["In-Reply-To"] = f"<{before[-1]}>"
        built["References"] = " ".join(f"<{one}>" for one in before)
    for name, value in writing.headers.items():
        built[name] = value
    if writing.automatic:
        built["Auto-Submitted"] = "auto-replied"
    return octets(built)


def report(about: Report, *, to: str, recipient: str, original: bytes, id: str, now: int) -> bytes:
    """A delivery status notification (RFC 3464) with the head of the mail it is about."""
    domain = recipient.partition("@")[2]
    built = MIMEMultipart("report", policy=LINES)
    built.set_param("report-type", "delivery-status")
    failed = about.action == "failed"
    built["From"] = f"Mail Delivery System <mailer-daemon@{domain}>"
    built["To"] = to
    built["Subject"] = "Undelivered Mail Returned to Sender" if failed else "Delayed Mail (still being retried)"
    built["Date"] = formatdate(now / 1000, usegmt=True)
    built["Message-ID"] = f"<{id}>"
    built["Auto-Submitted"] = "auto-replied"
    told = "could not be delivered" if failed else "could not be delivered yet"
    built.attach(MIMEText(f"Your mail to <{recipient}> {told}:\n\n    {about.said}\n", "plain", "us-ascii"))
    fields = MIMEBase("message", "delivery-status")
    of_server, of_recipient = Message(), Message()
    of_server["Reporting-MTA"] = f"dns; mx.{domain}"
    of_recipient["Final-Recipient"] = f"rfc822; {recipient}"
    of_recipient["Action"], of_recipient["Status"] = about.action, about.status
    of_recipient["Diagnostic-Code"] = f"smtp; {about.said}"
    for group in (of_server, of_recipient):
        fields.attach(group)
    built.attach(fields)
    head = MIMENonMultipart("text", "rfc822-headers")
    head.set_payload(charsets.text(original.partition(b"\r\n\r\n")[0], None).replace("\r\n", "\n") + "\n")
    built.attach(head)
    return octets(built)


def received(raw: bytes, *, sender: str, recipient: str, server: str, passed: bool = True) -> bytes:
    """The mail as the office's server puts it into the mailbox: with what it found out about the sender on top."""
    verdict = "pass" if passed else "fail"
    domain = sender.rpartition("@")[2]
    lines = [
        f"Return-Path: <{sender}>",
        f"Delivered-To: {recipient}",
        f"Authentication-Results: {server}; dkim={verdict} header.d={domain}; spf={verdict}; dmarc={verdict} header.from={domain}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode() + raw


def quoted(answered: Mail, writer: str | None) -> str:
    """The mail before, as programs put it below an answer."""
    said = "\n".join(f"> {line}".rstrip() for line in (answered.text or "").strip().splitlines())
    day = formatdate(answered.at / 1000, usegmt=True)
    return f"\n\nOn {day}, {writer or 'somebody'} wrote:\n{said}\n" if said else ""


def page_of(text: str, below: str) -> str:
    """The same as HTML, as a program with formatting writes it; `below`: the quoted mail."""
    said = escape(text).replace("\n", "<br>")
    quoted_ = escape("\n".join(line.removeprefix("> ").removeprefix(">") for line in below.strip().splitlines()[1:]))
    head = escape(below.strip().partition("\n")[0])
    block = f'<br><div class="gmail_quote">{head}<blockquote>{quoted_.replace(chr(10), "<br>")}</blockquote></div>'
    return f'<html><body><div dir="auto">{said}</div>{block if below else ""}</body></html>'


def file_of(name: str | None, mime: str | None, data: bytes) -> File:
    guessed = mimetypes.guess_type(name or "")[0]
    return File(name=name or "file", mime=mime or guessed or "application/octet-stream", data=data)


def _body(writing: Writing) -> Message:
    texts = [MIMEText(writing.text, "plain", _charset(writing.charset, writing.text))]
    if writing.html is not None:
        texts.append(MIMEText(writing.html, "html", _charset(writing.charset, writing.html)))
    built: Message = texts[0]
    if len(texts) > 1:
        built = MIMEMultipart("alternative", None, texts)
    shown = [_attached(file) for file in writing.files if file.cid]
    if shown:
        built = MIMEMultipart("related", None, [built, *shown])
    handed = [_attached(file) for file in writing.files if not file.cid]
    return MIMEMultipart("mixed", None, [built, *handed]) if handed else built


def _attached(file: File) -> Message:
    kind, _, sub = file.mime.partition(";")[0].partition("/")
    if kind in ("multipart", "message") or not (kind.isascii() and sub.isascii() and kind and sub):
        kind, sub = "application", "octet-stream"
    part = MIMEBase(kind, sub)
    part.set_payload(file.data)
    encoders.encode_base64(part)
    name = file.name if file.name.isascii() else ("utf-8", "", file.name)
    part.add_header("Content-Disposition", "inline" if file.cid else "attachment", filename=name)
    if file.cid:
        part["Content-ID"] = f"<{file.cid}>"
    return part


def _charset(wanted: str, text: str) -> str:
    """UTF-8 where the wanted one has not all letters."""
    try:
        text.encode(charsets.ALIASES.get(wanted, wanted))
    except (UnicodeError, LookupError):
        return "utf-8"
    return wanted


def octets(built: Message) -> bytes:
    out = BytesIO()
    BytesGenerator(out, mangle_from_=False, policy=LINES).flatten(built)
    return out.getvalue()
