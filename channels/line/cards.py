"""Flex messages: what has buttons, and files that go as a link with a look at their first page. Within LINE's limits."""

from __future__ import annotations

from collections.abc import Callable

from channels.channel import ChannelError, File
from channels.line.words import cut, units
from channels.values import Json, given, object_of, objects_of, text_of

ALT, LABEL, DATA, DISPLAY = (
    400,
    20,
    300,
    300,
)  # units: what a phone shows in its notice; a button; what it sends back; what it says
BODY, FOOTER = 2_000, 200  # units
BUTTONS, ROWS = 10, 10  # more is no message but a form
ACCENT, QUIET = "#0F6B57", "#6F6A61"
UNITS = ("B", "KB", "MB")


def interactive(content: Json, text: str | None, file: File | None) -> Json:
    """A message with buttons, a list or a link, in our form; see `channels.whatsapp.interactive`. `file` stands at its head."""
    form = text_of(content.get("form")) or ""
    body = text_of(content.get("body")) or text
    if form == "location_request":
        asked = {
            "type": "action",
            "action": {"type": "location", "label": cut(text_of(content.get("button")) or "Location", LABEL)},
        }
        return {"type": "text", "text": _words("The text", body, BODY), "quickReply": {"items": [asked]}}
    build = FORMS.get(form)
    if build is None:
        raise _refused(
            f"There is no interactive form “{form}” to send on LINE.", f"Use one of: {', '.join(sorted(FORMS))}."
        )
    said = _words("The text", body, BODY)
    rows = build(content)
    head = content.get("header")
    title = head if isinstance(head, str) else text_of(object_of(head).get("text"))
    parts = [*_title(title), _paragraph(said), *(_file_lines(file) if file else [])]
    footer = text_of(content.get("footer"))
    bubble = given(
        type="bubble",
        hero=_picture(file) if file else None,
        body={"type": "box", "layout": "vertical", "spacing": "md", "contents": parts},
        footer={"type": "box", "layout": "vertical", "spacing": "sm", "contents": [*rows, *_small(footer)]},
    )
    return {"type": "flex", "altText": cut(said, ALT), "contents": bubble}


def document(file: File, caption: str | None) -> Json:
    """A file LINE cannot carry: its first page as a picture, its name, and a button that opens it."""
    said = [_paragraph(caption)] if caption and caption.strip() else []
    body = {
        "type": "box",
        "layout": "vertical",
        "spacing": "sm",
        "contents": [*_title(cut(file.name, 100)), *_file_lines(file)[1:], *said],
    }
    footer = {
        "type": "box",
        "layout": "vertical",
        "contents": [_button({"type": "uri", "label": "Open", "uri": file.url}, main=True)],
    }
    bubble = given(type="bubble", hero=_picture(file), body=body, footer=footer)
    alt = caption if caption and caption.strip() else file.name
    return {"type": "flex", "altText": cut(alt, ALT), "contents": bubble}


def _buttons(content: Json) -> list[Json]:
    buttons = objects_of(content.get("buttons"))
    if not 1 <= len(buttons) <= BUTTONS:
        raise _refused(f"A message on LINE carries 1 to {BUTTONS} buttons.")
    return [_button(_answer(button), main=place == 0) for place, button in enumerate(buttons)]


def _list(content: Json) -> list[Json]:
    rows = [row for section in objects_of(content.get("sections")) for row in objects_of(section.get("rows"))]
    if not 1 <= len(rows) <= ROWS:
        raise _refused(f"A list holds 1 to {ROWS} rows.", "Leave some rows out.")
    described = ((_button(_answer(row), main=False), *_small(text_of(row.get("description")))) for row in rows)
    return [part for parts in described for part in parts]


def _link(content: Json) -> list[Json]:
    url = text_of(content.get("url")) or ""
    if not url.startswith(("https://", "http://")):
        raise _refused("The link does not begin with https://.", "Write the whole address.")
    return [
        _button(
            {"type": "uri", "label": cut(_words("The link's button", content.get("button"), BODY), LABEL), "uri": url},
            main=True,
        )
    ]


def _answer(button: Json) -> Json:
    """What the tap sends back, and what the customer then says in the chat."""
    title = _words("A button", button.get("title"), DISPLAY)
    data = _words("A button's id", button.get("id"), DATA)
    return {"type": "postback", "label": cut(title, LABEL), "data": data, "displayText": title}


def _button(action: Json, *, main: bool) -> Json:
    look = {"style": "primary", "color": ACCENT} if main else {"style": "secondary"}
    return {"type": "button", "height": "sm", **look, "action": action}


def _title(title: str | None) -> list[Json]:
    return [{"type": "text", "text": title, "weight": "bold", "size": "lg", "wrap": True}] if title else []


def _paragraph(text: str) -> Json:
    return {"type": "text", "text": text, "wrap": True, "size": "md"}


def _small(text: str | None) -> list[Json]:
    return [{"type": "text", "text": cut(text, FOOTER), "wrap": True, "size": "xs", "color": QUIET}] if text else []


def _file_lines(file: File) -> list[Json]:
    size, place = float(file.size), 0
    while size >= 1024 and place < len(UNITS) - 1:
        size, place = size / 1024, place + 1
    kind = file.name.rpartition(".")[2].upper()[:5] if "." in file.name else file.mime
    return [*_small(file.name), *_small(f"{kind} · {size:.0f} {UNITS[place]}")]


def _picture(file: File) -> Json | None:
    if file.preview is None:
        return None
    opens = {"type": "uri", "label": "Open", "uri": file.url}
    look = {"size": "full", "aspectRatio": "4:3", "aspectMode": "cover", "gravity": "top"}
    return {"type": "image", "url": file.preview, **look, "action": opens}


def _words(what: str, value: object, most: int) -> str:
    text = text_of(value)
    if text is None or not text.strip():
        raise _refused(f"{what} is missing.", "Fill it in.")
    if units(text) > most:
        raise _refused(f"{what} has {units(text)} characters; LINE takes {most}.", "Shorten it.")
    return text


def _refused(message: str, advice: str | None = None) -> ChannelError:
    return ChannelError("never", message, code="invalid", advice=advice)


FORMS: dict[str, Callable[[Json], list[Json]]] = {"buttons": _buttons, "list": _list, "link": _link}
