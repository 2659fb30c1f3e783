"""Providers are told whom to stop: until they have answered, whatever happens in between."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from channels.channel import Account, Alias, Channel, ChannelError
from hub.customers import blocking
from hub.transaction import Transactions
from hub.wire.blocks import ChannelBlock
from hub.work import blocks
from hub.work.blocks import Blocks
from storage import tables
from storage.inbox import conversations as conversation_rows
from tests.cast import PIM_PHONE, SALES, Cast
from tests.hub.scenes import customer_writes
from tests.hub.work.fakes import FakeChannel, set_up_accounts

ASKED = (SALES, PIM_PHONE, True)


@pytest.fixture
async def worker(transactions: Transactions, cast: Cast, channel: FakeChannel) -> Blocks:
    return Blocks(transactions, await set_up_accounts(transactions), {"whatsapp": channel}, "this process")


async def block(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await blocking.block(tx, cast.dana, cast.pim, None)


async def known(transactions: Transactions, cast: Cast) -> ChannelBlock:
    async with transactions.database.reading() as connection:
        (found,) = (await blocking.one(connection, cast.dana, cast.pim)).channels
    return found


async def make_due(transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        due = tables.blocks.c.due_at.is_not(None)
        await tx.connection.execute(update(tables.blocks).where(due).values(due_at=tx.now))


async def test_the_provider_is_told_once(
    transactions: Transactions, cast: Cast, worker: Blocks, channel: FakeChannel
) -> None:
    await block(transactions, cast)
    await worker.turn()
    await worker.turn()
    assert channel.block_calls == [ASKED]
    assert (await known(transactions, cast)).state == "told"


async def test_and_told_when_it_is_over(
    transactions: Transactions, cast: Cast, worker: Blocks, channel: FakeChannel
) -> None:
    await block(transactions, cast)
    await worker.turn()
    async with transactions.begin() as tx:
        await blocking.unblock(tx, cast.dana, cast.pim)
    await worker.turn()
    assert channel.block_calls == [ASKED, (SALES, PIM_PHONE, False)]
    assert not (await known(transactions, cast)).blocked


@pytest.mark.parametrize("outcome", ["retry", "wait", "unknown", "pause"])
async def test_what_came_to_nothing_is_asked_again(
    transactions: Transactions, cast: Cast, worker: Blocks, channel: FakeChannel, outcome: Any
) -> None:
    await block(transactions, cast)
    channel.answers = [ChannelError(outcome, "WhatsApp is busy.")]
    await worker.turn()
    told = await known(transactions, cast)
    assert (told.state, (told.reason or "").split(".")[0]) == ("wanted", "WhatsApp is busy")
    await worker.turn()
    assert channel.block_calls == [ASKED]  # not before its time
    await make_due(transactions)
    await worker.turn()
    assert channel.block_calls == [ASKED, ASKED]
    assert (await known(transactions, cast)).state == "told"


async def test_a_refusal_says_why_and_the_contact_stays_blocked(
    transactions: Transactions, cast: Cast, worker: Blocks, channel: FakeChannel
) -> None:
    await block(transactions, cast)
    channel.answers = [ChannelError("never", "Too late.", advice="They must write first.")]
    await worker.turn()
    told = await known(transactions, cast)
    assert (told.blocked, told.state, told.reason) == (True, "refused", "Too late. They must write first.")
    async with transactions.database.reading() as connection:
        assert (await blocking.one(connection, cast.dana, cast.pim)).blocked


async def test_one_that_cannot_be_reached_is_given_up_in_the_end(
    transactions: Transactions, cast: Cast, worker: Blocks, channel: FakeChannel
) -> None:
    await block(transactions, cast)
    channel.answers = [ChannelError("retry", "No answer.") for _ in range(blocks.MOST_TRIES)]
    for _ in range(blocks.MOST_TRIES + 1):
        await worker.turn()
        await make_due(transactions)
    assert len(channel.block_calls) == blocks.MOST_TRIES
    assert (await known(transactions, cast)).state == "refused"


async def test_an_answer_to_an_older_wish_settles_nothing(
    transactions: Transactions, cast: Cast, worker: Blocks, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unblocked while the call to block is under way: the provider is told that too."""
    asked: list[bool] = []

    async def slowly(account: Account, person: tuple[Alias, ...], *, blocked: bool) -> None:
        asked.append(blocked)
        if blocked:
            async with transactions.begin() as tx:
                await blocking.unblock(tx, cast.dana, cast.pim)

    monkeypatch.setattr(channel, "block", slowly)
    await block(transactions, cast)
    await worker.turn()
    assert (await known(transactions, cast)).state == "wanted"
    await worker.turn()
    assert asked == [True, False]
    assert (await known(transactions, cast)).state == "told"


async def test_a_process_that_dies_in_the_call_is_followed(
    transactions: Transactions, cast: Cast, worker: Blocks, channel: FakeChannel
) -> None:
    await block(transactions, cast)
    channel.answers = [RuntimeError("killed")]
    with pytest.raises(RuntimeError):
        await worker.turn()
    await worker.stop()
    other = Blocks(transactions, await set_up_accounts(transactions), {"whatsapp": channel}, "another process")
    await other.turn()
    assert channel.block_calls == [ASKED, ASKED]
    assert (await known(transactions, cast)).state == "told"


async def test_one_process_at_a_time(
    transactions: Transactions, cast: Cast, worker: Blocks, channel: FakeChannel
) -> None:
    await block(transactions, cast)
    other = Blocks(transactions, await set_up_accounts(transactions), {"whatsapp": channel}, "another process")
    await worker.turn()
    async with transactions.begin() as tx:
        await blocking.unblock(tx, cast.dana, cast.pim)
    await other.turn()
    assert channel.block_calls == [ASKED]


async def test_what_a_blocked_person_writes_is_resolved_again(
    transactions: Transactions, cast: Cast, worker: Blocks
) -> None:
    await block(transactions, cast)
    async with transactions.begin() as tx:
        await customer_writes(tx, cast.pims, "Still here", "wamid.2")
        await conversation_rows.change(tx.connection, cast.pims, tx.now, state="open", resolved_at=None)
    await worker.turn()
    async with transactions.database.reading() as connection:
        row = await conversation_rows.get(connection, cast.pims)
    assert row is not None
    assert (row.state, row.unread, row.waiting_since) == ("resolved", 0, None)


async def test_a_kind_that_cannot_block_says_so(channel: FakeChannel) -> None:
    account = Account(id="a", kind="other", address="", credentials={}, url="")
    with pytest.raises(ChannelError) as caught:
        await Channel.block(channel, account, (), blocked=True)
    assert (caught.value.outcome, caught.value.code) == ("never", "not_supported")
