"""The states of a quotation and the one table of moves between them: whoever moves one moves it here.

A move is a line in the quotation's history, in its conversation's thread and in the contact's timeline, is noted in the log of acts and
announced to everybody who may see it.
"""

from __future__ import annotations

from typing import Any, cast, get_args

import msgspec
from msgspec import Struct

from hub import ids, shaping
from hub.inbox import threads
from hub.office import activity
from hub.permissions import Agent
from hub.quotations import announcing
from hub.quotations.holding import Held
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.quotations import Answered, Doer, How, QuotationState
from storage.quotations import moves, rows
from storage.quotations.moves import MoveRow
from storage.quotations.rows import QuotationRow

STATES: tuple[QuotationState, ...] = get_args(QuotationState)
OPEN: tuple[QuotationState, ...] = ("issued", "sent", "seen", "change_requested")  # the customer may still say yes
ANSWERS: tuple[QuotationState, ...] = ("accepted", "declined", "change_requested")
UNDO_MS = 24 * 3_600_000  # an answer stands after a day: others have begun to act on it

_ANYBODY = ("agent", "customer")
_AGENT = ("agent",)
_SENT = ("agent", "system")
_CUSTOMER = ("customer",)
_SYSTEM = ("system",)

# from → to → who may. Issuing, revising and undoing are moves like any other, made by hub.quotations.issuing
MOVES: dict[QuotationState, dict[QuotationState, tuple[str, ...]]] = {
    "draft": {"issued": _AGENT},
    "issued": {
        "sent": _SENT, "seen": _CUSTOMER, "accepted": _ANYBODY, "declined": _ANYBODY, "change_requested": _ANYBODY,
        "expired": _SYSTEM, "void": _AGENT, "draft": _AGENT,
    },
    "sent": {
        "seen": ("customer", "system"), "accepted": _ANYBODY, "declined": _ANYBODY, "change_requested": _ANYBODY,
        "expired": _SYSTEM, "void": _AGENT, "draft": _AGENT,
    },
    "seen": {
        "accepted": _ANYBODY, "declined": _ANYBODY, "change_requested": _ANYBODY, "expired": _SYSTEM, "void": _AGENT,
        "draft": _AGENT,
    },
    "change_requested": {
        "accepted": _ANYBODY, "declined": _ANYBODY, "expired": _SYSTEM, "void": _AGENT, "draft": _AGENT,
    },
    "declined": {"void": _AGENT, "draft": _AGENT},
    "expired": {"void": _AGENT, "draft": _AGENT},
    "accepted": {"void": _AGENT},
    "void": {},
}  # fmt: skip
MANAGERS_ONLY: tuple[tuple[QuotationState, QuotationState], ...] = (("accepted", "void"),)

_SAID: dict[QuotationState, str] = {
    "draft": "is a draft: issue it first",
    "issued": "is issued",
    "sent": "is sent already",
    "seen": "was seen already",
    "accepted": "was accepted",
    "declined": "was declined: revise it to offer again",
    "change_requested": "has a change requested: revise it",
    "expired": "has expired: revise it to offer again",
    "void": "is void",
}


class Mover(Struct, frozen=True, kw_only=True):
    """Who moves it and how: an agent in the console, the customer by a button or on their page, a rule of the office."""

    by: Doer
    how: How
    agent: Agent | None = None
    name: str = ""


def agent(who: Agent) -> Mover:
    return Mover(by="agent", how="console", agent=who, name=who.name)


def customer(name: str, how: How) -> Mover:
    return Mover(by="customer", how=how, name=name)


SYSTEM = Mover(by="system", how="rule", name="BMA Social")


def require(row: QuotationRow, to: QuotationState, mover: Mover) -> None:
    """Raises Refusal `conflict` for a move the table does not have, `not_allowed` for one that is another's."""
    state = cast(QuotationState, row.state)
    who = MOVES[state].get(to)
    if who is None:
        raise Refusal("conflict", f"This quotation {_SAID[state]}.", field="state")
    if mover.by not in who:
        raise Refusal("not_allowed", f"Only the {' or the '.join(who)} can do this.", field="state")
    if (state, to) in MANAGERS_ONLY and (mover.agent is None or mover.agent.role == "agent"):
        raise Refusal("not_allowed", "Only a manager can make an accepted quotation void.", field="state")


async def move(
    tx: Transaction,
    held: Held,
    to: QuotationState,
    mover: Mover,
    *,
    reason: str | None = None,
    signature: str | None = None,
    **values: Any,
) -> QuotationRow:
    """Moves a held quotation, with other columns that change along. Raises Refusal as `require` does."""
    require(held.row, to, mover)
    kept = _move(tx, held.row, to, mover, reason=reason, signature=signature)
    columns = {"state": to, "answered": _said_in(kept), **_times(tx, to), **values}
    await rows.change(tx.connection, held.row.id, tx.now, **columns)
    return await _told(tx, held, mover, kept)


