"""Calls of LINE's in doubt: once, and the truth, whatever the provider, the sender or the office does meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from channels.sandbox.line import Platform
from channels.sandbox.model import Fault, Reply
from channels.transport import Answer, NotSent
from hub import ids
from hub.inbox import calls, messages, replacements
from hub.transaction import Transactions
from hub.wire.commands import MessageRetry
from hub.wire.errors import Refusal
from hub.wire.routes import Replacement
from hub.work import doubts
from storage import tables
from tests.cast import Cast
from tests.hub.work.line_desk import ANNA, Desk, opened

WRONG = {"form": "link", "body": "x", "button": "y", "url": "https://double.example/refused"}
DOWN = Reply(status=503)


@pytest.fixture
async def desk(transactions: Transactions, cast: Cast, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(transactions, cast, tmp_path) as found:
        yield found


def instead(desk: Desk, answer: Callable[[int, Callable[[], Reply]], Reply]) -> list[int]:
    """Every call of the double's is answered by `answer`, told its number and how to have the double take it. Counts them."""
    platform: Any = desk.double.platform
    made: list[int] = []
    for name in ("push", "reply"):
        real = getattr(Platform, name).__get__(platform)

        def called(*given: Any, real: Any = real) -> Reply:
            made.append(len(made) + 1)
            return answer(made[-1], lambda: real(*given))

        setattr(platform, name, called)
    return made


def up_again(desk: Desk) -> None:
    for name in ("push", "reply"):
        delattr(desk.double.platform, name)


def taken_then_down(number: int, take: Callable[[], Reply]) -> Reply:
    if number == 1:
        take()
    return DOWN


async def says_a_refused_card(desk: Desk) -> None:
    await desk.says("", content=msgspec.json.encode(WRONG).decode(), kind="interactive")


def words(desk: Desk) -> list[str]:
    return [text for _, texts in desk.calls for text in texts]


async def outcome(desk: Desk) -> list[tuple[str, str | None]]:
    rows = [row for row in await desk.rows() if row["direction"] == "out"]
    return [(row["status"], row["error"] and msgspec.json.decode(row["error"])["code"]) for row in rows]


async def test_neighbours_of_what_is_refused_arrive_once_and_in_order_when_answers_are_lost(desk: Desk) -> None:
    await desk.says("one")
    await says_a_refused_card(desk)
    await desk.says("two")

    def lossy(number: int, take: Callable[[], Reply]) -> Reply:
        told = take()
        return DOWN if number in (2, 5) else told  # of each that goes by itself, the first answer

    instead(desk, lossy)
    await desk.send()
    assert words(desk) == ["one", "two"]
    assert [status for status, _ in await outcome(desk)] == ["accepted", "failed", "accepted"]


async def test_what_began_by_a_token_and_was_refused_goes_on_by_it_and_alone(desk: Desk) -> None:
    await desk.token()
    await says_a_refused_card(desk)
    await desk.says("two")
    await desk.send()
    assert (desk.calls, desk.double.platform.bot.used) == ([("reply", ["two"])], 0)


async def test_a_push_that_was_taken_before_line_went_down_is_unknown_and_may_be_sent_again_once(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubts, "TRIED_MS", 20_000)
    instead(desk, taken_then_down)
    (message,) = await desk.says("one")
    await desk.send()
    assert await outcome(desk) == [("unknown", doubts.ONCE.code)]
    ines = replace(cast.ines, channels=frozenset({"line", cast.sales}))
    with pytest.raises(Refusal, match="may have this message"):
        async with desk.transactions.begin() as tx:
            await replacements.send(tx, ines, message, Replacement(channel=cast.sales))
    up_again(desk)
    async with desk.transactions.begin() as tx:
        await messages.retry(tx, ines, MessageRetry(id=1, message=message, client_id=ids.new()))
    await desk.send()
    assert (words(desk), await outcome(desk)) == (["one"], [("accepted", None)])


