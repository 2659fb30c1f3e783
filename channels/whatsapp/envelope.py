"""A webhook's body, taken apart: entries, changes, fields. Every change and every item of it stands for itself, so that one nobody
understands never hides its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from channels.channel import Fact, Unknown
from channels.values import ACCOUNT_LIMIT, Json, decode, id_of, moment, object_of, text_of
from channels.whatsapp import accounts, calls, coexistence, fields, ordinary
from channels.whatsapp.messages import Origin, echo, message
from channels.whatsapp.people import Contacts, phone
from channels.whatsapp.statuses import status

FIELD_LIMIT = 64
DIALOGUE = frozenset({"messages", "message_echoes", "smb_message_echoes", "standby"})
PEOPLE = frozenset({"history", "smb_app_state_sync", "user_preferences", "user_id_update", "calls"})


def parse(raw: bytes) -> list[Fact]:
    """What the body says, in its order. Raises ValueError when it is no JSON object."""
    said = ordinary.read(raw)
    return take_apart(raw) if said is None else [said]


def take_apart(raw: bytes) -> list[Fact]:
    """The same of any body."""
    body = decode(raw)
    if type(body) is not dict:
        raise ValueError("the body is no JSON object")
    facts: list[Fact] = []
    entries = body.get("entry")
    if type(entries) is not list:
        return [Unknown(account=None, field="", detail=body, reason="a body without entries")]
    for entry in entries:
        changes = entry.get("changes") if type(entry) is dict else None
        if type(changes) is not list:
            facts.append(Unknown(account=None, field="", detail={"entry": entry}, reason="an entry without changes"))
            continue
        business, time = id_of(entry.get("id"), ACCOUNT_LIMIT), moment(entry.get("time"))
        for change in changes:
            _change(change, body, business, time, facts)
    return facts


def _change(change: Any, body: Json, business: str | None, time: int, facts: list[Fact]) -> None:
    if type(change) is not dict:
        facts.append(Unknown(account=None, field="", detail={"change": change}, reason="a change that is no object"))
        return
    # Meta's own example of PARTNER_APP_INSTALLED prints `field` one level too high.
    field = text_of(change.get("field")) or text_of(body.get("field")) or ""
    value = change.get("value")
    if type(value) is not dict:
        facts.append(Unknown(account=None, field=field[:FIELD_LIMIT], detail=change, reason="a change without a value"))
        return
    metadata = object_of(value.get("metadata"))
    account = id_of(metadata.get("phone_number_id"), ACCOUNT_LIMIT)
    before = len(facts)
    if field in DIALOGUE:
        _dialogue(field, value, account, facts)
    elif field in PEOPLE:
        _people(field, value, account, phone(metadata.get("display_phone_number")), facts)
    elif field in fields.TEMPLATE_READERS:
        if (told := fields.template(field, value, business, time)) is not None:
            facts.append(told)
    elif field in accounts.READERS or field in accounts.PLAIN:
        facts.append(accounts.told(field, value, account, business, time))
    if "errors" in value:
        facts.extend(accounts.errors(value, field[:FIELD_LIMIT], account, business, time))
    if len(facts) == before:
        facts.append(
            Unknown(
                account=account,
                field=field[:FIELD_LIMIT],
                detail=value,
                reason="a field or a part of it we do not know",
            )
        )


def _dialogue(field: str, value: Json, account: str | None, facts: list[Fact]) -> None:
    """Messages, echoes and statuses; in `standby`, while Meta's assistant holds the conversation, one level deeper."""
    key_space = ""
    extra: Json = {}
    if field == "standby":
        value = {**value, **object_of(value.get("standby"))}
        key_space, extra = "standby", {"standby": True}
    if type(summary := value.get("conversation_context")) is dict:
        extra = {**extra, "conversation_context": summary}
    contacts = Contacts(value.get("contacts"))
    if (items := value.get("messages")) is not None:
        _each(items, message, Origin(account or "", field, contacts, key_space, extra), facts)
    if (items := value.get("statuses")) is not None:
        _each(items, status, Origin(account or "", field, contacts, key_space), facts)
    if (items := value.get("message_echoes")) is not None:
        _each(items, echo, Origin(account or "", field, contacts, key_space or "echo", extra), facts)


def _each(items: Any, read: Callable[[Json, Origin], Fact], origin: Origin, facts: list[Fact]) -> None:
    for item in items if type(items) is list else [items]:
        if type(item) is dict and origin.account:
            facts.append(read(item, origin))
        else:
            reason = "an item that is no object" if origin.account else "an item without a phone number id"
            facts.append(
                Unknown(account=origin.account or None, field=origin.field, detail={"item": item}, reason=reason)
            )


def _people(field: str, value: Json, account: str | None, business: str | None, facts: list[Fact]) -> None:
    if account is None:
        return
    origin = Origin(account, field, Contacts(value.get("contacts")))
    found: Iterable[Fact]
    if field == "history":
        found = coexistence.history(value, origin, business)
    elif field == "smb_app_state_sync":
        found = coexistence.address_book(value, origin)
    elif field == "user_preferences":
        found = fields.preferences(value, origin)
    elif field == "user_id_update":
        found = fields.user_ids(value, origin)
    else:
        found = calls.calls(value, origin, business)
    facts.extend(found)
