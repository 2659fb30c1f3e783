"""Mails that come as webhooks: each provider's signature."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from channels.mail import posts

NOW, DAY = 1_790_000_000.0, 24 * 3600


def whole() -> bytes:
    built = EmailMessage()
    built["From"], built["To"], built["Message-ID"] = "anna@example.com", "office@bma.example", "<7@example.com>"
    built.set_content("สวัสดี")
    return built.as_bytes()


def test_mailguns_mark_is_of_its_time_and_key() -> None:
    form = {"timestamp": str(int(NOW)), "token": "t"}
    form["signature"] = hmac.digest(b"key", f"{int(NOW)}t".encode(), sha256).hex()
    assert posts.mailgun_signed(form, "key", NOW)
    assert not posts.mailgun_signed(form, "other", NOW)
    assert posts.mailgun_signed(form, "key", NOW + 8 * 3600), "it tries again for eight hours"
    assert not posts.mailgun_signed(form, "key", NOW + 5 * DAY)
    assert not posts.mailgun_signed(form, "key", NOW - 3600)
    assert not posts.mailgun_signed({}, "key", NOW)


def test_sendgrids_mark_is_of_its_key_and_body() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    public = base64.b64encode(
        key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ).decode()
    stamp = str(int(NOW))
    mark = base64.b64encode(key.sign(stamp.encode() + b"raw", ec.ECDSA(hashes.SHA256()))).decode()
    headers = {"x-twilio-email-event-webhook-timestamp": stamp, "x-twilio-email-event-webhook-signature": mark}
    assert posts.sendgrid_signed(b"raw", headers, public, NOW)
    assert not posts.sendgrid_signed(b"raw2", headers, public, NOW)
    assert posts.sendgrid_signed(b"raw", headers, public, NOW + 3 * DAY), "it tries again for three days"
    assert not posts.sendgrid_signed(b"raw", headers, public, NOW + 5 * DAY)
    assert not posts.sendgrid_signed(b"raw", headers, public, NOW - 3600)
    assert not posts.sendgrid_signed(b"raw", headers, "nonsense", NOW)


def test_postmarks_secret_stands_in_the_address() -> None:
    said = "Basic " + base64.b64encode(b"hook:secret").decode()
    assert posts.postmark_secret(said, "secret")
    assert not posts.postmark_secret(said, "other")
    assert not posts.postmark_secret("Basic nonsense!", "secret")


@pytest.fixture(scope="module")
def amazon() -> tuple[rsa.RSAPrivateKey, bytes]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
    )
    return key, made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_amazons_mark_is_of_the_named_fields(amazon: tuple[rsa.RSAPrivateKey, bytes]) -> None:
    key, certificate = amazon
    content = base64.b64encode(whole()).decode()
    told = {"content": content, "receipt": {"action": {"type": "SNS", "encoding": "BASE64"}}}
    body: dict[str, Any] = {
        "Type": "Notification",
        "MessageId": "1",
        "TopicArn": "arn",
        "Timestamp": "t",
        "SignatureVersion": "2",
        "Message": msgspec.json.encode(told).decode(),
    }
    said = "".join(f"{name}\n{body[name]}\n" for name in ("Message", "MessageId", "Timestamp", "TopicArn", "Type"))
    body["Signature"] = base64.b64encode(key.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    assert posts.sns_signed(body, certificate)
    assert not posts.sns_signed(body | {"Message": "{}"}, certificate)
    assert not posts.sns_signed(body, b"nonsense")


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
        "https://evil.example/a.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
        "https://u@sns.eu-west-1.amazonaws.com/a.pem",
        "",
    ],
)
def test_a_certificate_is_fetched_from_amazon_alone(url: str) -> None:
    assert posts.sns_certificate({"SigningCertURL": url}) is None
    assert posts.sns_certificate({"SigningCertURL": "https://sns.eu-west-1.amazonaws.com/a.pem"}) is not None
