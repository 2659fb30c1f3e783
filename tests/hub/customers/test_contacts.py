from __future__ import annotations

from typing import Any

import pytest

from channels.channel import Alias, Person
from hub import announce
from hub.customers import contacts
from hub.permissions import Agent
from hub.searching import indexing
from hub.transaction import Commit, Transaction, Transactions
from hub.wire.commands import ContactEdit, ContactGet, ContactSearch
from hub.wire.errors import Refusal
from storage import tables
from storage.customers import contacts as rows
from tests.cast import PIM_PHONE, Cast
from tests.hub.conftest import Acting


async def found(transactions: Transactions, agent: Agent, q: str) -> list[str]:
    await indexing.catch_up(transactions)
    async with transactions.database.reading() as connection:
        page = await contacts.search(connection, agent, ContactSearch(id=1, q=q))
    return [contact.id for contact in page.items]


async def add_may(tx: Transaction) -> None:
    new = {
        "id": "may",
        "name": "May_100%",
        "name_source": "agent",
        "company": "Tea Co",
        "created_at": 1,
        "updated_at": 1,
    }
    await tx.connection.insert_many(tables.contacts, [new])
    mail = {"id": "mail", "contact_id": "may", "kind": "email", "value": "may@tea.example", "display": "May"}
    await tx.connection.insert_many(tables.identities, [mail | {"created_at": 1}])
    await announce.contacts(tx, ["may"])


async def test_a_new_name_is_seen_in_the_conversation_too(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        edit = ContactEdit(id=1, contact=cast.pim, name="  Pim  Suwan ", company="Tea Co", owner="dana", tags=["vip"])
        edited = (await contacts.edit(tx, cast.dana, edit))["contact"]
        row = await rows.get(tx.connection, cast.pim)
    assert (edited.name, edited.company, edited.owner, edited.tags) == ("Pim Suwan", "Tea Co", "dana", ["vip"])
    assert row is not None
    assert row.name_source == "agent"


async def test_an_edit_that_changes_nothing_announces_nothing(
    acting: Acting, commits: list[Commit], cast: Cast
) -> None:
    edit = ContactEdit(id=1, contact=cast.pim, name="Pim S", tags=["vip"])
    async with acting() as tx:
        await contacts.edit(tx, cast.dana, edit)
    known = len(commits)
    async with acting() as tx:
        await contacts.edit(tx, cast.dana, edit)
    assert len(commits) == known


async def test_typing_the_providers_name_makes_it_the_agents(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await contacts.edit(tx, cast.dana, ContactEdit(id=1, contact=cast.pim, name="Pim Srisai"))
        row = await rows.get(tx.connection, cast.pim)
    assert row is not None
    assert row.name_source == "agent"


async def test_an_empty_company_or_owner_clears_it(acting: Acting, cast: Cast) -> None:
    async with acting() as tx:
        await contacts.edit(tx, cast.dana, ContactEdit(id=1, contact=cast.pim, company="Tea Co", owner="dana"))
    async with acting() as tx:
        cleared = (await contacts.edit(tx, cast.dana, ContactEdit(id=1, contact=cast.pim, company="", owner="")))[
            "contact"
        ]
    assert (cleared.company, cleared.owner) == (None, None)


@pytest.mark.parametrize(("values", "field"), [({"name": "  "}, "name"), ({"owner": "nobody"}, "owner")])
async def test_a_wrong_edit_is_refused(
    transactions: Transactions, cast: Cast, values: dict[str, Any], field: str
) -> None:
    async with transactions.begin() as tx:
        with pytest.raises(Refusal) as refused:
            await contacts.edit(tx, cast.dana, ContactEdit(id=1, contact=cast.pim, **values))
    assert refused.value.field == field


async def test_omar_never_learns_of_a_sales_contact(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        with pytest.raises(Refusal, match="no such contact"):
            await contacts.get(tx.connection, cast.omar, ContactGet(id=1, contact=cast.pim))
        with pytest.raises(Refusal, match="no such contact"):
            await contacts.edit(tx, cast.omar, ContactEdit(id=1, contact=cast.pim, name="Mine"))
    assert await found(transactions, cast.omar, "Pim") == []
    assert await found(transactions, cast.dana, "Pim") == [cast.pim]


@pytest.mark.parametrize("q", ["may_100%", "TEA CO", "may@tea", ""])
async def test_a_contact_is_found_by_any_part_of_who_it_is(transactions: Transactions, cast: Cast, q: str) -> None:
    async with transactions.begin() as tx:
        await add_may(tx)
    assert "may" in await found(transactions, cast.omar, q)


@pytest.mark.parametrize("q", ["zz%", "_zz", "zzz"])
async def test_what_is_typed_is_never_a_pattern(transactions: Transactions, cast: Cast, q: str) -> None:
    async with transactions.begin() as tx:
        await add_may(tx)
    assert await found(transactions, cast.omar, q) == []


async def test_a_merged_contact_leads_to_the_one_that_is_left(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await add_may(tx)
        await rows.change(tx.connection, "may", tx.now, merged_into=cast.pim)
        shown = await contacts.get(tx.connection, cast.dana, ContactGet(id=1, contact="may"))
    assert shown["contact"].id == cast.pim
    assert "may" not in await found(transactions, cast.omar, "")


async def test_a_person_is_known_by_any_alias(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        known = Person(aliases=(Alias("whatsapp_user", "TH.1"), Alias("phone", PIM_PHONE)))
        assert await contacts.resolve_person(tx, known) == cast.pim
        new = Person(aliases=(Alias("phone", "66811112222"),))
        first = await contacts.resolve_person(tx, new)
        assert await contacts.resolve_person(tx, new) == first
        row = await rows.get(tx.connection, first)
    assert row is not None
    assert (row.name, row.name_source) == ("+66 81 111 2222", "none")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("081 234 5678", "66812345678"),
        ("+66 (81) 234-5678", "66812345678"),
        ("66812345678", "66812345678"),
        ("0066 81 234 5678", "66812345678"),
        ("+1 650 555 1234", "16505551234"),
        ("+๖๖๘๑๒๓๔๕๖๗๘", "66812345678"),
    ],
)
def test_a_number_is_understood_however_it_is_written(typed: str, digits: str) -> None:
    assert contacts.normalise_phone(typed) == digits


@pytest.mark.parametrize("typed", ["", "12", "hello", "+", "9" * 40, "+66 81 234 5678 9999999"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="no phone number"):
        contacts.normalise_phone(typed)
