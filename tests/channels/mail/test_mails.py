"""Mails in: parsed, folded, judged. Whatever comes, something comes out."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.channel import Received, StatusTold
from channels.mail import automatic, charsets, html, letters, mime, quotes, reports, threads, verdicts

BOX, KEY, CONVERSATION = "office@bma.example", b"k" * 32, "0190a7c4-1111-7222-8333-444455556666"


def mail(*lines: str, head: tuple[str, ...] = (), body: bytes = b"") -> bytes:
    heads = (
        "From: Anna <Anna@Example.com>",
        f"To: {BOX}",
        "Message-ID: <1@example.com>",
        "Date: Sun, 22 Nov 2026 10:00:00 +0700",
        *head,
    )
    return "\r\n".join([*heads, "", *lines]).encode("utf-8", "surrogateescape") + body


def letter(raw: bytes, conversation: str | None = None, checker: str | None = None) -> letters.Letter:
    told = {"account": BOX, "original": "incoming/1", "conversation": conversation, "checker": checker}
    return letters.write(raw, arrived=1_800_000_000_000, **told)


def fact(raw: bytes) -> Received:
    (found,) = letters.parse(msgspec.json.encode(letter(raw)))
    assert isinstance(found, Received)
    return found


def test_a_plain_mail_says_who_what_and_when() -> None:
    found = fact(mail("Hello", head=("Subject: =?UTF-8?B?4Liq4Lin4Lix4Liq4LiU4Li1?=",)))
    assert (found.person.aliases[0].value, found.person.name) == ("anna@example.com", "Anna")
    assert (found.text, found.content["mail"]["subject"], found.provider_id) == ("Hello", "สวัสดี", "1@example.com")
    assert found.at == 1_795_316_400_000


@pytest.mark.parametrize("charset", ["windows-874", "tis-620", "cp874", "x-windows-874"])
def test_thai_outlooks_charsets_are_read(charset: str) -> None:
    raw = mail(
        head=(f"Content-Type: text/plain; charset={charset}", "Content-Transfer-Encoding: 8bit"),
        body="ขอใบเสนอราคา".encode("cp874"),
    )
    assert fact(raw).text == "ขอใบเสนอราคา"


@pytest.mark.parametrize(
    ("charset", "codec", "said"),
    [
        ("shift_jis", "cp932", "見積書"),
        ("iso-2022-jp", "iso-2022-jp", "見積書"),
        ("gb2312", "gb18030", "报价单"),
        ("big5", "big5", "報價單"),
        ("ks_c_5601-1987", "cp949", "견적서"),
        ("euc-kr", "euc-kr", "견적서"),
        ("koi8-r", "koi8-r", "цена"),
        ("windows-1256", "cp1256", "سعر"),
        ("iso-8859-8-i", "iso-8859-8", "מחיר"),
        ("iso-8859-1", "cp1252", "“prix” à 5 €"),
        ("utf-7", "utf-7", "prix à"),
        ("no-such-charset", "utf-8", "ราคา"),
    ],
)
def test_every_charset_is_read(charset: str, codec: str, said: str) -> None:
    raw = mail(head=(f"Content-Type: text/plain; charset={charset}",), body=said.encode(codec))
    assert fact(raw).text == said


def test_raw_thai_in_a_header_is_read_too() -> None:
    raw = b"Subject: " + "ราคา".encode("cp874") + b"\r\nFrom: a@b.example\r\n\r\nx"
    assert mime.read(raw).subject == "ราคา"


def test_files_are_found_again_by_their_place() -> None:
    raw = mail(
        "--b",
        "Content-Type: text/plain",
        "",
        "See the picture",
        "--b",
        "Content-Type: image/png; name*=UTF-8''%E0%B8%81.png",
        "Content-ID: <pic@1>",
        "Content-Disposition: inline",
        "Content-Transfer-Encoding: base64",
        "",
        "aGVsbG8=",
        "--b--",
        head=("MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b"),
    )
    found = fact(raw)
    picture, original = found.media
    assert (picture.name, picture.mime, picture.cid, original.mime) == ("ก.png", "image/png", "pic@1", "message/rfc822")
    assert mime.part(raw, int(str(picture.id).partition("#")[2])) == b"hello"
    assert mime.part(raw, 99) is None


QUOTED = [
    "On Mon, 1 Jan 2026 at 10:00, Office <office@bma.example> wrote:\n> old",
    "On Mon, 1 Jan 2026 at 10:00, Office\n<office@bma.example> wrote:\n> old",
    "ในวันที่ 1 ม.ค. 2569 เวลา 10:00 Office <office@bma.example> เขียนว่า:\n> old",
    "เมื่อ จ. 1 ม.ค. 2569 เวลา 10:00 Office <office@bma.example>\nเขียนว่า:\n\nold",
    "-----Original Message-----\nFrom: Office\nold",
    "From: Office <office@bma.example>\nSent: Monday\nTo: Anna\nSubject: x\n\nold",
    "จาก: Office <office@bma.example>\nวันที่: 1 ม.ค.\nถึง: Anna\nเรื่อง: x\n\nold",
    "Le lun. 1 janv. 2026 à 10:00, Office <office@bma.example> a écrit :\n> old",
    "Am Mo., 1. Jan. 2026 um 10:00 Uhr schrieb Office <office@bma.example>:\n> old",
    "> old\n> older",
]


@pytest.mark.parametrize("quoted", QUOTED)
def test_what_is_quoted_is_folded_away_and_kept(quoted: str) -> None:
    said = quotes.fold(f"Yes please.\nThank you\n\n{quoted}\n", None)
    assert said.text == "Yes please.\nThank you"
    assert "old" in said.rest


def test_answers_between_the_quoted_lines_are_not_cut() -> None:
    said = quotes.fold("> How many?\nTwo.\n> When?\nOn Friday.\n", None)
    assert "Two." in said.text
    assert "On Friday." in said.text


def test_programs_that_mark_their_quotes_in_html_are_believed() -> None:
    gmail = '<div>ตกลง</div><div class="gmail_quote">On … wrote:<blockquote>old</blockquote></div>'
    outlook = '<div>Fine</div><div id="divRplyFwdMsg">From: x</div><div>old words</div>'
    assert quotes.fold(None, gmail) == quotes.Said("ตกลง", "On … wrote:\nold")
    assert quotes.fold(None, outlook).text == "Fine"


def test_a_forward_is_shown_whole_and_a_signature_folded() -> None:
    assert "old" in quotes.fold("---------- Forwarded message ---------\nFrom: x\nold", None).text
    assert quotes.fold("Hello\n-- \nAnna, CEO", None) == quotes.Said("Hello", "-- \nAnna, CEO")


HOSTILE = (
    '<p style="position:fixed;color:red">a</p><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><a href="javascript:alert(1)">b</a>'
    '<form action="https://evil.example"><input name=p></form><iframe src="https://evil.example"></iframe><base href="https://evil.example"><meta http-equiv=refresh>'
    '<img src="http://t.example/pixel.gif"><img src="https://t.example/p.gif"><img src="cid:pic"><div style="background:url(https://t.example)">c</div><style>*{}</style>'
)


def test_hostile_html_comes_out_harmless_and_without_pictures_from_elsewhere() -> None:
    shown = html.clean(HOSTILE, {"pic": "/files/1"})
    for word in (
        "script",
        "onerror",
        "onload",
        "javascript",
        "form",
        "iframe",
        "base",
        "meta",
        "position",
        "t.example",
        "style>",
    ):
        assert word not in shown.html, word
    assert "/files/1" in shown.html
    assert "color:red" in shown.html.replace(" ", "")
    assert shown.remote == 2


def test_pictures_from_elsewhere_come_by_https_alone_when_asked_for() -> None:
    shown = html.clean(HOSTILE, {}, remote=True).html
    assert "https://t.example/p.gif" in shown
    assert "http://t.example/pixel.gif" not in shown


REPORT = """--r
Content-Type: text/plain

