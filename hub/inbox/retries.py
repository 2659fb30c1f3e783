"""Whether a message may be sent again, and what goes again with it."""

from __future__ import annotations

from hub.inbox import calls, delivery_facts
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.inbox import attempts
from storage.inbox import messages as rows
from storage.inbox.messages import MessageRow


async def require_retryable(tx: Transaction, message: MessageRow, even_if_sent: bool) -> None:
    if '"replaced_by":' in message.content:
        raise Refusal("conflict", "This was sent over another channel instead.", field="message")
    if message.status not in ("failed", "unknown"):
        raise Refusal(
            "conflict", f"This message was {message.status}; there is nothing to send again.", field="message"
        )
    tried = (await attempts.of_messages(tx.connection, [message.id])).get(message.id, [])
    call = calls.open_call(tried, tx.now)
    if call is None:
        await attempts.leave_calls(tx.connection, [message.id])
    # what its provider takes once may be made again; any other doubt is a person's to weigh
    doubtful = any(delivery_facts.reached(one) == "unknown" for one in tried if call is None or one.call != call.id)
    if (doubtful or (message.status == "unknown" and call is None)) and not even_if_sent:
        words = (
            "The provider never answered, so the customer may have this message. Send again only if twice does no harm."
        )
        raise Refusal("conflict", words, field="even_if_sent")


async def of_call(tx: Transaction, message_id: str) -> list[str]:
    """What may have been taken in one call with the message, and is only ever tried again with it."""
    tried = (await attempts.of_messages(tx.connection, [message_id])).get(message_id, [])
    together = await attempts.of_call(tx.connection, tried[-1].call) if tried and tried[-1].call else []
    locked = await rows.lock(tx.connection, [id for id in together if id != message_id])
    return [id for id, row in locked.items() if row.status in ("failed", "unknown")]
