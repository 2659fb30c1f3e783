"""Mails that providers bring: believed by their signatures, stored before they are answered."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx
import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID
from moto.server import ThreadedMotoServer

from channels.transport import Answer
from hub import addresses
from hub.accounts import channels
from hub.assembly import Hub
from hub.mail import buckets as hub_buckets
from hub.mail import posts as mail_posts
from hub.mail.buckets import Buckets
from storage.accounts import channels as channel_rows
from storage.blobs import BlobDenied, Blobs
from tests.cast import Cast
from tests.hub.receiving.look import Look
from tests.mailboxes import free_port, written
from tests.web.conftest import Bearer

BOX = "office@bma.example"
KEYS = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a-secret"}
POSTMARK, MAILGUN = "postmark-password-of-ours", "mailgun-signing-key"
TOPIC = "arn:aws:sns:eu-west-1:1:mails"
SENDGRID = ec.generate_private_key(ec.SECP256R1())
PEM = "https://sns.eu-west-1.amazonaws.com/a.pem"
AMAZON = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
async def posts(hub: Hub, cast: Cast) -> str:
    """Where mails are brought, but for the provider."""
    public = SENDGRID.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    held = {
        "app_secret": "a secret of ours",
        "postmark_secret": POSTMARK,
        "mailgun_secret": MAILGUN,
        "sendgrid_secret": base64.b64encode(public).decode(),
        "ses_secret": TOPIC,
    }
    async with hub.transactions.begin() as tx:
        made = await channels.enter(tx, "mail", BOX, BOX, "active", {"credentials": hub.vault.seal(held)})
    assert made is not None
    await hub.accounts.refresh()
    return made.id


def basic(password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"bma:{password}".encode()).decode()}


async def post(client: httpx.AsyncClient, provider: str, account: str, **given: Any) -> int:
    return (await client.post(f"/api/v1/webhooks/mail/{provider}/{account}", **given)).status_code


async def texts(hub: Hub) -> list[str]:
    return [row["text"] for row in await Look(hub.database).rows("messages", "kind = 'text'", order="order")]


async def test_postmark(client: httpx.AsyncClient, hub: Hub, posts: str) -> None:
    body = {"RawEmail": written(1, "By Postmark").decode()}
    assert await post(client, "postmark", posts, json=body, headers=basic("wrong")) == 401
    assert await post(client, "postmark", posts, json=body) == 401
    for _ in range(2):
        assert await post(client, "postmark", posts, json=body, headers=basic(POSTMARK)) == 200
    assert await post(client, "postmark", BOX, json=body, headers=basic(POSTMARK)) == 401, "everybody knows its address"
    assert await texts(hub) == ["By Postmark"]
    assert await post(client, "postmark", "nobody", json=body, headers=basic(POSTMARK)) == 401
    assert await post(client, "nobody", posts, json=body, headers=basic(POSTMARK)) == 401
    assert await post(client, "postmark", posts, content=b"{", headers=basic(POSTMARK)) == 422


async def test_mailgun_with_files(client: httpx.AsyncClient, hub: Hub, posts: str) -> None:
    stamp = str(int(time.time()))
    signature = hmac.new(MAILGUN.encode(), f"{stamp}tok".encode(), sha256).hexdigest()
    heads = json.dumps([["Message-Id", "<7@example.com>"], ["From", "Anna <anna@example.com>"]])
    form = {"timestamp": stamp, "token": "tok", "message-headers": heads, "recipient": BOX, "body-plain": "สวัสดี"}
    files = {"attachment-1": ("ราคา.pdf", b"%PDF\r\n\x00\xff\n", "application/pdf")}
    assert await post(client, "mailgun", posts, data=form | {"signature": "0" * 64}, files=files) == 401
    assert await post(client, "mailgun", posts, data=form | {"signature": signature}, files=files) == 200
    again = form | {"signature": signature, "recipient": "sales@bma.example"}
    assert await post(client, "mailgun", posts, data=again, files=files) == 200, "once for each recipient"
    assert await texts(hub) == ["สวัสดี"]
    (file, _) = await Look(hub.database).rows("attachments", order="position")
    assert (file["name"], file["mime"]) == ("ราคา.pdf", "application/pdf")


async def test_sendgrid_in_the_charset_it_names(client: httpx.AsyncClient, hub: Hub, posts: str) -> None:
    parts = {
        "headers": b"Message-ID: <8@example.com>\nFrom: anna@example.com",
        "text": "สวัสดีครับ".encode("cp874"),
        "charsets": b'{"text":"windows-874"}',
    }
    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"
        for name, value in parts.items()
    )
    body += b"--b--\r\n"
    stamp = str(int(time.time()))
    signature = SENDGRID.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    headers = {
        "content-type": "multipart/form-data; boundary=b",
        "x-twilio-email-event-webhook-timestamp": stamp,
        "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
    }
    assert await post(client, "sendgrid", posts, content=body + b" ", headers=headers) == 401
    assert await post(client, "sendgrid", posts, content=body, headers=headers) == 200
    assert await texts(hub) == ["สวัสดีครับ"]


async def test_ses_by_sns(client: httpx.AsyncClient, hub: Hub, posts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def call(method: str, url: str, **_: Any) -> Answer:
        asked.append(url)
        return Answer(200, {}, certificate())

    async def resolve(host: str, port: int) -> list[addresses.Address]:
        return [addresses.ipaddress.ip_address("52.95.110.1")]

    monkeypatch.setattr(hub.transport, "call", call)
    monkeypatch.setattr(addresses, "resolve", resolve)
    content = base64.b64encode(written(1, "By Amazon")).decode()
    told = json.dumps({"content": content, "receipt": {"action": {"encoding": "BASE64"}}})
    assert await post(client, "ses", posts, json=signed("Notification", told)) == 200
    assert await post(client, "ses", posts, json=signed("Notification", told)) == 200
    assert await texts(hub) == ["By Amazon"]
    assert asked == [PEM], "remembered"
    assert await post(client, "ses", posts, json=signed("Notification", told, topic="arn:of:another")) == 401
    assert await post(client, "ses", posts, json=signed("Notification", told) | {"Message": "{}"}) == 401
    confirming = signed(
        "SubscriptionConfirmation", "", SubscribeURL="https://sns.eu-west-1.amazonaws.com/?yes", Token="t"
    )
    assert await post(client, "ses", posts, json=confirming) == 200
    assert asked[-1] == "https://sns.eu-west-1.amazonaws.com/?yes"
    assert await post(client, "ses", posts, json=signed("Notification", '{"bucket":"x"}')) == 200
    (kept,) = await Look(hub.database).rows("ledger", "state = 'unreadable'")
    assert "SES publish it to SNS whole" in kept["reason"]


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server._port}"
    server.stop()


async def from_amazon(hub: Hub, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
    """`settings`: what the office has of Amazon's."""

    async def call(method: str, url: str, **_: Any) -> Answer:
        return Answer(200, {}, certificate())

    async def resolve(host: str, port: int) -> list[addresses.Address]:
        return [addresses.ipaddress.ip_address("52.95.110.1")]

    monkeypatch.setattr(hub.transport, "call", call)
    monkeypatch.setattr(addresses, "resolve", resolve)
    endpoint = settings.pop("endpoint", None)
    buckets = Buckets(msgspec.structs.replace(hub.settings, **settings), endpoint)
    monkeypatch.setattr(hub.mail_posts, "_buckets", buckets)


