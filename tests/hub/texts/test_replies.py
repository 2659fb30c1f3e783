from __future__ import annotations

from typing import Any

import pytest

from hub.texts import replies
from hub.transaction import Commit, Transactions
from hub.wire.errors import Refusal
from tests.cast import Cast
from tests.hub.conftest import Acting


async def test_a_shared_reply_reaches_everyone(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        saved = await replies.save(tx, cast.ines, shortcut="/Hours", text="We open at 9.")
        assert [reply.shortcut for reply in await replies.of_agent(tx.connection, cast.omar)] == ["hours"]
    async with acting() as tx:
        await replies.save(tx, cast.ines, shortcut="hours", text="We open at 10.", reply_id=saved.id)
    async with acting() as tx:
        await replies.remove(tx, cast.ines, saved.id)
        assert await replies.of_agent(tx.connection, cast.omar) == []


async def test_ones_own_reply_is_nobody_elses(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        mine = await replies.save(tx, cast.dana, shortcut="hi", text="Hi, Dana here.", shared=False)
        assert await replies.of_agent(tx.connection, cast.ines) == []
        with pytest.raises(Refusal, match="no such canned reply"):
            await replies.remove(tx, cast.ines, mine.id)


async def test_an_agent_changes_no_shared_reply(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        shared = await replies.save(tx, cast.ines, shortcut="hours", text="We open at 9.")
        attempts: list[dict[str, Any]] = [{"reply_id": shared.id, "shortcut": "hours"}, {"shortcut": "new"}]
        for wrong in attempts:
            with pytest.raises(Refusal) as refused:
                await replies.save(tx, cast.dana, text="x", **wrong)
            assert refused.value.code == "not_allowed"
        with pytest.raises(Refusal, match="role"):
            await replies.remove(tx, cast.dana, shared.id)


async def test_saving_the_same_again_announces_nothing(acting: Acting, commits: list[Commit], cast: Cast) -> None:
    async with acting() as tx:
        saved = await replies.save(tx, cast.ines, shortcut="hours", text="We open at 9.")
    known = len(commits)
    async with acting() as tx:
        assert await replies.save(tx, cast.ines, shortcut="hours", text="We open at 9.", reply_id=saved.id) == saved
    assert len(commits) == known


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"shortcut": "two words", "text": "x"}, "shortcut"),
        ({"shortcut": "", "text": "x"}, "shortcut"),
        ({"shortcut": "a" * 41, "text": "x"}, "shortcut"),
        ({"shortcut": "a", "text": " "}, "text"),
        ({"shortcut": "a", "text": "x" * 4097}, "text"),
        ({"shortcut": "hours", "text": "twin"}, "shortcut"),
    ],
)
async def test_a_wrong_reply_is_refused(
    transactions: Transactions, cast: Cast, values: dict[str, Any], field: str
) -> None:
    async with transactions.begin() as tx:
        await replies.save(tx, cast.ines, shortcut="hours", text="We open at 9.")
        with pytest.raises(Refusal) as refused:
            await replies.save(tx, cast.ines, **values)
    assert refused.value.field == field
