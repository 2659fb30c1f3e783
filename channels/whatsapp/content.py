"""What the message types hold, in our words. Shared by messages, echoes, edits and history; pure and without surprise:
a type or a shape nobody knows becomes kind "unsupported" with its raw form kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Struct

from channels.channel import Media
from channels.values import Json, decode, given, id_of, object_of, objects_of, text_of
from channels.whatsapp.cards import cards


class Content(Struct, frozen=True):
    """The part of a message its type decides."""

    kind: str
    text: str | None = None
    content: Json = {}
    media: tuple[Media, ...] = ()


def content_of(message: Json) -> Content:
    """Reads `message[type]`."""
    kind = message.get("type")
    if kind == "text":
        text = object_of(message.get("text")).get("body")
        return Content("text", text) if type(text) is str else _unsupported(message)
    reader = READERS.get(kind) if type(kind) is str else None
    found = reader(message) if reader else None
    return found or _unsupported(message)


def errors_of(holder: Json) -> list[Json]:
    """`errors[]` in our words; `error_data` has been seen as text."""
    found = []
    for error in objects_of(holder.get("errors")):
        data = error.get("error_data")
        details = text_of(object_of(data).get("details")) or text_of(data) or text_of(error.get("details"))
        title = text_of(error.get("title")) or text_of(error.get("message"))
        found.append(given(code=text_of(error.get("code")), title=title, details=details))
    return found


MediaKind = Literal["image", "video", "audio", "voice", "document", "sticker"]


def _media(kind: MediaKind) -> Callable[[Json], Content | None]:
    def read(message: Json) -> Content | None:
        part = message.get(kind)
        if type(part) is not dict:
            return None
        shown: MediaKind = "voice" if kind == "audio" and part.get("voice") is True else kind
        file = _file(shown, part)
        extra = {} if file else given(errors=errors_of(message))
        return Content(shown, text_of(part.get("caption")), extra, (file,) if file else ())

    return read


def _file(kind: MediaKind, part: Json) -> Media | None:
    id, url = text_of(part.get("id")), text_of(part.get("url"))
    if id is None and url is None:
        return None
    return Media(
        id=id,
        kind=kind,
        mime=_unescaped(text_of(part.get("mime_type")) or "application/octet-stream"),
        name=text_of(part.get("filename")),
        sha256=_unescaped(text_of(part.get("sha256")) or "") or None,
        url=url,
        animated=part.get("animated") is True,
    )


def _unescaped(text: str) -> str:
    """Meta's escaping has been seen twice over: `image\\/jpeg` after decoding."""
    return text.replace("\\/", "/")


def _location(message: Json) -> Content | None:
    part = object_of(message.get("location"))
    latitude, longitude = _degrees(part.get("latitude")), _degrees(part.get("longitude"))
    if latitude is None or longitude is None:
        return None
    name, address = text_of(part.get("name")), text_of(part.get("address"))
    place = given(name=name, address=address, url=text_of(part.get("url")))
    return Content("location", name or address, {"latitude": latitude, "longitude": longitude, **place})


def _degrees(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _contacts(message: Json) -> Content | None:
    part = message.get("contacts")
    if type(part) is not list:
        return None
    read = cards(part)
    names = ", ".join(card["name"] for card in read if card["name"])
    return Content("contacts", names or None, {"contacts": read, **given(origin=text_of(message.get("origin")))})


def _button(message: Json) -> Content | None:
    part = message.get("button")
    if type(part) is not dict:
        return None
    text = text_of(part.get("text"))
    return Content("button", text, given(payload=text_of(part.get("payload")), text=text))


def _interactive(message: Json) -> Content | None:
    part = object_of(message.get("interactive"))
    form = part.get("type")
    inner = object_of(part.get(form)) if type(form) is str else {}
    if not inner:
        return None
    if form in ("button_reply", "list_reply"):
        title = text_of(inner.get("title"))
        said = given(id=text_of(inner.get("id")), title=title, description=text_of(inner.get("description")))
        return Content("interactive", title, {"form": "reply", **said})
    if form == "nfm_reply":
        return _filled_form(inner)
    if form == "call_permission_reply":
        return Content("interactive", None, {"form": "call_permission", **inner})
    return Content("interactive", text_of(inner.get("title")), {"form": str(form), "raw": inner})


def _filled_form(inner: Json) -> Content:
    """A Flow's answers come as JSON inside a text; what is no JSON is kept as that text."""
    said = inner.get("response_json")
    answers: Any = said
    if type(said) is str:
        try:
            answers = decode(said.encode("utf-8", "replace"))
        except ValueError:
            answers = said
    form = {"flow": "flow", "address_message": "address"}.get(str(inner.get("name")), "flow")
    body = text_of(inner.get("body"))
    return Content("interactive", body, {"form": form, **given(title=body, answers=answers)})


def _order(message: Json) -> Content | None:
    part = message.get("order")
    if type(part) is not dict:
        return None
    items = [
        given(
            id=text_of(item.get("product_retailer_id")),
            quantity=item.get("quantity"),
            price=item.get("item_price"),
            currency=text_of(item.get("currency")),
        )
        for item in objects_of(part.get("product_items"))
    ]
    text = text_of(part.get("text"))
    return Content("order", text, {"items": items, **given(catalog=text_of(part.get("catalog_id")), text=text)})


def _welcome(_: Json) -> Content:
    return Content("system", None, {"event": "welcome_requested"})


def _unsupported(message: Json) -> Content:
    """Kept whole, so that an upgrade can read it and a person can look at it now."""
    inner = text_of(object_of(message.get("unsupported")).get("type"))
    said = text_of(message.get("type")) or "unknown"
    raw = {key: value for key, value in message.items() if key not in ENVELOPE_KEYS}
    return Content("unsupported", None, {"type": inner or said, **given(errors=errors_of(message), raw=raw)})


ENVELOPE_KEYS = frozenset(
    {"id", "from", "from_user_id", "from_parent_user_id", "timestamp", "context", "group_id", "to", "referral"}
)

READERS: dict[str, Callable[[Json], Content | None]] = {
    "image": _media("image"),
    "video": _media("video"),
    "audio": _media("audio"),
    "document": _media("document"),
    "sticker": _media("sticker"),
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
    "request_welcome": _welcome,
}


def context_of(message: Json) -> tuple[str | None, Json]:
    """What the message answers, and where it comes from: forwarded, a product, an advertisement, the assistant's summary."""
    context = message.get("context")
    found: Json = {}
    reply_to = None
    if type(context) is dict:
        reply_to = id_of(context.get("id")) or id_of(context.get("message_id"))
        found = given(
            forwarded=context.get("forwarded") is True or None,
            frequently_forwarded=context.get("frequently_forwarded") is True or None,
            referred_product=context.get("referred_product"),
        )
    if (referral := message.get("referral")) and type(referral) is dict:
        found["referral"] = referral
    return reply_to, found
