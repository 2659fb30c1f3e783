"""Machines that answer each other: whatever a foreign one marks, keeps or leaves out, each of our mailboxes writes to it by itself once."""

from __future__ import annotations

import asyncio
import functools
import itertools
from collections import Counter
from email.message import EmailMessage

import pytest
from msgspec import Struct
from sqlalchemy import select

from channels.channel import Outgoing
from channels.mail import compose, letters, mime
from channels.mail.channel import Mail
from hub import ids
from hub.accounts import channels
from hub.intake import Intake
from hub.mail import addresses as mail_addresses
from hub.office import configuration
from hub.receiving.book import Rules
from hub.transaction import Transactions, milliseconds
from hub.wire.configuration import WorkingHours
from hub.work import log_reader, mail_companions
from hub.work.away_replies import AwayReplies
from hub.work.claim import Claim
from storage import tables
from tests.cast import APP_SECRET, Cast

SECRET = "a secret key of these tests, long enough"
OURS = ("office@bma.example", "sales@bma.example")
ROUNDS = 5  # a loop would go on for ever; without one all is quiet after two


class Machine(Struct, frozen=True, kw_only=True):
    """Answers everything. `marks`: how it says that it is one; `echoes` our mark; `to_sender`: answers From, whatever Reply-To says;
    `names` what it answers; `tickets`: wants answers at another address each time."""

    address: str
    marks: dict[str, str]
    echoes: bool
    to_sender: bool
    names: bool
    tickets: bool

    def answers(self, mail: mime.Mail, mark: str | None) -> EmailMessage:
        built = EmailMessage()
        asked = mail.sender if self.to_sender or mail.answer_to is None else mail.answer_to
        assert asked is not None
        built["From"], built["To"], built["Subject"] = self.address, asked.address, "We got your mail"
        built["Message-ID"] = f"<{ids.new()}@machines.example>"
        if self.names:
            built["In-Reply-To"] = f"<{mail.id}>"
        if self.tickets:
            built["Reply-To"] = self.address.replace("@", f"+{ids.new()[-8:]}@")
        if self.echoes and mark:
            built["X-Hub-Loop"] = mark
        for name, value in self.marks.items():
            built[name] = value
        built.set_content("A machine says: thank you")
        return built


MARKED = ({"Auto-Submitted": "auto-replied"}, {"Auto-Submitted": "auto-generated"}, {"Precedence": "bulk"})
BEHAVIOURS = [
    *itertools.product([{}], *[(False, True)] * 4),
    *((marks, True, True, False, True) for marks in MARKED),
]
MACHINES = {
    machine.address: machine
    for machine in (
        Machine(address=f"m{n}@machines.example", marks=marks, echoes=e, to_sender=s, names=i, tickets=t)
        for n, (marks, e, s, i, t) in enumerate(BEHAVIOURS)
    )
}


async def _never(*_: object) -> None:
    raise AssertionError("nothing is read here")


@pytest.fixture
def rules() -> Rules:
    return Rules(channels={"mail": Mail(_never, _never)})  # type: ignore[arg-type]


@pytest.fixture
async def away(transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> AwayReplies:
    """An office with two mailboxes, closed just now."""
    monkeypatch.setattr(log_reader, "GATHER_SECONDS", 0)
    async with transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "working_hours", WorkingHours())
        await configuration.change(tx, cast.ines, "away_reply", "We are away.")
        for address in OURS:
            await channels.enter(tx, "mail", address, address, "active", {"name": address})
    worker = AwayReplies(transactions, "this process")
    await worker.turn()
    return worker


class Post:
    """Carries mails between our two mailboxes and the machines. `told`: what ours wrote by itself, by writer and reader."""

    def __init__(self, transactions: Transactions, intake: Intake, away: AwayReplies) -> None:
        self._transactions = transactions
        self._intake = intake
        self._away = away
        self._seen: set[str] = set()
        self.told: Counter[tuple[str, str]] = Counter()

    async def round(self, mails: list[EmailMessage]) -> list[EmailMessage]:
        """What is written because of these."""
        answers = []
        taken = []
        for mail in mails:
            (to,) = mime.read(mail.as_bytes()).to
            base = to.address.partition("+")[0].partition("@")[0] + "@" + to.address.partition("@")[2]
            if base in MACHINES:
                answers.append(MACHINES[base].answers(mime.read(mail.as_bytes()), mail["X-Hub-Loop"]))
            else:
                taken.append(self._take(mail.as_bytes(), base))
        await asyncio.gather(*taken)
        while await self._away.turn():
            pass
        return answers + await self._ours()

    async def _take(self, raw: bytes, box: str) -> None:
        names = functools.partial(mail_addresses.conversation_of, mail_addresses.key_of(SECRET), box)
        letter = letters.write(raw, account=box, original=f"in/{ids.new()}", arrived=milliseconds(), names=names)
        await self._intake.take("mail", *letters.sign(letter, APP_SECRET))

    async def _ours(self) -> list[EmailMessage]:
        """The automatic answers nobody has carried yet, as they leave."""
        messages = tables.messages.c
        wanted = (messages.id, messages.conversation_id, messages.channel_id)
        async with self._transactions.begin() as tx:
            found = await tx.connection.tuples(
                select(*wanted).where(messages.direction == "out", messages.author_kind == "system")
            )
            new = [(id, conversation, channel) for id, conversation, channel in found if id not in self._seen]
            claims = [_claim(id, conversation) for id, conversation, _ in new]
            leaving = await mail_companions.equipped(tx, claims, SECRET)
            boxes = dict(await tx.connection.tuples(select(tables.channels.c.id, tables.channels.c.address)))
        self._seen |= {id for id, *_ in new}
        written = []
        for (*_, channel), claim in zip(new, leaving, strict=True):
            box = boxes[channel]
            mail = compose.mail(claim.outgoing, box, "Office")
            (to,) = mime.read(mail.as_bytes()).to
            self.told[box, to.address.partition("+")[0].partition("@")[0]] += 1
            written.append(mail)
        return written


def _claim(id: str, conversation: str) -> Claim:
    outgoing = Outgoing(to=(), tag=id, kind="text", text="We are away.", content={"automatic": "away"})
    return Claim(
        message_id=id,
        conversation_id=conversation,
        contact_id="",
        recipient="",
        tries=1,
        due_at=0,
        aliases=frozenset(),
        outgoing=outgoing,
    )


def by_hand(sender: str, to: str, mark: str | None = None) -> EmailMessage:
    built = EmailMessage()
    built["From"], built["To"], built["Subject"] = sender, to, "A question"
    built["Message-ID"] = f"<{ids.new()}@{sender.partition('@')[2]}>"
    if mark:
        built["X-Hub-Loop"] = mark
    built.set_content("Are you there?")
    return built


async def test_no_two_machines_write_to_each_other_for_ever(
    transactions: Transactions, intake: Intake, away: AwayReplies
) -> None:
    post = Post(transactions, intake, away)
    first, second = OURS
    mails = [by_hand(first, second, mark=first)]  # somebody writes from the one to the other
    mails += [by_hand(machine, box) for machine in MACHINES for box in OURS[: 1 + (machine == "m0@machines.example")]]
    for _ in range(ROUNDS):
        mails = await post.round(mails)
    assert mails == []
    assert {pair: times for pair, times in post.told.items() if times > 1} == {}
    assert post.told[second, "office"] + post.told[first, "sales"] == 1
    assert len(post.told) == 2 + len(MACHINES), "each was told once that nobody is there"
