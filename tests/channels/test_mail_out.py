"""Handing in the office's own mail."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from channels import mail_out
from channels.mail_out import Letter, MailError
from tests.post_office import PostOffice, open_post_office

LETTER = Letter(id="letter-1", to="dana@example.com", subject="Hello\r\nBcc: eve@example.com", text="สวัสดี Dana\n.\n")


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with open_post_office() as opened:
        yield opened


async def test_a_letter_arrives_as_it_was_written(office: PostOffice) -> None:
    await mail_out.send(mail_out.server_of(office.url), "Office <office@example.com>", LETTER)
    (came,) = office.letters
    assert came["to"] == "dana@example.com"
    assert came["from"] == "Office <office@example.com>"
    assert came["message-id"] == "<letter-1@example.com>"
    assert came.get_content().startswith("สวัสดี Dana")


async def test_a_subject_makes_no_further_header(office: PostOffice) -> None:
    await mail_out.send(mail_out.server_of(office.url), "office@example.com", LETTER)
    assert office.letters[0]["bcc"] is None
    assert office.letters[0]["subject"] == "Hello Bcc: eve@example.com"
    assert office.recipients == ["RCPT TO:<dana@example.com>"]


@pytest.mark.parametrize(
    ("command", "reply", "permanent"),
    [
        ("RCPT", "550 5.1.1 nobody here", True),
        ("RCPT", "451 4.7.1 come again later", False),
        ("DATA", "554 5.7.1 we take no such letters", True),
        ("MAIL", "421 4.3.2 too busy", False),
    ],
)
async def test_what_the_server_says_decides_whether_to_try_again(
    office: PostOffice, command: str, reply: str, permanent: bool
) -> None:
    office.replies[command] = reply
    with pytest.raises(MailError, match=reply[4:].split(" ", 1)[1]) as refused:
        await mail_out.send(mail_out.server_of(office.url), "office@example.com", LETTER)
    assert refused.value.permanent is permanent


async def test_a_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(MailError) as refused:
        await mail_out.send(mail_out.server_of("smtp://127.0.0.1:1"), "office@example.com", LETTER)
    assert not refused.value.permanent


@pytest.mark.parametrize("to", ["eve@example.com,dana", "a,b@example.com", "<x>@example.com"])
async def test_one_address_never_becomes_two(office: PostOffice, to: str) -> None:
    letter = Letter(id="letter-2", to=to, subject="Hello", text="…")
    with pytest.raises(MailError) as refused:
        await mail_out.send(mail_out.server_of(office.url), "office@example.com", letter)
    assert refused.value.permanent
    assert office.letters == []


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://mail.example.com", 587, "if offered"),
        ("smtp://office:secret@mail.example.com", 587, "required"),
        ("smtp://office:secret@127.0.0.1:2525", 2525, "if offered"),
        ("smtps://office:a%2Fb@mail.example.com", 465, "from the start"),
    ],
)
def test_a_password_never_goes_in_the_clear_over_a_network(url: str, port: int, encryption: str) -> None:
    server = mail_out.server_of(url)
    assert (server.port, server.encryption) == (port, encryption)


@pytest.mark.parametrize(
    "url", ["http://mail.example.com", "smtp://", "smtp://h:99999", "smtp://h/path", "smtp://u:a/b@h"]
)
def test_any_other_address_is_no_mail_server(url: str) -> None:
    with pytest.raises(ValueError):
        mail_out.server_of(url)
