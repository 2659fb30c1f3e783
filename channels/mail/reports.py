"""Delivery reports (RFC 3464): which of our mails did not arrive, and why. Programs that report in plain words are read as far as they go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from typing import Literal

from msgspec import Struct

from channels.channel import ChannelError
from channels.mail import charsets, mime
from channels.mail.mime import Mail

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ID = re.compile(r"message-id:\s*<([^<>\s]{1,400})>", re.IGNORECASE)
REASON_LIMIT = 400  # characters
RECIPIENTS = 100  # of one report that are read


class Report(Struct, frozen=True, kw_only=True):
    """`of`: the Message-ID of the mail it is about. `status`: as in 5.1.1."""

    of: str | None
    action: Literal["failed", "delayed", "delivered"]
    recipient: str | None
    status: str
    reason: str | None


def read(raw: bytes, mail: Mail) -> tuple[Report, ...]:
    """One for each recipient it tells of; none for a mail that reports nothing."""
    kind = mail.headers.get("content-type", "").lower()
    if "multipart/report" in kind or "delivery-status" in kind:
        return _standard(raw)
    sender = mail.sender.address if mail.sender else ""
    if mail.headers.get("x-failed-recipients") or sender.split("@")[0] in ("mailer-daemon", "postmaster"):
        told = _in_words(raw, mail)
        return () if told is None else (told,)
    return ()


def _standard(raw: bytes) -> tuple[Report, ...]:
    groups: list[dict[str, str]] = []
    of = None
    for part in mime.attached_mails(raw):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            groups += _groups(part)
        elif kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers") and of is None:
            found = _ID.search(_whole(part))
            of = found[1] if found else None
    told = [_of_recipient(fields, of) for fields in groups if "action" in fields or "status" in fields]
    return tuple({(one.recipient, one.action): one for one in told}.values())[:RECIPIENTS]


def _of_recipient(fields: Mapping[str, str], of: str | None) -> Report:
    status = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
    said = fields.get("action", "failed").strip().lower()
    action: Literal["failed", "delayed", "delivered"] = "failed"
    if said in ("delivered", "relayed", "expanded"):
        action = "delivered"
    elif said == "delayed" or (status is not None and status[1] == "4" and said != "failed"):
        action = "delayed"
    # as we wrote it, where the server says so: it may have been handed on to another
    recipient = (fields.get("original-recipient") or fields.get("final-recipient") or "").rpartition(";")[2]
    reason = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code")
    return Report(
        of=of,
        action=action,
        recipient=recipient.strip().strip("<>").lower() or None,
        status=status[0] if status else "5.0.0",
        reason=_short(reason),
    )


def _in_words(raw: bytes, mail: Mail) -> Report | None:
    said = charsets.text(raw, None)
    found, status = _ID.search(said[said.find("\n\n") :]), _STATUS.search(mail.text or said)
    if found is None:
        return None
    recipient = mail.headers.get("x-failed-recipients", "").split(",")[0].strip().lower() or None
    return Report(
        of=found[1],
        action="failed",
        recipient=recipient,
        status=status[0] if status else "5.0.0",
        reason=_short(mail.text),
    )


def _groups(part: Message) -> list[dict[str, str]]:
    """A group of fields for each recipient, behind what is said of the whole."""
    blocks = part.get_payload()
    found = [
        {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
        for block in (blocks if isinstance(blocks, list) else [])
        if isinstance(block, Message)
    ]
    if any(found):
        return found
    lines = (line.partition(":") for line in _whole(part).splitlines())
    return [{name.strip().lower(): value.strip() for name, colon, value in lines if colon and name.strip()}]


def _whole(part: Message) -> str:
    try:
        return charsets.safe(part.as_string())
    except Exception:  # a report too broken to be written again
        return ""


def _short(reason: str | None) -> str | None:
    return " ".join(reason.split())[:REASON_LIMIT] if reason else None


MEANINGS: dict[str, tuple[str, str | None]] = {
    "5.1.1": ("This address does not exist.", "Check the spelling, or ask the customer another way."),
    "5.1.2": ("This address's domain does not exist.", "Check the spelling."),
    "5.1.3": ("This is no e-mail address.", "Check the spelling."),
    "5.1.10": ("This address does not exist.", "Check the spelling, or ask the customer another way."),
    "5.2.1": ("The customer's mailbox is closed.", "Ask the customer for another address."),
    "5.2.2": ("The customer's mailbox is full.", "Try again later, or reach them another way."),
    "5.3.4": ("The mail is too large for the customer's server.", "Send smaller files, or a link."),
    "5.7.1": (
        "The customer's server refuses our mails.",
        "Ask whoever looks after the mail domain to check SPF, DKIM and DMARC.",
    ),
    "5.7.26": (
        "The customer's server does not believe the mail is ours.",
        "Ask whoever looks after the mail domain to check SPF, DKIM and DMARC.",
    ),
    "4.2.2": ("The customer's mailbox is full.", "Try again later, or reach them another way."),
    "4.4.7": ("The customer's server could not be reached for days.", "Check the address, or reach them another way."),
}


def explain(code: str, reason: str | None) -> ChannelError:
    """What an enhanced status code (RFC 3463) means."""
    message, advice = MEANINGS.get(code, ("The mail could not be delivered.", None))
    if code not in MEANINGS and code.startswith(("5.1.", "5.2.")):
        message, advice = (
            "The customer's mailbox does not take this mail.",
            "Check the address, or reach them another way.",
        )
    elif code not in MEANINGS and code.startswith("5.7."):
        message, advice = MEANINGS["5.7.1"]
    return ChannelError("never", message, code=code, advice=advice, reason=reason)
