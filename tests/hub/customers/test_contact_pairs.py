"""Two people at one customer at the same time, the first paused at every statement: both are served, and no page is wrong."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub import announce
from hub.customers import (
    consent,
    contact_identities,
    contact_notes,
    contacts,
    fields,
    merging,
    new_contacts,
    tags,
    unmerging,
)
from hub.inbox import conversations
from hub.transaction import Commit, Transaction, Transactions
from hub.wire.commands import ContactEdit
from hub.wire.customer_changes import FieldChange, NewConsent, NewContact, NewField, NewIdentity, TagChange
from hub.wire.errors import Refusal
from storage import tables
from storage.customers import facets
from storage.customers import fields as field_rows
from tests.cast import Cast
from tests.hub import scenes
from tests.hub.interleaving import Act, Player, at_every_pause, play
from tests.hub.replay import assert_same, read


class Customers:
    """Nok and Nokky, tagged vip, both of gold level, each with an open conversation with sales."""

    def __init__(self, cast: Cast, number: int) -> None:
        self.cast = cast
        self.number = number
        self.field = ""

    async def build(self, tx: Transaction) -> None:
        level = NewField(name="Level", kind="choice", choices=["gold", "silver"])
        self.field = (await fields.add(tx, self.cast.ines, level)).id
        await tags.take(tx, ["vip"])
        times = {"created_at": tx.now, "updated_at": tx.now}
        for name in ("nok", "nokky"):
            person = {"id": name, "name": name.title(), "name_source": "provider"}
            words = {"tags": '["vip"]', "fields": '{"level":"gold"}'}
            await tx.connection.insert_many(tables.contacts, [person | words | times])
            talk = {"id": f"talk-{name}", "contact_id": name, "channel_id": self.cast.sales, "state": "open"}
            await tx.connection.insert_many(tables.conversations, [talk | {"last_at": tx.now} | times])
        await announce.conversations(tx, ["talk-nok", "talk-nokky"])
        await announce.contacts(tx, ["nok", "nokky"])

    @staticmethod
    async def clear(tx: Transaction, cast: Cast) -> None:
        await tx.connection.execute(tables.messages.delete())
        kept = tables.conversations.c.id.in_([cast.pims, cast.kens])
        await tx.connection.execute(tables.conversations.delete().where(~kept))
        people = [cast.pim, cast.ken]
        await tx.connection.execute(tables.identities.delete().where(tables.identities.c.contact_id.not_in(people)))
        await tx.connection.execute(tables.contacts.delete().where(tables.contacts.c.id.not_in(people)))
        for table in (tables.merges, tables.tags, tables.fields):
            await tx.connection.execute(table.delete())

    def act(self, name: str) -> Act:
        return getattr(self, name)  # type: ignore[no-any-return]

    async def rename(self, tx: Transaction) -> object:
        return await contacts.edit(tx, self.cast.dana, ContactEdit(id=1, contact="nokky", name="Nok Suwan"))

    async def describe(self, tx: Transaction) -> object:
        edit = ContactEdit(id=1, contact="nok", tags=["vip", "new"], fields={"level": "gold"})
        return await contacts.edit(tx, self.cast.dana, edit)

    async def tag_conversation(self, tx: Transaction) -> object:
        return await conversations.tag(tx, self.cast.dana, "talk-nok", ["vip"])

    async def rename_tag(self, tx: Transaction) -> object:
        return await tags.change(tx, self.cast.ines, "vip", TagChange(name="Very important"), None)

    async def remove_tag(self, tx: Transaction) -> object:
        return await tags.remove(tx, self.cast.ines, "vip")

    async def rename_choice(self, tx: Transaction) -> object:
        return await fields.change(tx, self.cast.ines, self.field, FieldChange(renamed={"gold": "platinum"}), None)

    async def remove_field(self, tx: Transaction) -> object:
        return await fields.remove(tx, self.cast.ines, self.field)

    async def merge(self, tx: Transaction) -> object:
        return await merging.merge(tx, self.cast.dana, "nokky", "nok")

    async def merge_back(self, tx: Transaction) -> object:
        return await merging.merge(tx, self.cast.ines, "nok", "nokky")

    async def merge_and_undo(self, tx: Transaction) -> object:
        await merging.merge(tx, self.cast.dana, "nokky", "nok")
        return await unmerging.unmerge(tx, self.cast.dana, "nokky")

    async def arrive(self, tx: Transaction) -> object:
        return await scenes.customer_writes(tx, "talk-nokky", "Hello?", f"wamid.{self.number}")

    async def note(self, tx: Transaction) -> object:
        return await contact_notes.add(tx, self.cast.ines, "nokky", "Likes tea")

    async def say(self, tx: Transaction) -> object:
        return await consent.record(
            tx, self.cast.ines, "nokky", NewConsent(channel="whatsapp", wanted=False, how="other")
        )

    async def add_number(self, tx: Transaction) -> object:
        typed = NewIdentity(kind="phone", value="+66 88 000 0001")
        return await contact_identities.add(tx, self.cast.dana, "nok", typed)

    async def add_contact(self, tx: Transaction) -> object:
        typed = NewIdentity(kind="phone", value="+66 88 000 0001")
        return await new_contacts.add(tx, self.cast.ines, NewContact(name="Lek", tags=["vip"], identities=[typed]))


PAIRS = [
    ("describe", "rename_tag"), ("remove_tag", "describe"), ("tag_conversation", "rename_tag"), ("describe", "rename_choice"),
    ("remove_field", "describe"), ("merge", "rename"), ("merge", "arrive"), ("merge", "describe"), ("merge", "merge_back"),
    ("merge", "rename_tag"), ("merge", "note"), ("say", "merge"), ("merge_and_undo", "arrive"), ("add_number", "add_contact"),
    ("add_contact", "add_contact"),
]  # fmt: skip
MAY_BE_REFUSED = {
    # whoever comes second finds it done, gone or taken
    ("merge", "merge_back"), ("remove_field", "describe"), ("describe", "rename_choice"), ("add_number", "add_contact"),
    ("add_contact", "add_contact"),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda name: name)
async def test_two_at_once_leave_every_agent_with_the_truth(
    transactions: Transactions, commits: list[Commit], cast: Cast, first: str, second: str
) -> None:
    agents = (cast.dana, cast.omar, cast.ines)
    alone = [await read(transactions, agent) for agent in agents]

    async def run(pause_at: int) -> tuple[Player, Player]:
        commits.clear()
        scene = Customers(cast, pause_at)
        async with transactions.begin() as tx:
            await scene.build(tx)
        one, two = await play(transactions.database, scene.act(first), scene.act(second), commits, pause_at)
        for agent, before in zip(agents, alone, strict=True):
            await assert_same(transactions, agent, before, commits)
        refused = [outcome for outcome in (one.outcome, two.outcome) if isinstance(outcome, Refusal)]
        assert len(refused) <= ((first, second) in MAY_BE_REFUSED), refused
        await assert_words_are_known(transactions)
        async with transactions.begin() as tx:
            await Customers.clear(tx, cast)
        return one, two

    await at_every_pause(transactions.database, run)


async def assert_words_are_known(transactions: Transactions) -> None:
    """No contact and no conversation has a tag, a field or a choice there is not, and contacts are found by what they have."""
    async with transactions.database.reading() as connection:
        named = set(await connection.values(tables.tags.select().with_only_columns(tables.tags.c.name)))
        known = {row.key: msgspec.json.decode(row.choices) for row in await field_rows.every(connection)}
        present = tables.contacts.c.merged_into.is_(None)
        columns = (tables.contacts.c.id, tables.contacts.c.tags, tables.contacts.c.fields)
        people = await connection.tuples(tables.contacts.select().where(present).with_only_columns(*columns))
        for id, worn, filled in people:
            told: dict[str, Any] = msgspec.json.decode(filled)
            assert set(msgspec.json.decode(worn)) <= named, (id, worn, named)
            assert all(value in known[key] for key, value in told.items()), (id, told, known)
            found = {row.value for row in await facets.of_contacts(connection, [id]) if row.facet == "tag"}
            assert found == {tags.key_of(tag) for tag in msgspec.json.decode(worn)}
        talks = tables.conversations
        for worn in await connection.values(talks.select().with_only_columns(talks.c.tags)):
            assert set(msgspec.json.decode(worn)) <= named, (worn, named)
