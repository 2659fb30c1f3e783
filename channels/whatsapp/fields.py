"""Template news, marketing preferences and changed user ids: the fields that are about neither a message nor the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from channels.channel import AliasesChanged, Fact, PreferenceTold, TemplateTold
from channels.values import Json, given, id_of, moment, object_of, objects_of, text_of
from channels.whatsapp.messages import Origin, unknown
from channels.whatsapp.people import aliases_of

WANTED = {"resume": True, "signup": True, "stop": False}


def preferences(value: Json, origin: Origin) -> list[Fact]:
    return [_preference(item, origin) for item in objects_of(value.get("user_preferences"))]


def _preference(item: Json, origin: Origin) -> Fact:
    person = origin.contacts.person(item.get("wa_id"), item.get("user_id"), item.get("parent_user_id"))
    said, category = item.get("value"), text_of(item.get("category"))
    if type(said) is not str or said not in WANTED or category is None or not person.aliases:
        return unknown(origin, item, "a preference we do not understand")
    return PreferenceTold(
        account=origin.account,
        person=person,
        at=moment(item.get("timestamp")),
        category=category,
        wanted=WANTED[said],
        detail=text_of(item.get("detail")),
    )


def user_ids(value: Json, origin: Origin) -> list[Fact]:
    """`user_id_update`: never documented as a field to subscribe to, seen nevertheless."""
    return [_user_id(item, origin) for item in objects_of(value.get("user_id_update"))]


def _user_id(item: Json, origin: Origin) -> Fact:
    user, parent = object_of(item.get("user_id")), object_of(item.get("parent_user_id"))
    old = aliases_of(item.get("wa_id"), user.get("previous"), parent.get("previous"))
    new = aliases_of(item.get("wa_id"), user.get("current"), parent.get("current"))
    current = id_of(user.get("current"))
    if current is None or not old:
        return unknown(origin, item, "a changed user id without the new one")
    return AliasesChanged(
        account=origin.account,
        provider_id=f"user_id_update:{current}"[:500],
        at=moment(item.get("timestamp")),
        old=old,
        new=new,
        gone=tuple(alias for alias in old if alias not in new),
        event="user_id_changed",
        text=text_of(item.get("detail")),
    )


def template(field: str, value: Json, business: str | None, time: int) -> TemplateTold | None:
    """News of a template; None when it names none."""
    changes = TEMPLATE_READERS[field](value)
    id, name = id_of(value.get("message_template_id")), id_of(value.get("message_template_name"))
    if id is None and name is None:
        return None
    return TemplateTold(
        business=business or "",
        provider_id=id,
        name=name,
        language=id_of(value.get("message_template_language")),
        at=time,
        changes=changes,
    )


def _status(value: Json) -> Json:
    rejection = object_of(value.get("rejection_info"))
    reason = text_of(value.get("reason"))
    return given(
        status=text_of(value.get("event")),
        reason=text_of(rejection.get("reason")) or (None if reason == "NONE" else reason),
        advice=text_of(rejection.get("recommendation")),
        category=text_of(value.get("message_template_category")),
        disable=object_of(value.get("disable_info")),
        other=object_of(value.get("other_info")),
    )


def _quality(value: Json) -> Json:
    return given(
        quality=text_of(value.get("new_quality_score")), previous_quality=text_of(value.get("previous_quality_score"))
    )


def _components(value: Json) -> Json:
    """The whole new text, under Meta's names without their prefix: title (header), element (body), footer, buttons."""
    prefix = "message_template_"
    about = {"id", "name", "language"}
    parts = {key.removeprefix(prefix): part for key, part in value.items() if key.startswith(prefix)}
    return {"components": {key: part for key, part in parts.items() if key not in about}}


def _category(value: Json) -> Json:
    """`correct_category` comes ahead of the change, `new_category` with it."""
    return given(
        category=text_of(value.get("new_category")) or text_of(value.get("category")),
        previous_category=text_of(value.get("previous_category")),
        correct_category=text_of(value.get("correct_category")),
    )


TEMPLATE_READERS: dict[str, Callable[[Json], dict[str, Any]]] = {
    "message_template_status_update": _status,
    "message_template_quality_update": _quality,
    "message_template_components_update": _components,
    "template_category_update": _category,
    "template_correct_category_detection": _category,
}
