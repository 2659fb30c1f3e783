"""The nightly pruning: what is too old goes, what is held stays."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, update

from hub import ids
from hub.customers import erasure
from hub.durations import DAY_MS
from hub.office import configuration
from hub.quotations import drafts, issuing
from hub.transaction import Commit, Transactions
from hub.wire.erasure import HoldChange
from hub.wire.quotation_requests import NewQuotation
from hub.wire.quotations import Item
from hub.work.retention import NIGHT_HOURS, STUCK_MS, Retention
from storage import tables
from tests.cast import Cast

NIGHT = 1_795_300_000_000 // DAY_MS * DAY_MS + 20 * 3_600_000  # 20:00 UTC: three in the morning in Bangkok
OLD = NIGHT - 100 * DAY_MS


@pytest.fixture
async def keeping(transactions: Transactions, cast: Cast) -> Cast:
    """Everything is kept for thirty days."""
    async with transactions.begin() as tx:
        days = {"messages_days": 30, "files_days": 30, "imports_days": 30, "activity_days": 30}
        await configuration.change(tx, cast.ines, "retention", days)
    return cast


@pytest.fixture
def pruner(transactions: Transactions) -> Retention:
    return Retention(transactions, lambda: NIGHT)


async def resolve(transactions: Transactions, conversation: str, at: int = OLD) -> None:
    """With a message, its attempt and its file."""
    async with transactions.begin() as tx:
        values = {"state": "resolved", "resolved_at": at, "last_at": at}
        await tx.connection.execute(
            update(tables.conversations).where(tables.conversations.c.id == conversation).values(**values)
        )
        message = {"id": f"message-{conversation}", "conversation_id": conversation, "order": "1", "direction": "out"}
        message |= {
            "channel_id": "channel-sales",
            "kind": "image",
            "text": "words",
            "status": "sent",
            "author_kind": "user",
        }
        await tx.connection.insert_many(tables.messages, [message | {"sent_at": at, "created_at": at}])
        attempt = {
            "id": ids.new(),
            "message_id": message["id"],
            "channel_id": "channel-sales",
            "number": 1,
            "started_at": at,
        }
        await tx.connection.insert_many(tables.attempts, [attempt])
        file = {"id": f"file-{conversation}", "message_id": message["id"], "kind": "image", "mime": "image/png"}
        file |= {"state": "ready", "blob": f"blob-{conversation}", "thumbnail": None, "created_at": at}
        await tx.connection.insert_many(tables.attachments, [file])


async def left(transactions: Transactions, table: str) -> list[Any]:
    found = tables.metadata.tables[table]
    async with transactions.database.reading() as connection:
        return await connection.values(select(next(iter(found.primary_key.columns))))


async def test_what_was_resolved_long_ago_goes_with_all_that_hangs_on_it(
    transactions: Transactions, keeping: Cast, pruner: Retention, commits: list[Commit]
) -> None:
    await resolve(transactions, keeping.pims)
    await resolve(transactions, keeping.kens, at=NIGHT - 10 * DAY_MS)
    commits.clear()
    await pruner.turn()
    assert await left(transactions, "conversations") == [keeping.kens]
    assert await left(transactions, "messages") == [f"message-{keeping.kens}"]
    assert await left(transactions, "attachments") == [f"file-{keeping.kens}"]
    assert await left(transactions, "blob_removals") == [f"blob-{keeping.pims}"]
    assert set(await left(transactions, "contacts")) == {keeping.pim, keeping.ken}  # a contact is nobody's message
    assert [e.type for c in commits for e in c.entries] == ["conversation.removed"]


async def test_what_is_open_or_was_reopened_stays(transactions: Transactions, keeping: Cast, pruner: Retention) -> None:
    await resolve(transactions, keeping.pims)
    async with transactions.begin() as tx:
        reopened = update(tables.conversations).where(tables.conversations.c.id == keeping.pims)
        await tx.connection.execute(reopened.values(state="open"))
    await pruner.turn()
    assert set(await left(transactions, "conversations")) == {keeping.pims, keeping.kens}


async def test_a_legal_hold_keeps_messages_and_files_also_after_two_merges(
    transactions: Transactions, keeping: Cast, pruner: Retention
) -> None:
    await resolve(transactions, keeping.pims)
    async with transactions.begin() as tx:
        await erasure.hold(tx, keeping.ines, keeping.pim, HoldChange(held=True, reason="Case 7"))
        for id, into in (("second", None), (keeping.pim, "second"), ("third", None), ("second", "third")):
            if into is None:
                new = {"id": id, "name": id, "name_source": "none", "created_at": OLD, "updated_at": OLD}
                await tx.connection.insert_many(tables.contacts, [new])
            else:
                moved = update(tables.contacts).where(tables.contacts.c.id == id).values(merged_into=into)
                await tx.connection.execute(moved)
        theirs = update(tables.conversations).where(tables.conversations.c.id == keeping.pims)
        await tx.connection.execute(theirs.values(contact_id="third"))
    await pruner.turn()
    assert keeping.pims in await left(transactions, "conversations")
    assert await left(transactions, "blob_removals") == []


async def test_a_file_goes_before_its_message_and_the_message_says_so(
    transactions: Transactions, keeping: Cast, pruner: Retention, commits: list[Commit]
) -> None:
    await resolve(transactions, keeping.pims)
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.conversations).values(state="open"))
    commits.clear()
    await pruner.turn()
    row = select(tables.attachments.c.state, tables.attachments.c.blob, tables.attachments.c.error)
    async with transactions.database.reading() as connection:
        ((state, blob, error),) = await connection.tuples(row)
    assert (state, blob, msgspec.json.decode(error)["code"]) == ("failed", None, "too_old")
    assert await left(transactions, "blob_removals") == [f"blob-{keeping.pims}"]
    assert [e.type for c in commits for e in c.entries] == ["message.changed"]


async def test_imports_and_acts_go_too(transactions: Transactions, keeping: Cast, pruner: Retention) -> None:
    async with transactions.begin() as tx:
        for id, at, state in (("old", OLD, "done"), ("waiting", OLD, "queued"), ("new", NIGHT, "done")):
            row = {
                "id": id,
                "user_id": "ines",
                "name": "a.csv",
                "format": "csv",
                "size": 1,
                "rows": 1,
                "dry_run": False,
            }
            await tx.connection.insert_many(tables.imports, [row | {"state": state, "created_at": at, "blob": None}])
        await tx.connection.insert_many(tables.import_errors, [{"import_id": "old", "row": 2}])
        act = {"id": "old", "at": OLD, "user_name": "Ines", "act": "user.changed"}
        await tx.connection.insert_many(tables.activity, [act])
    await pruner.turn()
    assert set(await left(transactions, "imports")) == {"waiting", "new"}
    assert await left(transactions, "import_errors") == []
    assert "old" not in await left(transactions, "activity")


async def test_nothing_goes_by_day_twice_a_night_or_where_nothing_was_said(
    transactions: Transactions, keeping: Cast
) -> None:
    await resolve(transactions, keeping.pims)
    noon = Retention(transactions, lambda: NIGHT + 9 * 3_600_000)
    await noon.turn()
    assert keeping.pims in await left(transactions, "conversations")
    await Retention(transactions, lambda: NIGHT).turn()
    assert keeping.pims not in await left(transactions, "conversations")
    await resolve(transactions, keeping.kens)
    await Retention(transactions, lambda: NIGHT + STUCK_MS * 2).turn()
    assert keeping.kens in await left(transactions, "conversations")  # the night is over
    await Retention(transactions, lambda: NIGHT + DAY_MS).turn()
    assert keeping.kens not in await left(transactions, "conversations")


async def test_by_default_messages_are_kept_for_ever(transactions: Transactions, cast: Cast, pruner: Retention) -> None:
    await resolve(transactions, cast.pims)
    await pruner.turn()
    assert cast.pims in await left(transactions, "conversations")


async def test_a_night_whose_process_died_is_gone_through_again(transactions: Transactions, keeping: Cast) -> None:
    await resolve(transactions, keeping.pims)
    dying = Retention(transactions, lambda: NIGHT)
    dying.interrupt()
    await dying.turn()
    await Retention(transactions, lambda: NIGHT + STUCK_MS // 2).turn()
    assert keeping.pims in await left(transactions, "conversations")  # somebody may still be at it
    await Retention(transactions, lambda: NIGHT + STUCK_MS + 1).turn()
    assert keeping.pims not in await left(transactions, "conversations")
    nights = select(func.count()).select_from(tables.prunings).where(tables.prunings.c.finished_at.is_not(None))
    async with transactions.database.reading() as connection:
        assert await connection.value(nights) == 1


def test_three_in_the_morning_is_night() -> None:
    assert 3 in NIGHT_HOURS
    assert 9 not in NIGHT_HOURS


async def test_quotations_go_by_their_age_alone_and_never_under_a_hold(
    transactions: Transactions, keeping: Cast, pruner: Retention
) -> None:
    async with transactions.begin() as tx:
        await configuration.change(tx, keeping.ines, "retention", {"quotations_days": 30})
        for id, contact, at in (("old", keeping.pim, OLD), ("held", keeping.ken, OLD), ("new", None, NIGHT)):
            row = {"id": id, "state": "accepted", "contact_id": contact, "language": "en", "currency": "THB"}
            row |= dict.fromkeys(("subtotal", "discount_total", "net", "tax_total", "total", "withheld"), 0)
            row |= {"prices": "exclusive", "created_at": at, "updated_at": at}
            await tx.connection.insert_many(tables.quotations, [row])
        await erasure.hold(tx, keeping.ines, keeping.ken, HoldChange(held=True, reason="Case 7"))
    await pruner.turn()
    assert sorted(await left(transactions, "quotations")) == ["held", "new"]


async def test_a_quotation_outlives_its_conversation(
    transactions: Transactions, keeping: Cast, pruner: Retention
) -> None:
    lamp = NewQuotation(conversation=keeping.pims, items=[Item(description="A lamp", unit_price="10")])
    async with transactions.begin() as tx:
        made = await drafts.create(tx, keeping.dana, lamp)
    await resolve(transactions, keeping.pims)
    await pruner.turn()
    assert await left(transactions, "conversations") == [keeping.kens]
    async with transactions.begin() as tx:
        told = await issuing.issue(tx, keeping.dana, made.id)
    assert (told.state, told.conversation, told.channel) == ("issued", None, keeping.sales)
