"""The table of moves: nothing moves that is not in it, and the page about quotations says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import structs

from hub.quotations import drafts, holding, issuing, states
from hub.quotations.states import MOVES, STATES
from hub.transaction import Transactions
from hub.wire.errors import Refusal
from hub.wire.quotation_requests import NewQuotation
from hub.wire.quotations import Item
from tests.cast import Cast

PAGE = Path(__file__).resolve().parents[3] / "web" / "docs" / "quotations.md"


@pytest.mark.once
def test_the_page_has_the_same_moves_as_the_table() -> None:
    block = PAGE.read_text().partition("## States")[2].partition("Every move")[0]
    told: set[tuple[str, str]] = set()
    for row in re.findall(r"^\| (.+?) \| (.+?) \| .+ \|$", block, re.MULTILINE)[1:]:
        froms, tos = (re.sub(r" \(.*?\)", "", cell).split(", ") for cell in row)
        told |= {(a.replace(" ", "_"), b.replace(" ", "_")) for a in froms for b in tos}
    told = {(a, b) for a, b in told if set("-") != set(a)}
    assert told == {(a, b) for a, moves in MOVES.items() for b in moves}


@pytest.mark.once
def test_every_state_has_its_moves_and_void_has_none() -> None:
    assert set(MOVES) == set(STATES)
    assert MOVES["void"] == {}
    assert {to for moves in MOVES.values() for to in moves} == set(STATES)


async def test_who_may_not_move_it_does_not(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        lamp = NewQuotation(conversation=cast.pims, items=[Item(description="A lamp", unit_price="10")])
        made = await drafts.create(tx, cast.dana, lamp)
        row = (await holding.held(tx, cast.dana, made.id)).row
        movers = {"agent": states.agent(cast.dana), "customer": states.customer("Pim", "page"), "system": states.SYSTEM}
        for before in STATES:
            for after in STATES:
                allowed = MOVES[before].get(after, ())
                for by, mover in movers.items():
                    refused: str | None = None
                    try:
                        states.require(structs.replace(row, state=before), after, mover)
                    except Refusal as refusal:
                        refused = refusal.code
                    managers_alone = (before, after) in states.MANAGERS_ONLY
                    free = by in allowed and not managers_alone
                    assert (refused is None) == free, (before, after, by, refused)
        states.require(structs.replace(row, state="accepted"), "void", states.agent(cast.ines))


async def test_a_customers_word_is_taken_back_by_a_manager_within_a_day(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        lamp = NewQuotation(conversation=cast.pims, items=[Item(description="A lamp", unit_price="10")])
        made = await drafts.create(tx, cast.dana, lamp)
        await issuing.issue(tx, cast.dana, made.id)
        await states.move(tx, await holding.hold(tx, made.id), "accepted", states.customer("Pim", "button"))
    async with transactions.begin() as tx:
        with pytest.raises(Refusal) as refused:
            await issuing.undo(tx, cast.dana, made.id)
        assert refused.value.code == "not_allowed"
    async with transactions.begin() as tx:
        tx.now += states.UNDO_MS + 1
        with pytest.raises(Refusal) as refused:
            await issuing.undo(tx, cast.ines, made.id)
        assert refused.value.code == "conflict"
    async with transactions.begin() as tx:
        assert (await issuing.undo(tx, cast.ines, made.id)).state == "issued"
