"""What comes in goes to whoever is here, has the fewest, and had none for the longest."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from hub.campaigns import routing
from hub.inbox import conversations, leaving, round_robin
from hub.inbox.round_robin import Place
from hub.office import configuration
from hub.transaction import Commit, Transactions
from hub.wire.configuration import Holiday, WorkingHours
from hub.work import log_reader
from hub.work.round_robin import RoundRobin
from storage import tables
from storage.inbox import conversations as conversation_rows
from storage.inbox import turns
from tests.cast import SALES, Cast
from tests.hub.office.test_office_hours import ALL_DAYS, hours
from tests.hub.scenes import conversation_is, customer_writes

NEVER = WorkingHours()
DAY = timedelta(days=1)


class Office:
    """`online`: who is here."""

    def __init__(self, transactions: Transactions, cast: Cast) -> None:
        self.transactions = transactions
        self.cast = cast
        self.online: set[str] = set()
        self.worker = self.another("this process")

    def another(self, holder: str) -> RoundRobin:
        return RoundRobin(self.transactions, lambda: self.online, holder)

    async def settings(self, **values: Any) -> None:
        async with self.transactions.begin() as tx:
            for key, value in values.items():
                await configuration.change(tx, self.cast.ines, key, value)

    async def members(self, *people: str) -> None:
        """Of the sales number; nobody named: everybody."""
        async with self.transactions.begin() as tx:
            listed = msgspec.json.encode(people).decode() if people else None
            await tx.connection.execute(
                update(tables.channels).where(tables.channels.c.id == SALES).values(members=listed)
            )

    async def add(self, *names: str, role: str = "agent") -> None:
        async with self.transactions.begin() as tx:
            times = {"created_at": tx.now, "updated_at": tx.now}
            rows = [{"id": n, "name": n.title(), "email": f"{n}@example.com", "role": role, **times} for n in names]
            await tx.connection.insert_many(tables.users, rows)

    async def customer(self, number: int) -> str:
        """Somebody new, who writes to sales. Returns the conversation."""
        async with self.transactions.begin() as tx:
            id, times = f"customer-{number}", {"created_at": tx.now, "updated_at": tx.now}
            await tx.connection.insert_many(
                tables.contacts, [{"id": id, "name": id, "name_source": "provider", **times}]
            )
            row = {"id": f"thread-{number}", "contact_id": id, "channel_id": SALES, "state": "open", "last_at": tx.now}
            await tx.connection.insert_many(tables.conversations, [row | times])
            await customer_writes(tx, str(row["id"]), "Hello", f"wamid.{number}")
        return str(row["id"])

    async def writes(self, conversation_id: str, provider_id: str = "wamid.in") -> None:
        async with self.transactions.begin() as tx:
            await customer_writes(tx, conversation_id, "Hello", provider_id)

    async def work_off(self, *others: RoundRobin) -> None:
        while any(await asyncio.gather(*(worker.turn() for worker in (self.worker, *others)))):
            pass

    async def assignee(self, conversation_id: str) -> str | None:
        async with self.transactions.database.reading() as connection:
            row = await conversation_rows.get(connection, conversation_id)
        assert row is not None
        return row.assignee_id

    async def queued(self) -> list[str]:
        async with self.transactions.database.reading() as connection:
            return await connection.values(select(tables.turn_queue.c.conversation_id))


@pytest.fixture
async def here(transactions: Transactions, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with round robin; Dana is here."""
    monkeypatch.setattr(log_reader, "GATHER_SECONDS", 0)
    made = Office(transactions, cast)
    await made.settings(round_robin=True)
    made.online = {"dana"}
    await made.work_off()
    return made


async def test_a_customer_who_writes_is_given_to_who_is_here(here: Office, cast: Cast) -> None:
    await here.writes(cast.pims)
    await here.work_off()
    assert await here.assignee(cast.pims) == "dana"
    assert await here.queued() == []


async def test_the_thread_and_every_page_say_so(here: Office, cast: Cast, commits: list[Commit]) -> None:
    await here.writes(cast.pims)
    commits.clear()
    await here.work_off()
    events = [msgspec.json.decode(entry.body) for commit in commits for entry in commit.entries]
    (line,) = [event["message"] for event in events if event["type"] == "message.created"]
    assert line["content"] == {"event": "assigned", "by": None, "to": "dana", "rule": "round_robin"}
    (told,) = [event["conversation"] for event in events if event["type"] == "conversation.changed"]
    assert told["assignee"] == "dana"


