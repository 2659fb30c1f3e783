"""Who is told what: by verbs in their own transaction, never of one's own act, never of what one may not see."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from hub.customers import blocking
from hub.inbox import bulk, conversations, messages
from hub.permissions import Agent
from hub.team import mentions, notifications
from hub.team.notifications import News
from hub.transaction import Commit, Transaction, Transactions
from hub.wire.commands import MessageNote
from hub.wire.errors import Refusal
from hub.wire.notifications import Notification, NotificationSettingsChange
from hub.wire.threads import Bulk
from storage import tables
from storage.team import notifications as rows
from tests.cast import Cast


async def told(transactions: Transactions, agent: Agent) -> list[Notification]:
    async with transactions.database.reading() as connection:
        items, _ = await notifications.list_page(connection, agent, unread=None, words=None, after=None, limit=50)
    return items


async def writes_note(
    transactions: Transactions, agent: Agent, conversation: str, text: str, client: str = "n1"
) -> str:
    async with transactions.begin() as tx:
        command = MessageNote(id=1, conversation=conversation, client_id=client, text=text)
        return (await messages.note(tx, agent, command))["message"].id


async def tell(tx: Transaction, **more: Any) -> None:
    values: dict[str, Any] = {"user_id": "dana", "kind": "reply_in_mine", "conversation_id": "conversation-pim"}
    await notifications.notify_all(tx, [News(**(values | {"text": "Pim: Hello"} | more))])


def events(commits: list[Commit]) -> list[dict[str, Any]]:
    found = [entry for commit in commits for entry in commit.entries if entry.type.startswith("notification")]
    return [msgspec.json.decode(entry.body) | {"for": entry.audience} for entry in found]


@pytest.mark.parametrize("named", ["@[dana]", "@Dana", "@dana,"])
async def test_who_is_named_in_a_note_is_told(transactions: Transactions, cast: Cast, named: str) -> None:
    note = await writes_note(transactions, cast.ines, cast.pims, f"Ask {named} please")
    (one,) = await told(transactions, cast.dana)
    assert (one.kind, one.conversation, one.subject, one.count, one.read) == ("mentioned", cast.pims, note, 1, False)
    assert one.text.startswith("Ines mentioned you: Ask @")
    assert "[" not in one.text


async def test_a_note_that_comes_twice_tells_once(transactions: Transactions, cast: Cast) -> None:
    for _ in range(2):
        await writes_note(transactions, cast.ines, cast.pims, "@Dana")
    assert [one.count for one in await told(transactions, cast.dana)] == [1]


async def test_nobody_is_told_of_their_own_act_nor_of_what_they_may_not_see(
    transactions: Transactions, cast: Cast
) -> None:
    await writes_note(transactions, cast.dana, cast.pims, "@Dana @Omar @[omar] @[nobody] a@b.de")
    for agent in (cast.dana, cast.omar, cast.ines):
        assert await told(transactions, agent) == []


async def test_who_left_is_not_told(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "dana").values(active=False))
        await tell(tx)
    assert await told(transactions, cast.dana) == []


async def test_who_is_given_a_conversation_is_told_by_whom(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await conversations.assign(tx, cast.ines, cast.pims, "dana")
    async with transactions.begin() as tx:  # it is so already
        await conversations.assign(tx, cast.ines, cast.pims, "dana")
    (one,) = await told(transactions, cast.dana)
    assert (one.kind, one.text, one.count) == ("assigned_to_me", "Ines gave you the conversation with Pim Srisai", 1)


async def test_who_takes_a_conversation_knows(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await conversations.assign(tx, cast.dana, cast.pims, "dana")
    assert await told(transactions, cast.dana) == []


async def test_many_given_at_once_are_told_of_each(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        asked = Bulk(action="assign", ids=[cast.pims, cast.kens], to="ines")
        await bulk.run(tx, msgspec.structs.replace(cast.ines, id="omar", name="Omar"), asked, sorted(asked.ids or []))
    assert {one.conversation for one in await told(transactions, cast.ines)} == {cast.pims, cast.kens}


async def test_what_is_unread_is_one_notification_of_its_kind_and_conversation(
    transactions: Transactions, cast: Cast, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        await tell(tx, subject="m1")
    async with transactions.begin() as tx:
        await tell(tx, text="Pim: Anybody?", subject="m2", count=2)
    (one,) = await told(transactions, cast.dana)
    assert (one.count, one.text, one.subject, one.version) == (3, "Pim: Anybody?", "m2", 2)
    assert [(e["type"], e["count"], e["for"]) for e in events(commits)] == [
        ("notification.created", 1, "user:dana"), ("notification.changed", 3, "user:dana"),
    ]  # fmt: skip
    async with transactions.begin() as tx:
        await notifications.set_read(tx, cast.dana, one.id, True)
    async with transactions.begin() as tx:
        await tell(tx, text="Pim: Hello?")
        await tell(tx, kind="waiting", text="Pim waits")
    assert [(o.kind, o.count, o.read) for o in await told(transactions, cast.dana)][::-1][0] == (
        "reply_in_mine",
        3,
        True,
    )
    assert len(await told(transactions, cast.dana)) == 3


async def test_two_who_tell_the_same_at_once_make_one(transactions: Transactions, cast: Cast) -> None:
    async def once() -> None:
        async with transactions.begin() as tx:
            await tell(tx)

    await asyncio.gather(*(once() for _ in range(6)))
    assert [one.count for one in await told(transactions, cast.dana)] == [6]


async def test_what_somebody_switched_off_is_not_told(
    transactions: Transactions, cast: Cast, commits: list[Commit]
) -> None:
    async with transactions.begin() as tx:
        kept = await notifications.choose(tx, cast.dana, NotificationSettingsChange(reply_in_mine=False))
    assert (kept.reply_in_mine, kept.mentioned) == (False, True)
    (told_of,) = events(commits)
    assert (told_of["for"], told_of["settings"]) == ("user:dana", msgspec.to_builtins(kept))
    async with transactions.begin() as tx:
        await tell(tx)
        await tell(tx, kind="waiting")
    assert [one.kind for one in await told(transactions, cast.dana)] == ["waiting"]
    async with transactions.begin() as tx:
        assert (await notifications.choose(tx, cast.dana, NotificationSettingsChange(reply_in_mine=True))).reply_in_mine
        assert (await notifications.settings(tx.connection, cast.omar)).reply_in_mine


async def test_of_a_blocked_contact_nobody_is_told(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await blocking.block(tx, cast.ines, cast.pim, None)
    async with transactions.begin() as tx:
        await tell(tx)
    assert await told(transactions, cast.dana) == []


async def test_who_lost_the_channel_reads_nothing_of_it_any_more(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await tell(tx)
    assert await told(transactions, msgspec.structs.replace(cast.dana, channels=frozenset())) == []


async def test_a_notification_is_read_and_unread_again(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await tell(tx)
    (one,) = await told(transactions, cast.dana)
    for read in (True, False):
        async with transactions.begin() as tx:
            assert (await notifications.set_read(tx, cast.dana, one.id, read)).read is read
    async with transactions.begin() as tx:
        await notifications.set_read(tx, cast.dana, one.id, True)
        await tell(tx)
    with pytest.raises(Refusal, match="newer notification"):
        async with transactions.begin() as tx:
            await notifications.set_read(tx, cast.dana, one.id, False)


async def test_of_others_there_is_none(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await tell(tx)
    (one,) = await told(transactions, cast.dana)
    with pytest.raises(Refusal, match="no such notification"):
        async with transactions.begin() as tx:
            await notifications.set_read(tx, cast.ines, one.id, True)


async def test_all_are_read_at_once(transactions: Transactions, cast: Cast, commits: list[Commit]) -> None:
    async with transactions.begin() as tx:
        await tell(tx)
        await tell(tx, kind="waiting")
        await tell(tx, user_id="ines")
    for _ in range(2):
        async with transactions.begin() as tx:
            await notifications.read_all(tx, cast.dana)
    assert {one.read for one in await told(transactions, cast.dana)} == {True}
    assert [one.read for one in await told(transactions, cast.ines)] == [False]
    assert [e["for"] for e in events(commits) if e["type"] == "notifications.read"] == ["user:dana"]


async def test_the_list_goes_on_where_a_page_ended(transactions: Transactions, cast: Cast) -> None:
    for number in range(5):
        async with transactions.begin() as tx:
            await notifications.notify(tx, "dana", "quotation_answered", None, f"Quotation {number}")
    found: list[str] = []
    after: str | None = None
    async with transactions.database.reading() as connection:
        while True:
            items, after = await notifications.list_page(
                connection, cast.dana, unread=True, words="quotation", after=after, limit=2
            )
            found += [one.text for one in items]
            if after is None:
                break
    assert sorted(found) == [f"Quotation {number}" for number in range(5)]


async def test_what_is_old_goes(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await tell(tx)
        await rows.mark(tx.connection, "waiting", [(cast.pims, "1")], tx.now)
        assert await rows.prune(tx.connection, tx.now, 10) == 0
        assert await rows.prune(tx.connection, tx.now + 1, 10) == 1
    assert await told(transactions, cast.dana) == []


PEOPLE = {"a": "Dana", "b": "Dana Suk", "c": "Omar", "d": "omar", "e": "Élodie"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Dana Suk and @Dana", ["b", "a"]),
        ("@Danas", []),
        ("@dana's", ["a"]),
        ("@Omar", []),  # two have the name
        ("@[c] @[c]", ["c"]),
        ("x@Dana", []),
        ("(@éLODIE)", ["e"]),
        ("@", []),
        ("@[nobody]", []),
    ],
)
def test_whom_a_text_names(text: str, found: list[str]) -> None:
    assert mentions.named(text, PEOPLE) == found


@given(st.text())
def test_any_text_can_be_read_for_names(text: str) -> None:
    assert set(mentions.named(text, PEOPLE)) <= PEOPLE.keys()
    mentions.readable(text, PEOPLE)
