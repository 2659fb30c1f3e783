"""What became of the messages that carry quotations: a quotation is `sent` when the provider took one, `seen` when its customer read one.

A send that failed, or whose outcome is unknown, leaves it as it is; its message says why.
"""

from __future__ import annotations

from collections.abc import Collection

from hub.quotations import holding, states
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.quotations import QuotationState
from storage.inbox import conversations as conversation_rows
from storage.quotations import rows, sends
from storage.quotations.sends import StandingRow

TAKEN = ("accepted", "sent", "delivered", "read", "played")  # by the provider
READ = ("read", "played")


async def follow(tx: Transaction, message_ids: Collection[str]) -> None:
    """Moves the quotations these messages carry to where the messages, as they stand now, have brought them. Twice is harmless."""
    taken = [found for found in await sends.standing(tx.connection, message_ids) if found.status in TAKEN]
    heads = await rows.heads(tx.connection, {found.quotation_id for found in taken})
    # all of them first, in the order in which everybody locks conversations
    await conversation_rows.lock(tx.connection, {head.conversation_id for head in heads if head.conversation_id})
    for found in sorted(taken, key=lambda found: found.quotation_id):
        await _brought(tx, found)


async def _brought(tx: Transaction, found: StandingRow) -> None:
    try:
        held = await holding.hold(tx, found.quotation_id)
    except Refusal as refused:
        if refused.code != "not_found":
            raise  # it was put elsewhere at this very moment: looked at again
        return
    if held.row.revision != found.revision:
        return
    if held.row.state == "issued":
        held = await _moved(tx, held, "sent")
    if held.row.state == "sent" and found.status in READ:
        await _moved(tx, held, "seen")


async def _moved(tx: Transaction, held: holding.Held, to: QuotationState) -> holding.Held:
    return holding.Held(row=await states.move(tx, held, to, states.SYSTEM), conversation=held.conversation)
