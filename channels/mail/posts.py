"""Mails that come as webhooks of a provider: verified by its way of signing, and taken out whole.

Postmark signs nothing (a secret in the address's user and password), Mailgun signs a time and a token, SendGrid signs the body by ECDSA,
Amazon's SNS signs a text made of named fields by RSA.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from channels.mail import charsets

FRESH_SECONDS = 15 * 60  # a signed time older than this is a recording
SNS_HOST = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")
SNS_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
Form = Mapping[str, str]


def postmark_secret(authorization: str, secret: str) -> bool:
    """HTTP Basic: the secret stands as the password."""
    kind, _, said = authorization.partition(" ")
    try:
        password = base64.b64decode(said, validate=True).partition(b":")[2]
    except ValueError:
        return False
    return kind.lower() == "basic" and hmac.compare_digest(password, secret.encode())


def mailgun_signed(form: Form, key: str, now: float) -> bool:
    stamp, token, told = form.get("timestamp", ""), form.get("token", ""), form.get("signature", "")
    if not stamp.isdigit() or len(stamp) > 12 or abs(now - int(stamp)) > FRESH_SECONDS:
        return False
    return hmac.compare_digest(
        hmac.digest(key.encode(), f"{stamp}{token}".encode(), sha256).hex().encode(), told.encode()
    )


def sendgrid_signed(raw: bytes, headers: Mapping[str, str], public_key: str, now: float) -> bool:
    """`public_key`: base64 DER, as SendGrid shows it."""
    stamp = headers.get("x-twilio-email-event-webhook-timestamp", "")
    told = headers.get("x-twilio-email-event-webhook-signature", "")
    if not stamp.isdigit() or len(stamp) > 12 or abs(now - int(stamp)) > FRESH_SECONDS:
        return False
    try:
        key = serialization.load_der_public_key(base64.b64decode(public_key))
        signature = base64.b64decode(told, validate=True)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(signature, stamp.encode() + raw, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def sns_certificate(body: Mapping[str, Any]) -> str | None:
    """Where the certificate lies; None for any address that is not Amazon's own."""
    url = str(body.get("SigningCertURL") or body.get("SigningCertUrl") or "")
    parts = urlsplit(url)
    own = parts.scheme == "https" and SNS_HOST.fullmatch(parts.hostname or "") and parts.path.endswith(".pem")
    return url if own and parts.port is None and not parts.username else None


def sns_signed(body: Mapping[str, Any], certificate: bytes) -> bool:
    names = SNS_SIGNED.get(str(body.get("Type")))
    if names is None:
        return False
    said = "".join(f"{name}\n{body[name]}\n" for name in names if body.get(name) is not None)
    algorithm = hashes.SHA256() if str(body.get("SignatureVersion")) == "2" else hashes.SHA1()  # noqa: S303 (Amazon's version 1)
    try:
        key = x509.load_pem_x509_certificate(certificate).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(base64.b64decode(str(body.get("Signature"))), said.encode(), padding.PKCS1v15(), algorithm)
    except (ValueError, InvalidSignature):
        return False
    return True


