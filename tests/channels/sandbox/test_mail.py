"""The double of the mail world, without network: what the office hands in, what customers write, what comes back."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from channels.channel import Alias, Outgoing
from channels.mail import compose, letters, mime
from channels.mail.mime import Mail
from channels.sandbox.mail import LARGEST, MOST_PEOPLE, PostOffice
from channels.sandbox.mail_model import INBOX, File, MailFault, Writing

OFFICE, PIM, NOW = "office@bma.example", "pim@example.org", 1_760_000_000_000


@pytest.fixture
def office() -> PostOffice:
    return PostOffice(OFFICE, name="BMA", password="p")


def outgoing(to: str, text: str, tag: str) -> Outgoing:
    content = {"mail": {"subject": "Your question"}}
    return Outgoing(tag=tag, to=(Alias("email", to),), kind="text", text=text, content=content)


def arrived(office: PostOffice) -> list[Mail]:
    return [mime.read(stored.raw) for stored in office.folders[INBOX].mails]


def hands_in(office: PostOffice, to: str = PIM, text: str = "Good morning", tag: str = "t") -> str:
    """The office's own way to write a mail."""
    built = compose.mail(outgoing(to, text, tag), OFFICE, "BMA")
    return office.take(OFFICE, [to], built.as_bytes(), NOW).reply


def test_an_answer_names_what_it_answers_and_quotes_it(office: PostOffice) -> None:
    assert hands_in(office).startswith("250")
    (held,) = office.people[PIM].mails
    answer = office.writes(PIM, Writing(text="ขอบคุณค่ะ", subject="Re: x", answers=held.id), NOW + 1)
    (mail,) = arrived(office)
    assert (mail.answers, mail.references, mail.text) == (held.id, (held.id,), "ขอบคุณค่ะ")
    assert answer.thread == held.id
    assert mail.headers["authentication-results"].startswith("mx.bma.example; dkim=pass")


@pytest.mark.parametrize("charset", ["utf-8", "windows-874", "tis-620"])
def test_thai_survives_every_charset_it_is_written_in(office: PostOffice, charset: str) -> None:
    told = Writing(text="สวัสดีค่ะ ๒๕๖๙", subject="ขอใบเสนอราคา", charset=charset, html="<p>สวัสดีค่ะ</p>")
    held = office.writes(PIM, told, NOW)
    assert charset.encode() in held.raw.lower()
    (mail,) = arrived(office)
    assert (mail.subject, mail.text, mail.html) == ("ขอใบเสนอราคา", "สวัสดีค่ะ ๒๕๖๙", "<p>สวัสดีค่ะ</p>")


def test_what_a_charset_cannot_say_goes_as_utf_8(office: PostOffice) -> None:
    office.writes(PIM, Writing(text="ตกลง 🙏", subject="🙏", charset="windows-874"), NOW)
    assert [(mail.subject, mail.text) for mail in arrived(office)] == [("🙏", "ตกลง 🙏")]


def test_files_lie_beside_the_text_or_in_it(office: PostOffice) -> None:
    files = (
        File(name="แผนที่.pdf", mime="application/pdf", data=b"%PDF"),
        File(name="logo.png", mime="image/png", data=b"\x89PNG", cid="logo@x"),
    )
    office.writes(PIM, Writing(text="See", html='<img src="cid:logo@x">', files=files), NOW)
    (mail,) = arrived(office)
    assert {(part.name, part.mime, part.cid, part.inline) for part in mail.files} == {
        ("แผนที่.pdf", "application/pdf", None, False), ("logo.png", "image/png", "logo@x", True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "action", "status"), [("bounce", "failed", "5.1.1"), ("full", "failed", "5.2.2"), ("delayed", "delayed", "4.4.7")]
)  # fmt: skip
def test_a_report_comes_back_and_names_the_mail(office: PostOffice, name: str, action: str, status: str) -> None:
    assert hands_in(office, f"{name}@example.org", tag="abc") == "250 2.0.0 taken"
    assert arrived(office) == []
    office.due(NOW + office.report_ms)
    letter = letters.write(
        office.folders[INBOX].mails[0].raw, account=OFFICE, original="o", arrived=NOW, conversation=None
    )
    assert letter.report is not None
    assert (letter.report.of, letter.report.action, letter.report.status) == ("abc@bma.example", action, status)
    assert letter.report.recipient == f"{name}@example.org"
    assert office.next_due() is None


def test_a_greylisted_mail_is_taken_at_the_second_try(office: PostOffice) -> None:
    assert (office.asked("grey@example.org") or "").startswith("451")
    assert office.asked("grey@example.org") is None
    assert (office.asked("refused@example.org") or "").startswith("550")
    assert (office.asked("no address") or "").startswith("501")


def test_planned_faults_strike_so_many_times(office: PostOffice) -> None:
    office.faults = [MailFault(kind="refuse", to=PIM), MailFault(kind="cut_after", times=2)]
    assert hands_in(office).startswith("550")
    built = compose.mail(outgoing(PIM, "Hi", "u"), OFFICE, "BMA").as_bytes()
    assert [office.take(OFFICE, [PIM], built, NOW).cut for _ in range(3)] == [True, True, False]
    assert len(office.people[PIM].mails) == len(office.sends) == 3


def test_who_is_out_of_the_office_says_so_once(office: PostOffice) -> None:
    office.person(PIM)
    office.goes_away(PIM, "I am away until Monday.")
    for tag in ("a", "b"):
        hands_in(office, tag=tag)
    (mail,) = arrived(office)
    assert (mail.text, mail.headers["auto-submitted"]) == ("I am away until Monday.", "auto-replied")
    office.goes_away(PIM, None)
    hands_in(office, tag="c")
    assert len(arrived(office)) == 1


def test_a_mail_too_large_is_refused_both_ways(office: PostOffice) -> None:
    assert office.take(OFFICE, [PIM], b"x" * (LARGEST + 1), NOW).reply.startswith("552")
    with pytest.raises(ValueError, match="25 MB"):
        office.writes(PIM, Writing(text="x" * (LARGEST + 1)), NOW)


def test_there_is_room_for_so_many_people(office: PostOffice) -> None:
    for number in range(MOST_PEOPLE):
        office.person(f"p{number}@example.org")
    with pytest.raises(ValueError, match="no address"):
        office.person("one-more@example.org")
    with pytest.raises(ValueError, match="no address"):
        office.person("ไทย@example.org")


def test_a_report_is_a_mail_any_program_can_read(office: PostOffice) -> None:
    hands_in(office, "bounce@example.org")
    office.due(NOW + office.report_ms)
    told = message_from_bytes(office.folders[INBOX].mails[0].raw, policy=policy.default)
    assert told.get_content_type() == "multipart/report"
    kinds = [part.get_content_type() for part in told.iter_parts()]
    assert kinds == ["text/plain", "message/delivery-status", "text/rfc822-headers"]
