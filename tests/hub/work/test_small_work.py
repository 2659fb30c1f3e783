"""Read marks, the set-up of an account, its templates, and the loops that drive them."""

from __future__ import annotations

import asyncio
from typing import Any

from channels.channel import ChannelError, TemplateSeen
from hub.inbox import conversations
from hub.transaction import Commit, milliseconds
from hub.work.account_setup import AccountSetup
from hub.work.loops import Loop
from hub.work.read_marks import TRIES, ReadMarks
from storage import tables
from storage.accounts import channels as account_rows
from storage.accounts import templates as template_rows
from storage.accounts.channels import AccountRow
from storage.failures import DatabaseLost
from storage.inbox import read_marks
from tests.cast import Cast
from tests.hub.scenes import customer_writes
from tests.hub.work.fakes import FakeChannel, Work
from tests.patience import PATIENCE


def marks_of(work: Work) -> ReadMarks:
    return ReadMarks(work.transactions, work.accounts, {"whatsapp": work.channel})


async def dana_looks(work: Work, cast: Cast, *, typing: bool = False) -> None:
    async with work.transactions.begin() as tx:
        await conversations.view_focused(tx, cast.dana, cast.pims, typing)


async def pim_writes(work: Work, cast: Cast, provider_id: str) -> None:
    async with work.transactions.begin() as tx:
        await customer_writes(tx, cast.pims, "hello", provider_id)


async def test_the_customer_sees_once_that_an_agent_read_it(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await pim_writes(work, cast, "wamid.in")
    await dana_looks(work, cast)
    await marks_of(work).turn()
    await dana_looks(work, cast)
    await marks_of(work).turn()
    assert channel.marked == [("wamid.in", False)]


async def test_typing_is_told_each_time(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await pim_writes(work, cast, "wamid.in")
    for _ in range(2):
        await dana_looks(work, cast, typing=True)
        await marks_of(work).turn()
    assert channel.marked == [("wamid.in", True)] * 2


async def test_something_newer_wanted_while_it_is_told_stays_due(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await pim_writes(work, cast, "wamid.first")
    await dana_looks(work, cast)
    async with work.transactions.database.reading() as connection:
        (mark,) = await read_marks.due(connection, milliseconds(), 10)
    async with work.transactions.begin() as tx:
        assert await read_marks.claim(tx.connection, mark, tx.now + 1000)
        assert not await read_marks.claim(tx.connection, mark, tx.now + 1000)
    await pim_writes(work, cast, "wamid.second")
    await dana_looks(work, cast)
    async with work.transactions.begin() as tx:
        await read_marks.settle(tx.connection, mark, told=True, again_at=None)
    await marks_of(work).turn()
    assert channel.marked == [("wamid.second", False)]


async def test_a_mark_is_given_up_after_a_few_tries(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await pim_writes(work, cast, "wamid.in")
    await dana_looks(work, cast)
    channel.answers = [ChannelError("retry", "Busy.")] * (TRIES + 5)
    for _ in range(TRIES + 2):
        async with work.transactions.begin() as tx:
            marks = tables.read_marks
            await tx.connection.execute(marks.update().where(marks.c.due_at.is_not(None)).values(due_at=tx.now - 1))
        await marks_of(work).turn()
    assert len(channel.answers) == 5


def setup_of(work: Work) -> AccountSetup:
    return AccountSetup(work.transactions, work.accounts, {"whatsapp": work.channel}, "this process")


def template(name: str, **changes: Any) -> TemplateSeen:
    given: dict[str, Any] = {
        "provider_id": f"id-{name}", "name": name, "language": "en", "category": "UTILITY", "status": "APPROVED", "quality": "GREEN",
        "parameter_format": "positional", "components": [{"type": "BODY", "text": "Hello {{1}}"}],
    }  # fmt: skip
    return TemplateSeen(**(given | changes))


async def sales_of(work: Work, cast: Cast) -> AccountRow:
    async with work.transactions.database.reading() as connection:
        row = await account_rows.get(connection, cast.sales)
    assert row is not None
    return row


async def test_an_account_is_subscribed_once_and_takes_its_names(cast: Cast, work: Work, channel: FakeChannel) -> None:
    async with work.transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(name="WhatsApp"))
    for _ in range(2):
        await setup_of(work).turn()
    row = await sales_of(work, cast)
    assert sorted(channel.subscribed) == ["106540352242922", "106540352242923"]
    assert (row.name, row.display_address) == ("BMA Sales", "+66 2 000 0000")


async def test_a_name_a_person_gave_the_account_stays(cast: Cast, work: Work, channel: FakeChannel) -> None:
    await setup_of(work).turn()
    assert (await sales_of(work, cast)).name == "Sales line"


async def test_templates_become_what_the_provider_holds(
    cast: Cast, work: Work, channel: FakeChannel, commits: list[Commit]
) -> None:
    channel.pages = [template("one"), template("two")]
    await setup_of(work).turn()
    commits.clear()
    channel.pages = [template("two", status="PAUSED"), template("three")]
    async with work.transactions.begin() as tx:  # as the news of a template does
        await tx.connection.execute(tables.channels.update().values(templates_at=None))
    await setup_of(work).turn()
    async with work.transactions.database.reading() as connection:
        held = await template_rows.of_channels(connection, [cast.sales])
    assert [(row.name, row.status) for row in held] == [("three", "APPROVED"), ("two", "PAUSED")]
    told = [e.type for c in commits for e in c.entries if e.audience == f"channel:{cast.sales}"]
    assert sorted(told) == ["template.changed", "template.changed", "template.removed"]


async def test_templates_that_did_not_change_are_not_told_of(
    cast: Cast, work: Work, channel: FakeChannel, commits: list[Commit]
) -> None:
    channel.pages = [template("one")]
    await setup_of(work).turn()
    commits.clear()
    async with work.transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(templates_at=None))
    await setup_of(work).turn()
    assert [e.type for c in commits for e in c.entries] == []


async def test_a_list_that_could_not_be_read_removes_nothing(cast: Cast, work: Work, channel: FakeChannel) -> None:
    channel.pages = [template("one")]
    setup = setup_of(work)
    await setup.turn()
    channel.pages = ChannelError("retry", "Busy.")
    async with work.transactions.begin() as tx:
        await tx.connection.execute(tables.channels.update().values(templates_at=None))
    await setup.turn()
    async with work.transactions.database.reading() as connection:
        assert len(await template_rows.of_channels(connection, [cast.sales])) == 1
    assert (await sales_of(work, cast)).templates_at is None


async def test_a_loop_goes_on_after_a_turn_that_failed(monkeypatch: Any) -> None:
    monkeypatch.setattr("hub.work.loops.FAULT_SECONDS", 0.001)
    turns: list[int] = []
    done = asyncio.Event()

    async def turn() -> bool:
        turns.append(len(turns))
        if len(turns) == 1:
            raise DatabaseLost("gone")
        if len(turns) == 2:
            raise ValueError("a defect")
        done.set()
        return False

    loop = Loop("test", 60.0, turn)
    loop.start()
    async with asyncio.timeout(PATIENCE):
        await done.wait()
    await loop.stop()
    assert turns == [0, 1, 2]


async def test_a_loop_told_to_stop_lets_the_turn_end() -> None:
    begun, finished = asyncio.Event(), asyncio.Event()

    async def turn() -> bool:
        begun.set()
        await asyncio.sleep(0.02)
        finished.set()
        return True

    loop = Loop("test", 60.0, turn)
    loop.start()
    await begun.wait()
    await loop.stop()
    assert finished.is_set()
