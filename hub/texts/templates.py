"""Templates: what may be sent when the 24-hour window is closed. Filling one is pure: the provider's form, ours, and the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, cast

import msgspec
from msgspec import Struct

from hub import shaping
from hub.inbox.outbound import HeaderKind
from hub.permissions import Agent, require_channel
from hub.wire import shapes
from hub.wire.commands import TemplateUse
from hub.wire.errors import Refusal
from storage.accounts import templates as rows
from storage.accounts.templates import TemplateRow
from storage.database import Connection

DRAFT = "DRAFT"  # the status of a template the provider does not have
EDITS_KEPT = 20  # times of edits at the provider
LONGEST_PARAMETER = 1024  # characters
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# Meta refuses these in a parameter (132012): they would break the approved form
_UNWANTED = re.compile(r"[\n\r\t]| {5,}")
_MEDIA: dict[str, HeaderKind] = {"IMAGE": "image", "VIDEO": "video", "DOCUMENT": "document"}
_BUTTON_KINDS = {"QUICK_REPLY": "reply", "URL": "url", "PHONE_NUMBER": "phone", "COPY_CODE": "code", "OTP": "code"}
_PLAIN_PARTS = frozenset({"HEADER", "BODY", "FOOTER", "BUTTONS"})
_STATES: dict[str, shapes.TemplateState] = {"create": "submitting", "edit": "editing", "delete": "deleting"}
_decode_components = msgspec.json.Decoder(list[dict[str, Any]]).decode
_decode_bindings = msgspec.json.Decoder(dict[str, shapes.Binding]).decode


class Filled(Struct, frozen=True, kw_only=True):
    """`outgoing`: {"name", "language", "components"} for the channel; `content` and `text` for the thread."""

    outgoing: dict[str, Any]
    content: dict[str, Any]
    text: str
    media: HeaderKind | None  # the header needs a file of this kind
    marketing: bool


async def of_agent(connection: Connection, agent: Agent) -> list[shapes.Template]:
    """Every template of the channel accounts the agent may see."""
    return [shape(row) for row in await rows.of_channels(connection, agent.channels)]


async def usable(connection: Connection, agent: Agent, template_id: str, channel_id: str) -> TemplateRow:
    """The template, when it may be sent on this channel account now."""
    row = await rows.get(connection, template_id)
    if row is None:
        raise Refusal("not_found", "There is no such template.", field="template.template")
    require_channel(agent, row.channel_id, "template")
    if row.channel_id != channel_id:
        raise Refusal("invalid", f"The template {row.name} belongs to another channel.", field="template.template")
    if row.status != "APPROVED":
        message = f"The template {row.name} is {row.status.lower()} and cannot be sent. Choose an approved one."
        raise Refusal("invalid", message, field="template.template")
    return row


def shape(row: TemplateRow) -> shapes.Template:
    return shapes.Template(
        id=row.id,
        version=row.version,
        channel=row.channel_id,
        name=row.name,
        language=row.language,
        category=row.category,
        status=row.status,
        quality=row.quality,
        parameter_format=cast(Literal["positional", "named"], row.parameter_format),
        components=_decode_components(row.components),
        updated_at=shaping.time_text(row.updated_at),
        state=state_of(row),
        error=shaping.fault(row.error),
        reason=row.reason,
        correct_category=row.correct_category,
        bindings=_decode_bindings(row.bindings),
        sample=row.sample_id,
        draft=None if row.draft is None else msgspec.json.decode(row.draft, type=dict[str, Any]),
    )


def state_of(row: TemplateRow) -> shapes.TemplateState:
    if row.task is None:
        return "kept" if row.error is None else "failed"
    if row.uncertain:
        return "unknown"
    return _STATES[row.task]


def media_of(row: TemplateRow) -> HeaderKind | None:
    """The kind of file its heading needs."""
    parts = _decode_components(row.components)
    headers = (str(part.get("format") or "").upper() for part in parts if str(part.get("type")).upper() == "HEADER")
    return next((_MEDIA[form] for form in headers if form in _MEDIA), None)


def unsendable(row: TemplateRow) -> str | None:
    """Why nothing can be sent of it from here, whatever it is filled with; None: it can."""
    parts = {str(part.get("type", "")).upper() for part in _decode_components(row.components)}
    for strange in sorted(parts - _PLAIN_PARTS):
        what = strange.replace("_", " ").lower()
        return f"The template {row.name} has a {what}, which cannot be sent from here."
    return None


def fill(row: TemplateRow, use: TemplateUse) -> Filled:
    """Puts the parameters in their places. Raises Refusal when one is missing, too many, or not takeable."""
    if (trouble := unsendable(row)) is not None:
        raise Refusal("invalid", trouble, field="template.template")
    parts = {str(part.get("type", "")).upper(): part for part in _decode_components(row.components)}
    named = row.parameter_format == "named"
    left = dict(use.parameters)
    header, header_shape, media = _header(parts.get("HEADER"), left, named)
    body, body_text = _text_part("body", str(parts.get("BODY", {}).get("text") or ""), left, named)
    buttons, button_shapes = _buttons(parts.get("BUTTONS", {}).get("buttons") or [], left)
    for unknown in left:
        raise Refusal(
            "invalid", f"The template {row.name} has no place called {unknown}.", field=f"template.parameters.{unknown}"
        )
    if media is None and use.attachment is not None:
        raise Refusal("invalid", f"The template {row.name} takes no file.", field="template.attachment")
    components = header + ([{"type": "body", "parameters": body}] if body else []) + buttons
    content = {
        "name": row.name,
        "language": row.language,
        "header": header_shape,
        "body": body_text,
        "footer": parts.get("FOOTER", {}).get("text"),
        "buttons": button_shapes,
        "parameters": use.parameters,
    }
    return Filled(
        outgoing={"name": row.name, "language": row.language, "components": components},
        content=content,
        text=body_text,
        media=media,
        marketing=row.category == "MARKETING",
    )


def _header(part: dict[str, Any] | None, left: dict[str, Any], named: bool) -> tuple[list[Any], Any, HeaderKind | None]:
    """Its component, its shape, and the kind of file it needs."""
    if part is None:
        return [], None, None
    form = str(part.get("format") or "TEXT").upper()
    if form in _MEDIA:
        return [], {"kind": _MEDIA[form], "text": None}, _MEDIA[form]
    if form == "LOCATION":
        place = _place(left.pop("header", None))
        parameter = {"type": "location", "location": place}
        return [{"type": "header", "parameters": [parameter]}], {"kind": "location", "text": place["name"]}, None
    parameters, text = _text_part("header", str(part.get("text") or ""), left, named)
    component = [{"type": "header", "parameters": parameters}] if parameters else []
    return component, {"kind": "text", "text": text}, None


def _text_part(where: str, text: str, left: dict[str, Any], named: bool) -> tuple[list[dict[str, str]], str]:
    """The parameters of a part in the provider's form, and its text with the places filled."""
    places = list(dict.fromkeys(_PLACE.findall(text)))
    if not named:
        places.sort(key=lambda place: int(place) if place.isdigit() else 0)
    values = _values(where, places, left.pop(where, None))
    parameters = [
        {"type": "text", "parameter_name": place, "text": value} if named else {"type": "text", "text": value}
        for place, value in values.items()
    ]
    return parameters, _PLACE.sub(lambda found: values[found.group(1)], text)


