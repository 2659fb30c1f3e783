"""The ordinary body, one text of one customer, decoded straight into its parts: a third of what taking it apart costs.

Whatever else is in a body, or missing, makes it another's to read (`envelope`), which says the same of an ordinary one.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from channels.channel import Alias, Person, Received
from channels.values import ACCOUNT_LIMIT, ID_LIMIT, NUL_ESCAPE, moment
from channels.whatsapp.people import ALIAS_LIMIT

Name = Annotated[str, Meta(min_length=1, max_length=ALIAS_LIMIT)]


class _Metadata(Struct):
    phone_number_id: Annotated[str, Meta(min_length=1, max_length=ACCOUNT_LIMIT)]


class _Profile(Struct):
    name: str
    username: Name | None = None


class _Contact(Struct):
    profile: _Profile
    wa_id: Name
    user_id: Name | None = None
    parent_user_id: Name | None = None
    username: Name | None = None


class _Text(Struct):
    body: str


class _Message(Struct, forbid_unknown_fields=True):
    number: Name = field(name="from")
    id: Annotated[str, Meta(min_length=1, max_length=ID_LIMIT)]
    timestamp: str
    type: Literal["text"]
    text: _Text
    from_user_id: Name | None = None
    from_parent_user_id: Name | None = None


class _Value(Struct, forbid_unknown_fields=True):
    metadata: _Metadata
    contacts: tuple[_Contact]
    messages: tuple[_Message]
    messaging_product: str = ""


class _Change(Struct):
    field: Literal["messages"]
    value: _Value


class _Entry(Struct):
    changes: tuple[_Change]


class _Body(Struct):
    entry: tuple[_Entry]


_decode = msgspec.json.Decoder(_Body).decode


def read(raw: bytes) -> Received | None:
    """None when the body is no ordinary one."""
    if NUL_ESCAPE in raw:
        return None
    try:
        value = _decode(raw).entry[0].changes[0].value
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    message, contact = value.messages[0], value.contacts[0]
    number, user = message.number, message.from_user_id
    if contact.wa_id != number or not number.isdigit() or (user is not None and user != contact.user_id):
        return None
    return Received(
        account=value.metadata.phone_number_id,
        provider_id=message.id,
        person=Person(aliases=_aliases(message, contact), name=contact.profile.name or None),
        at=moment(message.timestamp),
        kind="text",
        text=message.text.body,
    )


def _aliases(message: _Message, contact: _Contact) -> tuple[Alias, ...]:
    phone = Alias("phone", message.number)
    parent = message.from_parent_user_id or contact.parent_user_id
    username = contact.profile.username or contact.username
    if contact.user_id is None and parent is None and username is None:
        return (phone,)
    others = (
        ("whatsapp_user", contact.user_id),
        ("whatsapp_parent", parent),
        ("username", username and username.removeprefix("@")),
    )
    return phone, *(Alias(kind, value) for kind, value in others if value is not None)
