"""Our message as a mail: text, the same as simple HTML, files, and the headers by which the answer finds its way back."""

from __future__ import annotations

from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate
from typing import Any

from channels.channel import ChannelError, Outgoing
from channels.mail import answering, international, threads
from channels.mail.automatic import LOOP_HEADER
from channels.mail.wording import html_of, words_of

FILES_MB = 18  # together; 25 MB after base64 is what most servers take
MB = 1024 * 1024
SUBJECT_LIMIT, RECIPIENTS = 500, 50
FONT = "font-family:-apple-system,'Segoe UI',Roboto,'Noto Sans Thai',sans-serif;font-size:15px;line-height:1.5;color:#1d1c19"


def mail(message: Outgoing, mailbox: str, name: str) -> EmailMessage:
    """The mail, with its Message-ID. `name`: whose mailbox it is, in words. Raises ChannelError("never") with what to change."""
    about: dict[str, Any] = message.content.get("mail") or {}
    built = EmailMessage(policy=SMTP)
    try:
        speaker = message.speaker.name if message.speaker else None
        built["From"] = address_of((about.get("from") or {}).get("name") or speaker or name, mailbox)
        built["To"] = _people(
            about.get("to") or [to.value for to in message.to if to.kind in ("email", "mail_from")][:1]
        )
        if cc := about.get("cc"):
            built["Cc"] = _people(cc)
        built["Subject"] = subject(about.get("subject"), message.text)
    except (MessageError, ValueError, IndexError) as error:
        raise refused(f"This address cannot be written to: {error}", "Check the addresses.") from None
    if answer := about.get("answer_address"):
        built["Reply-To"] = address_of(name, str(answer))
    built["Date"] = formatdate(usegmt=True)
    built["Message-ID"] = f"<{own_id(message, mailbox)}>"
    if message.reply_to:
        built["In-Reply-To"] = f"<{message.reply_to}>"
    if before := threads.references([*about.get("references", ()), *([message.reply_to] if message.reply_to else [])]):
        built["References"] = " ".join(f"<{one}>" for one in before)
    built[LOOP_HEADER] = mailbox
    if message.content.get("automatic"):
        built["Auto-Submitted"], built["X-Auto-Response-Suppress"] = "auto-replied", "All"
    _let_go(built, about)
    _fill(built, message, about)
    return built


def _let_go(built: EmailMessage, about: dict[str, Any]) -> None:
    """How one says no to a mail sent to many: by one press in the mail program (RFC 8058), or by an answer."""
    if (page := about.get("unsubscribe")) is None:
        return
    answer = about.get("answer_address")
    ways = [f"<{page}>"] if page else []
    ways += [f"<mailto:{answer}?subject=unsubscribe&body=unsubscribe>"] if answer else []
    built["List-Unsubscribe"] = ", ".join(ways)
    if page:
        built["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def own_id(message: Outgoing, mailbox: str) -> str:
    """The Message-ID, without brackets: the same at every try, so that whoever gets it twice knows it as one."""
    return threads.message_id(message.key or message.tag, international.plain_domain(mailbox).rpartition("@")[2])


def as_bytes(built: EmailMessage, to: Iterable[str]) -> bytes:
    """As it goes over the line. Blocking. Addresses in other scripts stand in it as they are: no encoding is defined for them."""
    plain = all(address.isascii() for address in to)
    return built.as_bytes() if plain else built.as_bytes(policy=SMTPUTF8)


def recipients(message: Outgoing, built: EmailMessage) -> list[str]:
    """The addresses it goes to, those that stand in no header too. Raises ChannelError("never")."""
    hidden = (message.content.get("mail") or {}).get("bcc")
    try:
        found = [one for name in ("To", "Cc") for header in built.get_all(name, []) for one in header.addresses]
        found += _people(hidden) if hidden else []
    except (MessageError, ValueError, IndexError) as error:
        raise refused(f"This address cannot be written to: {error}", "Check the addresses.") from None
    return list(dict.fromkeys(str(one.addr_spec) for one in found))


def subject(asked: Any, text: str | None) -> str:
    """One line, as long as it may be; without one the first words of the text."""
    return " ".join(str(asked or "").split())[:SUBJECT_LIMIT] or _first_line(text)


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


def _fill(built: EmailMessage, message: Outgoing, about: dict[str, Any]) -> None:
    text, signature = words_of(message), str(about.get("signature") or "")
    quoted, quoted_html = answering.below(about)
    written = [text, f"-- \n{signature}" if signature else "", quoted]
    built.set_content("\n\n".join(part for part in written if part) or " ", charset="utf-8", cte="base64")
    below = f'<div style="color:#6f6a61;margin-top:1.5em">{html_of(signature)}</div>' if signature else ""
    page = f'<div style="{FONT}">{html_of(text)}{below}</div>{quoted_html}'
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
        found.append(address_of(shown, str(address)))
    if not 1 <= len(found) <= RECIPIENTS:
        raise refused(f"A mail goes to 1 to {RECIPIENTS} addresses.", "Add an address, or take some away.")
    return list({str(one.addr_spec).lower(): one for one in found}.values())


def address_of(name: str | None, address: str) -> Address:
    """As it stands in a header. Raises ValueError or MessageError for what is no address."""
    written, shown = international.plain_domain(address), " ".join((name or "").split())
    if written.isascii():
        return Address(shown, addr_spec=written)
    local, _, domain = written.rpartition("@")
    return Address(shown, username=local, domain=domain)


def _first_line(text: str | None) -> str:
    first = (text or "").strip().split("\n", 1)[0]
    return first[:60] or "Message"
