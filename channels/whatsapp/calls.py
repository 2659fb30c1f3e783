"""Calls. A customer's call, answered or not, opens the service window as a message does."""

from __future__ import annotations

from collections.abc import Iterator

from channels.channel import Fact, Received
from channels.values import Json, given, id_of, moment, objects_of, text_of
from channels.whatsapp.messages import Origin, unknown
from channels.whatsapp.people import phone

KEY_SPACE = "call"  # a call's id comes once for each of its events


def calls(value: Json, origin: Origin, business: str | None) -> Iterator[Fact]:
    for item in objects_of(value.get("calls")):
        yield _call(item, origin, business)
    for item in objects_of(value.get("statuses")):
        yield _progress(item, origin)


def _call(item: Json, origin: Origin, business: str | None) -> Fact:
    event = text_of(item.get("event")) or "told"
    ours = text_of(item.get("direction")) == "BUSINESS_INITIATED"
    user = item.get("to_user_id") if ours else item.get("from_user_id")
    number = item.get("to") if ours else item.get("from")
    if business and phone(number) == business:
        # Seen the wrong way round: the other end is the customer.
        number = item.get("from") if ours else item.get("to")
    content = given(
        event=event.lower(),
        direction="out" if ours else "in",
        status=(text_of(item.get("status")) or "").lower(),
        duration=item.get("duration"),
        started_at=moment(item.get("start_time")) or None,
        ended_at=moment(item.get("end_time")) or None,
        call=text_of(item.get("id")),
    )
    return _told(item, origin, number, user, event.lower(), content, ours)


def _progress(item: Json, origin: Origin) -> Fact:
    """How a call of ours goes: ringing, accepted, rejected."""
    event = (text_of(item.get("status")) or "told").lower()
    content = given(event=event, direction="out", call=text_of(item.get("id")))
    return _told(item, origin, item.get("recipient_id"), item.get("recipient_user_id"), event, content, True)


def _told(item: Json, origin: Origin, number: object, user: object, event: str, content: Json, ours: bool) -> Fact:
    id, person = id_of(item.get("id"), 400), origin.contacts.person(number, user)
    if id is None or not person.aliases:
        return unknown(origin, item, "a call without an id or a caller")
    return Received(
        account=origin.account,
        provider_id=f"{id}:{event[:32]}",
        person=person,
        at=moment(item.get("timestamp")),
        kind="call",
        content=content,
        by="phone_app" if ours else "customer",
        key_space=KEY_SPACE,
        opens_window=not ours,
    )
