"""A mail that did not reach somebody it went to beside the contact: noted in the message, which has arrived all the same."""

from __future__ import annotations

from typing import Any

import msgspec

from channels.channel import ChannelError, StatusTold
from channels.mail.international import plain_domain
from storage.intake.batches import MessageHeld

NOTED = 50  # of one mail


def is_about(fact: StatusTold, message: MessageHeld) -> bool:
    """Whether the fact is about another recipient than the one the mail was meant for."""
    if fact.recipient is None:
        return False
    about = _about(message)
    meant, *beside = [*_addresses(about.get("to")), *_addresses(about.get("cc")), *_addresses(about.get("bcc"))] or [""]
    told = _plain(fact.recipient)
    return told != meant and told in beside


def note(fact: StatusTold, explained: ChannelError, message: MessageHeld) -> bool:
    """Adds {address reason} to `content.mail.refused`. False when it stands there."""
    about = _about(message)
    held = [one for one in about.get("refused") or [] if isinstance(one, dict)]
    told = _plain(fact.recipient or "")
    if told in _addresses(held) or len(held) >= NOTED:
        return False
    reason = " ".join(part for part in (fact.code, fact.reason) if part) or explained.message
    content = msgspec.json.decode(message.content)
    content["mail"] = {**about, "refused": [*held, {"address": fact.recipient, "reason": reason}]}
    message.content = msgspec.json.encode(content).decode()
    return True


def _about(message: MessageHeld) -> dict[str, Any]:
    found = msgspec.json.decode(message.content).get("mail")
    return found if isinstance(found, dict) else {}


def _addresses(people: Any) -> list[str]:
    return [_plain(str(one.get("address"))) for one in people or [] if isinstance(one, dict)]


def _plain(address: str) -> str:
    try:
        return plain_domain(address.strip().lower())
    except ValueError:
        return address.strip().lower()
