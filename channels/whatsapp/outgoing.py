"""Our message as the body Meta wants. Everything Meta would refuse is refused here first, before anything is called."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from channels.channel import Alias, ChannelError, Outgoing
from channels.values import Json, given, object_of, objects_of, text_of
from channels.whatsapp.interactive import interactive

TEXT_LIMIT = 4096  # characters
CAPTION_LIMIT = 1024
TAG_LIMIT = 512
CARDS = 257
LINK = re.compile(r"https?://\S")

FILES = frozenset({"image", "video", "audio", "voice", "document", "sticker"})
CAPTIONED = frozenset({"image", "video", "document"})


def body(message: Outgoing) -> Json:
    """The whole request body. Raises ChannelError("never") with what to change."""
    build = BUILDERS.get(message.kind)
    if build is None:
        raise refused(f"WhatsApp cannot send a message of kind {message.kind}.", "Send it as text or as a file.")
    if len(message.tag) > TAG_LIMIT:
        raise refused(f"The tag of the message is longer than {TAG_LIMIT} characters.")
    kind, part = build(message)
    return {
        "messaging_product": "whatsapp",
        **_recipient(message),
        "type": kind,
        kind: part,
        "biz_opaque_callback_data": message.tag,
        **({"context": {"message_id": message.reply_to}} if message.reply_to and message.kind != "reaction" else {}),
    }


def refused(message: str, advice: str | None = None) -> ChannelError:
    """What never leaves the house, because Meta would not take it."""
    return ChannelError("never", message, code="invalid", advice=advice)


def _recipient(message: Outgoing) -> Json:
    """A phone number always with its plus: without, Meta puts the business's own country in front of it. Beside a phone number the
    user id is only a hint; alone it is the address."""
    if message.group:
        return {"recipient_type": "group", "to": message.group}
    number = _alias(message.to, "phone")
    user = _alias(message.to, "whatsapp_user") or _alias(message.to, "whatsapp_parent")
    if number is None and user is None:
        raise refused(
            "The contact has neither a phone number nor a WhatsApp user id.", "Add a phone number to the contact."
        )
    to = {"to": f"+{number.lstrip('+')}"} if number else {}
    return {"recipient_type": "individual", **to, **({"recipient": user} if user else {})}


def _alias(aliases: tuple[Alias, ...], kind: str) -> str | None:
    return next((alias.value for alias in aliases if alias.kind == kind), None)


def _text(message: Outgoing) -> tuple[str, Any]:
    text = message.text or ""
    if not text.strip():
        raise refused("The message is empty.", "Write something.")
    if len(text) > TEXT_LIMIT:
        raise refused(
            f"The text has {len(text)} characters; WhatsApp takes {TEXT_LIMIT}.",
            "Send it in several messages, or as a document.",
        )
    return "text", {"body": text, "preview_url": LINK.search(text) is not None}


def _file(message: Outgoing) -> tuple[str, Any]:
    if message.media_id is None:
        raise refused("The file has not been uploaded.", "Attach the file again.")
    kind, caption = ("audio" if message.kind == "voice" else message.kind), message.text
    if caption and message.kind not in CAPTIONED:
        raise refused("WhatsApp shows no text with sound and stickers.", "Send the text as a message of its own.")
    if caption and len(caption) > CAPTION_LIMIT:
        raise refused(
            f"The caption has {len(caption)} characters; WhatsApp takes {CAPTION_LIMIT}.",
            "Send the text as a message of its own.",
        )
    name = message.media_name if message.kind == "document" else None
    return kind, given(
        id=message.media_id, caption=caption, filename=name, voice=True if message.kind == "voice" else None
    )


def _location(message: Outgoing) -> tuple[str, Any]:
    place = message.content
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        raise refused("The place has no latitude and longitude.", "Choose the place again.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise refused("There is no such place on earth.", "Choose the place again.")
    name, address = text_of(place.get("name")), text_of(place.get("address"))
    return "location", {"latitude": latitude, "longitude": longitude, **given(name=name, address=address)}


def _contacts(message: Outgoing) -> tuple[str, Any]:
    cards = objects_of(message.content.get("contacts"))
    if not cards or len(cards) > CARDS:
        raise refused(f"A message carries 1 to {CARDS} contact cards.", "Choose fewer contacts.")
    return "contacts", [_card(card) for card in cards]


def _card(card: Json) -> Json:
    name = text_of(card.get("name"))
    if name is None:
        raise refused("A contact card has no name.", "Give the contact a name.")
    first = name.split(maxsplit=1)
    return {
        "name": {"formatted_name": name, "first_name": first[0] if first else name},
        **given(
            phones=[
                given(phone=text_of(item.get("number")), type=text_of(item.get("type")))
                for item in _items(card, "phones", "number")
            ],
            emails=[
                given(email=text_of(item.get("address")), type=text_of(item.get("type")))
                for item in _items(card, "emails", "address")
            ],
            urls=[
                given(url=text_of(item.get("url")), type=text_of(item.get("type")))
                for item in _items(card, "urls", "url")
            ],
            org=given(company=text_of(card.get("organization")), title=text_of(card.get("title"))),
            birthday=text_of(card.get("birthday")),
            addresses=objects_of(card.get("addresses")),
        ),
    }


def _items(card: Json, field: str, only: str) -> list[Json]:
    """A list whose items may be bare texts: ["https://…"] is [{"url": "https://…"}]."""
    listed = card.get(field)
    return [item if isinstance(item, dict) else {only: item} for item in listed] if isinstance(listed, list) else []


def _reaction(message: Outgoing) -> tuple[str, Any]:
    """What it reacts to is `reply_to`; an empty emoji takes the reaction back."""
    if message.reply_to is None:
        raise refused("The message reacted to is not known to WhatsApp.", None)
    emoji = message.content.get("emoji", message.text)
    return "reaction", {"message_id": message.reply_to, "emoji": emoji if isinstance(emoji, str) else ""}


def _template(message: Outgoing) -> tuple[str, Any]:
    name, language = text_of(message.content.get("name")), message.content.get("language")
    code = text_of(language) or text_of(object_of(language).get("code"))
    if name is None or code is None:
        raise refused("The template has no name or no language.", "Choose the template again.")
    components = objects_of(message.content.get("components"))
    return "template", {"name": name, "language": {"code": code}, **given(components=components)}


def _interactive(message: Outgoing) -> tuple[str, Any]:
    return "interactive", interactive(message.content, message.text)


BUILDERS: dict[str, Callable[[Outgoing], tuple[str, Any]]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "template": _template,
    "interactive": _interactive,
    **dict.fromkeys(FILES, _file),
}