async def test_it_goes_round(here: Office) -> None:
    await here.add("arun", "bo")
    await here.members("dana", "arun", "bo")
    here.online = {"dana", "arun", "bo"}
    given = []
    for number in range(6):
        thread = await here.customer(number)
        await here.work_off()
        given.append(await here.assignee(thread))
    assert given == ["arun", "bo", "dana"] * 2


async def test_several_workers_are_as_fair_as_one(here: Office) -> None:
    await here.add("arun", "bo")
    await here.members("dana", "arun", "bo")
    here.online = {"dana", "arun", "bo"}
    others = [here.another("a second process"), here.another("a third process")]
    threads = [await here.customer(number) for number in range(9)]
    await here.work_off(*others)
    assert Counter([await here.assignee(thread) for thread in threads]) == {"dana": 3, "arun": 3, "bo": 3}


async def test_who_has_fewest_is_next_whoever_was_given_one_last(here: Office, cast: Cast) -> None:
    await here.add("arun")
    await here.members("dana", "arun")
    here.online = {"dana", "arun"}
    first = await here.customer(1)
    await here.work_off()
    assert await here.assignee(first) == "arun"
    async with here.transactions.begin() as tx:
        await conversation_is(tx, first, state="resolved", waiting_since=None)
        await conversation_is(tx, cast.pims, assignee_id="dana")
    second = await here.customer(2)
    await here.work_off()
    assert await here.assignee(second) == "arun"


async def test_with_nobody_here_it_waits_in_the_queue_until_somebody_comes(here: Office, cast: Cast) -> None:
    here.online = set()
    await here.writes(cast.pims)
    await here.work_off()
    assert (await here.assignee(cast.pims), await here.queued()) == (None, [cast.pims])
    here.online = {"omar"}  # not of this number
    await here.work_off()
    assert await here.assignee(cast.pims) is None
    here.online = {"dana"}
    await here.work_off()
    assert (await here.assignee(cast.pims), await here.queued()) == ("dana", [])


async def test_numbers_nobody_is_here_for_hold_up_no_others(here: Office, cast: Cast) -> None:
    here.online = set()
    await here.writes(cast.kens, "wamid.ken")
    await here.work_off()
    await here.writes(cast.pims, "wamid.pim")
    here.online = {"dana"}
    await here.work_off()
    assert (await here.assignee(cast.pims), await here.queued()) == ("dana", [cast.kens])


@pytest.mark.parametrize("what", ["taken by hand", "resolved", "answered", "snoozed"])
async def test_what_somebody_took_or_ended_while_it_waited_is_left_alone(here: Office, cast: Cast, what: str) -> None:
    here.online = set()
    await here.writes(cast.pims)
    await here.work_off()
    async with here.transactions.begin() as tx:
        if what == "taken by hand":
            await conversations.assign(tx, cast.ines, cast.pims, "ines")
        if what == "resolved":
            await conversations.resolve(tx, cast.ines, cast.pims)
        if what == "answered":
            await conversation_is(tx, cast.pims, waiting_since=None)
        if what == "snoozed":
            await conversation_is(tx, cast.pims, state="snoozed", snoozed_until=tx.now + 3_600_000)
    before = await here.assignee(cast.pims)
    here.online = {"dana"}
    await here.work_off()
    assert (await here.assignee(cast.pims), await here.queued()) == (before, [])


async def test_whose_it_is_keeps_it_when_they_go_and_the_customer_writes_on(here: Office, cast: Cast) -> None:
    await here.writes(cast.pims)
    await here.work_off()
    await here.add("arun")
    await here.members("dana", "arun")
    here.online = {"arun"}
    await here.writes(cast.pims, "wamid.more")
    await here.work_off()
    assert await here.assignee(cast.pims) == "dana"


async def test_what_somebody_gives_back_stays_in_the_queue(here: Office, cast: Cast) -> None:
    await here.writes(cast.pims)
    await here.work_off()
    async with here.transactions.begin() as tx:
        await conversations.assign(tx, cast.dana, cast.pims, None)
    await here.work_off()
    assert await here.assignee(cast.pims) is None


async def test_what_a_colleague_who_left_leaves_behind_is_handed_on(here: Office, cast: Cast) -> None:
    async with here.transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "omar").values(active=False))
        await conversation_is(tx, cast.pims, assignee_id="omar", state="open", waiting_since=tx.now)
    await here.work_off()
    async with here.transactions.begin() as tx:
        assert await leaving.sweep(tx) == 1
    await here.work_off()
    assert await here.assignee(cast.pims) == "dana"


