"""Whether a customer may be written to now: the channel account's state, the 24-hour window, what the customer consented to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hub import shaping
from hub.accounts import limits
from hub.durations import DAY_MS
from hub.inbox import silence
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.accounts import channels
from storage.accounts.channels import AccountRow
from storage.customers import contacts
from storage.inbox import heard
from storage.inbox.conversations import ConversationRow

MARKETING = ("marketing", "marketing_messages")  # what consent calls it


async def require_sendable(tx: Transaction, conversation: ConversationRow, *, template: bool) -> AccountRow:
    """The channel account, when it can send now and the customer may be written to now."""
    account = await channels.get(tx.connection, conversation.channel_id)
    assert account is not None  # a foreign key
    await require_unblocked(tx, conversation.contact_id)
    if account.state == "unconfigured":
        raise Refusal("channel_paused", f"{account.name} is not set up yet, so nothing can be sent from it.")
    if account.state == "deactivated":
        raise Refusal("channel_paused", f"{account.name} was removed, so nothing can be sent from it.")
    if account.state != "active":
        raise Refusal("channel_paused", f"{account.name} is paused: {account.reason or 'an administrator stopped it'}.")
    if account.kind == silence.KIND:
        await _require_no_standby(tx, conversation)
    if limits.of(account.kind).window and not template:
        _require_window(conversation, tx.now)
    return account


async def require_unblocked(tx: Transaction, contact_id: str) -> None:
    if await contacts.is_blocked(tx.connection, contact_id):
        raise Refusal("conflict", "You have blocked this contact as spam. Unblock the contact to write to it.")


async def _require_no_standby(tx: Transaction, conversation: ConversationRow) -> None:
    if silence.of((await heard.newest(tx.connection, [conversation.id])).values()) == "standby":
        message = "Another program of the account answers this chat now. Write as soon as it has handed the chat back."
        raise Refusal("conflict", message)


def _require_window(conversation: ConversationRow, now: int) -> None:
    closes = conversation.window_closes_at
    if closes is None:
        message = "The customer has not written yet, so only a template may be sent. Send a template instead."
        raise Refusal("window_closed", message)
    if closes <= now:
        raise Refusal("window_closed", f"The 24-hour window closed {_clock(closes, now)}. Send a template instead.")


def _clock(ms: int, now: int) -> str:
    day, time = shaping.time_text(ms)[:16].split("T")
    return f"at {time} UTC" if now - ms < DAY_MS else f"on {day} at {time} UTC"


async def require_consent(tx: Transaction, conversation: ConversationRow) -> None:
    """For what is not an answer: the customer's word on this kind of channel and on all of them."""
    contact = await contacts.get(tx.connection, conversation.contact_id)
    account = await channels.get(tx.connection, conversation.channel_id)
    consent = msgspec.json.decode(contact.consent) if contact is not None else {}
    if opted_out(consent, account.kind if account is not None else ""):
        raise Refusal("opted_out", "This customer wants no marketing messages. Send a template of another category.")


def opted_out(consent: Mapping[str, Any], channel_kind: str) -> bool:
    """Whether the contact's word, on this kind of channel or on all of them, is no."""
    return any(_refused(consent.get(name)) for name in (*MARKETING, channel_kind))


def _refused(told: Any) -> bool:
    return told is False or (isinstance(told, dict) and told.get("wanted") is False)