async def test_a_call_in_doubt_is_made_again_far_longer_than_one_that_is_not(desk: Desk) -> None:
    made = instead(desk, lambda number, take: DOWN if number < 9 else take())
    await desk.says("one")
    await desk.send()
    assert (words(desk), len(made), await outcome(desk)) == (["one"], 9, [("accepted", None)])


@pytest.mark.parametrize(
    ("then", "status"),
    [(Reply(status=429), "accepted"), (Reply(status=400), "unknown"), (Reply(status=404), "unknown")],
)
async def test_another_answer_leaves_the_doubt_where_it_was(desk: Desk, then: Reply, status: str) -> None:
    answers = {1: lambda take: take() and DOWN, 2: lambda _: then}
    instead(desk, lambda number, take: answers.get(number, lambda take: take())(take))
    await desk.says("one")
    await desk.send()
    assert (words(desk), [status for status, _ in await outcome(desk)]) == (["one"], [status])


async def test_a_revoked_token_does_not_make_a_call_in_doubt_another_call(desk: Desk) -> None:
    instead(desk, taken_then_down)
    await desk.says("one")
    await desk.send(until=desk.tried)
    up_again(desk)
    desk.double.platform.bot.token = "another"
    await desk.send(until=desk.paused)
    desk.double.platform.bot.token = "t"
    async with desk.transactions.begin() as tx:
        active = {"state": "active", "version": tables.channels.c.version + 1}
        await tx.connection.execute(tables.channels.update().values(active))
    await desk.parts.accounts.refresh()
    await desk.token()
    await desk.says("two")
    await desk.send()
    assert words(desk) == ["one", "two"]


async def test_what_its_provider_has_forgotten_the_key_of_is_not_sent_again_by_itself(desk: Desk) -> None:
    instead(desk, taken_then_down)
    await desk.says("one")
    await desk.send(until=desk.tried)
    up_again(desk)
    async with desk.transactions.begin() as tx:
        earlier = {"started_at": tables.attempts.c.started_at - calls.KEY_MS - 1}
        await tx.connection.execute(tables.attempts.update().values(earlier))
    await desk.says("two")
    await desk.send()
    assert (words(desk), [status for status, _ in await outcome(desk)]) == (["one", "two"], ["unknown", "accepted"])


async def test_a_call_is_made_again_word_for_word_whatever_changed(desk: Desk, cast: Cast) -> None:
    instead(desk, taken_then_down)
    await desk.says("one", author_name="Dana")
    await desk.send(until=desk.tried)
    up_again(desk)
    async with desk.transactions.begin() as tx:
        await tx.connection.execute(tables.messages.update().values(author_name="Another"))
        sooner = {
            "id": "0",
            "contact_id": cast.pim,
            "kind": "line_user",
            "value": "U9",
            "display": "U9",
            "created_at": 0,
        }
        await tx.connection.insert_many(tables.identities, [sooner])
    await desk.send()
    assert (words(desk), await outcome(desk)) == (["one"], [("accepted", None)])
    assert (desk.double.platform.sends[0].to, (await desk.attempts())[-1]["beside"]) == (ANNA, None)


async def test_a_reply_that_line_answers_with_a_fault_is_the_agents_to_decide(desk: Desk) -> None:
    await desk.token()
    desk.double.platform.faults.append(Fault(kind="fail_before"))
    await desk.says("one")
    await desk.send()
    (row,) = [row for row in await desk.rows() if row["direction"] == "out"]
    assert (row["status"], words(desk)) == ("unknown", [])
    assert "ask the customer" in row["error"]
    assert "by itself" not in row["error"]


async def test_a_token_that_never_reached_line_answers_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.token()
    desk.double.platform.bot.allowed = 0
    line: Any = desk.parts.channels["line"]
    real, tried = line._transport.call, []

    async def call(*given: Any, **more: Any) -> Answer:
        tried.append(given)
        if len(tried) == 1:
            raise NotSent("could not connect")
        answer: Answer = await real(*given, **more)
        return answer

    monkeypatch.setattr(line._transport, "call", call)
    await desk.says("one")
    await desk.send()
    assert (desk.calls, len(tried)) == ([("reply", ["one"])], 2)
