"""What became of our sends. In groups one webhook holds a status for each participant; the person may have no phone number."""

from __future__ import annotations

from typing import Literal

from channels.channel import Fact, StatusTold
from channels.values import Json, id_of, moment, object_of, text_of
from channels.whatsapp.content import errors_of
from channels.whatsapp.messages import Origin, unknown
from channels.whatsapp.people import phone

Told = Literal["sent", "delivered", "read", "played", "failed"]
KNOWN: dict[str, Told] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "played",
    "failed": "failed",
}


def status(item: Json, origin: Origin) -> Fact:
    told = item.get("status")
    known = KNOWN.get(told) if type(told) is str else None
    id = id_of(item.get("id"))
    if id is None or known is None:
        return unknown(origin, item, f"a status {told!r} we do not know" if id else "a status without an id")
    participant = ""
    if item.get("recipient_type") == "group":
        number = item.get("recipient_participant_id") or item.get("participant_recipient_id")
        user = item.get("recipient_participant_user_id")
        participant = phone(number) or text_of(user) or ""
        person = origin.contacts.person(number, user, item.get("recipient_participant_parent_user_id"))
    else:
        parent = item.get("parent_recipient_user_id") or item.get("recipient_parent_user_id")
        person = origin.contacts.person(item.get("recipient_id"), item.get("recipient_user_id"), parent)
    code, reason = _failure(item) if "errors" in item else (None, None)
    return StatusTold(
        account=origin.account,
        provider_id=id,
        status=known,
        at=moment(item.get("timestamp")),
        tag=id_of(item.get("biz_opaque_callback_data")),
        participant=participant,
        person=person if person.aliases else None,
        code=code,
        reason=reason,
        pricing=_pricing(item),
    )


def _failure(item: Json) -> tuple[str | None, str | None]:
    errors = errors_of(item)
    if not errors:
        return None, None
    first = errors[0]
    return first.get("code"), first.get("details") or first.get("title")


def _pricing(item: Json) -> Json | None:
    """Stands on `sent` and on one of delivered and read; documented inside `conversation` for groups."""
    pricing = item.get("pricing") or object_of(item.get("conversation")).get("pricing")
    return pricing if type(pricing) is dict else None
