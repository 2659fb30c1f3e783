"""When somebody leaves: sessions, conversations, and who is left to open the door."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select, update

from hub.accounts import channels
from hub.inbox import leaving
from hub.permissions import Agent
from hub.team import colleagues, users
from hub.transaction import Commit, Transactions
from hub.wire.errors import Refusal
from hub.wire.people import ColleagueChange
from storage import tables
from storage.database import Database
from storage.inbox import conversations
from tests.cast import SALES, Cast
from tests.hub.conftest import Acting
from tests.hub.scenes import conversation_is

AWAY = ColleagueChange(active=False)


async def deactivate(transactions: Transactions, by: Agent, user_id: str) -> None:
    async with transactions.begin() as tx:
        await colleagues.change(tx, by, user_id, AWAY, None)


async def second_admin(transactions: Transactions) -> Agent:
    """Isa, an administrator who can sign in, as Ines can."""
    async with transactions.begin() as tx:
        await users.add(tx, email="isa@example.com", name="Isa", role="admin", password_hash="a hash")
        await tx.connection.execute(update(tables.users).values(password_hash="a hash"))
        found = await users.shapes_of(tx.connection)
    (isa,) = [user for user in found if user.name == "Isa"]
    return Agent(id=isa.id, name="Isa", role="admin", login="", rights_version=1, channels=frozenset())


async def test_what_was_in_hand_goes_back_to_the_queue_and_everybody_sees_it(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await conversation_is(tx, cast.pims, assignee_id="dana")
    async with acting() as tx:
        await colleagues.change(tx, cast.ines, "dana", AWAY, None)
        row = await conversations.get(tx.connection, cast.pims)
        assert row is not None
        assert row.assignee_id is None


async def test_the_thread_says_who_gave_it_back(
    transactions: Transactions, database: Database, cast: Cast, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, assignee_id="dana")
    await deactivate(transactions, cast.ines, "dana")
    told = [entry.type for entry in commits[-1].entries]
    assert {"conversation.changed", "message.created", "user.changed", "login.ended"} <= set(told)
    async with database.reading() as connection:
        said = await connection.value(select(tables.messages.c.content).where(tables.messages.c.kind == "system"))
    assert said == '{"event":"assigned","by":"ines","to":null}'


async def test_what_is_resolved_keeps_its_name_and_what_is_others_stays_theirs(
    transactions: Transactions, database: Database, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, assignee_id="dana", state="resolved")
        await conversation_is(tx, cast.kens, assignee_id="omar")
    await deactivate(transactions, cast.ines, "dana")
    async with database.reading() as connection:
        rows = await conversations.many(connection, [cast.pims, cast.kens])
    assert {row.id: row.assignee_id for row in rows} == {cast.pims: "dana", cast.kens: "omar"}


async def test_a_conversation_its_customer_reopens_later_is_given_back_by_itself(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await conversation_is(tx, cast.pims, assignee_id="dana", state="resolved")
    async with acting() as tx:
        await colleagues.change(tx, cast.ines, "dana", AWAY, None)
    async with acting() as tx:
        assert await leaving.sweep(tx) == 0
    async with acting() as tx:
        await conversation_is(tx, cast.pims, state="open")
    async with acting() as tx:
        assert await leaving.sweep(tx) == 1
    async with acting() as tx:
        assert await leaving.sweep(tx) == 0


async def test_who_leaves_a_channel_gives_back_what_is_on_it(
    transactions: Transactions, database: Database, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, assignee_id="dana")
        await colleagues.change(tx, cast.ines, "dana", ColleagueChange(channels=[cast.support]), None)
    async with database.reading() as connection:
        row = await conversations.get(connection, cast.pims)
        dana = await users.agent(connection, "dana", "login-dana")
        omar = await users.agent(connection, "omar", "login-omar")
    assert row is not None
    assert dana is not None
    assert omar is not None
    assert (row.assignee_id, dana.channels, omar.channels) == (None, {cast.support}, {cast.support})


async def test_an_account_that_gets_other_members_is_left_by_whoever_was_on_it(
    transactions: Transactions, database: Database, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, assignee_id="dana")
        await conversation_is(tx, cast.kens, assignee_id="omar")
        await channels.set_members(tx, cast.ines, SALES, ["omar"])
        await channels.set_members(tx, cast.ines, cast.support, None)  # everybody: Omar keeps what he has
    async with database.reading() as connection:
        rows = await conversations.many(connection, [cast.pims, cast.kens])
        said = select(func.count()).select_from(tables.messages).where(tables.messages.c.kind == "system")
        assert await connection.value(said) == 1
    assert {row.id: row.assignee_id for row in rows} == {cast.pims: None, cast.kens: "omar"}


async def test_an_account_everybody_holds_names_nobody(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        everybody = update(tables.channels).where(tables.channels.c.id == SALES).values(members=None)
        await tx.connection.execute(everybody)
    with pytest.raises(Refusal, match="open to everybody"):
        async with transactions.begin() as tx:
            await colleagues.change(tx, cast.ines, "omar", ColleagueChange(channels=[SALES]), None)


async def test_who_loses_a_role_gives_back_what_they_may_not_see_any_more(
    transactions: Transactions, database: Database, cast: Cast, commits: list[Commit]
) -> None:
    await second_admin(transactions)
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, assignee_id="ines")
        await conversation_is(tx, cast.kens, assignee_id="dana")
        await colleagues.change(tx, cast.ines, "ines", ColleagueChange(role="agent"), None)
    async with database.reading() as connection:
        row = await conversations.get(connection, cast.pims)
        agent = await users.agent(connection, "ines", "login-ines")
    assert row is not None
    assert agent is not None
    assert (row.assignee_id, agent.role, agent.channels) == (None, "agent", frozenset())
    assert agent.scope != cast.ines.scope
    assert ("rights.changed", "user:ines") in [(entry.type, entry.audience) for entry in commits[-1].entries]


async def test_two_administrators_cannot_let_each_other_go_at_once(transactions: Transactions, cast: Cast) -> None:
    isa = await second_admin(transactions)
    done = await asyncio.gather(
        deactivate(transactions, cast.ines, isa.id),
        deactivate(transactions, isa, "ines"),
        return_exceptions=True,
    )
    (refusal,) = [each for each in done if each is not None]
    assert isinstance(refusal, Refusal)
    assert "last administrator" in refusal.message


async def test_many_conversations_take_a_few_statements(
    transactions: Transactions, database: Database, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        made = [
            {
                "id": f"conversation-{n}", "contact_id": "pim", "channel_id": SALES, "state": "open", "group_id": f"group {n}",
                "assignee_id": "dana", "last_at": tx.now, "created_at": tx.now, "updated_at": tx.now,
            }
            for n in range(leaving.BATCH * 2 + 5)
        ]  # fmt: skip
        await tx.connection.insert_many(tables.conversations, made)
    await deactivate(transactions, cast.ines, "dana")
    async with database.reading() as connection:
        left = select(tables.conversations.c.id).where(tables.conversations.c.assignee_id.is_not(None))
        assert await connection.values(left) == []
        lines = select(tables.messages.c.order).where(tables.messages.c.kind == "system")
        assert len(set(await connection.values(lines))) == len(made)


@pytest.mark.parametrize("change", [ColleagueChange(name="Dana"), ColleagueChange(), ColleagueChange(active=True)])
async def test_what_is_already_so_announces_nothing(
    transactions: Transactions, cast: Cast, commits: list[Commit], change: ColleagueChange
) -> None:
    known = len(commits)
    async with transactions.begin() as tx:
        await colleagues.change(tx, cast.ines, "dana", change, None)
    assert commits[known:] == []
