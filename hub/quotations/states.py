"""The states of a quotation and the one table of moves between them: whoever moves one moves it here.

A move is a line in the quotation's history, in its conversation's thread and in the contact's timeline, is noted in the log of acts and
announced to everybody who may see it.
"""

from __future__ import annotations

from typing import cast, get_args

import msgspec
from msgspec import Struct

from hub import activity, ids, shaping, threads
from hub.permissions import Agent
from hub.quotations import announcing
from hub.quotations.holding import Held
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.quotations import Answered, Doer, How, QuotationState
from storage import quotation_moves as moves
from storage import quotations as rows
from storage.quotation_moves import MoveRow
from storage.quotations import QuotationRow

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
    **values: object,
) -> QuotationRow:
    """Moves a held quotation, with other columns that change along. Raises Refusal as `require` does."""
    require(held.row, to, mover)
    answer = _answer(tx, to, mover, reason, signature)
    columns = {"state": to, "answered": answer, **_times(tx, to), **values}
    await rows.change(tx.connection, held.row.id, tx.now, **columns)
    await _tell(tx, held, to, mover, reason, signature)
    after = await rows.get(tx.connection, held.row.id)
    assert after is not None
    await announcing.changed(tx, after)
    return after


def _answer(tx: Transaction, to: str, mover: Mover, reason: str | None, signature: str | None) -> str | None:
    if to not in ANSWERS:
        return None
    at = shaping.time_text(tx.now)
    said = Answered(by=mover.by, how=mover.how, name=mover.name, reason=reason, signature=signature, at=at)
    return msgspec.json.encode(said).decode()


def _times(tx: Transaction, to: str) -> dict[str, int]:
    return {f"{to}_at": tx.now} if to in ("issued", "sent", "seen") else {}


async def _tell(tx: Transaction, held: Held, to: str, mover: Mover, reason: str | None, signature: str | None) -> None:
    row = held.row
    kept = MoveRow(
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
    )
    await moves.add(tx.connection, kept)
    after = await rows.get(tx.connection, row.id)
    number = after.number if after else row.number
    if held.conversation is not None:
        detail = {"quotation": row.id, "number": number, "revision": row.revision, "from": row.state, "to": to}
        told = {"by": kept.user_id, "doer": mover.by, "how": mover.how, "name": mover.name, "reason": reason}
        await threads.add_system(tx, held.conversation, "quotation", **detail, **told)
    await activity.note(
        tx,
        mover.agent,
        f"quotation.{to}",
        subject=row.id,
        title=number or "",
        before={"state": row.state, "revision": row.revision},
        after={"state": to, "by": mover.by, "how": mover.how, "reason": reason},
    )
