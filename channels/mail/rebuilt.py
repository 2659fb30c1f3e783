"""Mails taken out of what providers bring: whole where they come whole, else built again of their parts, the same each time.

A provider brings a mail again when our answer was lost, and Mailgun once for each recipient: by the same body it is known as one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct

from channels.mail import charsets
from channels.mail.forms import File, Form
from channels.mail.verdicts import Told

NOT_AGAIN = frozenset(
    {"content-type", "content-transfer-encoding", "mime-version", "content-disposition", "received", "dkim-signature"}
)
_CHECKED = re.compile(r"@([^\s:,{}]+)\s*:\s*([A-Za-z]+)")  # as SendGrid writes what it found
_SIGNED = re.compile(r"(?:^|[;\s])d=([^\s;]+)")
_VERDICTS = {"dkim": "dkimVerdict", "spf": "spfVerdict", "dmarc": "dmarcVerdict"}  # as SES calls them


class Brought(Struct, frozen=True):
    """`told`: what the provider found out about the sender."""

    raw: bytes
    told: Told = {}


class Stored(Struct, frozen=True):
    """A mail that SES put into a bucket."""

    bucket: str
    key: str
    told: Told = {}


def of_sns(body: Mapping[str, Any]) -> Brought | Stored | None:
    """The mail a notification of SES holds, or where it lies; None when there is none in it."""
    try:
        told = msgspec.json.decode(str(body.get("Message") or "").encode(), type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    receipt = _dict(told.get("receipt"))
    action = _dict(receipt.get("action"))
    about = {"spf": _domain(_dict(told.get("mail")).get("source"))}
    results = {name: str(_dict(receipt.get(theirs)).get("status") or "") for name, theirs in _VERDICTS.items()}
    verdicts = {name: (result, about.get(name, "")) for name, result in results.items()}
    content = told.get("content")
    if not isinstance(content, str):
        bucket, key = action.get("bucketName"), action.get("objectKey")
        return Stored(bucket, key, verdicts) if isinstance(bucket, str) and isinstance(key, str) and key else None
    if str(action.get("encoding", "")).upper() == "BASE64":
        try:
            return Brought(base64.b64decode(content), verdicts)
        except ValueError:
            return None
    return Brought(content.encode("utf-8", "surrogateescape"), verdicts)


def is_other_news(body: Mapping[str, Any]) -> bool:
    """Whether a notification of SES is about a mail we sent: a bounce, a delivery."""
    told = _json(str(body.get("Message") or ""), dict[str, Any]) or {}
    kind = told.get("notificationType") or told.get("eventType")
    return isinstance(kind, str) and kind != "Received"


def of_postmark(body: Mapping[str, Any]) -> Brought:
    """Whole where Postmark was asked to include it."""
    if isinstance(raw := body.get("RawEmail"), str) and raw:
        return Brought(raw.encode("utf-8", "surrogateescape"))
    wanted: dict[str, Any] = {name: body.get(name) for name in ("From", "To", "Cc", "Subject", "Date")}
    wanted["Reply-To"] = body.get("ReplyTo")
    for one in body.get("Headers") or []:
        if isinstance(one, dict):
            wanted.setdefault(str(one.get("Name") or ""), one.get("Value"))
    wanted["X-Original-To"] = body.get("OriginalRecipient")
    files = [
        (
            File("", str(each.get("Name") or ""), str(each.get("ContentType") or ""), _decoded(each)),
            each.get("ContentID"),
        )
        for each in body.get("Attachments") or []
        if isinstance(each, dict)
    ]
    return Brought(_built(wanted, body.get("TextBody"), body.get("HtmlBody"), files))


def of_mailgun(form: Form) -> Brought:
    """`body-mime` where the address ends in mime."""
    fields = form.fields
    listed = _json(fields.get("message-headers"), list[tuple[str, str]]) or []
    heads: dict[str, Any] = {}
    for name, value in listed:
        heads.setdefault(name, value)
    signed = _SIGNED.findall(" ".join(value for name, value in listed if name.lower() == "dkim-signature"))
    verdicts = {
        "spf": (heads.get("X-Mailgun-Spf", ""), _domain(fields.get("sender"))),
        "dkim": (heads.get("X-Mailgun-Dkim-Check-Result", ""), signed[0] if len(signed) == 1 else ""),
    }
    if raw := fields.get("body-mime"):
        return Brought(raw.encode("utf-8", "surrogateescape"), verdicts)
    heads |= {"X-Original-To": fields.get("recipient")}
    heads.setdefault("From", fields.get("from") or fields.get("sender"))
    heads.setdefault("To", fields.get("recipient"))
    heads.setdefault("Subject", fields.get("subject"))
    cids = _json(fields.get("content-id-map"), dict[str, str]) or {}
    named = {field: cid for cid, field in cids.items()}
    files = [(file, named.get(file.field)) for file in form.files]
    return Brought(_built(heads, fields.get("body-plain"), fields.get("body-html"), files), verdicts)


def of_sendgrid(form: Form) -> Brought:
    """`email` where raw mails were asked for."""
    fields = form.fields
    envelope = _json(fields.get("envelope"), dict[str, Any]) or {}
    verdicts = {"spf": (fields.get("SPF", ""), _domain(envelope.get("from")))}
    for domain, result in sorted(_CHECKED.findall(fields.get("dkim", "")), key=lambda found: found[1] == "pass"):
        verdicts["dkim"] = (result, domain)
    if raw := fields.get("email"):
        return Brought(raw.encode("utf-8", "surrogateescape"), verdicts)
    heads: dict[str, Any] = {}
    head = charsets.safe(fields.get("headers", "")).strip()
    for line in re.sub(r"\r?\n[ \t]+", " ", head).splitlines():
        name, colon, value = line.partition(":")
        if colon:
            heads.setdefault(name.strip(), value.strip())
    heads |= {name: fields.get(name.lower()) or heads.get(name) for name in ("Subject", "From", "To")}
    about = _json(fields.get("attachment-info"), dict[str, dict[str, Any]]) or {}
    files = [(file, about.get(file.field, {}).get("content-id")) for file in form.files]
    return Brought(_built(heads, fields.get("text"), fields.get("html"), files), verdicts)


def _built(heads: Mapping[str, Any], text: Any, html: Any, files: Iterable[tuple[File, Any]]) -> bytes:
    """`files`: each with its Content-ID, if it has one."""
    built = EmailMessage(policy=SMTP)
    _head(built, heads)
    built.set_content(charsets.safe(str(text or "")), cte="base64")
    shown = charsets.safe(html) if isinstance(html, str) else ""
    if shown:
        built.add_alternative(shown, subtype="html", cte="base64")
    for file, cid in files:
        _attach(built, file, str(cid or "").strip("<> "), shown)
    _bound(built)
    return built.as_bytes()


def _head(built: EmailMessage, heads: Mapping[str, Any]) -> None:
    for name, value in heads.items():
        said = " ".join(charsets.safe(str(value or "")).split())
        if not said or name.lower() in NOT_AGAIN or name in built or not re.fullmatch(r"[!-9;-~]{1,76}", name):
            continue
        try:
            built[name] = said
        except (ValueError, IndexError, AttributeError):
            continue  # a header nobody can read is left away


def _attach(built: EmailMessage, file: File, cid: str, html: str) -> None:
    kind, _, sub = file.mime.partition(";")[0].strip().lower().partition("/")
    if (
        not re.fullmatch(r"[a-z]+", kind)
        or not re.fullmatch(r"[a-z0-9.+-]+", sub)
        or kind in ("multipart", "message", "text")
    ):
        kind, sub = "application", "octet-stream"
    marks: dict[str, Any] = {}
    if re.fullmatch(r"[!-;=?-~]{1,400}", cid):
        marks = {"cid": f"<{cid}>", "disposition": "inline" if f"cid:{cid}" in html else "attachment"}
    name = charsets.safe(file.name)[:200] or "file"
    built.add_attachment(file.data, maintype=kind, subtype=sub, filename=name, **marks)


def _bound(built: EmailMessage) -> None:
    """Boundaries that tell of what they part, in place of random ones: what is the same is written the same."""
    parts = [part for part in built.walk() if not part.is_multipart()]
    mark = sha256(b"\n".join(str(part.get_payload()).encode("utf-8", "surrogateescape") for part in parts)).hexdigest()
    for place, part in enumerate(part for part in built.walk() if part.is_multipart()):
        part.set_boundary(f"={mark[:40]}.{place}")


def _decoded(file: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(str(file.get("Content") or ""))
    except ValueError:
        return b""


def _domain(address: Any) -> str:
    return address.rpartition("@")[2].strip("<> ") if isinstance(address, str) else ""


def _dict(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _json(said: str | None, kind: Any) -> Any:
    try:
        return msgspec.json.decode(charsets.safe(said or "").encode(), type=kind)
    except msgspec.DecodeError:
        return None
