"""The mail double on the wire: ordinary clients, the product's own reader, and the customers' mail program."""

from __future__ import annotations

import asyncio
import imaplib
import smtplib
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest

from channels.channel import Account, Alias, ChannelError, Outgoing
from channels.mail import submission
from channels.mail.channel import Mail
from channels.mail.mailbox import Place, Reader
from channels.mail.server import MailServer, server_of
from channels.sandbox.mail import PostOffice
from channels.sandbox.mail_model import MailFault, Writing
from tests.patience import PATIENCE
from web.sandbox_courier import now_ms
from web.sandbox_mail import MailSandbox

OFFICE, PIM = "office@bma.example", "pim@example.org"


@pytest.fixture
async def double() -> AsyncIterator[MailSandbox]:
    made = MailSandbox(PostOffice(OFFICE, name="BMA", password="p:a/s s"))
    made.office.report_ms = 10
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def program(double: MailSandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(double.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://double") as client:
        yield client


async def send(double: MailSandbox, to: str = PIM, **more: Any) -> str:
    """By the product's own channel."""
    account = Account(
        id="1", kind="mail", address=OFFICE, credentials={"smtp_url": double.smtp_url, "name": "BMA"}, url=""
    )
    fields: dict[str, Any] = {
        "tag": "t1",
        "kind": "text",
        "text": "Good morning",
        "content": {"mail": {"subject": "Hi"}},
    }
    message = Outgoing(to=(Alias("email", to),), **(fields | more))
    return (await Mail(nothing, looks).send(account, message)).provider_id


async def nothing(_: str) -> AsyncIterator[bytes]:
    yield b""


async def looks(server: MailServer, _: str) -> None:
    await asyncio.to_thread(lambda: Reader(server).close())


def read(url: str, place: Place, since: date | None = None) -> list[tuple[int, bytes]]:
    reader = Reader(server_of(url))
    found = [(one.place.uid, one.raw or b"") for one in reader.new_mails(place, since)]
    reader.close()
    return found


def sent_folder(url: str) -> str | None:
    reader = Reader(server_of(url))
    found = reader.sent()
    reader.close()
    return found


async def test_ordinary_clients_send_and_read(double: MailSandbox) -> None:
    double.office.writes(PIM, Writing(text="Hello", subject="Sound check"), now_ms())

    def as_programs_do() -> tuple[Any, Any, Any]:
        with smtplib.SMTP("127.0.0.1", server_of(double.smtp_url).port, timeout=PATIENCE) as out:
            out.login("office", "p:a/s s")
            out.sendmail(OFFICE, [PIM], b"Subject: Plain\r\n\r\nHi")
        box = imaplib.IMAP4("127.0.0.1", server_of(double.imap_url).port, timeout=PATIENCE)
        box.login("office", "p:a/s s")
        listed, selected = box.list()[1], box.select()[1]
        found = box.uid("fetch", "1", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
        box.append("Sent", "(\\Seen)", "", b"Subject: Copy\r\n\r\nHi")  # type: ignore[arg-type]
        box.logout()
        return listed, selected, found

    listed, selected, found = await asyncio.to_thread(as_programs_do)
    assert listed == [b'(\\HasNoChildren) "/" "INBOX"', b'(\\HasNoChildren \\Sent) "/" "Sent"']
    assert selected == [b"1"]
    assert b"Subject: Sound check" in found[0][1]
    assert [held.mail.subject for held in double.office.people[PIM].mails] == ["Sound check", "Plain"]


async def test_our_reader_reads_on_from_where_it_was(double: MailSandbox) -> None:
    for number in range(60):
        double.office.writes(PIM, Writing(text=f"Text {number}"), now_ms())
    found = await asyncio.to_thread(read, double.imap_url, Place("INBOX", None, 0), date(2020, 1, 1))
    assert [uid for uid, _ in found] == list(range(1, 61))
    assert found[0][1] == double.office.folders["INBOX"].mails[0].raw
    assert await asyncio.to_thread(read, double.imap_url, Place("INBOX", 1, 60)) == []
    double.office.renumber()
    assert await asyncio.to_thread(sent_folder, double.imap_url) == "Sent"
    assert len(await asyncio.to_thread(read, double.imap_url, Place("INBOX", 1, 60))) == 60


async def test_our_reader_waits_until_something_comes(double: MailSandbox) -> None:
    reader = await asyncio.to_thread(Reader, server_of(double.imap_url))
    waiting = asyncio.create_task(asyncio.to_thread(reader.wait, "INBOX", PATIENCE))
    while not any(session._idle for session, _ in double.imap._open):
        await asyncio.sleep(0.01)
    double.office.writes(PIM, Writing(text="Hello"), now_ms())
    assert await waiting
    double.imap.drop()
    with pytest.raises(ChannelError):
        await asyncio.to_thread(reader.end, "INBOX")
    reader.close()


async def test_the_account_is_found_to_be_in_order(double: MailSandbox) -> None:
    secret = {"smtp_url": double.smtp_url, "imap_url": double.imap_url, "name": "BMA"}
    account = Account(id="1", kind="mail", address=OFFICE, credentials=secret, url="")
    assert (await Mail(nothing, looks).probe(account)).problems == []
    wrong = secret | {"imap_url": double.imap_url.replace("p%3A", "q")}
    told = await Mail(nothing, looks).probe(Account(id="1", kind="mail", address=OFFICE, credentials=wrong, url=""))
    assert [check.state for check in told.checks] == ["ok", "failed"]


@pytest.mark.parametrize(
    ("to", "outcome"), [("refused@example.org", "never"), ("grey@example.org", "wait"), ("lost@example.org", "unknown")]
)
async def test_what_the_server_refuses_is_told_as_what_it_is(double: MailSandbox, to: str, outcome: str) -> None:
    with pytest.raises(ChannelError) as told:
        await send(double, to)
    assert told.value.outcome == outcome
    assert len(double.office.sends) == (1 if outcome == "unknown" else 0)


async def test_a_bounce_comes_into_the_mailbox(double: MailSandbox) -> None:
    await send(double, "bounce@example.org")
    while not double.office.folders["INBOX"].mails:
        await asyncio.sleep(0.01)
    assert b"t1@bma.example" in double.office.folders["INBOX"].mails[0].raw


async def test_a_server_that_is_down_for_one_mail(double: MailSandbox, program: httpx.AsyncClient) -> None:
    fault = {"kind": "cut_before", "times": 1}
    assert (await program.put("/sandbox/faults", json=[fault])).status_code == 204
    assert double.office.faults == [MailFault(kind="cut_before")]
    with pytest.raises(ChannelError):
        await send(double)
    await send(double)
    assert len((await program.get("/sandbox/sends")).json()["items"]) == 1


async def test_the_program_shows_and_answers(double: MailSandbox, program: httpx.AsyncClient) -> None:
    at = f"/sandbox/people/{PIM}"
    await program.post("/sandbox/people", json={"address": PIM, "name": "Pim Srisai"})
    await send(double, content={"mail": {"subject": "Your date", "answer_address": "office+c-1@bma.example"}})
    (mail,) = (await program.get(at)).json()["mails"]
    assert (mail["subject"], mail["text"], mail["unread"], mail["html"]) == ("Your date", "Good morning", True, True)
    page = await program.get(f"{at}/page", params={"id": mail["id"]})
    assert "<p>Good morning</p>" in page.text
    assert page.headers["content-security-policy"].startswith("sandbox")
    assert "script" not in page.headers["content-security-policy"]
    await program.post(f"{at}/reads", json={"ids": [mail["id"]]})
    told = {"text": "ขอบคุณค่ะ", "answers": mail["id"], "form": "html", "charset": "windows-874"}
    files = [("file", ("plan.pdf", b"%PDF-1", "application/pdf")), ("file", ("a.txt", b"a", "text/plain"))]
    answer = (await program.post(f"{at}/mails", data=told, files=files)).json()
    assert (answer["subject"], answer["text"], answer["to"][0]["address"]) == (
        "Re: Your date", "ขอบคุณค่ะ", "office+c-1@bma.example",
    )  # fmt: skip
    assert "Good morning" in answer["rest"]
    (raw,) = [stored.raw for stored in double.office.folders["INBOX"].mails]
    assert b"windows-874" in raw
    file = await program.get(f"{at}/file", params={"id": answer["id"], "place": answer["files"][0]["place"]})
    assert file.content == b"%PDF-1"
    assert b"windows-874" in (await program.get(f"{at}/source", params={"id": answer["id"]})).content
    assert (await program.get(at)).json()["unread"] == 0


async def test_the_program_says_what_it_cannot_do(program: httpx.AsyncClient) -> None:
    for told in ({"address": "no address"}, {"address": "a@b\r\nBcc: c@d"}, {}):
        assert (await program.post("/sandbox/people", json=told)).status_code == 400
    assert (await program.get(f"/sandbox/people/{PIM}/page", params={"id": "x"})).status_code == 404
    assert (await program.post(f"/sandbox/people/{PIM}/mails", json={"text": "a", "charset": "x"})).status_code == 400


async def test_out_of_the_office(double: MailSandbox, program: httpx.AsyncClient) -> None:
    await program.post("/sandbox/people", json={"address": PIM})
    await program.put(f"/sandbox/people/{PIM}/away", json={"text": "Back on Monday"})
    await send(double)
    assert b"auto-replied" in double.office.folders["INBOX"].mails[0].raw


async def test_the_page_is_plain_files_under_a_strict_policy(program: httpx.AsyncClient) -> None:
    page = await program.get("/phone/")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    for name in ("mail.js", "mail.css", "phone.css", "elements.js", "hearing.js", "icon.svg"):
        assert (await program.get(f"/phone/{name}")).status_code == 200
        assert name in ("elements.js", "hearing.js") or name in page.text


async def test_submission_greets(double: MailSandbox) -> None:
    await submission.greet(server_of(double.smtp_url), OFFICE)
