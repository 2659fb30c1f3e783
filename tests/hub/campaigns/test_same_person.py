"""A person stays one person to campaigns: merged, taken apart again, deleted."""

from __future__ import annotations

from hub.customers import audience_lists, erasure, merging, unmerging
from hub.transaction import Transactions
from hub.wire.campaign_changes import NewList
from hub.wire.campaigns import Audience
from storage.campaigns import recipients as campaign_recipients
from storage.customers import audience_lists as list_rows
from tests.cast import Cast
from tests.hub.campaigns import people


async def test_who_is_merged_while_both_wait_gets_it_once(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        goes, stays = await people.customers(tx, 2)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    await people.started(transactions, cast, made)
    async with transactions.begin() as tx:
        await merging.merge(tx, cast.ines, goes, stays)
    found = await people.recipients(transactions, made.id)
    assert {id: (each["state"], each["reason"]) for id, each in found.items()} == {
        goes: ("skipped", "duplicate"), stays: ("waiting", None),
    }  # fmt: skip


async def test_who_had_it_already_does_not_get_it_again_by_another_name(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        goes, stays = await people.customers(tx, 2)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    await people.started(transactions, cast, made)
    async with transactions.begin() as tx:
        await people.recipient_is(tx, made.id, goes, state="delivered")
        await merging.merge(tx, cast.ines, goes, stays)
    found = await people.recipients(transactions, made.id)
    assert {id: each["state"] for id, each in found.items()} == {goes: "delivered", stays: "skipped"}


async def test_what_campaigns_sent_goes_along_and_comes_back(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        (goes,) = await people.customers(tx, 1)
        (stays,) = await people.customers(tx, 1, tag=None)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
        held = await audience_lists.add(tx, cast.ines, NewList(name="Guests", contacts=[goes]))
    await people.started(transactions, cast, made)
    async with transactions.begin() as tx:
        await merging.merge(tx, cast.ines, goes, stays)
        assert await list_rows.members(tx.connection, held.id, None, 10) == [stays]
        assert await people.meant(tx, cast, Audience(lists=[held.id])) == {stays}
    assert (await people.recipients(transactions, made.id)).keys() == {stays}
    async with transactions.begin() as tx:
        await unmerging.unmerge(tx, cast.ines, goes)
        assert await list_rows.members(tx.connection, held.id, None, 10) == [goes]
    assert (await people.recipients(transactions, made.id)).keys() == {goes}


async def test_an_erasure_leaves_the_count_and_nothing_of_the_person(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        gone, stays, waits = await people.customers(tx, 3)
        await people.offer(tx, cast.sales)
        made = await people.draft(tx, cast)
    await people.started(transactions, cast, made)
    async with transactions.begin() as tx:
        await people.recipient_is(tx, made.id, gone, state="failed", reason="131026", detail="66812345678 is not there")
        for contact in (gone, waits):
            await erasure.erase(tx, cast.ines, contact, messages="remove")
    async with transactions.database.reading() as connection:
        counts = await campaign_recipients.counts(connection, made.id)
        found = await campaign_recipients.page(
            connection, made.id, state="failed", reason=None, variant=None, after=None, limit=10
        )
    assert counts == {"failed": 1, "skipped": 1, "waiting": 1}
    ((row, name),) = found
    assert (row.contact_id, row.identity_id, row.address, row.detail, name) == (None, None, None, None, None)
    assert row.reason == "131026"
    assert stays in await people.recipients(transactions, made.id)


async def test_a_contact_that_was_merged_is_meant_by_the_one_that_took_its_place(
    transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        goes, stays, alone = await people.customers(tx, 3)
        await merging.merge(tx, cast.ines, goes, stays)
        assert await people.meant(tx, cast, Audience(contacts=[goes, alone, "nobody"])) == {stays, alone}
