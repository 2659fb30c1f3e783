"""Who writes while nobody is there is told so once, by an ordinary message that changes nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from hub import announce
from hub.figures import statistics
from hub.figures.statistics import Asked
from hub.inbox import away_replies, messages, threads
from hub.inbox.away_replies import LATE_MS, Written, owed
from hub.office import configuration
from hub.office.office_hours import Closure, Office
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.commands import MessageSend
from hub.wire.configuration import Company, Configuration, WorkingHours
from hub.work import log_reader
from hub.work.away_replies import AT_ONCE, AwayReplies
from hub.work.counting import Counting
from storage import event_log, tables
from storage.inbox import conversations
from storage.inbox import messages as message_rows
from storage.inbox.conversations import ConversationRow
from storage.inbox.messages import MessageRow
from storage.running import log_cursors
from tests.cast import Cast
from tests.hub.office.test_office_hours import NEW_YEAR, NINE_TO_FIVE, at, office
from tests.hub.scenes import HOUR_MS, conversation_is, customer_writes
from tests.hub.work.fakes import FakeChannel, Work

CLOSED = WorkingHours()
WORDS = "We are away and answer from nine."


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reader, "GATHER_SECONDS", 0)


@pytest.fixture
async def away(transactions: Transactions, cast: Cast) -> AwayReplies:
    """A worker of an office that is closed just now, at the end of the log."""
    await settings(transactions, cast, working_hours=CLOSED, away_reply=WORDS, company=Company(name="BMA Trading"))
    worker = AwayReplies(transactions, "this process")
    await worker.turn()
    return worker


async def settings(transactions: Transactions, cast: Cast, **values: Any) -> None:
    async with transactions.begin() as tx:
        for key, value in values.items():
            await configuration.change(tx, cast.ines, key, value)


async def writes(transactions: Transactions, conversation_id: str, provider_id: str = "wamid.in") -> None:
    async with transactions.begin() as tx:
        await customer_writes(tx, conversation_id, "Are you there?", provider_id)


async def work_off(*workers: AwayReplies) -> None:
    while any(await asyncio.gather(*(worker.turn() for worker in workers))):
        pass


async def told(transactions: Transactions) -> list[MessageRow]:
    """The automatic answers, in the order they were written."""
    async with transactions.database.reading() as connection:
        sent = tables.messages.c.content == '{"automatic":"away"}'
        found = await connection.values(select(tables.messages.c.id).where(sent).order_by(tables.messages.c.id))
        return sorted(await message_rows.many(connection, found), key=lambda row: row.order)


async def conversation(transactions: Transactions, id: str) -> ConversationRow:
    async with transactions.database.reading() as connection:
        row = await conversations.get(connection, id)
    assert row is not None
    return row


async def test_the_office_answers_by_itself_and_the_customer_waits_on(
    away: AwayReplies, transactions: Transactions, cast: Cast
) -> None:
    await writes(transactions, cast.pims)
    before = await conversation(transactions, cast.pims)
    await work_off(away)
    (answer,) = await told(transactions)
    assert (answer.kind, answer.text, answer.status) == ("text", WORDS, "queued")
    assert (answer.author_kind, answer.author_name) == ("system", "BMA Trading")
    after = await conversation(transactions, cast.pims)
    assert after.last_message_id == answer.id
    assert (after.assignee_id, after.unread, after.waiting_since) == (None, 1, before.waiting_since)


async def test_who_writes_again_is_not_told_again(away: AwayReplies, transactions: Transactions, cast: Cast) -> None:
    for number in range(3):
        await writes(transactions, cast.pims, f"wamid.{number}")
        await work_off(away)
    assert len(await told(transactions)) == 1


async def test_a_group_is_not_told(away: AwayReplies, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, group_id="group 1")
    await writes(transactions, cast.pims)
    await work_off(away)
    assert await told(transactions) == []


async def test_many_who_write_at_once_are_all_told(away: AwayReplies, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        people = [f"person-{number}" for number in range(AT_ONCE + 1)]
        times, named = {"created_at": tx.now, "updated_at": tx.now}, {"name": "Somebody", "name_source": "provider"}
        await tx.connection.insert_many(tables.contacts, [{"id": id, **named, **times} for id in people])
        row = {"channel_id": cast.sales, "state": "open", "last_at": tx.now, "window_closes_at": tx.now + HOUR_MS}
        made = [{"id": f"thread-{id}", "contact_id": id, **row, **times} for id in people]
        await tx.connection.insert_many(tables.conversations, made)
        for each in made:
            await customer_writes(tx, str(each["id"]), "Hello?", f"wamid.{each['id']}")
    await work_off(away)
    assert {row.conversation_id for row in await told(transactions)} == {each["id"] for each in made}


async def test_it_is_sent_like_any_other_message(
    cast: Cast, work: Work, channel: FakeChannel, transactions: Transactions, away: AwayReplies
) -> None:
    await writes(transactions, cast.pims)
    await work_off(away)
    await work.until_sent(1)
    assert [(sent.kind, sent.text) for sent in channel.sent] == [("text", WORDS)]


async def test_two_workers_tell_once(away: AwayReplies, transactions: Transactions, cast: Cast) -> None:
    other = AwayReplies(transactions, "another process")
    await writes(transactions, cast.pims)
    await work_off(away, other)
    assert len(await told(transactions)) == 1


async def test_the_constraint_guards_once_when_two_try_at_the_same_moment(
    transactions: Transactions, cast: Cast
) -> None:
    """Two that both believe it is theirs to do."""
    await writes(transactions, cast.pims)
    closure = Closure(began_at=milliseconds() - HOUR_MS, reopens_at=None, reply=WORDS)

    async def tell() -> list[str]:
        async with transactions.begin() as tx:
            return await away_replies.answer(tx, Configuration(), {cast.pims: closure})

    assert sorted(await asyncio.gather(tell(), tell())) == [[], [cast.pims]]
    assert len(await told(transactions)) == 1


async def test_the_next_closure_tells_again_and_changed_hours_do_not(transactions: Transactions, cast: Cast) -> None:
    await writes(transactions, cast.pims)
    now = milliseconds()
    async with transactions.begin() as tx:
        earlier = Closure(began_at=now - 10 * HOUR_MS, reopens_at=None, reply=WORDS)
        assert await away_replies.answer(tx, Configuration(), {cast.pims: earlier})
        moved = Closure(began_at=now - 11 * HOUR_MS, reopens_at=None, reply=WORDS)  # the office closes earlier now
        assert not await away_replies.answer(tx, Configuration(), {cast.pims: moved})
        await tx.connection.execute(update(tables.away_replies).values(replied_at=now - 9 * HOUR_MS))
    async with transactions.begin() as tx:
        later = Closure(began_at=now - HOUR_MS, reopens_at=None, reply=WORDS)
        assert await away_replies.answer(tx, Configuration(), {cast.pims: later})


async def test_a_worker_that_died_before_the_commit_left_nothing_and_the_next_one_tells_once(
    away: AwayReplies, transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(tx: Transaction, **_: object) -> None:
        raise OSError("killed")

    await writes(transactions, cast.pims)
    with monkeypatch.context() as killing:
        killing.setattr(Transaction, "append", dies)
        with pytest.raises(Exception, match="killed"):
            await away.turn()
    assert await told(transactions) == []
    await work_off(away)
    assert len(await told(transactions)) == 1


async def test_the_cursor_is_committed_with_the_answer(
    away: AwayReplies, transactions: Transactions, cast: Cast
) -> None:
    await writes(transactions, cast.pims)
    async with transactions.database.reading() as connection:
        written = (await event_log.head(connection)).seq
    await away.turn()
    async with transactions.database.reading() as connection:
        assert await log_cursors.get(connection, "away replies") == written


@pytest.mark.parametrize("what", ["blocked", "opted out", "paused", "window closed", "answered", "resolved", "talking"])
async def test_whom_nobody_may_or_need_tell_gets_none(
    away: AwayReplies, transactions: Transactions, cast: Cast, what: str
) -> None:
    if what == "talking":  # somebody of the office writes with the customer, late as it is
        async with transactions.begin() as tx:
            said = MessageSend(id=1, client_id="one", conversation=cast.pims, text="Still here!")
            await messages.send(tx, cast.dana, said)
    await writes(transactions, cast.pims)
    async with transactions.begin() as tx:
        if what == "blocked":
            await tx.connection.execute(update(tables.contacts).values(blocked_at=tx.now))
        if what == "opted out":
            await _consents(tx, cast.pim, {"marketing": False})
        if what == "paused":
            await tx.connection.execute(update(tables.channels).values(state="paused"))
        if what == "window closed":
            await conversation_is(tx, cast.pims, window_closes_at=tx.now - 1)
        if what == "answered":
            await conversation_is(tx, cast.pims, waiting_since=None)
        if what == "resolved":
            await conversation_is(tx, cast.pims, state="resolved", waiting_since=None)
    await work_off(away)
    assert await told(transactions) == []


async def _consents(tx: Transaction, contact_id: str, consent: dict[str, Any]) -> None:
    statement = update(tables.contacts).where(tables.contacts.c.id == contact_id)
    await tx.connection.execute(statement.values(consent=msgspec.json.encode(consent).decode()))


@pytest.mark.parametrize(
    "values",
    [
        {"direction": "out", "author_kind": "phone_app", "kind": "text"},  # an echo
        {"direction": "in", "author_kind": "system", "kind": "system"},
        {"direction": "in", "author_kind": "customer", "kind": "reaction"},
    ],
)
async def test_what_is_no_word_of_a_customers_is_not_answered(
    away: AwayReplies, transactions: Transactions, cast: Cast, values: dict[str, Any]
) -> None:
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, waiting_since=tx.now)
        held = (await conversations.lock(tx.connection, [cast.pims]))[cast.pims]
        id, _ = await threads.append(tx, held, status="received", provider_id="wamid.x", **values)
        await announce.messages(tx, [id], created={id})
    await work_off(away)
    assert await told(transactions) == []


async def test_a_backfill_is_not_answered(away: AwayReplies, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, waiting_since=tx.now)
        held = (await conversations.lock(tx.connection, [cast.pims]))[cast.pims]
        said = {"direction": "in", "kind": "text", "text": "long ago", "author_kind": "customer", "status": "received"}
        id, _ = await threads.append(tx, held, **said, author_id=cast.pim)
        await announce.messages(tx, [id], created={id}, historic=True)
    await work_off(away)
    assert await told(transactions) == []


async def test_an_open_office_and_one_without_words_stay_silent(
    away: AwayReplies, transactions: Transactions, cast: Cast
) -> None:
    await settings(transactions, cast, working_hours=None)
    await writes(transactions, cast.pims, "wamid.open")
    await work_off(away)
    await settings(transactions, cast, working_hours=CLOSED, away_reply=None)
    await writes(transactions, cast.pims, "wamid.wordless")
    await work_off(away)
    assert await told(transactions) == []


async def test_what_was_written_before_the_first_worker_is_not_answered(transactions: Transactions, cast: Cast) -> None:
    await settings(transactions, cast, working_hours=CLOSED, away_reply=WORDS)
    await writes(transactions, cast.pims)
    await work_off(AwayReplies(transactions, "this process"))
    assert await told(transactions) == []


async def test_it_is_no_first_answer_in_the_statistics(
    away: AwayReplies, transactions: Transactions, cast: Cast
) -> None:
    await writes(transactions, cast.pims)
    await work_off(away)
    counting = Counting(transactions, "this process")
    while await counting.turn():
        pass
    async with transactions.database.reading() as connection:
        found = await statistics.read(connection, Asked())
    counts = found.total.counts
    assert (counts.received, counts.sent, counts.automatic) == (1, 0, 1)
    assert found.total.first_response.count == 0
    assert sum(each.count for each in found.waiting) == 1


# --- after an outage of the worker -------------------------------------------------------------------------------------------------
FRIDAY_NIGHT = at("2026-11-20 20:00")
MONDAY = at("2026-11-23 09:00")


def due(office: Office, now: int, *written: tuple[str, int]) -> dict[str, int]:
    found = owed(office, [Written(id, "text", moment) for id, moment in written], now)
    return {id: closure.began_at for id, closure in found.items()}


def test_late_but_still_closed_is_answered() -> None:
    closed = at("2026-11-20 17:00")
    assert due(office(NINE_TO_FIVE), FRIDAY_NIGHT + 8 * HOUR_MS, ("a", FRIDAY_NIGHT)) == {"a": closed}


def test_who_wrote_just_before_the_doors_opened_is_answered_and_who_wrote_long_before_is_not() -> None:
    written = (("just now", MONDAY - 1), ("long ago", MONDAY - LATE_MS))
    assert due(office(NINE_TO_FIVE), MONDAY + 1, *written).keys() == {"just now"}


def test_who_wrote_a_day_ago_is_not_answered() -> None:
    assert due(office(NINE_TO_FIVE), FRIDAY_NIGHT + 24 * HOUR_MS, ("a", FRIDAY_NIGHT)) == {}


def test_of_several_words_the_last_decides_what_is_said() -> None:
    eve, day = at("2026-12-30 23:00"), at("2026-12-31 00:30")
    found = owed(office(NINE_TO_FIVE, NEW_YEAR), [Written("a", "text", eve), Written("a", "text", day)], day + 1)
    assert found["a"].reply == "Happy New Year!"


@pytest.mark.parametrize(
    ("language", "words"), [("th", "เราปิดแล้ว"), ("th-TH", "เราปิดแล้ว"), ("de", WORDS), (None, WORDS)]
)
async def test_they_are_told_in_their_own_language_where_there_are_words_in_it(
    transactions: Transactions, cast: Cast, away: AwayReplies, language: str | None, words: str
) -> None:
    await settings(transactions, cast, away_replies={"th": "เราปิดแล้ว"})
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.contacts).values(language=language))
    await writes(transactions, cast.pims)
    await work_off(away)
    assert [row.text for row in await told(transactions)] == [words]