def stored(key: str, bucket: str = "mails") -> dict[str, str]:
    action = {"type": "S3", "bucketName": bucket, "objectKey": key}
    return signed("Notification", json.dumps({"notificationType": "Received", "receipt": {"action": action}}))


async def test_ses_leaves_large_mails_in_a_bucket(
    client: httpx.AsyncClient, hub: Hub, posts: str, monkeypatch: pytest.MonkeyPatch, s3: str
) -> None:
    await from_amazon(hub, monkeypatch, storage_credentials=KEYS, endpoint=s3)
    large, huge = written(1, "Large " * 40_000), written(2, "Huge", X_Long="x" * 200)
    async with httpx.AsyncClient(base_url=s3) as bucket:
        await bucket.put("/mails", content=b"<x/>")
        await bucket.put("/mails/in/1", content=large)
        await bucket.put("/mails/in/2", content=huge)
    for _ in range(2):
        assert await post(client, "ses", posts, json=stored("in/1")) == 200
    assert [text.strip() for text in await texts(hub)] == [("Large " * 40_000).strip()[:100_000].strip()]
    monkeypatch.setattr(hub_buckets, "LIMIT", 100)
    assert await post(client, "ses", posts, json=stored("in/2")) == 200
    assert "more than is read here" in (await texts(hub))[1]


