"""A mailbox at a real server, read by the product: nothing lost, nothing doubled, words that say what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from email.message import EmailMessage
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from channels.mail import folder, letters, mailbox
from hub import ids
from hub.mail.intake import Incoming
from hub.work import mailbox as reading
from tests.channels.mail.test_mails import PIECES
from tests.hub.work.mail_house import MailHouse, environment
from tests.mailboxes import Imap, imap, written


@pytest.fixture
def box() -> Iterator[Imap]:
    with imap() as found:
        yield found


@pytest.fixture
async def house(box: Imap, database_url: str, tmp_path: Path) -> AsyncIterator[MailHouse]:
    made = MailHouse(box, environment(box.url, database_url, tmp_path))
    yield made
    await made.stop()


async def test_from_now_on_mails_come_at_once_and_after_an_outage_all_that_waited(house: MailHouse) -> None:
    await house.put(written(1, "Long ago"))
    await house.start()
    await house.begun()
    (told,) = await house.look.rows("channel_news")
    assert "from now on" in told["summary"]
    await house.put(written(2, "Now"))
    await house.has("Now")
    await house.stop()
    await house.put(*(written(n, f"Waited {n}") for n in range(3, 63)))
    await house.start()
    await house.has("Now", *(f"Waited {n}" for n in range(3, 63)))
    assert await house.look.count("blob_removals") == 0, "every mail that is kept is named by its message"


async def test_a_folder_numbered_anew_is_read_again_and_nothing_is_doubled(house: MailHouse, box: Imap) -> None:
    await house.start()
    await house.begun()
    mails = [written(n, f"Mail {n}") for n in range(3)]
    await house.put(*mails)
    await house.has("Mail 0", "Mail 1", "Mail 2")
    await house.stop()
    box.again()
    await house.put(*mails, written(9, "After the restore"))
    await house.start()
    await house.has("Mail 0", "Mail 1", "Mail 2", "After the restore")
    await house.until(lambda rows: rows[0]["failing_since"] is None, "mailboxes", order="channel_id")
    assert await house.look.count("ledger") == 4, "what is known is not taken in again"


async def test_a_server_that_goes_away_is_told_of_and_read_on_when_it_is_back(house: MailHouse, box: Imap) -> None:
    await house.start()
    await house.begun()
    house.box.stop()
    (row,) = await house.until(lambda rows: rows[0]["failing_since"] is not None, "mailboxes", order="channel_id")
    assert row["problem"].startswith("The mailbox cannot be read")
    assert row["advice"] == "It is tried again by itself."
    box.again()
    await house.put(written(1, "After the outage"))
    await house.has("After the outage")
    await house.until(lambda rows: rows[0]["failing_since"] is None, "mailboxes", order="channel_id")


async def test_a_wrong_password_pauses_the_account_and_says_what_to_do(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "REFUSED_WAIT", 0.05)
    await house.start(MAIL_IMAP_URL=house.box.url.replace("se%2Fcret", "wrong"))
    (row,) = await house.until(lambda rows: rows[0]["state"] == "paused", "channels", "kind = 'mail'")
    assert "does not let us in" in row["reason"]
    assert "app password" in row["reason"]


async def test_a_mail_nobody_can_read_is_kept_and_the_rest_goes_on(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = letters.write

    def write(raw: bytes, **given: object) -> letters.Letter:
        if b"poison" in raw:
            raise RecursionError("too deep")
        return honest(raw, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(letters, "write", write)
    await house.start()
    await house.begun()
    await house.put(written(1, "before"), written(2, "poison"), written(3, "after"))
    await house.has("before", "after")
    (kept,) = await house.look.rows("ledger", "state = 'unreadable'")
    assert kept["reason"] == "RecursionError: too deep"
    assert b"poison" in kept["body"]
    assert await house.look.count("blob_removals") == 1, "as it came, for as long as the ledger has it"


async def test_a_mail_larger_than_is_read_is_told_of_in_the_thread(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LARGEST", 100_000)
    await house.start()
    await house.begun()
    await house.put(written(1, "x\r\n" * 400_000), written(2, "small"))
    await house.has("small", "This mail has 1 MB, more than is read here. Open it in the mailbox itself.")


async def test_files_are_read_out_of_the_mail(house: MailHouse) -> None:
    built = EmailMessage()
    built["From"], built["To"], built["Message-ID"] = "anna@example.com", "office@bma.example", "<1@example.com>"
    built.set_content("Please find it attached")
    built.add_attachment(b"%PDF-1.4 a plan", maintype="application", subtype="pdf", filename="แผนผัง.pdf")
    hub = await house.start()
    await house.begun()
    await house.put(bytes(built))
    await house.has("Please find it attached")
    files = await house.until(
        lambda rows: [row["state"] for row in rows] == ["ready"] * 2, "attachments", order="position"
    )
    assert [row["name"] for row in files] == ["แผนผัง.pdf", "original.eml"]
    assert await hub.blobs.read(files[0]["blob"]) == b"%PDF-1.4 a plan"
    assert b"Please find" in await hub.blobs.read(files[1]["blob"])


async def test_mails_sent_by_another_program_stand_in_the_thread(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(mailbox.Reader, "sent", lambda _: "Sent")
    await house.put(folder="Sent")
    await house.start()
    await house.begun()
    await house.put(written(1, "A question"))
    await house.has("A question")
    mine = {"From": "office@bma.example", "To": "anna@example.com", "In_Reply_To": "<1@example.com>"}
    ours = {"X_Hub_Loop": "office@bma.example", "Message_ID": f"<{ids.new()}@bma.example>"}
    await house.put(written(2, "An answer", **mine), written(3, "Ours", **ours, **mine), folder="Sent")
    await house.has("A question", "An answer")
    (answer,) = await house.look.rows("messages", "direction = 'out'")
    assert answer["author_kind"] == "phone_app"


async def test_two_processes_never_read_the_same_mailbox(
    house: MailHouse, box: Imap, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "RENEW_SECONDS", 0.3)
    other = MailHouse(box, environment(box.url, database_url, tmp_path / "other"))
    await house.start()
    await house.begun()
    await other.start()
    try:
        await house.put(*(written(n, f"Mail {n}") for n in range(20)))
        await house.has(*(f"Mail {n}" for n in range(20)))
        assert await house.look.count("leases", "name LIKE 'mailbox:%'") == 1
        await house.stop()
        await other.put(written(100, "And then"))
        await other.has("And then", *(f"Mail {n}" for n in range(20)))
    finally:
        await other.stop()


@pytest.mark.once
async def test_whatever_comes_is_a_message_or_is_quarantined(house: MailHouse) -> None:
    """Malformed on purpose, Thai in its own charset, and one of 40 MB, all through the whole road."""
    thai = (
        "From: สมชาย <somchai@example.com>\r\nTo: office@bma.example\r\nMessage-ID: <th@x>\r\nSubject: ใบเสนอราคา\r\n"
        "Content-Type: text/plain; charset=windows-874\r\nContent-Transfer-Encoding: 8bit\r\n\r\nสวัสดีครับ"
    ).encode("cp874")
    large = written(1, "large") + b"\r\n" + b"x" * 76 + (b"\r\n" + b"y" * 76) * (40 * 1024 * 1024 // 78)
    strange = malformed()
    hub = await house.start()
    row = next(row for row in hub.accounts.every() if row.kind == "mail")
    for mails in ([thai], strange, [large]):
        incoming = [Incoming(raw=raw, size=len(raw)) for raw in mails]
        written_ = await asyncio.to_thread(hub.mail_intake.write, row, incoming)
        await hub.mail_intake.take(row, written_)
    (message,) = await house.look.rows("messages", "provider_id = 'th@x'")
    assert (message["text"], message["author_name"]) == ("สวัสดีครับ", "สมชาย")
    assert await house.look.count("messages", "text LIKE 'large%'") == 1
    kept = await house.look.rows("ledger")
    assert len(kept) == 2 + len(strange), "each has left something"
    shown = {row["ledger_id"] for row in await house.look.rows("messages")}
    assert all(row["id"] in shown or row["state"] in ("partly", "unreadable") for row in kept)


def malformed() -> list[bytes]:
    """Bytes hypothesis makes up of what mails are made of; each other than the others."""
    found: dict[bytes, None] = {}

    @hypothesis.settings(max_examples=60, database=None)
    @hypothesis.given(st.lists(PIECES | st.binary(max_size=12), min_size=1, max_size=25))
    def collect(pieces: list[bytes]) -> None:
        found[b"From: x@example.com\r\n" + b"".join(pieces) + str(len(found)).encode()] = None

    collect()
    return list(found)
