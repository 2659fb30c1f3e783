"""Mails that come back: from a real mailbox through the whole product, onto the message that was sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.inbox import messages
from hub.permissions import Agent
from hub.wire.commands import MessageSend
from hub.wire.mail import MailAddress, MailSend
from tests.cast import seed
from tests.hub.work.mail_house import MailHouse, environment
from tests.mailboxes import Imap, Smtp, imap, smtp, written

GROUP = (
    "Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {words}\r\n"
)
GONE = {"action": "failed", "status": "5.1.1", "words": "550 5.1.1 nobody of this name"}
FINE = {"action": "delivered", "status": "2.0.0", "words": "250 ok"}


class Bouncing(MailHouse):
    """`post`: where its mails go out."""

    def __init__(self, box: Imap, given: dict[str, str], post: Smtp) -> None:
        super().__init__(box, given)
        self.taken = post.taken
        self.agent: Agent

    async def asked(self) -> str:
        """Somebody wrote; the conversation."""
        hub = await self.start()
        self.agent = (await seed(hub.transactions)).ines
        await self.begun()
        await self.put(written(1, "How much is a band?"))
        await self.has("How much is a band?")
        row = await self.look.row("messages", "kind = 'text'")
        self.agent = msgspec.structs.replace(self.agent, channels=frozenset([row["channel_id"]]))
        return str(row["conversation_id"])

    async def says(self, conversation: str, text: str, ends: str, **mail: Any) -> dict[str, Any]:
        assert self.hub is not None
        asked = MessageSend(id=1, conversation=conversation, client_id=text, text=text, mail=MailSend(**mail))
        async with self.hub.transactions.begin() as tx:
            made = (await messages.send(tx, self.agent, asked))["message"].id
        return await self.ended(made, ends)

    async def ended(self, id: str, status: str) -> dict[str, Any]:
        return (await self.until(lambda rows: rows[0]["status"] == status, "messages", f"id = '{id}'"))[0]

    async def bounce(self, id: str, **groups: dict[str, str]) -> None:
        """`groups`: by address, what became of the mail there."""
        told = "\r\n".join(GROUP.format(address=address, **said) for address, said in groups.items())
        lines = [
            "From: MAILER-DAEMON@mx.bma.example\r\nTo: office@bma.example\r\nSubject: Undelivered",
            f"Message-ID: <bounce-{id}@mx.bma.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n',
            "--b\r\nContent-Type: text/plain\r\n\r\nIt came back.",
            f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.bma.example\r\n\r\n{told}",
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}@bma.example>\r\n\r\n--b--\r\n",
        ]
        await self.put("\r\n".join(lines).encode())


@pytest.fixture(scope="module")
def post() -> Iterator[Smtp]:
    with smtp() as opened:
        yield opened


@pytest.fixture
def box() -> Iterator[Imap]:
    with imap() as found:
        yield found


@pytest.fixture
async def house(box: Imap, post: Smtp, database_url: str, tmp_path: Path) -> AsyncIterator[Bouncing]:
    post.taken.hangs_up = False
    made = Bouncing(box, environment(box.url, database_url, tmp_path, MAIL_SMTP_URL=post.url), post)
    yield made
    await made.stop()


async def test_a_mail_that_comes_back_has_failed_and_says_why(house: Bouncing) -> None:
    conversation = await house.asked()
    told = await house.says(conversation, "Twenty", "accepted")
    await house.bounce(told["id"], **{"anna@example.com": GONE})
    failed = await house.ended(told["id"], "failed")
    error = msgspec.json.decode(failed["error"])
    assert (error["code"], error["message"]) == ("5.1.1", "This address does not exist.")
    assert "Check the spelling" in error["advice"]
    assert await house.texts() == ["How much is a band?", "Twenty"], "the report is no message of its own"


async def test_a_mail_nobody_answered_for_is_known_by_its_message_id(house: Bouncing) -> None:
    conversation = await house.asked()
    house.taken.hangs_up = True
    told = await house.says(conversation, "Twenty", "unknown")
    await house.bounce(told["id"], **{"anna@example.com": GONE})
    await house.ended(told["id"], "failed")
    assert [row["failed_at"] is not None for row in await house.look.rows("attempts")] == [True]


async def test_a_copy_that_comes_back_is_noted_and_the_customers_mail_stands(house: Bouncing) -> None:
    conversation = await house.asked()
    beside = {"cc": [MailAddress(address="carl@example.com"), MailAddress(address="dora@example.com")]}
    told = await house.says(conversation, "Twenty", "accepted", **beside)
    await house.bounce(told["id"], **{"carl@example.com": GONE, "dora@example.com": FINE})

    def noted(rows: list[dict[str, Any]]) -> bool:
        return "refused" in msgspec.json.decode(rows[0]["content"])["mail"]

    (row,) = await house.until(noted, "messages", f"id = '{told['id']}'")
    reason = "5.1.1 550 5.1.1 nobody of this name"
    assert msgspec.json.decode(row["content"])["mail"]["refused"] == [{"address": "carl@example.com", "reason": reason}]
    assert row["status"] == "accepted"


async def test_what_reached_one_does_not_hide_what_did_not_reach_the_customer(house: Bouncing) -> None:
    conversation = await house.asked()
    told = await house.says(conversation, "Twenty", "accepted", cc=[MailAddress(address="carl@example.com")])
    await house.bounce(told["id"], **{"anna@example.com": GONE, "carl@example.com": FINE})
    await house.ended(told["id"], "failed")