def of_sns(body: Mapping[str, Any]) -> bytes | None:
    """The mail in a notification of SES; None when it is in a bucket, or none at all."""
    try:
        told = msgspec.json.decode(str(body.get("Message") or "").encode(), type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    content = told.get("content")
    if not isinstance(content, str):
        return None
    action = (told.get("receipt") or {}).get("action") or {}
    if str(action.get("encoding", "")).upper() == "BASE64":
        try:
            return base64.b64decode(content)
        except ValueError:
            return None
    return content.encode("utf-8", "surrogateescape")


def of_postmark(body: Mapping[str, Any]) -> bytes | None:
    """Whole where Postmark was asked to include it, else built again of its parts."""
    if isinstance(raw := body.get("RawEmail"), str) and raw:
        return raw.encode("utf-8", "surrogateescape")
    built = EmailMessage(policy=SMTP)
    wanted = {
        "From": body.get("From"),
        "To": body.get("To"),
        "Cc": body.get("Cc"),
        "Subject": body.get("Subject"),
        "Date": body.get("Date"),
    }
    for one in body.get("Headers") or []:
        if isinstance(one, dict) and str(one.get("Name", "")).lower() in (
            "message-id",
            "in-reply-to",
            "references",
            "auto-submitted",
            "list-id",
            "precedence",
        ):
            wanted[str(one["Name"])] = one.get("Value")
    wanted["X-Original-To"] = body.get("OriginalRecipient")
    _heads(built, wanted)
    _texts(built, body.get("TextBody"), body.get("HtmlBody"))
    for file in body.get("Attachments") or []:
        if isinstance(file, dict):
            _file(
                built,
                _decoded(file.get("Content")),
                str(file.get("ContentType") or ""),
                str(file.get("Name") or "file"),
                file.get("ContentID"),
            )
    return built.as_bytes()


def of_mailgun(form: Form, files: list[tuple[str, str, bytes]]) -> bytes:
    """`body-mime` where the address ends in mime, else built again. `files`: name, type and bytes."""
    if raw := form.get("body-mime"):
        return raw.encode("utf-8", "surrogateescape")
    built = EmailMessage(policy=SMTP)
    heads: dict[str, Any] = {}
    try:
        for name, value in msgspec.json.decode(form.get("message-headers", "[]").encode(), type=list[tuple[str, str]]):
            heads.setdefault(name, value)
    except msgspec.ValidationError:
        heads = {}
    heads |= {"X-Original-To": form.get("recipient")}
    heads.setdefault("From", form.get("from") or form.get("sender"))
    heads.setdefault("To", form.get("recipient"))
    heads.setdefault("Subject", form.get("subject"))
    _heads(built, heads)
    _texts(built, form.get("body-plain"), form.get("body-html"))
    for name, mime, data in files:
        _file(built, data, mime, name, None)
    return built.as_bytes()


def of_sendgrid(form: Form, files: list[tuple[str, str, bytes]]) -> bytes:
    """`email` where raw mails were asked for, else built again; each field has a charset of its own, which the web framework applied."""
    if raw := form.get("email"):
        return raw.encode("utf-8", "surrogateescape")
    head = charsets.safe(form.get("headers", "")).strip()
    built = EmailMessage(policy=SMTP)
    heads: dict[str, Any] = {}
    for line in re.sub(r"\r?\n[ \t]+", " ", head).splitlines():
        name, colon, value = line.partition(":")
        if colon:
            heads.setdefault(name.strip(), value.strip())
    heads["Subject"] = form.get("subject") or heads.get("Subject")
    heads["From"] = form.get("from") or heads.get("From")
    heads["To"] = form.get("to") or heads.get("To")
    _heads(built, heads)
    _texts(built, form.get("text"), form.get("html"))
    for name, mime, data in files:
        _file(built, data, mime, name, None)
    return built.as_bytes()


NOT_AGAIN = frozenset(
    {"content-type", "content-transfer-encoding", "mime-version", "content-disposition", "received", "dkim-signature"}
)


def _heads(built: EmailMessage, heads: Mapping[str, Any]) -> None:
    for name, value in heads.items():
        said = " ".join(charsets.safe(str(value or "")).split())
        if not said or name.lower() in NOT_AGAIN or name in built or not re.fullmatch(r"[!-9;-~]{1,76}", name):
            continue
        try:
            built[name] = said
        except (ValueError, IndexError, AttributeError):
            continue  # a header nobody can read is left away


def _texts(built: EmailMessage, text: Any, html: Any) -> None:
    built.set_content(charsets.safe(str(text or "")), cte="base64")
    if isinstance(html, str) and html:
        built.add_alternative(charsets.safe(html), subtype="html", cte="base64")


def _file(built: EmailMessage, data: bytes, mime: str, name: str, cid: Any) -> None:
    kind, _, sub = mime.partition(";")[0].strip().lower().partition("/")
    if (
        not re.fullmatch(r"[a-z]+", kind)
        or not re.fullmatch(r"[a-z0-9.+-]+", sub)
        or kind in ("multipart", "message", "text")
    ):
        kind, sub = "application", "octet-stream"
    marks: dict[str, Any] = {"cid": f"<{str(cid).strip('<>')}>"} if cid else {}
    built.add_attachment(data, maintype=kind, subtype=sub, filename=charsets.safe(name)[:200] or "file", **marks)


def _decoded(said: Any) -> bytes:
    try:
        return base64.b64decode(str(said or ""))
    except ValueError:
        return b""
