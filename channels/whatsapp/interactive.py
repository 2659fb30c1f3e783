"""Interactive messages: buttons, lists, links, requests for a place, Flows. Our form in, Meta's out, within Meta's limits.

{form header body footer button buttons:[{id title}] sections:[{title rows:[{id title description}]}]}; a link has `url`, a Flow `flow`.
A header is a text, or {kind:"image"|"video"|"document" id name}.
"""

from __future__ import annotations

from collections.abc import Callable

from channels.channel import ChannelError
from channels.values import Json, given, object_of, objects_of, text_of

BODY, LIST_BODY, FOOTER, HEADER = 1024, 4096, 60, 60  # characters
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
SECTIONS, ROWS, ROW_ID, ROW_TITLE, ROW_DESCRIPTION = 10, 10, 200, 24, 72
FLOW_VERSION = "3"


def interactive(content: Json, text: str | None) -> Json:
    """Meta's `interactive` object; the body may come as the message's text. Raises ChannelError("never")."""
    form = text_of(content.get("form")) or ""
    build = FORMS.get(form)
    if build is None:
        raise _refused(f"There is no interactive form “{form}” to send.", f"Use one of: {', '.join(sorted(FORMS))}.")
    kind, action = build(content)
    body = _text("The text", content.get("body") or text, LIST_BODY if form == "list" else BODY)
    footer = content.get("footer")
    return {
        "type": kind,
        **given(header=_header(content.get("header"))),
        "body": {"text": body},
        **({"footer": {"text": _text("The footer", footer, FOOTER)}} if footer else {}),
        "action": action,
    }


def _header(header: object) -> Json | None:
    if isinstance(header, str):
        return {"type": "text", "text": _text("The header", header, HEADER)} if header else None
    parts = object_of(header)
    kind = text_of(parts.get("kind"))
    if kind is None:
        return None
    if kind == "text":
        return {"type": "text", "text": _text("The header", parts.get("text"), HEADER)}
    if kind not in ("image", "video", "document") or text_of(parts.get("id")) is None:
        raise _refused("The header must be a text, or an uploaded picture, video or document.")
    name = text_of(parts.get("name")) if kind == "document" else None
    return {"type": kind, kind: given(id=text_of(parts.get("id")), filename=name)}


def _buttons(content: Json) -> tuple[str, Json]:
    buttons = objects_of(content.get("buttons"))
    if not 1 <= len(buttons) <= BUTTONS:
        raise _refused(f"A message carries 1 to {BUTTONS} buttons.", "Use a list for more choices.")
    replies = [
        {
            "id": _text("A button's id", button.get("id"), BUTTON_ID),
            "title": _text("A button", button.get("title"), BUTTON_TITLE),
        }
        for button in buttons
    ]
    _distinct([reply["id"] for reply in replies], "Two buttons have the same id.")
    _distinct([reply["title"] for reply in replies], "Two buttons have the same title.")
    return "button", {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}


def _list(content: Json) -> tuple[str, Json]:
    sections = objects_of(content.get("sections"))
    rows = [row for section in sections for row in objects_of(section.get("rows"))]
    if not 1 <= len(sections) <= SECTIONS or not 1 <= len(rows) <= ROWS:
        raise _refused(f"A list holds 1 to {ROWS} rows in up to {SECTIONS} sections.", "Leave some rows out.")
    if len(sections) > 1 and not all(text_of(section.get("title")) for section in sections):
        raise _refused("Each of several sections needs a title.")
    _distinct([str(row.get("id")) for row in rows], "Two rows have the same id.")
    button = _text("The list's button", content.get("button"), BUTTON_TITLE)
    return "list", {"button": button, "sections": [_section(section) for section in sections]}


def _section(section: Json) -> Json:
    title = section.get("title")
    return {
        **({"title": _text("A section's title", title, ROW_TITLE)} if title else {}),
        "rows": [_row(row) for row in objects_of(section.get("rows"))],
    }


def _row(row: Json) -> Json:
    described = row.get("description")
    return {
        "id": _text("A row's id", row.get("id"), ROW_ID),
        "title": _text("A row", row.get("title"), ROW_TITLE),
        **({"description": _text("A row's description", described, ROW_DESCRIPTION)} if described else {}),
    }


def _link(content: Json) -> tuple[str, Json]:
    url = text_of(content.get("url")) or ""
    if not url.startswith(("https://", "http://")):
        raise _refused("The link does not begin with https://.", "Write the whole address.")
    shown = _text("The link's button", content.get("button"), BUTTON_TITLE)
    return "cta_url", {"name": "cta_url", "parameters": {"display_text": shown, "url": url}}


def _place(_: Json) -> tuple[str, Json]:
    return "location_request_message", {"name": "send_location"}


def _flow(content: Json) -> tuple[str, Json]:
    flow = object_of(content.get("flow"))
    id, name = text_of(flow.get("id")), text_of(flow.get("name"))
    if id is None and name is None:
        raise _refused("The Flow is not named.", "Choose the Flow again.")
    parameters = {
        "flow_message_version": FLOW_VERSION,
        **({"flow_id": id} if id else {"flow_name": name}),
        "flow_cta": _text("The Flow's button", content.get("button"), BUTTON_TITLE),
        **given(
            flow_token=text_of(flow.get("token")),
            flow_action=text_of(flow.get("action")),
            flow_action_payload=object_of(flow.get("data")),
        ),
    }
    return "flow", {"name": "flow", "parameters": parameters}


FORMS: dict[str, Callable[[Json], tuple[str, Json]]] = {
    "buttons": _buttons,
    "list": _list,
    "link": _link,
    "location_request": _place,
    "flow": _flow,
}


def _text(what: str, value: object, limit: int) -> str:
    text = text_of(value)
    if text is None or not text.strip():
        raise _refused(f"{what} is missing.", "Fill it in.")
    if len(text) > limit:
        raise _refused(f"{what} has {len(text)} characters; WhatsApp takes {limit}.", "Shorten it.")
    return text


def _distinct(values: list[str], complaint: str) -> None:
    if len(set(values)) != len(values):
        raise _refused(complaint, "Make them different.")


def _refused(message: str, advice: str | None = None) -> ChannelError:
    return ChannelError("never", message, code="invalid", advice=advice)
