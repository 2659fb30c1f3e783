"""Replies, failures and long waits, as the log and the clock tell of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from hub import announce
from hub.inbox import threads
from hub.office import configuration
from hub.permissions import Agent
from hub.transaction import Transactions
from hub.wire.notifications import Notification
from hub.work import log_reader
from hub.work.notifying import Notifying
from storage import tables
from storage.inbox import conversations as conversation_rows
from tests.cast import Cast
from tests.hub.scenes import conversation_is, customer_writes, message_is
from tests.hub.team.test_notifications import told
from tests.hub.work.fakes import queue

MINUTE = 60_000
FAULT = msgspec.json.encode({"code": "131026", "message": "They do not use WhatsApp."}).decode()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reader, "GATHER_SECONDS", 0)


@pytest.fixture
async def worker(transactions: Transactions, cast: Cast) -> Notifying:
    """At the end of the log, where Pim's conversation is Dana's."""
    async with transactions.begin() as tx:
        await conversation_is(tx, cast.pims, assignee_id="dana")
    worker = Notifying(transactions, "this process")
    await worker.turn()
    return worker


async def work_off(*workers: Notifying) -> None:
    while any(await asyncio.gather(*(worker.turn() for worker in workers))):
        pass


async def writes(transactions: Transactions, conversation: str, *texts: str) -> None:
    for place, text in enumerate(texts):
        async with transactions.begin() as tx:
            await customer_writes(tx, conversation, text, f"wamid.{conversation}.{text}.{place}")


async def kinds(transactions: Transactions, agent: Agent) -> list[tuple[str, int]]:
    return [(one.kind, one.count) for one in await told(transactions, agent)]


async def test_replies_in_mine_are_one_notification(transactions: Transactions, cast: Cast, worker: Notifying) -> None:
    await writes(transactions, cast.pims, "Hello", "Are you there?")
    await work_off(worker)
    await writes(transactions, cast.pims, "Never mind")
    await work_off(worker)
    (one,) = await told(transactions, cast.dana)
    assert (one.kind, one.count, one.text) == ("reply_in_mine", 3, "Pim Srisai: Never mind")
    assert await told(transactions, cast.ines) == []


async def test_replies_in_nobodys_are_nobodys_news(transactions: Transactions, cast: Cast, worker: Notifying) -> None:
    await writes(transactions, cast.kens, "Hello")
    await work_off(worker)
    assert [await told(transactions, each) for each in (cast.dana, cast.omar, cast.ines)] == [[], [], []]


async def test_history_is_no_news(transactions: Transactions, cast: Cast, worker: Notifying) -> None:
    async with transactions.begin() as tx:
        held = (await conversation_rows.lock(tx.connection, [cast.pims]))[cast.pims]
        values = {"direction": "in", "kind": "text", "text": "Long ago", "status": "received", "provider_id": "old"}
        id, _ = await threads.append(tx, held, **values, author_kind="customer", author_id=cast.pim)
        await announce.messages(tx, [id], created={id}, historic=True)
    await work_off(worker)
    assert await told(transactions, cast.dana) == []


async def test_what_the_rules_of_the_office_assign_is_told(
    transactions: Transactions, cast: Cast, worker: Notifying
) -> None:
    async with transactions.begin() as tx:
        held = (await conversation_rows.lock(tx.connection, [cast.kens]))[cast.kens]
        await conversation_rows.change(tx.connection, cast.kens, tx.now, assignee_id="omar")
        await threads.add_system(tx, held, "assigned", by=None, to="omar", rule="round_robin")
    await work_off(worker)
    (one,) = await told(transactions, cast.omar)
    assert (one.kind, one.text) == ("assigned_to_me", "The conversation with Ken Park is yours")


async def failing(transactions: Transactions, cast: Cast) -> Callable[[str], Any]:
    (id,) = await queue(transactions, cast.pims, cast.sales, "Hello")

    async def becomes(status: str) -> None:
        async with transactions.begin() as tx:
            await message_is(tx, id, status=status, error=FAULT if status == "failed" else None)

    return becomes


async def test_who_wrote_what_failed_is_told_why(transactions: Transactions, cast: Cast, worker: Notifying) -> None:
    becomes = await failing(transactions, cast)
    await becomes("failed")
    await work_off(worker)
    (one,) = await told(transactions, cast.dana)
    assert (one.kind, one.text) == ("failed_send", "Your message to Pim Srisai was not sent: They do not use WhatsApp.")


async def test_once_however_often_the_message_is_told_of(
    transactions: Transactions, cast: Cast, worker: Notifying
) -> None:
    becomes = await failing(transactions, cast)
    for _ in range(2):
        await becomes("failed")
        await work_off(worker)
    assert await kinds(transactions, cast.dana) == [("failed_send", 1)]


async def test_sent_again_it_may_fail_again(transactions: Transactions, cast: Cast, worker: Notifying) -> None:
    becomes = await failing(transactions, cast)
    for status in ("failed", "queued", "sending", "unknown"):
        await becomes(status)
        await work_off(worker)
    (one,) = await told(transactions, cast.dana)
    assert (one.count, one.text) == (2, "Your message to Pim Srisai may not have arrived.")


async def test_what_arrived_in_the_end_is_no_failure(transactions: Transactions, cast: Cast, worker: Notifying) -> None:
    becomes = await failing(transactions, cast)
    for status in ("unknown", "sent"):
        await becomes(status)
    await work_off(worker)
    assert await told(transactions, cast.dana) == []


async def test_two_processes_tell_once(transactions: Transactions, cast: Cast, worker: Notifying) -> None:
    other = Notifying(transactions, "another process")
    await writes(transactions, cast.pims, "Hello")
    await work_off(worker, other)
    assert await kinds(transactions, cast.dana) == [("reply_in_mine", 1)]


async def test_whoever_goes_on_after_a_crash_tells_nothing_twice(
    transactions: Transactions, cast: Cast, worker: Notifying, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writes(transactions, cast.pims, "Hello")

    async def killed(_: Any) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(worker._reader, "passed", killed)
    with pytest.raises(RuntimeError):
        await worker.turn()
    await worker.stop()
    other = Notifying(transactions, "another process")
    await work_off(other)
    assert await kinds(transactions, cast.dana) == [("reply_in_mine", 1)]


async def waits(transactions: Transactions, conversation: str, minutes: int, **values: Any) -> None:
    async with transactions.begin() as tx:
        await conversation_is(tx, conversation, waiting_since=tx.now - minutes * MINUTE - 1, **values)


async def test_the_assignee_is_told_of_a_long_wait_once(
    transactions: Transactions, cast: Cast, worker: Notifying
) -> None:
    await waits(transactions, cast.pims, 15)
    for _ in range(2):
        await worker.look()
    (one,) = await told(transactions, cast.dana)
    assert (one.kind, one.count, one.text) == ("waiting", 1, "Pim Srisai has been waiting for 15 minutes")
    await waits(transactions, cast.pims, 16)  # another wait
    await worker.look()
    assert await kinds(transactions, cast.dana) == [("waiting", 2)]


async def test_of_nobodys_the_agents_who_see_it_are_told(
    transactions: Transactions, cast: Cast, worker: Notifying
) -> None:
    await waits(transactions, cast.kens, 20)
    await worker.look()
    assert [await kinds(transactions, each) for each in (cast.omar, cast.dana, cast.ines)] == [[("waiting", 1)], [], []]


async def test_an_account_of_everybody_is_every_agents(
    transactions: Transactions, cast: Cast, worker: Notifying
) -> None:
    async with transactions.begin() as tx:
        everybody = tables.channels.c.id == cast.support
        await tx.connection.execute(update(tables.channels).where(everybody).values(members=None))
    await waits(transactions, cast.kens, 20)
    await worker.look()
    dana = msgspec.structs.replace(cast.dana, channels=frozenset({cast.sales, cast.support}))
    assert [await kinds(transactions, each) for each in (cast.omar, dana)] == [[("waiting", 1)]] * 2
    assert await told(transactions, cast.ines) == []


@pytest.mark.parametrize(
    ("minutes", "values"), [(14, {}), (20, {"state": "snoozed"}), (20, {"state": "resolved"}), (8 * 24 * 60, {})]
)
async def test_what_is_no_long_wait(
    transactions: Transactions, cast: Cast, worker: Notifying, minutes: int, values: dict[str, Any]
) -> None:
    await waits(transactions, cast.pims, minutes, **values)
    await worker.look()
    assert await told(transactions, cast.dana) == []


async def test_how_long_is_too_long_is_the_offices_word(
    transactions: Transactions, cast: Cast, worker: Notifying
) -> None:
    async with transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "waiting_minutes", 60)
    await waits(transactions, cast.pims, 59)
    await worker.look()
    nothing: list[Notification] = []
    assert await told(transactions, cast.dana) == nothing
    await waits(transactions, cast.pims, 60)
    await worker.look()
    assert await kinds(transactions, cast.dana) == [("waiting", 1)]


async def test_what_was_taken_back_is_told_no_longer(transactions: Transactions, cast: Cast, worker: Notifying) -> None:
    async with transactions.begin() as tx:
        said = await customer_writes(tx, cast.pims, "secret", "wamid.1")
    await work_off(worker)
    async with transactions.begin() as tx:
        await message_is(tx, said, content='{"revoked_at":"2026-11-22T08:00:00.000Z"}')
    await work_off(worker)
    (left,) = await told(transactions, cast.dana)
    assert (left.text, left.detail) == (left.who, "")
