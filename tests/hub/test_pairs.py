"""Pairs of verbs at the same time, the first paused at every statement: what the agents hold equals what they read afresh."""

from __future__ import annotations

from typing import Any

import pytest

from hub import announce, shaping
from hub.customers import contacts
from hub.inbox import bulk, conversations, message_status, messages, scheduled, threads
from hub.transaction import Commit, Transaction, Transactions
from hub.wire.commands import (
    ContactEdit,
    ConversationStart,
    MessageNote,
    MessageReact,
    MessageRetry,
    MessageSend,
    TemplateUse,
)
from hub.wire.errors import Refusal
from hub.wire.threads import Bulk, ConversationChange
from storage import tables
from storage.inbox import conversations as rows
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.interleaving import Act, Player, at_every_pause, play
from tests.hub.replay import assert_same, read


class Scene:
    """A customer of sales with a conversation of their own, what they wrote, and a failed answer."""

    def __init__(self, cast: Cast, number: int) -> None:
        self.cast = cast
        self.number = number
        self.contact = f"contact-{number}"
        self.conversation = f"conversation-{number}"
        self.inbound = ""
        self.failed = ""
        self.ahead = ""
        self.template = ""

    async def build(self, tx: Transaction) -> None:
        times = {"created_at": tx.now, "updated_at": tx.now}
        person = {"id": self.contact, "name": "Nok", "name_source": "provider"}
        await tx.connection.insert_many(tables.contacts, [person | times])
        row = {"id": self.conversation, "contact_id": self.contact, "channel_id": self.cast.sales, "state": "open"}
        window = {"last_at": tx.now, "window_closes_at": tx.now + scenes.HOUR_MS}
        await tx.connection.insert_many(tables.conversations, [row | window | times])
        self.inbound = await scenes.customer_writes(tx, self.conversation, "Tea?", f"wamid.{self.number}")
        held = (await rows.lock(tx.connection, [self.conversation]))[self.conversation]
        failed = {"kind": "text", "text": "Yes", "status": "failed", "outgoing": "{}", "author_kind": "user"}
        self.failed, order = await threads.append(tx, held, **failed, author_id="dana")
        await rows.change(tx.connection, held.id, tx.now, last_message_id=self.failed, last_order=order)
        await announce.messages(tx, [self.failed], created={self.failed})
        await announce.conversations(tx, [self.conversation])
        at = shaping.time_text(tx.now + scenes.HOUR_MS)
        later = MessageSend(1, self.conversation, f"ahead-{self.number}", "Still fine?", send_at=at)
        self.ahead = (await messages.send(tx, self.cast.dana, later))["message"].id
        self.template = await scenes.template(tx, self.cast.sales, name=f"template_{self.number}")
        await announce.contacts(tx, [self.contact])

    @staticmethod
    async def clear(tx: Transaction, cast: Cast) -> None:
        """Leaves the cast alone on the stage, or reading everything would take longer each time."""
        for table in (tables.reactions, tables.attempts, tables.tags, tables.read_marks):
            await tx.connection.execute(table.delete())
        await tx.connection.execute(tables.conversations.update().values(last_message_id=None))
        await tx.connection.execute(tables.messages.delete())
        kept = tables.conversations.c.id.in_([cast.pims, cast.kens])
        await tx.connection.execute(tables.conversations.delete().where(~kept))
        people = [cast.pim, cast.ken]
        await tx.connection.execute(tables.identities.delete().where(tables.identities.c.contact_id.not_in(people)))
        await tx.connection.execute(tables.contacts.delete().where(tables.contacts.c.id.not_in(people)))

    def act(self, name: str) -> Act:
        return getattr(self, name)  # type: ignore[no-any-return]

    async def assign(self, tx: Transaction) -> object:
        return await conversations.assign(tx, self.cast.ines, self.conversation, "ines")

    async def resolve(self, tx: Transaction) -> object:
        return await conversations.resolve(tx, self.cast.dana, self.conversation)

    async def snooze(self, tx: Transaction) -> object:
        return await conversations.snooze(tx, self.cast.dana, self.conversation, tx.now + scenes.HOUR_MS)

    async def reopen(self, tx: Transaction) -> object:
        return await conversations.reopen(tx, self.cast.ines, self.conversation)

    async def unread(self, tx: Transaction) -> object:
        return await conversations.mark_unread(tx, self.cast.ines, self.conversation)

    async def tag(self, tx: Transaction) -> object:
        return await conversations.tag(tx, self.cast.dana, self.conversation, ["vip"])

    async def send(self, tx: Transaction) -> object:
        sending = MessageSend(id=1, conversation=self.conversation, client_id=f"client-{self.number}", text="Tea it is")
        return await messages.send(tx, self.cast.dana, sending)

    async def note(self, tx: Transaction) -> object:
        noting = MessageNote(id=1, conversation=self.conversation, client_id=f"note-{self.number}", text="Likes tea")
        return await messages.note(tx, self.cast.ines, noting)

    async def retry(self, tx: Transaction) -> object:
        return await messages.retry(tx, self.cast.dana, MessageRetry(id=1, message=self.failed, client_id="retry-001"))

    async def react(self, tx: Transaction) -> object:
        return await messages.react(tx, self.cast.dana, MessageReact(id=1, message=self.inbound, emoji="👍"))

    async def react_otherwise(self, tx: Transaction) -> object:
        return await messages.react(tx, self.cast.ines, MessageReact(id=1, message=self.inbound, emoji="❤"))

    async def rename(self, tx: Transaction) -> object:
        return await contacts.edit(tx, self.cast.dana, ContactEdit(id=1, contact=self.contact, name="Nok Suwan"))

    async def tag_contact(self, tx: Transaction) -> object:
        return await contacts.edit(tx, self.cast.ines, ContactEdit(id=1, contact=self.contact, tags=["vip"]))

    async def arrive(self, tx: Transaction) -> object:
        return await scenes.customer_writes(tx, self.conversation, "Hello?", f"wamid.late.{self.number}")

    async def prioritize(self, tx: Transaction) -> object:
        return await conversations.prioritize(tx, self.cast.dana, self.conversation, 3)

    async def edit(self, tx: Transaction) -> object:
        wanted = ConversationChange(assignee="dana", priority=2, tags=["new"], unread=True)
        return await conversations.edit(tx, self.cast.ines, self.conversation, wanted, None)

    async def many(self, tx: Transaction) -> object:
        asked = Bulk(action="tag", tags=["many"], ids=[self.conversation, "nowhere"])
        return await bulk.run(tx, self.cast.ines, asked, sorted([self.conversation, "nowhere"]))

    async def schedule(self, tx: Transaction) -> object:
        at = shaping.time_text(tx.now + scenes.HOUR_MS)
        later = MessageSend(1, self.conversation, f"later-{self.number}", "And now?", send_at=at)
        return await messages.send(tx, self.cast.dana, later)

    async def move(self, tx: Transaction) -> object:
        return await scheduled.move(tx, self.cast.dana, self.ahead, send_at=tx.now + 2 * scenes.HOUR_MS)

    async def cancel(self, tx: Transaction) -> object:
        await scheduled.cancel(tx, self.cast.ines, self.ahead)
        return None

    async def read_message(self, tx: Transaction) -> object:
        return await message_status.put(tx, self.cast.dana, self.inbound, "read")

    async def start_new(self, tx: Transaction) -> object:
        use = TemplateUse(template=self.template, parameters={"body": ["Lek"]})
        client, phone = f"start-{self.number}", f"+6689{self.number:07d}"
        starting = ConversationStart(id=1, client_id=client, channel=self.cast.sales, template=use, phone=phone)
        return await conversations.start(tx, self.cast.dana, starting)

    async def start_new_too(self, tx: Transaction) -> object:
        use = TemplateUse(template=self.template, parameters={"body": ["Lek"]})
        client, phone = f"start-{self.number}", f"+6689{self.number:07d}"
        starting = ConversationStart(id=1, client_id=client, channel=self.cast.sales, template=use, phone=phone)
        return await conversations.start(tx, self.cast.ines, starting)


