"""E-mail going out: a real SMTP server, the whole product, an agent over the API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.mail import letters, quotes
from hub import shaping
from hub.assembly import Hub
from hub.mail import trials
from hub.team.tokens import issue_access
from hub.transaction import milliseconds
from storage import tables
from storage.running import log_cursors
from tests.cast import Cast, seed
from tests.mailboxes import PASSWORD, USER, Smtp
from tests.waiting import until
from tests.web import settings
from tests.web.caller import Caller
from web import app as web_app

BOX = "office@bma.example"
ASKED = {"subject": "Ear bands", "from": "Anna <anna@example.com>", "to": f"Office <{BOX}>, boss@example.com"}


@pytest.fixture(scope="module")
def post() -> Iterator[Smtp]:
    opened = Smtp()
    yield opened
    opened.stop()


class House:
    """The product with one mailbox, whose mails come in as letters, and Ines, the administrator."""

    def __init__(self, hub: Hub, ines: Caller, post: Smtp, account: dict[str, Any]) -> None:
        self.hub = hub
        self.ines = ines
        self.taken = post.taken
        self.account = account

    async def gets(self, text: str, **headers: str) -> dict[str, Any]:
        """A mail comes in; the conversation it lands in."""
        mail = EmailMessage(policy=policy.SMTP)
        named = {"message-id": f"<{milliseconds()}-{len(text)}@example.com>"} | ASKED
        for name, value in (named | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            mail[name] = value
        mail.set_content(text)
        raw = mail.as_bytes()
        key = f"mail/{milliseconds()}-{len(text)}"
        await self.hub.blobs.put(key, raw)
        letter = letters.write(raw, account=BOX, original=key, arrived=milliseconds(), conversation=None)
        row = self.hub.accounts.get(self.account["id"])
        assert row is not None
        body, signed = letters.sign(letter, self.hub.vault.open(row.credentials or b"")["app_secret"])
        await self.hub.intake.take("mail", body, signed)

        async def there() -> dict[str, Any] | None:
            listed = (await self.ines.get("/conversations"))["items"]
            return next((one for one in listed if one["channel"] == self.account["id"]), None)

        found: dict[str, Any] = await until(there)
        return found

    async def says(self, conversation: str, **fields: Any) -> dict[str, Any]:
        made = await self.ines.post("/messages", {"conversation": conversation, **fields})
        return await self.left(made["id"])

    async def left(self, message: str) -> dict[str, Any]:
        """The message once it has left, or has been refused."""

        async def ended() -> dict[str, Any] | None:
            told = await self.ines.get(f"/messages/{message}")
            return told if told["status"] not in ("queued", "sending") else None

        found: dict[str, Any] = await until(ended)
        return found

    async def reads_away(self) -> bool:
        """Whether the worker of away replies has begun to read the log: before, it tells nobody."""
        async with self.hub.database.reading() as connection:
            return await log_cursors.get(connection, "away replies") is not None

    async def file(self, name: str, data: bytes) -> str:
        headers = self.ines._headers | {"content-type": "application/octet-stream"}
        made = await self.ines._client.post(f"/api/v1/files?name={name}", content=data, headers=headers)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def form(self, fields: dict[str, str], **files: bytes) -> httpx.Response:
        parts = [("file", (name, data)) for name, data in files.items()]
        headers = self.ines._headers
        return await self.ines._client.post("/api/v1/messages", data=fields, files=parts, headers=headers)

    def last(self) -> EmailMessage:
        return message_from_bytes(self.taken.mails[-1].content or b"", policy=policy.default)  # type: ignore[arg-type, return-value]


@pytest.fixture
async def house(database_url: str, tmp_path: Path, post: Smtp) -> AsyncIterator[House]:
    given = settings.of(
        tmp_path, DATABASE_URL=database_url, PUBLIC_URL="https://hub.example", ALLOWED_NETWORKS="127.0.0.0/8"
    )
    post.taken.mails.clear()
    post.taken.reply, post.taken.refuses = "250 2.0.0 taken", {}
    hub = await Hub.open(given)
    await hub.start({"web", "work"})
    cast: Cast = await seed(hub.transactions)
    app = web_app.create(hub, static=tmp_path)
    token = issue_access(hub.settings.secret_key, cast.ines.id, cast.ines.login, milliseconds())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://hub.example") as client:
        ines = Caller(client, {"authorization": f"Bearer {token}"})
        smtp = {"host": "127.0.0.1", "port": post.port, "security": "starttls"}
        wanted = {"address": BOX, "name": "Office", "username": USER, "password": PASSWORD, "imap": None, "smtp": smtp}
        account = await ines.post("/channels/mail", wanted)
        await until(lambda: hub.accounts.get(account["id"]))
        yield House(hub, ines, post, account)
    await hub.stop()


async def test_an_answer_goes_to_whom_the_mail_wants_answers_and_into_its_thread(house: House) -> None:
    asked = {"message_id": "<1@example.com>", "reply_to": "Anna at home <anna@home.example>"}
    conversation = await house.gets("How much is a band?", **asked)
    told = await house.says(conversation["id"], text="*20* Baht")
    mail = house.last()
    assert house.taken.mails[-1].rcpt_tos == ["anna@home.example"]
    assert (mail["Subject"], mail["In-Reply-To"], mail["References"]) == (
        "Re: Ear bands",
        "<1@example.com>",
        "<1@example.com>",
    )
    assert (mail["From"].addresses[0].display_name, mail["From"].addresses[0].addr_spec) == ("Ines", BOX)
    assert mail["Reply-To"] is None, "nobody has seen yet that this server knows marked addresses"
    assert mail["Message-ID"] == f"<{told['id']}@bma.example>"
    shown = told["content"]["mail"]
    assert (told["status"], shown["subject"], shown["to"][0]["address"]) == (
        "accepted",
        "Re: Ear bands",
        "anna@home.example",
    )
    said = quotes.fold(mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert said.text == "20 Baht"
    assert "How much is a band?" in said.rest


async def test_answers_come_back_to_a_marked_address_once_one_is_proven(house: House) -> None:
    conversation = await house.gets("How much is a band?")
    async with house.hub.transactions.begin() as tx:
        await trials.believe(tx, house.account["id"])
    await house.says(conversation["id"], text="20 Baht")
    assert house.last()["Reply-To"].addresses[0].addr_spec.startswith("office+c-")


async def test_several_files_go_in_one_mail_under_the_subject_asked_for(house: House) -> None:
    conversation = await house.gets("Pictures, please")
    files = [await house.file("plan.pdf", b"%PDF-1.7 a plan"), await house.file("notes.txt", b"plain words here")]
    people = {"to": [{"address": "carl@example.com"}], "cc": [{"address": "cc@example.com", "name": "Cé"}]}
    about = {"subject": "The plan", "bcc": [{"address": "hidden@example.com"}], **people}
    told = await house.says(conversation["id"], text="Here", attachments=files, mail=about)
    (sent,) = house.taken.mails
    mail = house.last()
    assert sorted(sent.rcpt_tos) == ["anna@example.com", "carl@example.com", "cc@example.com", "hidden@example.com"]
    assert [part.get_filename() for part in mail.iter_attachments()] == ["plan.pdf", "notes.txt"]
    assert b"hidden" not in (sent.content or b"")
    assert (mail["Subject"], mail["In-Reply-To"]) == ("The plan", None)
    assert [one["name"] for one in told["attachments"]] == ["plan.pdf", "notes.txt"]
    assert told["content"]["mail"]["bcc"] == [{"address": "hidden@example.com"}]


async def test_a_mail_with_files_can_be_posted_as_one_form(house: House) -> None:
    conversation = await house.gets("Pictures, please")
    about = {"subject": "The plan", "cc": [{"address": "cc@example.com"}], "bcc": [{"address": "hidden@example.com"}]}
    fields = {
        "conversation": conversation["id"],
        "text": "Here",
        "client_id": "the-first-form",
        "mail": json.dumps(about),
    }
    made = await house.form(fields, plan=b"%PDF-1.7 a plan", notes=b"plain words here")
    assert made.status_code == 201, made.text
    assert (await house.left(made.json()["id"]))["status"] == "accepted"
    assert house.taken.mails[-1].rcpt_tos == ["anna@example.com", "cc@example.com", "hidden@example.com"]
    mail = house.last()
    assert (mail["Subject"], mail["Cc"]) == ("The plan", "cc@example.com")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["plan", "notes"]
    again = await house.form(fields, plan=b"%PDF-1.7 a plan", notes=b"plain words here")
    assert (again.json()["id"], len(house.taken.mails)) == (made.json()["id"], 1)
    for wrong in ("{", '{"cc": [{"address": "no address"}]}', "[]"):
        told = await house.form(fields | {"mail": wrong, "client_id": "another-form"}, plan=b"%PDF-1.7 a plan")
        assert (told.status_code, told.json()["field"][:4]) == (422, "mail")


async def test_a_mail_written_ahead_goes_at_its_time_as_it_was_written(house: House) -> None:
    conversation = await house.gets("On Monday, please")
    later = shaping.time_text(milliseconds() + 3_600_000)
    about = {"subject": "As you asked", "cc": [{"address": "cc@example.com"}], "signature": "Ines"}
    files = [await house.file("plan.pdf", b"%PDF-1.7 a plan")]
    body = {"conversation": conversation["id"], "text": "Good morning", "attachments": files, "mail": about}
    waiting = await house.ines.post("/messages", body | {"send_at": later})
    now = {"conversation": conversation["id"], "text": "On Monday, then", "mail": {"signature": ""}}
    await house.left((await house.ines.post("/messages", now))["id"])
    assert [mail.rcpt_tos for mail in house.taken.mails] == [["anna@example.com"]], (
        "it waits, and what is said now passes"
    )
    async with house.hub.transactions.begin() as tx:
        rows = tables.messages
        await tx.connection.execute(rows.update().where(rows.c.id == waiting["id"]).values(due_at=tx.now))
    assert (await house.left(waiting["id"]))["status"] == "accepted"
    mail = house.last()
    assert house.taken.mails[-1].rcpt_tos == ["anna@example.com", "cc@example.com"]
    assert (mail["Subject"], mail["Cc"]) == ("As you asked", "cc@example.com")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["plan.pdf"]
    words = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Good morning" in words
    assert "-- \nInes" in words.replace("\r\n", "\n")


async def test_too_many_files_are_refused_before_anything_is_sent(house: House) -> None:
    conversation = await house.gets("All of it, please")
    files = [await house.file(f"{n}.pdf", b"%PDF-1.7 " + bytes([65 + n]) * 10_000_000) for n in range(2)]
    body = {"conversation": conversation["id"], "text": "Here", "attachments": files}
    refused = await house.ines.post("/messages", body, status=422)
    assert "19.1 MB together; a mail carries 18 MB" in refused["detail"]


async def test_of_several_recipients_those_refused_are_told(house: House) -> None:
    conversation = await house.gets("Tell us both")
    house.taken.refuses = {"gone@example.com": "550 5.1.1 no such user"}
    told = await house.says(conversation["id"], text="Hi", mail={"cc": [{"address": "gone@example.com"}]})
    assert (told["status"], house.taken.mails[-1].rcpt_tos) == ("accepted", ["anna@example.com"])
    (refused,) = told["content"]["mail"]["refused"]
    assert (refused["address"], "no such user" in refused["reason"]) == ("gone@example.com", True)


async def test_an_address_nobody_has_fails_in_words(house: House) -> None:
    conversation = await house.gets("Hello")
    house.taken.refuses = {"anna@example.com": "550 5.1.1 no such user"}
    told = await house.says(conversation["id"], text="Hi")
    assert (told["status"], told["error"]["advice"]) == ("failed", "Check the address.")


async def test_a_server_that_takes_a_mail_and_never_says_so_gets_it_once(house: House) -> None:
    conversation = await house.gets("Hello?")
    house.taken.hangs_up = True
    told = await house.says(conversation["id"], text="Hi")
    house.taken.hangs_up = False
    assert (told["status"], len(house.taken.mails)) == ("unknown", 1)
    await house.ines.post("/messages", {"conversation": conversation["id"], "text": "again"})
    await until(lambda: len(house.taken.mails) == 2)


async def test_a_busy_server_gets_the_same_mail_again(house: House) -> None:
    conversation = await house.gets("Hello?")
    house.taken.reply = "451 4.3.0 later"
    made = await house.ines.post("/messages", {"conversation": conversation["id"], "text": "Hi"})

    async def waits() -> bool:
        told = await house.ines.get(f"/messages/{made['id']}")
        return bool(told["attempts"]) and told["status"] == "queued"

    assert await until(waits)


async def test_a_first_mail_goes_to_a_typed_address_and_has_the_signature(house: House) -> None:
    await house.ines.put("/admin/config", {"mail_signature": "{{agent.name}}\n{{company.phone}}\n{{company.name}}"})
    start = {
        "channel": house.account["id"],
        "email": "New.One@Example.com",
        "text": "Good day",
        "mail": {"subject": "Offer"},
    }
    conversation = await house.ines.post("/conversations", start)
    await until(lambda: house.taken.mails)
    mail = house.last()
    assert (house.taken.mails[-1].rcpt_tos, mail["Subject"]) == (["new.one@example.com"], "Offer")
    assert "-- \nInes" in mail.get_body(("plain",)).get_content().replace("\r", "")  # type: ignore[union-attr]
    await house.ines.put("/auth/me", {"signature": "Yours, {{agent.first_name}}"})
    begun = await house.ines.get(f"/conversations/{conversation['id']}/mail")
    assert (begun["subject"], begun["signature"]) == ("Re: Offer", "Yours, Ines")


async def test_a_mail_is_handed_on_with_its_files_and_not_to_its_sender(house: House) -> None:
    conversation = await house.gets("The plan of the hall")
    (asked,) = (await house.ines.get(f"/conversations/{conversation['id']}/messages"))["items"]
    about = {"forward_of": asked["id"], "to": [{"address": "hall@example.com"}]}
    await house.says(conversation["id"], text="Please look", mail=about)
    mail = house.last()
    assert (house.taken.mails[-1].rcpt_tos, mail["Subject"]) == (["hall@example.com"], "Fwd: Ear bands")
    words = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert words.startswith("Please look")
    assert "From: Anna <anna@example.com>" in words
    assert "The plan of the hall" in words
    assert mail["Reply-To"] is None
    nobody = {"conversation": conversation["id"], "text": "x", "mail": {"forward_of": asked["id"]}}
    assert (await house.ines.post("/messages", nobody, status=422))["field"] == "mail.to"


async def test_what_mail_cannot_do_is_refused_in_words(house: House) -> None:
    conversation = await house.gets("Hello")
    template = {"conversation": conversation["id"], "template": {"template": "x"}}
    assert "needs no templates" in (await house.ines.post("/messages", template, status=422))["detail"]
    pims = {"conversation": "conversation-pim", "text": "Hi", "mail": {"subject": "No"}}
    assert "Only e-mail has a subject" in (await house.ines.post("/messages", pims, status=422))["detail"]
    own = {"conversation": conversation["id"], "text": "x", "mail": {"to": [{"address": "a@b@c"}]}}
    assert (await house.ines.post("/messages", own, status=422))["field"].startswith("mail.to")


async def test_no_password_leaves_the_server(house: House) -> None:
    id = house.account["id"]
    told = await house.ines.get(f"/channels/{id}/mailbox")
    assert (told["password"]["set"], told["smtp"]["host"], told["username"]) == (True, "127.0.0.1", USER)
    seen = [told, await house.ines.get(f"/channels/{id}/setup"), await house.ines.get("/admin/activity")]
    assert PASSWORD not in str(seen) + str(await house.ines.get(f"/channels/{id}"))
    smtp = told["smtp"]
    wrong = await house.ines.put(f"/channels/{id}/mailbox", {"password": "wrong"}, status=422)
    assert "does not accept the password" in wrong["detail"]
    private = {"smtp": smtp | {"host": "192.168.1.1"}}
    assert "private" in (await house.ines.put(f"/channels/{id}/mailbox", private, status=422))["detail"]
    await house.ines.put(f"/channels/{id}/mailbox", {"password": PASSWORD})


async def test_a_quotation_comes_with_its_document_and_the_way_to_its_page(house: House) -> None:
    await house.ines.put("/admin/config", {"company": {"name": "BMA Trading"}})
    conversation = await house.gets("What would it cost?")
    item = {
        "description": "Ear bands",
        "quantity": "2",
        "unit": "box",
        "unit_price": "100",
        "tax": {"name": "VAT", "rate": "7"},
    }
    made = await house.ines.post("/quotations", {"conversation": conversation["id"], "items": [item]})
    sent = await house.ines.post(f"/quotations/{made['id']}/send", {"conversation": conversation["id"]}, status=202)
    told = await house.left(sent["id"])
    mail = house.last()
    (document,) = mail.iter_attachments()
    assert (told["status"], mail["Subject"], document.get_content_type()) == (
        "accepted",
        "Re: Ear bands",
        "application/pdf",
    )
    words = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "https://hub.example/q" in words
    assert "Accept\n" not in words


async def test_nobody_is_there_is_said_once_a_day_and_never_to_a_machine(house: House) -> None:
    await house.ines.put("/admin/config", {"working_hours": {}, "away_reply": "We answer from nine."})
    await until(house.reads_away)
    await house.gets("I am on holiday", auto_submitted="auto-replied", **{"from": "bot@example.com"})
    conversation = await house.gets("Anybody there?", **{"from": "ben@example.com"})
    await until(lambda: house.taken.mails)
    mail = house.last()
    assert (house.taken.mails[-1].rcpt_tos, mail["Auto-Submitted"]) == (["ben@example.com"], "auto-replied")
    found = (await house.ines.get("/conversations", q="ben@example.com"))["items"]
    await house.ines.put(f"/conversations/{(found or [conversation])[0]['id']}", {"state": "resolved"})
    await house.gets("And now?", **{"from": "ben@example.com"})
    await house.gets("Somebody else", **{"from": "cleo@example.com"})
    await until(lambda: len(house.taken.mails) == 2)
    assert [one.rcpt_tos for one in house.taken.mails] == [["ben@example.com"], ["cleo@example.com"]]