@pytest.mark.parametrize(
    ("key", "held", "words"),
    [
        ("in/3", {}, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ("in/gone", {"storage_credentials": KEYS}, "no longer there"),
        (
            "in/3",
            {"storage_credentials": KEYS, "storage_url": "s3://x?endpoint=https://minio.example"},
            "set AWS_ACCESS",
        ),
    ],
)
async def test_a_mail_that_stays_in_its_bucket_stands_in_the_ledger(
    client: httpx.AsyncClient,
    hub: Hub,
    posts: str,
    monkeypatch: pytest.MonkeyPatch,
    s3: str,
    key: str,
    held: dict[str, Any],
    words: str,
) -> None:
    await from_amazon(hub, monkeypatch, **held, **({"endpoint": s3} if key == "in/gone" else {}))
    for _ in range(2):
        assert await post(client, "ses", posts, json=stored(key)) == 200
    (kept,) = await Look(hub.database).rows("ledger", "state = 'unreadable'")
    assert f"in the bucket mails as {key}" in kept["reason"]
    assert words in kept["reason"]


async def test_what_amazon_refuses_is_told_and_what_breaks_off_comes_again(
    client: httpx.AsyncClient, hub: Hub, posts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await from_amazon(hub, monkeypatch, storage_credentials=KEYS)

    async def denied(blobs: Blobs, key: str) -> int:
        raise BlobDenied(key) if key == "in/denied" else OSError("no way there")

    monkeypatch.setattr(Blobs, "size", denied)
    assert await post(client, "ses", posts, json=stored("in/denied")) == 200
    assert await post(client, "ses", posts, json=stored("in/later")) == 503
    (kept,) = await Look(hub.database).rows("ledger", "state = 'unreadable'")
    assert "the right s3:GetObject" in kept["reason"]


async def test_what_ses_tells_of_our_own_mails_is_no_mail(
    client: httpx.AsyncClient, hub: Hub, posts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await from_amazon(hub, monkeypatch)
    assert await post(client, "ses", posts, json=signed("Notification", '{"notificationType":"Delivery"}')) == 200
    assert await Look(hub.database).rows("ledger", "kind = 'mail'") == []


async def test_a_large_body_is_read_only_when_there_is_room(
    client: httpx.AsyncClient, hub: Hub, posts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_posts, "ROOM_SECONDS", 0.01)
    read: list[str] = []

    async def large() -> AsyncIterator[bytes]:
        read.append("large")
        yield b"timestamp=1"

    async with hub.mail_posts.room(None), hub.mail_posts.room(mail_posts.LIMIT):
        assert await post(client, "mailgun", posts, content=large()) == 503
        assert read == []
        small = {"RawEmail": written(1, "A small one").decode()}
        assert await post(client, "postmark", posts, json=small, headers=basic(POSTMARK)) == 200
    assert await post(client, "mailgun", posts, content=large()) == 422
    assert read == ["large"]
    assert await post(client, "sendgrid", posts, content=large()) == 401
    assert read == ["large"], "without a signature it is SendGrid's never"
    assert await texts(hub) == ["A small one"]


async def test_amazon_is_never_asked_at_a_private_address(
    client: httpx.AsyncClient, hub: Hub, posts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(host: str, port: int) -> list[addresses.Address]:
        return [addresses.ipaddress.ip_address("10.0.0.1")]

    monkeypatch.setattr(addresses, "resolve", resolve)
    assert await post(client, "ses", posts, json=signed("Notification", "{}")) == 503


async def test_an_administrator_says_whose_mails_are_taken(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, posts: str, bearer: Bearer
) -> None:
    path = f"/api/v1/channels/{posts}/posts"
    given = {"provider": "postmark", "secret": "another-password-of-ours"}
    answer = await client.put(path, json=given, headers=bearer(cast.ines))
    assert answer.status_code == 200, answer.text
    (first, *_) = answer.json()["posts"]
    assert (first["secret"]["ending"], first["secret"]["since"] is None) == ("…ours", False)
    assert (first["taken_at"], first["refused_at"]) == (None, None)
    assert first["callback"].endswith(f"/api/v1/webhooks/mail/postmark/{posts}")
    await hub.accounts.refresh()
    body = {"RawEmail": written(1).decode()}
    assert await post(client, "postmark", posts, json=body, headers=basic(POSTMARK)) == 401
    assert await post(client, "postmark", posts, json=body, headers=basic("another-password-of-ours")) == 200
    (first, *_) = (await client.get(path, headers=bearer(cast.ines))).json()["posts"]
    assert first["taken_at"] is not None
    assert "is another one than the one kept here" in first["refused"]
    await client.put(path, json=given | {"secret": None}, headers=bearer(cast.ines))
    listed = (await client.get(path, headers=bearer(cast.ines))).json()["posts"]
    assert [each["secret"]["set"] for each in listed] == [False, True, True, True]


async def test_earlier_mails_are_asked_for_where_there_is_imap(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, posts: str, bearer: Bearer
) -> None:
    path, ines = f"/api/v1/channels/{posts}/past", bearer(cast.ines)
    assert (await client.get(path, headers=ines)).json()["since"] is None
    answer = await client.put(path, json={"since": "2026-01-31"}, headers=ines)
    assert (answer.status_code, "has no IMAP server" in answer.json()["message"]) == (409, True)
    async with hub.transactions.begin() as tx:
        row = await channel_rows.lock(tx.connection, posts)
        assert row is not None
        held = {"imap_url": "imaps://u:p@imap.example.com", "smtp_url": "smtps://u:p@smtp.example.com"}
        await channels.alter(tx, row, {"credentials": hub.vault.seal(held)})
    for day in ("2026-02-30", "2999-01-01", "1970-01-01", "x"):
        assert (await client.put(path, json={"since": day}, headers=ines)).status_code == 422, day
    answer = await client.put(path, json={"since": "2026-01-31"}, headers=ines)
    assert (answer.json()["since"], answer.json()["total"], answer.json()["came"]) == ("2026-01-31", None, 0)
    assert (await client.get(path, headers=ines)).json() == answer.json()
    assert (await client.put(path, json={"since": None}, headers=ines)).json()["since"] is None
    assert (
        await client.put(f"/api/v1/channels/{cast.sales}/past", json={"since": None}, headers=ines)
    ).status_code == 404


def signed(kind: str, message: str, *, topic: str = TOPIC, **more: str) -> dict[str, str]:
    body = {
        "Type": kind,
        "MessageId": "1",
        "TopicArn": topic,
        "Message": message,
        "Timestamp": "2026-11-22T00:00:00Z",
        "SignatureVersion": "2",
        "SigningCertURL": PEM,
    } | more
    names = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    said = "".join(f"{name}\n{body[name]}\n" for name in names if name in body)
    body["Signature"] = base64.b64encode(AMAZON.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    return body


def certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(AMAZON.public_key())
    built = built.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return built.sign(AMAZON, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
