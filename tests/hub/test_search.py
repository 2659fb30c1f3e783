from __future__ import annotations

import pytest

from hub import outline, replies, search
from hub.permissions import Agent
from hub.transaction import Transactions
from hub.wire.errors import Refusal
from tests.cast import Cast
from tests.hub import scenes


async def found(transactions: Transactions, agent: Agent, q: str, limit: int = 20) -> dict[str, list[str]]:
    async with transactions.database.reading() as connection:
        answer = await search.search(connection, agent, q, limit)
    return {kind: [each.id for each in those] for kind, those in answer.items()}


async def test_messages_are_found_newest_first_within_ones_channels(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        old = await scenes.customer_writes(tx, cast.pims, "Is 100% Oolong tea there?", "wamid.1")
        await scenes.customer_writes(tx, cast.pims, "Coffee", "wamid.2")
        new = await scenes.customer_writes(tx, cast.pims, "oolong, please", "wamid.3")
        await scenes.customer_writes(tx, cast.kens, "My Oolong is broken", "wamid.4")
    assert (await found(transactions, cast.dana, "OOLONG"))["messages"] == [new, old]
    assert (await found(transactions, cast.dana, "oolong", limit=1))["messages"] == [new]
    assert (await found(transactions, cast.dana, "100% o"))["messages"] == [old]
    assert (await found(transactions, cast.dana, "100_ o"))["messages"] == []


async def test_people_are_found_with_their_conversations(transactions: Transactions, cast: Cast) -> None:
    everything = await found(transactions, cast.ines, "pim")
    assert everything == {"contacts": [cast.pim], "conversations": [cast.pims], "messages": []}
    assert await found(transactions, cast.omar, "pim") == {"contacts": [], "conversations": [], "messages": []}


async def test_searching_for_nothing_is_refused(transactions: Transactions, cast: Cast) -> None:
    with pytest.raises(Refusal, match="Type what you look for"):
        await found(transactions, cast.dana, "  ")


async def test_the_outline_holds_what_the_agent_may_see(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        mine = await scenes.template(tx, cast.sales)
        await scenes.template(tx, cast.support)
        await replies.save(tx, cast.ines, shortcut="hours", text="We open at 9.")
    async with transactions.database.reading() as connection:
        drawn = await outline.outline(connection, cast.dana)
    assert drawn["me"].id == "dana"
    assert {user.id for user in drawn["users"]} == {"ines", "dana", "omar"}
    assert [channel.id for channel in drawn["channels"]] == [cast.sales]
    assert [template.id for template in drawn["templates"]] == [mine]
    assert [reply.shortcut for reply in drawn["replies"]] == ["hours"]
