"""A discount above the office's limit needs a manager's word, about exactly what is offered."""

from __future__ import annotations

import pytest
from msgspec import structs

from hub.permissions import Agent
from hub.quotations import approvals, drafts, issuing
from hub.wire.errors import Refusal
from hub.wire.quotation_requests import QuotationChange
from hub.wire.quotations import Discount, Quotation
from tests.hub.quotation_way.office import ITEM, Office


@pytest.fixture
async def limited(office: Office) -> Office:
    await office.settings(discount_limit="10")
    return office


async def issue(office: Office, made: Quotation, by: Agent | None = None) -> Quotation:
    async with office.transactions.begin() as tx:
        return await issuing.issue(tx, by or office.cast.dana, made.id)


async def ask(office: Office, made: Quotation) -> Quotation:
    async with office.transactions.begin() as tx:
        return await approvals.ask(tx, office.cast.dana, made.id, "A good customer")


async def decide(office: Office, made: Quotation, approved: bool = True, by: Agent | None = None) -> Quotation:
    async with office.transactions.begin() as tx:
        return await approvals.decide(tx, by or office.cast.ines, made.id, approved, "Once")


async def test_up_to_the_limit_nobody_is_asked(limited: Office) -> None:
    made = await limited.draft(percent="10")
    assert made.approval == "none"
    assert (await issue(limited, made)).state == "issued"


async def test_above_it_neither_issuing_nor_sending_works_for_an_agent(limited: Office) -> None:
    made = await limited.draft(percent="10.1")
    assert made.approval == "needed"
    with pytest.raises(Refusal, match="needs a manager's approval"):
        await issue(limited, made)
    with pytest.raises(Refusal, match="needs a manager's approval"):
        await limited.send(made.id)
    assert await limited.state(made.id) == "draft"


async def test_the_discount_on_the_whole_counts_with_those_on_lines(limited: Office) -> None:
    made = await limited.draft(percent="6", discount=Discount(percent="6"))
    assert made.approval == "needed"


async def test_managers_need_nobodys_word(limited: Office) -> None:
    made = await limited.draft(percent="50")
    manager = structs.replace(limited.cast.ines, role="manager")
    assert (await issue(limited, made, by=manager)).state == "issued"


async def test_it_is_asked_and_given_in_the_conversation(limited: Office) -> None:
    made = await limited.draft(percent="25")
    assert (await ask(limited, made)).approval == "asked"
    assert await limited.news("quotation_approval") == [
        ("ines", "Dana asks to give Pim Srisai 25 % discount: A good customer")
    ]
    assert (await decide(limited, made)).approval == "approved"
    told = await limited.lines("quotation_approval")
    assert [(line["state"], line["percent"], line["reason"]) for line in told] == [
        ("asked", "25", "A good customer"),
        ("approved", "25", "Once"),
    ]
    assert ("dana", "Ines approved the 25 % discount for Pim Srisai: Once") in await limited.news("quotation_approval")
    assert (await issue(limited, made)).state == "issued"


async def test_a_refused_one_is_not_issued_and_may_be_asked_again(limited: Office) -> None:
    made = await limited.draft(percent="25")
    await ask(limited, made)
    assert (await decide(limited, made, approved=False)).approval == "refused"
    with pytest.raises(Refusal, match="was refused"):
        await issue(limited, made)
    assert (await ask(limited, made)).approval == "asked"


async def test_a_change_makes_the_word_worth_nothing(limited: Office) -> None:
    made = await limited.draft(percent="25")
    await ask(limited, made)
    await decide(limited, made)
    dearer = structs.replace(ITEM, discount=Discount(percent="26"))
    async with limited.transactions.begin() as tx:
        changed = await drafts.change(tx, limited.cast.dana, made.id, QuotationChange(items=[dearer]), None)
    assert changed.approval == "needed"
    with pytest.raises(Refusal):
        await issue(limited, made)
    async with limited.transactions.begin() as tx:  # as it was approved
        same = [structs.replace(ITEM, discount=Discount(percent="25"))]
        back = await drafts.change(tx, limited.cast.dana, made.id, QuotationChange(items=same), None)
    assert back.approval == "approved"


async def test_only_managers_decide_and_only_what_was_asked(limited: Office) -> None:
    made = await limited.draft(percent="25")
    with pytest.raises(Refusal, match="Nobody asks"):
        await decide(limited, made)
    await ask(limited, made)
    with pytest.raises(Refusal, match="needs the role"):
        await decide(limited, made, by=limited.cast.dana)
    with pytest.raises(Refusal, match="no such quotation"):
        await decide(limited, made, by=limited.cast.omar)
    assert (await limited.row(made.id)).approval == "asked"


async def test_what_needs_no_word_cannot_be_asked_for(limited: Office) -> None:
    made = await limited.draft()
    with pytest.raises(Refusal, match="needs no approval"):
        await ask(limited, made)