PAIRS = [
    ("assign", "resolve"), ("assign", "send"), ("assign", "rename"), ("resolve", "send"), ("resolve", "arrive"),
    ("snooze", "reopen"), ("snooze", "arrive"), ("tag", "unread"), ("send", "send"), ("send", "rename"),
    ("send", "arrive"), ("send", "note"), ("retry", "retry"), ("react", "react_otherwise"), ("rename", "tag_contact"),
    ("rename", "arrive"), ("start_new", "start_new"), ("start_new", "start_new_too"), ("prioritize", "tag"), ("edit", "assign"),
    ("edit", "arrive"), ("many", "send"), ("many", "prioritize"), ("schedule", "arrive"), ("move", "send"), ("cancel", "arrive"),
    ("read_message", "resolve"), ("read_message", "send"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda name: name)
async def test_two_at_once_leave_every_agent_with_the_truth(
    transactions: Transactions, commits: list[Commit], cast: Cast, first: str, second: str
) -> None:
    agents = (cast.dana, cast.omar, cast.ines)
    alone = [await read(transactions, agent) for agent in agents]

    async def run(pause_at: int) -> tuple[Player, Player]:
        commits.clear()
        scene = Scene(cast, pause_at)
        async with transactions.begin() as tx:
            await scene.build(tx)
        one, two = await play(transactions.database, scene.act(first), scene.act(second), commits, pause_at)
        for agent, before in zip(agents, alone, strict=True):
            await assert_same(transactions, agent, before, commits)
        assert_fair(first, second, one.outcome, two.outcome)
        async with transactions.begin() as tx:
            await Scene.clear(tx, cast)
        return one, two

    await at_every_pause(transactions.database, run)


def assert_fair(first: str, second: str, one: Any, two: Any) -> None:
    """Both succeed; the same command twice is one message; two people starting with one number meet in one conversation."""
    assert not isinstance(one, Refusal), one
    assert not isinstance(two, Refusal), two
    if first == second:
        assert one["message"].id == two["message"].id
    if second == "start_new_too":
        assert one["conversation"].id == two["conversation"].id
        assert one["message"].id != two["message"].id
