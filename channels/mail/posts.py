"""Mails that come as webhooks of a provider, verified by its way of signing.

Postmark signs nothing (a secret in the address's user and password), Mailgun signs a time and a token, SendGrid signs the body by ECDSA,
Amazon's SNS signs a text made of named fields by RSA.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

# Mailgun tries again for 8 hours and SendGrid for 3 days, perhaps with the first signature: what came during an outage must still be
# believed. A recording played again in that time brings a mail that is known already.
FRESH_SECONDS = 4 * 24 * 3600
AHEAD_SECONDS = 15 * 60  # by clocks that are not set
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
    if not fresh(stamp, now):
        return False
    return hmac.compare_digest(
        hmac.digest(key.encode(), f"{stamp}{token}".encode(), sha256).hex().encode(), told.encode()
    )


def sendgrid_signed(raw: bytes, headers: Mapping[str, str], public_key: str, now: float) -> bool:
    """`public_key`: base64 DER, as SendGrid shows it."""
    stamp = headers.get("x-twilio-email-event-webhook-timestamp", "")
    told = headers.get("x-twilio-email-event-webhook-signature", "")
    if not fresh(stamp, now):
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


def sendgrid_may_be(headers: Mapping[str, str], now: float) -> bool:
    """Whether it is worth reading: it bears a signature, of a time that is not long ago."""
    signed = "x-twilio-email-event-webhook-signature" in headers
    return signed and fresh(headers.get("x-twilio-email-event-webhook-timestamp", ""), now)


def fresh(stamp: str, now: float) -> bool:
    """Whether a signed time, in seconds, is one a provider may still bring."""
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    return -AHEAD_SECONDS <= now - int(stamp) <= FRESH_SECONDS


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