async def undo(tx: Transaction, held: Held, mover: Mover) -> QuotationRow:
    """Goes back to the state before the last move, if that was an answer or making it void. Raises Refusal `conflict` when there is
    nothing to undo or a day has passed, `not_allowed` for another's word."""
    said = [one for one in await moves.of_quotation(tx.connection, held.row.id) if _stands(one, held.row)]
    last = _undoable(tx, held.row, said)
    if last.by == "customer" and mover.by == "agent" and (mover.agent is None or mover.agent.role == "agent"):
        raise Refusal("not_allowed", "The customer said so: only a manager can take it back.", field="state")
    if last.by != "customer" and mover.by == "customer":
        raise Refusal("not_allowed", "This was not said by you.", field="state")
    await moves.undo(tx.connection, last.id, tx.now)
    before = next((_said_in(one) for one in reversed(said[:-1]) if one.to_state == last.from_state), None)
    await rows.change(tx.connection, held.row.id, tx.now, state=last.from_state, answered=before)
    return await _told(tx, held, mover, _move(tx, held.row, last.from_state, mover, undone_at=tx.now))


async def go_back(tx: Transaction, held: Held, mover: Mover, values: dict[str, Any]) -> QuotationRow:
    """A draft that revised another is thrown away: its columns are again what they were."""
    await rows.change(tx.connection, held.row.id, tx.now, **values)
    back = _move(tx, held.row, values["state"], mover, undone_at=tx.now)
    return await _told(tx, held, mover, back)


def _stands(move: MoveRow, row: QuotationRow) -> bool:
    return move.undone_at is None and move.revision == row.revision


def _undoable(tx: Transaction, row: QuotationRow, said: list[MoveRow]) -> MoveRow:
    if row.state not in (*ANSWERS, "void") or not said or said[-1].to_state != row.state:
        raise Refusal("conflict", "There is nothing to undo.", field="state")
    if tx.now - said[-1].at > UNDO_MS:
        raise Refusal("conflict", "This can be undone for a day only: revise it instead.", field="state")
    return said[-1]


def _said_in(move: MoveRow) -> str | None:
    """The answer a move gave, as JSON."""
    if move.to_state not in ANSWERS:
        return None
    said = Answered(
        by=cast(Doer, move.by),
        how=cast(How, move.how),
        name=move.name,
        reason=move.reason,
        signature=move.signature_id,
        at=shaping.time_text(move.at),
    )
    return msgspec.json.encode(said).decode()


def _times(tx: Transaction, to: str) -> dict[str, int]:
    return {f"{to}_at": tx.now} if to in ("issued", "sent", "seen") else {}


def _move(
    tx: Transaction,
    row: QuotationRow,
    to: str,
    mover: Mover,
    *,
    reason: str | None = None,
    signature: str | None = None,
    undone_at: int | None = None,
) -> MoveRow:
    """`undone_at`: of a move that goes back, which is none to go back from."""
    return MoveRow(
        id=ids.new(),
        quotation_id=row.id,
        revision=row.revision,
        contact_id=row.contact_id,
        at=tx.now,
        from_state=row.state,
        to_state=to,
        by=mover.by,
        how=mover.how,
        user_id=mover.agent.id if mover.agent else None,
        name=mover.name,
        reason=reason,
        signature_id=signature,
        undone_at=undone_at,
    )


async def _told(tx: Transaction, held: Held, mover: Mover, kept: MoveRow) -> QuotationRow:
    """Keeps the move and tells of it. Returns the row as it is now."""
    await moves.add(tx.connection, kept)
    after = await rows.get(tx.connection, kept.quotation_id)
    if after is None:
        raise LookupError(f"quotation {kept.quotation_id} is held and gone")
    if held.conversation is not None:
        await threads.add_system(tx, held.conversation, "quotation", **_line(after, kept))
    await activity.note(
        tx,
        mover.agent,
        f"quotation.{kept.to_state}",
        subject=after.id,
        title=after.number or after.customer_name,
        before={"state": kept.from_state, "revision": kept.revision},
        after={"state": kept.to_state, "revision": after.revision, "by": kept.by, "how": kept.how, "name": kept.name},
    )
    await announcing.changed(tx, after)
    return after


def _line(row: QuotationRow, move: MoveRow) -> dict[str, object]:
    """What the thread's line says of a move."""
    return {
        "quotation": row.id,
        "number": row.number,
        "revision": move.revision,
        "from": move.from_state,
        "to": move.to_state,
        "by": move.user_id,
        "doer": move.by,
        "how": move.how,
        "name": move.name,
        "reason": move.reason,
        "undone": move.undone_at is not None,
    }
