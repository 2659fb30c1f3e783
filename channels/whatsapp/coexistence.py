"""A number that lives on the business's phone too: its past conversations and its address book, as the phone app hands them over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from channels.channel import AccountTold, ContactTold, Fact, Person
from channels.values import Json, given, moment, object_of, objects_of, text_of
from channels.whatsapp.content import errors_of
from channels.whatsapp.messages import Origin, read, unknown
from channels.whatsapp.people import aliases_of, phone

# history_context.status of a message the business sent
REACHED = {
    "SENT": "sent",
    "DELIVERED": "delivered",
    "READ": "read",
    "PLAYED": "played",
    "ERROR": "failed",
    "PENDING": "accepted",
}
DECLINED = "2593109"
DONE = 100  # percent


def history(value: Json, origin: Origin, business: str | None) -> Iterator[Fact]:
    """Past messages of 180 days, in chunks that come in any order; later, the files of the newest two weeks by themselves."""
    for chunk in objects_of(value.get("history")):
        for error in errors_of(chunk):
            yield _refused(error, origin)
        for thread in objects_of(chunk.get("threads")):
            yield from _thread(thread, origin, business)
        if object_of(chunk.get("metadata")).get("progress") == DONE:
            yield _complete(chunk, origin)
    for item in objects_of(value.get("messages")) + objects_of(value.get("message_echoes")):
        yield _past(item, origin, business, None)


def _thread(thread: Json, origin: Origin, business: str | None) -> Iterator[Fact]:
    context = object_of(thread.get("context"))
    aliases = aliases_of(
        context.get("wa_id") or thread.get("id"),
        context.get("user_id"),
        context.get("parent_user_id"),
        context.get("username"),
    )
    name = text_of(object_of(context.get("profile")).get("name"))
    customer = Person(aliases=aliases, name=name)
    for item in objects_of(thread.get("messages")):
        yield _past(item, origin, business, customer)


def _past(item: Json, origin: Origin, business: str | None, customer: Person | None) -> Fact:
    """Whose message it was is not said: it is the business's when it comes from its number, or goes to somebody."""
    sender, to = phone(item.get("from")), item.get("to")
    ours = sender == business if business and sender else bool(to)
    if customer is None or not customer.aliases:
        customer = origin.contacts.person(
            to if ours else item.get("from"), item.get("to_user_id") if ours else item.get("from_user_id")
        )
    said = text_of(object_of(item.get("history_context")).get("status")) if ours else None
    status = REACHED.get((said or "").upper())
    return read(item, origin, customer, "phone_app" if ours else "customer", historic=True, status=status)


def _refused(error: Json, origin: Origin) -> AccountTold:
    declined = error.get("code") == DECLINED
    told = error.get("details") or error.get("title") or "no reason given"
    return AccountTold(
        account=origin.account,
        business=None,
        field="history",
        event="declined" if declined else "failed",
        at=0,
        summary="The business does not share its earlier conversations."
        if declined
        else f"The earlier conversations could not be fetched: {told}",
        detail=error,
        severity="info" if declined else "warning",
    )


def _complete(chunk: Json, origin: Origin) -> AccountTold:
    detail = object_of(chunk.get("metadata"))
    return AccountTold(
        account=origin.account,
        business=None,
        field="history",
        event="complete",
        at=0,
        summary="All earlier conversations of the phone app have arrived.",
        detail=detail,
    )


def address_book(value: Json, origin: Origin) -> Iterator[Fact]:
    """Contacts added, edited or removed in the phone app (`smb_app_state_sync`)."""
    for item in objects_of(value.get("state_sync")):
        yield _entry(item, origin)


def _entry(item: Json, origin: Origin) -> Fact:
    contact: dict[str, Any] = object_of(item.get("contact"))
    action = item.get("action")
    aliases = aliases_of(
        contact.get("phone_number"), contact.get("user_id"), contact.get("parent_user_id"), contact.get("username")
    )
    if action not in ("add", "edit", "remove") or not aliases:
        return unknown(origin, item, "an entry of the address book we do not understand")
    name = text_of(contact.get("full_name")) or text_of(contact.get("first_name"))
    at = moment(object_of(item.get("metadata")).get("timestamp") or item.get("timestamp"))
    return ContactTold(account=origin.account, person=Person(aliases=aliases, **given(name=name)), at=at, action=action)
