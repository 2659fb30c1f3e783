"""Mails taken out of what providers bring: whole, and the same however often they are brought."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest

from channels.mail import letters, mime, rebuilt
from channels.mail.forms import File, Form
from channels.mail.rebuilt import Brought, Stored

PNG = base64.b64encode(b"png").decode()
HTML = '<p>สวัสดี</p><img src="cid:logo@x">'
HEADS = [["Message-Id", "<7@example.com>"], ["From", "Anna <anna@example.com>"], ["Content-Type", "multipart/mixed"]]
PICTURE, PAPER = ("logo.png", "image/png", b"png"), ("ราคา.pdf", "application/pdf", b"%PDF")


def whole() -> bytes:
    built = EmailMessage()
    built["From"], built["To"], built["Message-ID"] = "anna@example.com", "office@bma.example", "<7@example.com>"
    built.set_content("สวัสดี")
    return built.as_bytes()


def text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def postmark(recipient: str) -> Brought:
    files = [
        {"Name": name, "ContentType": mime, "Content": base64.b64encode(data).decode()}
        for name, mime, data in (PICTURE, PAPER)
    ]
    files[0]["ContentID"] = "logo@x"
    body = {
        "From": "Anna <anna@example.com>",
        "To": "office@bma.example",
        "ReplyTo": "answers@example.com",
        "Subject": "ราคา",
        "TextBody": "สวัสดี",
        "HtmlBody": HTML,
        "Headers": [
            {"Name": "Message-ID", "Value": "<7@example.com>"},
            {"Name": "X-Auto-Response-Suppress", "Value": "All"},
        ],
        "OriginalRecipient": recipient,
        "Attachments": files,
    }
    return rebuilt.of_postmark(body)


def mailgun(recipient: str) -> Brought:
    fields = {
        "message-headers": text([*HEADS, ["X-Auto-Response-Suppress", "All"]]),
        "recipient": recipient,
        "subject": "ราคา",
        "body-plain": "สวัสดี",
        "body-html": HTML,
        "content-id-map": text({"<logo@x>": "attachment-1"}),
    }
    return rebuilt.of_mailgun(Form(fields, [File("attachment-1", *PICTURE), File("attachment-2", *PAPER)]))


def sendgrid(recipient: str) -> Brought:
    fields = {
        "headers": "Message-ID: <7@example.com>\nX-Auto-Response-Suppress: All\nX-Original-To: " + recipient,
        "from": "Anna <anna@example.com>",
        "to": "office@bma.example",
        "subject": "ราคา",
        "text": "สวัสดี",
        "html": HTML,
        "attachment-info": text({"attachment1": {"filename": "logo.png", "content-id": "logo@x"}, "attachment2": {}}),
    }
    return rebuilt.of_sendgrid(Form(fields, [File("attachment1", *PICTURE), File("attachment2", *PAPER)]))


EVERY = pytest.mark.parametrize("brings", [postmark, mailgun, sendgrid])


@EVERY
def test_the_parts_become_a_mail_again(brings: Callable[[str], Brought]) -> None:
    raw = brings("office+c-1@bma.example").raw
    found = mime.read(raw)
    assert (found.id, found.subject, (found.text or "").strip()) == ("7@example.com", "ราคา", "สวัสดี")
    assert (found.html or "").strip() == HTML
    assert found.sender == mime.Address("anna@example.com", "Anna")
    assert found.delivered_to == ("office+c-1@bma.example",)
    assert found.headers["x-auto-response-suppress"] == "All"
    picture, paper = found.files
    assert (picture.cid, picture.inline, picture.mime) == ("logo@x", True, "image/png")
    assert (paper.name, paper.cid, mime.part(raw, paper.place)) == ("ราคา.pdf", None, b"%PDF")


@EVERY
def test_brought_twice_it_is_the_same_mail(brings: Callable[[str], Brought]) -> None:
    first, again, beside = (mime.read(brings(to).raw) for to in ("a@bma.example", "a@bma.example", "b@bma.example"))
    assert (first.id, first.digest) == (again.id, again.digest) == (beside.id, beside.digest)


def test_another_mail_is_another() -> None:
    files = [File("attachment-1", "a.png", "image/png", data) for data in (b"one", b"two")]
    first, second = (mime.read(rebuilt.of_mailgun(Form({"body-plain": "x"}, [file])).raw) for file in files)
    assert first.digest != second.digest


def test_a_picture_the_html_does_not_show_is_a_file() -> None:
    fields = {"body-plain": "x", "body-html": "<p>x</p>", "content-id-map": text({"<logo@x>": "attachment-1"})}
    (file,) = mime.read(rebuilt.of_mailgun(Form(fields, [File("attachment-1", *PICTURE)])).raw).files
    assert not file.inline


@pytest.mark.parametrize(
    "said", ["[]", "{", '{"<a>": 1}', '{"<\\r\\nBcc: x@y>": "attachment-1"}', '{"\\ud800": "attachment-1"}']
)
def test_a_form_that_speaks_nonsense_of_its_files_loses_none(said: str) -> None:
    fields = {"content-id-map": said, "attachment-info": said, "message-headers": said, "envelope": said}
    form = Form(fields, [File("attachment-1", *PICTURE)])
    for brought in (rebuilt.of_mailgun(form), rebuilt.of_sendgrid(form)):
        assert [file.name for file in mime.read(brought.raw).files] == ["logo.png"]


def test_what_comes_whole_stays_whole() -> None:
    raw = whole().decode()
    for brought in (
        rebuilt.of_postmark({"RawEmail": raw}),
        rebuilt.of_mailgun(Form({"body-mime": raw}, [])),
        rebuilt.of_sendgrid(Form({"email": raw}, [])),
    ):
        assert brought.raw == whole()


def told(brought: Brought, sender: str = "anna@example.com") -> dict[str, str]:
    raw = f"From: {sender}\r\n\r\nx".encode()
    return letters.write(
        raw, account="o@bma.example", original="", arrived=int(time.time() * 1000), brought=brought.told
    ).verdicts


def test_what_mailgun_found_out_about_the_sender_is_told() -> None:
    heads = [
        ["X-Mailgun-Spf", "Pass"],
        ["X-Mailgun-Dkim-Check-Result", "Pass"],
        ["Dkim-Signature", "v=1; d=example.com; b=x"],
    ]
    brought = rebuilt.of_mailgun(Form({"message-headers": text(heads), "sender": "bounce@mail.example.com"}, []))
    assert told(brought) == {"spf": "pass", "dkim": "pass"}
    assert told(brought, "boss@bank.example") == {"spf": "none", "dkim": "none"}, "proven of somebody else"


def test_what_sendgrid_found_out_about_the_sender_is_told() -> None:
    fields = {
        "SPF": "softfail",
        "dkim": "{@example.com : pass, @sendgrid.net : fail}",
        "envelope": text({"from": "x@y.example"}),
    }
    brought = rebuilt.of_sendgrid(Form(fields, []))
    assert told(brought) == {"spf": "softfail", "dkim": "pass"}
    assert told(brought, "boss@bank.example")["dkim"] == "none"


def ses(receipt: dict[str, Any], **more: Any) -> Any:
    verdicts = {f"{name}Verdict": {"status": "PASS"} for name in ("spf", "dkim", "dmarc", "spam")}
    return rebuilt.of_sns(
        {"Message": text({"receipt": verdicts | receipt, "mail": {"source": "anna@example.com"}} | more)}
    )


def test_ses_brings_a_mail_with_what_it_found_out() -> None:
    content = base64.b64encode(whole()).decode()
    found = ses({"action": {"type": "SNS", "encoding": "BASE64"}}, content=content)
    assert found.raw == whole()
    assert told(found) == {"spf": "pass", "dkim": "none", "dmarc": "pass"}


def test_ses_says_in_which_bucket_a_mail_lies() -> None:
    found = ses({"action": {"type": "S3", "bucketName": "mails", "objectKey": "in/1"}})
    assert isinstance(found, Stored)
    assert (found.bucket, found.key) == ("mails", "in/1")
    for receipt in (
        {},
        {"action": {"type": "Lambda"}},
        {"action": "S3"},
        {"action": {"bucketName": 1, "objectKey": "x"}},
    ):
        assert ses(receipt) is None
    assert rebuilt.of_sns({"Message": "no JSON"}) is None
