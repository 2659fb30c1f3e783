"""The mailbox and the way out, at real servers."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy

import pytest

from channels.channel import Account, Alias, Attached, ChannelError, Outgoing, Speaker
from channels.mail.channel import Mail
from channels.mail.mailbox import Place, Reader
from channels.mail.server import MailServer, server_of
from tests.mailboxes import Imap, Smtp, imap, smtp, written

BOX = "office@bma.example"


@pytest.fixture
def box() -> Iterator[Imap]:
    with imap() as found:
        yield found


@pytest.fixture
def out() -> Iterator[Smtp]:
    with smtp() as found:
        yield found


def read(reader: Reader, place: Place) -> list[tuple[int, bytes]]:
    return [(found.place.uid, found.raw or b"") for found in reader.new_mails(place, None)]


def test_every_mail_is_read_once_from_where_reading_ended(box: Imap) -> None:
    box.put(*(written(number) for number in range(60)))
    reader = Reader(server_of(box.url))
    found = list(reader.new_mails(Place("INBOX", None, 0), None))
    assert [one.raw and b"Question" in one.raw for one in found] == [True] * 60
    box.put(written(500))
    assert [uid for uid, _ in read(reader, found[-1].place)] == [found[-1].place.uid + 1]
    assert read(reader, Place("INBOX", found[-1].place.validity, found[-1].place.uid + 1)) == []
    reader.close()


def test_a_folder_numbered_anew_is_read_again(box: Imap) -> None:
    box.put(written(1), written(2))
    reader = Reader(server_of(box.url))
    last = list(reader.new_mails(Place("INBOX", None, 0), None))[-1].place
    reader.close()
    box.again()
    box.put(written(1))
    reader = Reader(server_of(box.url))
    (again,) = reader.new_mails(last, None)
    assert again.place.validity != last.validity
    reader.close()


def test_waiting_ends_when_something_comes(box: Imap) -> None:
    reader = Reader(server_of(box.url))
    coming = threading.Timer(0.3, box.put, [written(1)])
    coming.start()
    assert reader.wait("INBOX", 60)
    coming.join()
    reader.close()


def test_a_dropped_connection_and_a_wrong_password_are_told_apart(box: Imap) -> None:
    reader = Reader(server_of(box.url))
    box.stop()
    with pytest.raises(ChannelError) as dropped:
        list(reader.new_mails(Place("INBOX", None, 0), None))
    assert dropped.value.outcome == "retry"
    box.again()
    with pytest.raises(ChannelError) as refused:
        Reader(server_of(box.url.replace("se%2Fcret", "wrong")))
    assert refused.value.outcome == "pause"


def test_mails_too_large_are_told_of_and_not_read(box: Imap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.mail.folder.LARGEST", 2_000)
    box.put(written(1), written(2, "x" * 5_000), written(3))
    reader = Reader(server_of(box.url))
    assert [found.raw is None for found in reader.new_mails(Place("INBOX", None, 0), None)] == [False, True, False]
    reader.close()


@pytest.mark.parametrize("url", ["http://a", "imap://", "smtp://h/?x=1", "nowhere"])
def test_an_address_that_is_none_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match=r"write|begin"):
        server_of(url)


def test_a_password_never_goes_in_the_clear_to_another_machine() -> None:
    assert server_of("imap://u:p@mail.example").encryption == "required"
    assert server_of("imaps://u:p@mail.example/INBOX,Sales").folders == ("INBOX", "Sales")


async def opens(_: str) -> AsyncIterator[bytes]:
    yield b""


async def reads(server: MailServer, _: str) -> None:
    Reader(server).close()


CHANNEL = Mail(opens, reads)


def account(out: Smtp, **more: str) -> Account:
    return Account(id="1", kind="mail", address=BOX, credentials={"smtp_url": out.url, "name": "BMA", **more}, url="")


def outgoing(**more: object) -> Outgoing:
    about = {
        "subject": "Re: ราคา",
        "cc": [{"address": "boss@example.com"}],
        "answer_address": "office+c-1@bma.example",
        "references": ["0@example.com"],
        "signature": "Nok",
    }
    fields: dict[str, object] = {
        "tag": "attempt-1",
        "to": (Alias("email", "anna@example.com"),),
        "kind": "text",
        "text": "*Yes*, see https://bma.example/a",
        "reply_to": "1@example.com",
        "content": {"mail": about},
    }
    return Outgoing(**(fields | more))  # type: ignore[arg-type]


async def test_an_answer_carries_all_by_which_it_finds_its_way(out: Smtp) -> None:
    file = Attached(data=b"%PDF", name="ใบเสนอราคา.pdf", mime="application/pdf")
    told = await CHANNEL.send(account(out), outgoing(files=(file,), speaker=Speaker(name="Nok")))
    (taken,) = out.taken.mails
    assert told.provider_id == "attempt-1@bma.example"
    assert taken.rcpt_tos == ["anna@example.com", "boss@example.com"]
    built = message_from_bytes(taken.content or b"", policy=policy.default)  # type: ignore[arg-type]
    assert (built["Message-ID"], built["In-Reply-To"]) == ("<attempt-1@bma.example>", "<1@example.com>")
    assert (str(built["References"]).split(), built["Reply-To"].addresses[0].addr_spec) == (
        ["<0@example.com>", "<1@example.com>"],
        "office+c-1@bma.example",
    )
    assert (str(built["From"]), built["Subject"]) == (f"Nok <{BOX}>", "Re: ราคา")
    html = built.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<b>Yes</b>" in html
    assert '<a href="https://bma.example/a">' in html
    assert [part.get_filename() for part in built.iter_attachments()] == ["ใบเสนอราคา.pdf"]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("550 5.1.1 no such user", "never"), ("451 4.3.0 later", "wait"), ("554 5.7.1 spam", "never")],
)
async def test_a_refusal_is_what_the_server_says(out: Smtp, reply: str, outcome: str) -> None:
    out.taken.reply = reply
    with pytest.raises(ChannelError) as refused:
        await CHANNEL.send(account(out), outgoing())
    assert refused.value.outcome == outcome


async def test_a_server_that_is_away_took_nothing(out: Smtp) -> None:
    found = account(out)
    out.stop()
    with pytest.raises(ChannelError) as away:
        await CHANNEL.send(found, outgoing())
    assert (away.value.outcome, away.value.scope) == ("wait", "account")


async def test_header_tricks_and_too_many_files_never_leave(out: Smtp) -> None:
    tricked = {"mail": {"subject": "a\r\nBcc: evil@example.com", "to": ["b@example.com\r\nX: y"]}}
    with pytest.raises(ChannelError):
        await CHANNEL.send(account(out), outgoing(content=tricked))
    await CHANNEL.send(account(out), outgoing(content={"mail": {"subject": "a\r\nBcc: evil@example.com"}}))
    assert out.taken.mails[0].rcpt_tos == ["anna@example.com"]
    with pytest.raises(ChannelError, match="18 MB"):
        await CHANNEL.send(account(out), outgoing(files=(Attached(data=b"x" * 19_000_000, name="a", mime="a/b"),)))


async def test_a_test_of_the_mailbox_says_what_is_wrong(box: Imap, out: Smtp) -> None:
    good = await CHANNEL.probe(account(out, imap_url=box.url))
    wrong = await CHANNEL.probe(account(out, imap_url=box.url.replace("se%2Fcret", "wrong")))
    assert good.problems == []
    assert ["let us in" in problem for problem in wrong.problems] == [True]
