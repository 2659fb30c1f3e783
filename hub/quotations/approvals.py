"""A manager's word on a discount above the office's limit (`QuotationSettings.discount_limit`), asked for and given in the conversation.

The word is about exactly what was offered to whom: any change of items, discounts, currency or customer makes it worth nothing. Managers
and administrators need none.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any, Literal, cast

import msgspec

from hub.inbox import threads
from hub.office import activity, configuration
from hub.permissions import Agent, require_role
from hub.quotations import announcing, holding, shaping, sums
from hub.quotations.holding import Held
from hub.team import notifications
from hub.team.notifications import News
from hub.transaction import Transaction
from hub.wire.commands import QuotationAsk, QuotationDecide
from hub.wire.errors import Refusal
from hub.wire.notifications import NotificationKind
from hub.wire.quotation_settings import QuotationSettings
from hub.wire.quotations import Content, Quotation
from hub.wire.shapes import Role
from storage.database import Connection
from storage.quotations import approvals as rows
from storage.quotations import rows as quotation_rows
from storage.quotations.approvals import ApprovalRow
from storage.quotations.rows import QuotationRow
from storage.team import users as user_rows

Standing = Literal["none", "needed", "asked", "approved", "refused"]
MANAGERS: tuple[Role, ...] = ("admin", "manager")
SUBJECT: NotificationKind = "quotation_approval"


async def standing(connection: Connection, row: QuotationRow, settings: QuotationSettings) -> Standing:
    """What the `approval` of a draft with this content is: for whoever changes one, before it is stored."""
    if not exceeds(row, settings):
        return "none"
    said = await rows.get(connection, row.id)
    return cast(Standing, said.state) if said is not None and said.content == digest(row) else "needed"


async def restated(tx: Transaction, row: QuotationRow) -> QuotationRow:
    """A draft as it was just changed, with its `approval` as the change leaves it. Before it is announced."""
    settings = (await configuration.read(tx.connection)).quotations
    now = await standing(tx.connection, row, settings)
    if now == row.approval:
        return row
    await quotation_rows.change(tx.connection, row.id, tx.now, approval=now)
    after = await quotation_rows.get(tx.connection, row.id)
    assert after is not None
    return after


async def require(tx: Transaction, agent: Agent, held: Held, settings: QuotationSettings) -> None:
    """Raises Refusal `not_allowed` while an agent's discount needs a manager's word."""
    if agent.role in MANAGERS:
        return
    now = await standing(tx.connection, held.row, settings)
    if now in ("none", "approved"):
        return
    limit = f"A discount above {settings.discount_limit} % needs a manager's approval."
    told = {
        "needed": "Ask for it first.",
        "asked": "It was asked for; wait for the answer.",
        "refused": "It was refused: give less, or ask again.",
    }
    raise Refusal("not_allowed", f"{limit} {told[now]}", field="approval")


async def ask(tx: Transaction, agent: Agent, quotation_id: str, words: str = "") -> Quotation:
    """Asks the managers. Once more says it once more. Raises Refusal `conflict` when nothing needs their word."""
    held = await holding.held(tx, agent, quotation_id)
    settings = (await configuration.read(tx.connection)).quotations
    _require_draft(held.row)
    now = await standing(tx.connection, held.row, settings)
    if now == "none":
        raise Refusal("conflict", "This discount needs no approval.", field="approval")
    if now == "approved":
        raise Refusal("conflict", "This discount is approved already.", field="approval")
    asked = ApprovalRow(
        quotation_id=quotation_id,
        content=digest(held.row),
        state="asked",
        asked_by=agent.id,
        asked_name=agent.name,
        asked_words=words.strip(),
        asked_at=tx.now,
        decided_by=None,
        decided_name="",
        decided_words="",
        decided_at=None,
    )
    return await _say(tx, agent, held, asked, words.strip())


async def decide(tx: Transaction, agent: Agent, quotation_id: str, approved: bool, words: str = "") -> Quotation:
    """A manager's answer, to what was asked. Raises Refusal `not_allowed`, `conflict` when nothing is asked or the draft has changed."""
    held = await holding.held(tx, agent, quotation_id)
    require_role(agent, *MANAGERS)
    _require_draft(held.row)
    asked = await rows.get(tx.connection, quotation_id)
    if asked is None or asked.content != digest(held.row) or asked.state != "asked":
        raise Refusal("conflict", "Nobody asks for approval of this quotation as it is now.", field="approval")
    said = msgspec.structs.replace(
        asked,
        state="approved" if approved else "refused",
        decided_by=agent.id,
        decided_name=agent.name,
        decided_words=words.strip(),
        decided_at=tx.now,
    )
    return await _say(tx, agent, held, said, words.strip())


