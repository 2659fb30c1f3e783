"""Our message as a mail: text, the same as simple HTML, files, and the headers by which the answer finds its way back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from html import escape
from typing import Any

from channels.channel import ChannelError, Outgoing
from channels.mail import threads
from channels.mail.automatic import LOOP_HEADER

FILES_MB = 18  # together; 25 MB after base64 is what most servers take
MB = 1024 * 1024
SUBJECT_LIMIT, RECIPIENTS = 500, 50
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_STRONG, _LEANING, _STRUCK = (
    re.compile(r"(?<!\w)\*(\S(?:[^*\n]*\S)?)\*(?!\w)"),
    re.compile(r"(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)"),
    re.compile(r"(?<!\w)~(\S(?:[^~\n]*\S)?)~(?!\w)"),
)
FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Noto Sans Thai',sans-serif;font-size:15px;line-height:1.5;color:#1d1c19"


def mail(message: Outgoing, mailbox: str, name: str) -> EmailMessage:
    """The mail, with its Message-ID. `name`: whose mailbox it is, in words. Raises ChannelError("never") with what to change."""
    about: dict[str, Any] = message.content.get("mail") or {}
    built = EmailMessage(policy=SMTP)
    try:
        built["From"] = _address(message.speaker.name if message.speaker else name, mailbox)
        built["To"] = _people([to.value for to in message.to if to.kind == "email"] + list(about.get("to") or []))
        if cc := list(about.get("cc") or []):
            built["Cc"] = _people(cc)
        built["Subject"] = " ".join(str(about.get("subject") or "").split())[:SUBJECT_LIMIT] or _first_line(
            message.text
        )
    except (MessageError, ValueError, IndexError) as error:
        raise refused(f"This address cannot be written to: {error}", "Check the addresses.") from None
    if answer := about.get("answer_address"):
        built["Reply-To"] = _address(name, str(answer))
    built["Date"] = formatdate(usegmt=True)
    built["Message-ID"] = f"<{threads.message_id(message.tag, mailbox.rpartition('@')[2])}>"
    if message.reply_to:
        built["In-Reply-To"] = f"<{message.reply_to}>"
    if before := threads.references([*about.get("references", ()), *([message.reply_to] if message.reply_to else [])]):
        built["References"] = " ".join(f"<{one}>" for one in before)
    built[LOOP_HEADER] = mailbox
    if message.content.get("automatic"):
        built["Auto-Submitted"], built["X-Auto-Response-Suppress"] = "auto-replied", "All"
    _fill(built, message, str(about.get("signature") or ""))
    return built


def recipients(built: EmailMessage) -> list[str]:
    """The addresses it goes to."""
    found = [
        str(one.addr_spec) for name in ("To", "Cc") for header in built.get_all(name, []) for one in header.addresses
    ]
    return list(dict.fromkeys(found))


def refused(message: str, advice: str | None = None) -> ChannelError:
    return ChannelError("never", message, code="invalid", advice=advice)


def check(kind: str, mime: str, size: int) -> str | None:
    """None when a mail can carry such a file (`size` in bytes); else what to do about it."""
    del kind, mime
    if size == 0:
        return "The file is empty: choose another."
    if size > FILES_MB * MB:
        return f"A mail carries {FILES_MB} MB of files: make it smaller, or send a link."
    return None


def html_of(text: str) -> str:
    """Our way to write (*strong*, _leaning_, ~struck~, links, lines beginning with - or a number) as HTML."""
    blocks: list[str] = []
    for block in re.split(r"\n{2,}", text.strip("\n")):
        lines = block.split("\n")
        if all(line.startswith(("- ", "• ")) for line in lines):
            blocks.append("<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            blocks.append("<p>" + "<br>".join(_inline(line) for line in lines) + "</p>")
    return "".join(blocks)


def _inline(line: str) -> str:
    found, at = [], 0
    for link in _LINK.finditer(line):
        found.append(_styled(line[at : link.start()]))
        address = escape(link[0], quote=True)
        found.append(f'<a href="{address}">{address}</a>')
        at = link.end()
    return "".join([*found, _styled(line[at:])])


def _styled(words: str) -> str:
    said = escape(words)
    for pattern, tag in ((_STRONG, "b"), (_LEANING, "i"), (_STRUCK, "s")):
        said = pattern.sub(rf"<{tag}>\1</{tag}>", said)
    return said


def _fill(built: EmailMessage, message: Outgoing, signature: str) -> None:
    text = message.text or ""
    signed = f"{text}\n\n-- \n{signature}" if signature else text
    built.set_content(signed or " ", charset="utf-8", cte="base64")
    below = f'<div style="color:#6f6a61;margin-top:1.5em">{html_of(signature)}</div>' if signature else ""
    page = f'<div style="{FONT}">{html_of(text)}{below}</div>'
    built.add_alternative(page, subtype="html", charset="utf-8", cte="base64")
    if sum(len(file.data) for file in message.files) > FILES_MB * MB:
        raise refused(f"A mail carries {FILES_MB} MB of files.", "Send fewer or smaller files, or a link.")
    for file in message.files:
        kind, _, sub = file.mime.partition(";")[0].partition("/")
        if not (kind.isascii() and sub and sub.isascii()) or kind in ("multipart", "message", "text"):
            kind, sub = "application", "octet-stream"
        built.add_attachment(file.data, maintype=kind, subtype=sub, filename=file.name)


def _people(addresses: Iterable[Any]) -> list[Address]:
    found = []
    for one in addresses:
        address, shown = (one.get("address"), one.get("name")) if isinstance(one, dict) else (one, None)
        found.append(_address(shown, str(address)))
    if not 1 <= len(found) <= RECIPIENTS:
        raise refused(f"A mail goes to 1 to {RECIPIENTS} addresses.", "Add an address, or take some away.")
    return list({str(one.addr_spec).lower(): one for one in found}.values())


def _address(name: str | None, address: str) -> Address:
    return Address(" ".join((name or "").split()), addr_spec=address)


def _first_line(text: str | None) -> str:
    first = (text or "").strip().split("\n", 1)[0]
    return first[:60] or "Message"
