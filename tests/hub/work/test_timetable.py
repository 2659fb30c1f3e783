"""What happens by itself, as a whole: everything runs and stops, and what happens wakes whoever has to do with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from msgspec import structs

from hub import settings, shaping
from hub.accounts import channels
from hub.campaigns.opt_out_words import OptOutWords
from hub.customers import blocking
from hub.inbox import messages
from hub.live import hint
from hub.live.broker import HINTS, WHISPERS, LocalBroker
from hub.live.presence import Presence
from hub.permissions import EVERYONE
from hub.quotations import drafts
from hub.receiving.book import Rules
from hub.texts import templates
from hub.transaction import Commit, Transactions
from hub.wire.commands import MessageSend
from hub.wire.events import CampaignChanged, EndpointRemoved, MessageChanged, TemplateChanged
from hub.wire.notification_events import NotificationCreated
from hub.wire.quotation_requests import NewQuotation
from hub.wire.quotations import Item
from hub.wire.shapes import Attachment
from hub.work import marks, turns
from hub.work.timetable import DELIVERIES, FORWARDER, UNNAMED_BYTES, Timetable
from storage import tables
from storage.accounts import templates as template_rows
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.campaigns import people
from tests.hub.work.fakes import VAULT, FakeChannel, Work, all_rows
from tests.patience import PATIENCE

NAMED = b"..." * UNNAMED_BYTES  # a hint that names events
EVER_SECONDS = 3_600.0


class Woken:
    """What a timetable woke. The moment hints are gathered for passes when the test says so."""

    def __init__(self, timetable: Timetable) -> None:
        self.names: list[str] = []
        self._timetable = timetable
        for name, sleeper in timetable._sleepers.items():
            sleeper.wake = lambda name=name: self.names.append(name)  # type: ignore[method-assign,misc]

    def taken(self) -> list[str]:
        names, self.names[:] = sorted(self.names), []
        return names

    def passes(self) -> None:
        assert self._timetable._timer is not None
        self._timetable._timer.cancel()
        self._timetable._wake_again()


@pytest.fixture
def timetable(cast: Cast, work: Work, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Timetable:
    monkeypatch.setattr("hub.work.timetable.COALESCE_SECONDS", EVER_SECONDS)
    return Timetable(HubOf(work, tmp_path))


async def test_many_hints_wake_once(timetable: Timetable) -> None:
    woken = Woken(timetable)
    timetable.receive(HINTS, NAMED + marks.QUEUED)
    assert woken.taken() == ["deliveries", "forwarder", "search index"]
    for _ in range(50):
        timetable.receive(HINTS, NAMED + marks.QUEUED)
        timetable.receive(HINTS, NAMED + marks.PENDING)
    timetable.receive(WHISPERS, b"somebody types")
    timetable.receive(HINTS, NAMED + b'"status":"delivered"')
    assert woken.taken() == []
    woken.passes()
    assert woken.taken() == ["deliveries", "forwarder", "media", "read marks", "search index"]
    woken.passes()
    assert woken.taken() == []


async def test_what_is_to_be_sent_is_looked_at_first(timetable: Timetable) -> None:
    woken = Woken(timetable)
    timetable.receive(HINTS, NAMED + marks.QUEUED + marks.INBOUND)
    assert woken.names[0] == "deliveries"


async def test_a_customers_message_wakes_who_answers_it_by_itself(timetable: Timetable) -> None:
    woken = Woken(timetable)
    timetable.receive(HINTS, NAMED + marks.INBOUND)
    assert {"away replies", "round robin", "profiles", "notifications"} <= set(woken.names)


async def test_a_hint_without_names_wakes_whoever_may_be_meant(timetable: Timetable) -> None:
    woken = Woken(timetable)
    timetable.receive(HINTS, b"short")
    assert {"deliveries", "media", "away replies", "push", "papers"} <= set(woken.names)
    assert "account setup" not in woken.names


async def test_every_row_has_a_name_of_its_own(work: Work, cast: Cast, tmp_path: Any) -> None:
    """A row that took another's name would replace its loop silently."""
    names = [row.name for row in turns.every(HubOf(work, tmp_path), Rules(channels={}), "this process")]
    assert sorted(names) == sorted({*names} - {DELIVERIES, FORWARDER})


async def happens(transactions: Transactions, cast: Cast) -> None:
    """All that is looked for, by the verbs that do it; where that would take long, by a shape in the state its type allows."""
    async with transactions.begin() as tx:
        written = await scenes.customer_writes(tx, cast.pims, "Hello", "wamid.1")
        (message,) = (await shaping.messages(tx.connection, [written])).values()
        fetched = Attachment(id="a", kind="image", mime="image/png", name=None, size=None, state="pending", url="")
        await scenes.template(tx, cast.sales)
        (template,) = await template_rows.of_channels(tx.connection, [cast.sales])
        campaign = await people.draft(tx, cast, template=None)
        for event in (
            MessageChanged(structs.replace(message, status="failed")),
            MessageChanged(structs.replace(message, status="unknown")),
            MessageChanged(structs.replace(message, attachments=[fetched])),
            TemplateChanged(templates.shape(template)),
            CampaignChanged(structs.replace(campaign, state="starting")),
            EndpointRemoved(id="e"),
            NotificationCreated(id="n", kind="mention", conversation=None, text="", at=""),
        ):
            tx.announce(event, (EVERYONE,))
        await messages.send(tx, cast.dana, MessageSend(id=1, conversation=cast.pims, client_id="c", text="Hi"))
        await drafts.create(
            tx, cast.dana, NewQuotation(conversation=cast.pims, items=[Item(description="A lamp", unit_price="10")])
        )
        await channels.stop(tx, cast.ines, cast.support, "Out of order")
        await blocking.block(tx, cast.dana, cast.pim, None)


MARKS = {name: mark for name, mark in vars(marks).items() if name.isupper()}


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
async def test_every_mark_stands_in_a_real_hint(
    mark: bytes, transactions: Transactions, cast: Cast, commits: list[Commit]
) -> None:
    """Whoever renames a field of the wire learns here what it no longer wakes."""
    await happens(transactions, cast)
    (happened,) = [commit for commit in commits if any(entry.type == "endpoint.removed" for entry in commit.entries)]
    hints = [hint.encode("epoch", [entry]) for entry in happened.entries]
    assert any(mark in each for each in hints)
    assert min(map(len, hints)) > UNNAMED_BYTES


class HubOf:
    def __init__(self, work: Work, tmp_path: Any) -> None:
        self.settings = settings.read({"DATA_DIR": str(tmp_path)})
        self.transactions = work.transactions
        self.accounts = work.accounts
        self.channels: Any = {"whatsapp": work.channel}
        self.blobs = work.blobs
        self.vault = VAULT
        self.opt_out_words = OptOutWords()
        self.presence = Presence(LocalBroker())
        self.mail_intake: Any = None  # no mailbox is read or renewed here
        self.transport: Any = None


async def test_everything_runs_and_stops(cast: Cast, work: Work, channel: FakeChannel, tmp_path: Any) -> None:
    timetable = Timetable(HubOf(work, tmp_path))
    await timetable.start()
    async with asyncio.timeout(PATIENCE):
        while not channel.subscribed:
            await asyncio.sleep(0.01)
    await timetable.stop()
    async with work.transactions.database.reading() as connection:
        assert await all_rows(connection, tables.leases, tables.leases.c.name) == []