It did not work.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; Anna@Example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such user

--r
Content-Type: message/rfc822

Message-ID: <attempt-1@bma.example>
Subject: ours

x
--r--"""


def report(action: str, status: str) -> bytes:
    head = (
        "MIME-Version: 1.0",
        "Return-Path: <>",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
    )
    return mail(*REPORT.format(action=action, status=status).splitlines(), head=head)


def test_a_bounce_is_the_failure_of_the_mail_it_is_about() -> None:
    (found,) = letters.parse(msgspec.json.encode(letter(report("failed", "5.1.1"))))
    assert isinstance(found, StatusTold)
    assert (found.provider_id, found.status, found.code) == ("attempt-1@bma.example", "failed", "5.1.1")
    assert "does not exist" in reports.explain("5.1.1", None).message


def test_a_delay_is_told_and_fails_nothing() -> None:
    (found,) = letters.parse(msgspec.json.encode(letter(report("delayed", "4.4.1"))))
    assert isinstance(found, Received)
    assert (found.kind, found.content["event"], found.related) == (
        "system",
        "delivery_delayed",
        ("attempt-1@bma.example",),
    )


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ((), None),
        (("Auto-Submitted: auto-replied",), "reply"),
        (("Auto-Submitted: no",), None),
        (("Precedence: bulk",), "bulk"),
        (("List-Id: <news.example.com>",), "bulk"),
        (("Return-Path: <>",), "report"),
        (("X-Hub-Loop: office@bma.example",), None),  # a machine brought our header back
        (("Auto-Submitted: auto-generated",), "generated"),
        (("Auto-Submitted: auto-notified; owner-email=x",), "generated"),
        (("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All", "In-Reply-To: <1@bma.example>"), "reply"),
        (("Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"), "generated"),
        (("X-Auto-Response-Suppress: DR, OOF, AutoReply",), "no_answer"),
        (("X-Auto-Response-Suppress: None",), None),
        (("X-Auto-Response-Suppress: DR, RN",), None),
    ],
)
def test_what_no_person_wrote_is_known(head: tuple[str, ...], kind: str | None) -> None:
    assert automatic.kind_of(mime.read(mail("x", head=head)), BOX) == kind


def of_own_address(*head: str) -> mime.Mail:
    return mime.read(mail("x", head=head).replace(b"Anna <Anna@Example.com>", b"Our website <Office@bma.example>"))


def test_what_a_form_on_a_website_sends_is_the_customers_mail() -> None:
    form = of_own_address("Reply-To: Anna <anna@example.com>")
    assert automatic.kind_of(form, BOX) is None
    told = letter(mail("x", head=("Reply-To: Anna <anna@example.com>", "Auto-Submitted: auto-generated")))
    assert (told.automatic, told.answer_to) == ("generated", mime.Address("anna@example.com", "Anna"))
    (found,) = letters.parse(msgspec.json.encode(told))
    assert isinstance(found, Received)
    assert not found.automatic, "it is news"


def test_what_comes_from_the_mailbox_itself_is_a_note_or_a_copy() -> None:
    token = threads.answer_address(BOX, CONVERSATION, KEY)
    assert automatic.kind_of(of_own_address(), BOX) == "generated"
    assert automatic.kind_of(of_own_address(f"Reply-To: {token}"), BOX) == "generated"
    assert automatic.kind_of(of_own_address("Cc: anna@example.com"), BOX) == "loop"


@pytest.mark.parametrize("id", ["{}@bma.example", "010201-{}@eu-west-1.amazonses.com"])
def test_our_own_mail_is_known_by_our_mark_and_our_id(id: str) -> None:
    ours = mail("x", head=("X-Hub-Loop: office@bma.example",)).replace(
        b"1@example.com", id.format(CONVERSATION).encode()
    )
    assert automatic.kind_of(mime.read(ours), BOX) == "loop"
    assert letter(ours).ours
    assert not letter(ours.replace(b"bma.example>", b"evil.example>").replace(b"amazonses.com", b"x.example")).ours


def _other_mark(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}"


def test_only_our_own_token_leads_to_a_conversation() -> None:
    address = threads.answer_address(BOX, CONVERSATION, KEY)
    assert address is not None
    assert threads.conversation_of([address.upper()], BOX, KEY) == CONVERSATION
    assert threads.conversation_of([address], BOX, b"x" * 32) is None
    assert threads.conversation_of([_other_mark(address), "a@b.example"], BOX, KEY) is None
    assert threads.conversation_of([address.replace("bma.example", "evil.example")], BOX, KEY) is None


def test_people_see_the_mailbox_without_a_token() -> None:
    address = threads.answer_address(BOX, CONVERSATION, KEY)
    found = letter(mail("x", head=(f"Cc: Office <{address}>, c+c-{'0' * 32}-{'0' * 16}@else.example",)))
    assert [one.address for one in found.cc] == [BOX, f"c+c-{'0' * 32}-{'0' * 16}@else.example"]


def test_only_the_topmost_verdicts_count() -> None:
    head = (
        "Authentication-Results: mx.bma.example; dkim=pass header.d=example.com; spf=fail smtp.mailfrom=x; dmarc=fail",
        "Authentication-Results: evil; dmarc=pass",
    )
    told = {"dkim": "pass", "spf": "fail", "dmarc": "fail"}
    assert letter(mail("x", head=head)).verdicts == {}, "nobody is known to check this mailbox's mails"
    assert letter(mail("x", head=head), checker="bma.example").verdicts == told
    assert letter(mail("x", head=head[::-1]), checker="bma.example").verdicts == {}, (
        "forged where the server said nothing"
    )
    assert letter(mail("x", head=head), checker="ma.example").verdicts == {}


@pytest.mark.parametrize(
    ("host", "named", "checker"),
    [
        ("imap.gmail.com", None, "google.com"),
        ("IMAP.Fastmail.com", None, "messagingengine.com"),
        ("imap.notgmail.com", None, None),
        ("mail.example.com", "MX.example.com", "mx.example.com"),
    ],
)
def test_a_provider_is_known_by_how_it_signs_its_verdicts(host: str, named: str | None, checker: str | None) -> None:
    assert verdicts.checker_of(host, named) == checker


def test_a_letter_is_believed_only_with_our_signature() -> None:
    raw, headers = letters.sign(letter(mail("x")), "secret")
    assert letters.verify(raw, headers, ["other", "secret"])
    assert not letters.verify(raw + b" ", headers, ["secret"])
    assert not letters.verify(raw, {}, ["secret", ""])


PIECES = st.sampled_from(
    [
        b"From: ",
        b"To: ",
        b"Subject: =?utf-8?B?",
        b"?=",
        b"\r\n",
        b"\n\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"--b\r\n",
        b"--b--",
        b"Content-Type: text/html; charset=x\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: message/delivery-status\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"=E0=B8",
        b"<a@b>",
        b"Message-ID: <",
        b">",
        b"Content-Disposition: attachment; filename*0*=utf-8''%E0",
        b"\x00",
        b"\xff\xfe",
        b"Date: Sun, 99 Foo 99999 99:99:99 +9999\r\n",
        b"References: <a@b> <c",
        b"Content-Type: multipart/report; boundary=b\r\n",
        b"<div>",
        b"> ",
    ]
)


@settings(max_examples=200)
@given(st.lists(PIECES | st.binary(max_size=12), max_size=25))
def test_any_bytes_at_all_become_a_letter(pieces: list[bytes]) -> None:
    found = letter(b"".join(pieces))
    assert len(letters.parse(msgspec.json.encode(found))) == 1


@given(st.binary(max_size=60), st.text(max_size=20))
def test_any_bytes_in_any_charset_become_text_that_can_be_stored(raw: bytes, charset: str) -> None:
    said = charsets.text(raw, charset)
    assert "\x00" not in said
    assert said.encode().decode() == said
