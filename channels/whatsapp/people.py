"""Who a message is from or to. A phone number may be missing (usernames), a profile too; nobody is told by position in a list."""

from __future__ import annotations

import re
from typing import Any

from channels.channel import Alias, Person
from channels.values import Json, id_of, object_of, objects_of, text_of

ALIAS_LIMIT = 300  # characters; a user id has up to 150

_PUNCTUATION = re.compile(r"[\s+()\-.]")


def phone(value: Any) -> str | None:
    """E.164 digits without the plus. What holds no number at all stays as it was said."""
    said = id_of(value, ALIAS_LIMIT)
    if said is None or said.isdigit():
        return said
    return _PUNCTUATION.sub("", said) or None


def aliases_of(number: Any, user: Any = None, parent: Any = None, username: Any = None) -> tuple[Alias, ...]:
    found = []
    if (value := phone(number)) is not None:
        found.append(Alias("phone", value))
    if (value := id_of(user, ALIAS_LIMIT)) is not None:
        found.append(Alias("whatsapp_user", value))
    if (value := id_of(parent, ALIAS_LIMIT)) is not None:
        found.append(Alias("whatsapp_parent", value))
    if (value := id_of(username, ALIAS_LIMIT)) is not None:
        found.append(Alias("username", value.removeprefix("@")))
    return tuple(found)


class Contacts:
    """The `contacts` list of one value, found again by business-scoped user id, then by phone."""

    __slots__ = ("_contacts",)

    def __init__(self, contacts: Any) -> None:
        self._contacts = objects_of(contacts)

    def person(self, number: Any, user: Any = None, parent: Any = None) -> Person:
        """The person so named, with what the contacts say of them. Someone named by nothing is the only contact, if there is one."""
        contact = self._find(number, user)
        if contact is None:
            return Person(aliases=aliases_of(number, user, parent))
        profile = object_of(contact.get("profile"))
        return Person(
            aliases=aliases_of(
                number or contact.get("wa_id"),
                user or contact.get("user_id"),
                parent or contact.get("parent_user_id"),
                profile.get("username") or contact.get("username"),
            ),
            name=text_of(profile.get("name")),
        )

    def _find(self, number: Any, user: Any) -> Json | None:
        contacts = self._contacts
        if user:
            for contact in contacts:
                if contact.get("user_id") == user:
                    return contact
        if number:
            wanted = phone(number)
            for contact in contacts:
                # A number that was given to somebody else has another user id: theirs is not this person's name.
                if (contact.get("wa_id") == number or phone(contact.get("wa_id")) == wanted) and not (
                    user and contact.get("user_id")
                ):
                    return contact
            return None
        return contacts[0] if len(contacts) == 1 and not user else None
