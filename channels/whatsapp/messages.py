"""Messages, echoes of the business's own phone, edits, revokes and reactions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from channels.channel import Alias, AliasesChanged, Edited, Fact, Person, Reacted, Received, Revoked, Unknown
from channels.values import Json, given, id_of, moment, object_of, text_of
from channels.whatsapp.content import content_of, context_of
from channels.whatsapp.people import Contacts, aliases_of

By = Literal["customer", "phone_app"]

GROUP_LIMIT = 128  # characters
EMOJI_LIMIT = 64  # characters; the longest emoji sequences have about 15
USER_CHANGED = re.compile(r"changed from (\S+) to (\S+)")
BUSINESS_SCOPED = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]+")


class Origin(Struct, frozen=True):
    """Where a list of messages stood: all that its messages have in common."""

    account: str
    field: str
    contacts: Contacts
    key_space: str = ""
    extra: Json = {}


class Said(NamedTuple):
    """One item, by whom and where."""

    item: Json
    id: str
    origin: Origin
    person: Person
    by: By
    historic: bool


def message(item: Json, origin: Origin) -> Fact:
    """A message the customer wrote."""
    person = origin.contacts.person(item.get("from"), item.get("from_user_id"), item.get("from_parent_user_id"))
    return read(item, origin, person, "customer")


def echo(item: Json, origin: Origin) -> Fact:
    """A message the business wrote elsewhere: on its phone, or its assistant (then one level deeper)."""
    inner = item.get("message")
    if type(inner) is dict:
        item = {**inner, **{key: value for key, value in item.items() if key != "message"}}
    user, parent = item.get("to_user_id") or item.get("recipient"), item.get("to_parent_user_id")
    return read(item, origin, origin.contacts.person(item.get("to"), user, parent), "phone_app")


def read(
    item: Json, origin: Origin, person: Person, by: By, *, historic: bool = False, status: str | None = None
) -> Fact:
    """One message of any type as the fact it is."""
    kind = item.get("type")
    id = id_of(item.get("id"))
    if id is None:
        return unknown(origin, item, "a message without a usable id")
    reader = ACTS.get(kind) if type(kind) is str else None
    if reader is not None:
        acted = reader(Said(item, id, origin, person, by, historic))
        if acted is not None:
            return acted
    if not person.aliases:
        return unknown(origin, item, "a message that names nobody")
    found = content_of(item)
    reply_to, about = context_of(item)
    content = {**found.content, **about, **origin.extra} if about or origin.extra else found.content
    return Received(
        account=origin.account,
        provider_id=id,
        person=person,
        at=moment(item.get("timestamp")),
        kind=found.kind,
        text=found.text,
        content=content,
        media=found.media,
        reply_to=reply_to,
        by=by,
        group=id_of(item.get("group_id"), GROUP_LIMIT),
        historic=historic,
        key_space=origin.key_space,
        status=status,
        opens_window=by == "customer" and not historic,
    )


def unknown(origin: Origin, item: Any, reason: str) -> Unknown:
    return Unknown(account=origin.account, field=origin.field, detail={"item": item}, reason=reason)


def _edit(said: Said) -> Fact | None:
    item = said.item
    part = object_of(item.get("edit"))
    target, inner = id_of(part.get("original_message_id")), object_of(part.get("message"))
    if target is None or not inner:
        return None
    now = content_of(inner)
    at = moment(item.get("timestamp"))
    return Edited(
        account=said.origin.account,
        provider_id=said.id,
        target=target,
        at=at,
        text=now.text,
        content=now.content,
        media=now.media,
    )


def _revoke(said: Said) -> Fact | None:
    item = said.item
    target = id_of(object_of(item.get("revoke")).get("original_message_id"))
    if target is None:
        return None
    return Revoked(account=said.origin.account, provider_id=said.id, target=target, at=moment(item.get("timestamp")))


def _reaction(said: Said) -> Fact | None:
    """A reaction taken back comes with an empty emoji or with none."""
    item = said.item
    part = object_of(item.get("reaction"))
    target = id_of(part.get("message_id"))
    if target is None or not said.person.aliases:
        return None
    return Reacted(
        account=said.origin.account,
        provider_id=said.id,
        target=target,
        at=moment(item.get("timestamp")),
        emoji=(text_of(part.get("emoji")) or "")[:EMOJI_LIMIT],
        person=said.person,
        by=said.by,
        historic=said.historic,
    )


def _system(said: Said) -> Fact | None:
    item = said.item
    part = object_of(item.get("system"))
    event, body = text_of(part.get("type")) or "", text_of(part.get("body"))
    if event in ("user_changed_number", "user_changed_user_id"):
        return _changed(item, part, said.id, said.origin, event, body)
    if not said.person.aliases:
        return None
    name = "identity_changed" if event in ("customer_identity_changed", "user_identity_changed") else event or "told"
    return Received(
        account=said.origin.account,
        provider_id=said.id,
        person=said.person,
        at=moment(item.get("timestamp")),
        kind="system",
        text=body,
        content={"event": name, **given(identity=item.get("identity"))},
        by=said.by,
        historic=said.historic,
        key_space=said.origin.key_space,
        opens_window=False,
    )


def _changed(item: Json, part: Json, id: str, origin: Origin, event: str, body: str | None) -> Fact | None:
    """A new number or user id. Before August 2026 the former user id stood nowhere but in the sentence."""
    old = aliases_of(
        item.get("from"),
        part.get("previous_user_id") or item.get("from_user_id"),
        part.get("previous_parent_user_id") or item.get("from_parent_user_id"),
    )
    new = aliases_of(part.get("wa_id") or part.get("new_wa_id"), part.get("user_id"), part.get("parent_user_id"))
    old = old or _from_sentence(body)
    if not old or not new:
        return None
    renewed = {alias.kind for alias in new}
    return AliasesChanged(
        account=origin.account,
        provider_id=id,
        at=moment(item.get("timestamp")),
        old=old,
        new=new,
        gone=tuple(alias for alias in old if alias.kind in renewed and alias not in new),
        event="number_changed" if event == "user_changed_number" else "user_id_changed",
        text=body,
    )


def _from_sentence(body: str | None) -> tuple[Alias, ...]:
    found = USER_CHANGED.search(body or "")
    former = found.group(1) if found else ""
    if not BUSINESS_SCOPED.fullmatch(former):
        return ()
    return (Alias("whatsapp_parent" if ".ENT." in former else "whatsapp_user", former),)


Act = Callable[[Said], Fact | None]
ACTS: dict[str, Act] = {"edit": _edit, "revoke": _revoke, "reaction": _reaction, "system": _system}