def _buttons(buttons: list[dict[str, Any]], left: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    components, drawn = [], []
    for index, button in enumerate(buttons):
        kind = str(button.get("type") or "").upper()
        make = _PARAMETERS.get(kind)
        url = str(button.get("url") or "")
        where = f"button.{index}"
        if make is not None and (kind in ("COPY_CODE", "OTP") or (kind == "URL" and _PLACE.search(url))):
            value = _values(where, ["1"], left.pop(where, None))["1"]
            url = value.join(_PLACE.split(url)[::2])  # the odd ones are the places' names
            components.append(make(index, value))
        elif kind == "QUICK_REPLY" and where in left:
            components.append(_quick_reply(index, _values(where, ["1"], left.pop(where))["1"]))
        drawn.append(
            {
                "kind": _BUTTON_KINDS.get(kind, kind.lower()),
                "text": str(button.get("text") or ""),
                "url": url or None,
                "phone": button.get("phone_number"),
            }
        )
    return components, drawn


def _url(index: int, value: str) -> dict[str, Any]:
    # Meta counts an authentication template's code button as a button of sub type url
    return {"type": "button", "sub_type": "url", "index": str(index), "parameters": [{"type": "text", "text": value}]}


def _copy_code(index: int, value: str) -> dict[str, Any]:
    parameter = {"type": "coupon_code", "coupon_code": value}
    return {"type": "button", "sub_type": "copy_code", "index": str(index), "parameters": [parameter]}


def _quick_reply(index: int, value: str) -> dict[str, Any]:
    parameter = {"type": "payload", "payload": value}
    return {"type": "button", "sub_type": "quick_reply", "index": str(index), "parameters": [parameter]}


_PARAMETERS: dict[str, Callable[[int, str], dict[str, Any]]] = {"URL": _url, "OTP": _url, "COPY_CODE": _copy_code}


def _values(where: str, places: list[str], given: Any) -> dict[str, str]:
    """The value of each place. `given` is a list by position or an object by name."""
    field = f"template.parameters.{where}"
    if isinstance(given, dict):
        found = {str(name): value for name, value in given.items()}
    elif isinstance(given, list):
        found = dict(zip(places, given, strict=False)) | {
            f"#{n}": value for n, value in enumerate(given[len(places) :])
        }
    elif given is None:
        found = {}
    else:
        raise Refusal("invalid", f"The values of {_name(where)} are a list, or an object by name.", field=field)
    if missing := [place for place in places if place not in found]:
        message = f"{_name(where).capitalize()} has {len(places)} to fill in; {', '.join(missing)} is missing."
        raise Refusal("invalid", message, field=field)
    if len(found) > len(places):
        message = f"{_name(where).capitalize()} has {len(places)} to fill in, but {len(found)} values were given."
        raise Refusal("invalid", message, field=field)
    return {place: _value(where, found[place], field) for place in places}


def _value(where: str, value: Any, field: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Refusal("invalid", f"No value of {_name(where)} may be empty.", field=field)
    if len(value) > LONGEST_PARAMETER:
        raise Refusal(
            "invalid", f"A value of {_name(where)} may have at most {LONGEST_PARAMETER:,} characters.", field=field
        )
    if _UNWANTED.search(value):
        message = f"A value of {_name(where)} may not hold line breaks, tabs or more than four spaces in a row."
        raise Refusal("invalid", message, field=field)
    return value


def _place(given: Any) -> dict[str, Any]:
    field = "template.parameters.header"
    if not isinstance(given, dict) or not all(
        isinstance(given.get(key), int | float) for key in ("latitude", "longitude")
    ):
        raise Refusal("invalid", "The template's heading is a place: give its latitude and longitude.", field=field)
    named = {key: str(given.get(key) or "") for key in ("name", "address")}
    return {"latitude": str(given["latitude"]), "longitude": str(given["longitude"]), **named}


def _name(where: str) -> str:
    if where.startswith("button."):
        return f"the template's button {int(where.removeprefix('button.')) + 1}"
    return {"header": "the template's heading", "body": "the template's text"}[where]