async def asked(tx: Transaction, agent: Agent, command: QuotationAsk) -> dict[str, Quotation]:
    return {"quotation": await ask(tx, agent, command.quotation, command.words)}


async def decided(tx: Transaction, agent: Agent, command: QuotationDecide) -> dict[str, Quotation]:
    return {"quotation": await decide(tx, agent, command.quotation, command.approved, command.words)}


def exceeds(row: QuotationRow, settings: QuotationSettings) -> bool:
    """Whether the discount on a line, or all of them together, is above the limit. Exact."""
    if settings.discount_limit is None:
        return False
    inside, limit = shaping.content(row), sums.scaled(settings.discount_limit)
    found = _sums(row, inside)
    offered = [(line.discount, line.amount) for line in found.lines] + [(found.discount_total, found.subtotal)]
    return any(off * sums.WHOLE > of * limit for off, of in offered)


def percent(row: QuotationRow) -> str:
    """The largest discount in it, in percent, as a person says it."""
    found = _sums(row, shaping.content(row))
    offered = [(line.discount, line.amount) for line in found.lines] + [(found.discount_total, found.subtotal)]
    most = max((Decimal(off) * 100 / of for off, of in offered if of), default=Decimal(0))
    return f"{most:.2f}".rstrip("0").rstrip(".")


def digest(row: QuotationRow) -> str:
    """Of what is offered to whom, for how much."""
    inside = shaping.content(row)
    offered = [row.contact_id, row.currency, row.prices, inside.rounding, inside.discount, inside.items]
    return hashlib.sha256(msgspec.json.encode(offered, order="deterministic")).hexdigest()


def _sums(row: QuotationRow, inside: Content) -> sums.Sums:
    return sums.compute(
        inside.items,
        currency=row.currency,
        prices=cast(Any, row.prices),
        discount=inside.discount,
        rounding=inside.rounding,
    )


def _require_draft(row: QuotationRow) -> None:
    if row.state != "draft":
        raise Refusal("conflict", "Only a draft can be approved; revise the quotation first.", field="state")


async def _say(tx: Transaction, agent: Agent, held: Held, said: ApprovalRow, words: str) -> Quotation:
    """Keeps it, and tells it to everybody it concerns."""
    row = held.row
    await rows.put(tx.connection, said)
    await quotation_rows.change(tx.connection, row.id, tx.now, approval=said.state)
    share = percent(row)
    if held.conversation is not None:
        detail = {"quotation": row.id, "number": row.number, "revision": row.revision, "state": said.state}
        await threads.add_system(
            tx, held.conversation, SUBJECT, by=agent.id, name=agent.name, percent=share, reason=words or None, **detail
        )
    await activity.note(
        tx,
        agent,
        f"quotation.approval_{said.state}",
        subject=row.id,
        title=row.number or row.customer_name,
        before={"approval": row.approval},
        after={"approval": said.state, "percent": share, "words": words},
    )
    await notifications.notify_all(tx, await _news(tx.connection, agent, held, said, share))
    after = await quotation_rows.get(tx.connection, row.id)
    assert after is not None
    await announcing.changed(tx, after)
    return shaping.quotation(after)


async def _news(connection: Connection, agent: Agent, held: Held, said: ApprovalRow, share: str) -> list[News]:
    """The managers are asked; who asked is told."""
    place = None if held.conversation is None else held.conversation.id
    whom = held.row.customer_name or "a customer"
    if said.state == "asked":
        people = [each.id for each in await user_rows.find(connection) if each.active and each.role in MANAGERS]
        text = f"{agent.name} asks to give {whom} {share} % discount"
    else:
        people = [said.asked_by] if said.asked_by else []
        text = f"{agent.name} {said.state} the {share} % discount for {whom}"
    words = said.asked_words if said.state == "asked" else said.decided_words
    told = f"{text}: {words}" if words else text
    row = held.row
    return [
        News(
            user_id=id,
            kind=SUBJECT,
            conversation_id=place,
            text=told,
            subject=row.id,
            by=agent.id,
            who=row.customer_name,
            detail=told,
        )
        for id in people
    ]