async def test_managers_take_part_where_they_are_named(here: Office, cast: Cast) -> None:
    await here.add("mali", role="manager")
    here.online = {"mali"}
    await here.members()
    await here.writes(cast.pims)
    await here.work_off()
    assert await here.assignee(cast.pims) is None  # for everybody means all agents
    await here.members("dana", "mali")
    await here.work_off()
    assert await here.assignee(cast.pims) == "mali"


async def test_nobody_is_given_anything_outside_their_hours(here: Office, cast: Cast) -> None:
    await here.settings(working_hours=NEVER)
    await here.writes(cast.pims)
    await here.work_off()
    assert await here.assignee(cast.pims) is None
    async with here.transactions.begin() as tx:
        own = msgspec.json.encode(hours(ALL_DAYS, "00:00-24:00")).decode()
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "dana").values(working_hours=own))
    await here.work_off()
    assert await here.assignee(cast.pims) == "dana"


async def test_on_a_holiday_nobody_is_given_anything(here: Office, cast: Cast) -> None:
    today = datetime.now(UTC).date()
    await here.settings(holidays=[Holiday(name="Today", first=str(today - DAY), last=str(today + DAY))])
    await here.writes(cast.pims)
    await here.work_off()
    assert await here.assignee(cast.pims) is None


async def test_who_is_inactive_is_given_nothing(here: Office, cast: Cast) -> None:
    async with here.transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "dana").values(active=False))
    await here.writes(cast.pims)
    await here.work_off()
    assert await here.assignee(cast.pims) is None


async def test_it_is_off_until_somebody_turns_it_on(here: Office, cast: Cast) -> None:
    await here.settings(round_robin=False)
    await here.writes(cast.pims)
    await here.work_off()
    assert (await here.assignee(cast.pims), await here.queued()) == (None, [])
    await here.settings(round_robin=True)
    await here.work_off()
    assert await here.assignee(cast.pims) is None  # what was there before is not handed out all at once


async def test_turning_it_off_empties_the_queue(here: Office, cast: Cast) -> None:
    here.online = set()
    await here.writes(cast.pims)
    await here.work_off()
    await here.settings(round_robin=False)
    await here.work_off()
    assert await here.queued() == []


async def test_two_who_hand_out_at_the_same_moment_give_it_once(here: Office, cast: Cast) -> None:
    await here.add("arun")
    await here.writes(cast.pims)

    async def give(member: str) -> list[str]:
        async with here.transactions.begin() as tx:
            return await round_robin.hand_out(tx, {SALES: frozenset({member})}, [cast.pims])

    assert sorted(await asyncio.gather(give("dana"), give("arun"))) == [[], [cast.pims]]


people = st.sets(st.sampled_from("abcdef"), min_size=1)


@given(people, st.lists(people, max_size=40))
def test_nobody_is_passed_over_while_others_have_more(everybody: set[str], online: list[set[str]]) -> None:
    line = {id: Place(0, 0, id) for id in everybody}
    for some in online:
        here = some & everybody
        if not here:
            continue
        place = round_robin.next_of(line, here)
        assert place.open == min(line[id].open for id in here)
        line[place.user_id] = round_robin.after(line, place, 1_000)
        assert line[place.user_id].given_at == max(each.given_at for each in line.values())
    assert len({each.given_at for each in line.values() if each.open}) == sum(each.open > 0 for each in line.values())


async def test_what_a_campaigns_rule_wants_handed_out_is_while_the_office_hands_out_nothing(
    here: Office, transactions: Transactions
) -> None:
    await here.settings(round_robin=False)
    asked, other = await here.customer(1), await here.customer(2)
    async with transactions.begin() as tx:
        await turns.queue(tx.connection, [asked], tx.now, asked=True)
        await turns.queue(tx.connection, [other], tx.now)
    await here.work_off()
    assert (await here.assignee(asked), await here.assignee(other)) == ("dana", None)
    assert await here.queued() == []


async def test_what_a_campaigns_rule_leaves_to_nobody_is_not_handed_out(
    here: Office, transactions: Transactions
) -> None:
    left = await here.customer(1)
    async with transactions.begin() as tx:
        await conversation_rows.change(tx.connection, left, tx.now, answers=routing.left('{"id":"c"}'))
    await here.work_off()
    assert await here.assignee(left) is None
