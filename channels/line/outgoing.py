"""Our message as the message objects LINE wants. Everything LINE would refuse is refused here first, before anything is called.

LINE takes no files: pictures, films and sounds go as https addresses, every other file as a card that leads to it.
"""

from __future__ import annotations

from collections.abc import Callable

from channels.channel import ChannelError, File, Outgoing
from channels.line import cards
from channels.line.words import cut, units
from channels.values import Json, given, object_of, objects_of, text_of

TEXT_LIMIT = 5_000  # UTF-16 units, as LINE counts
TITLE_LIMIT = 100  # of a place and its address
NAME_LIMIT = 20  # of a sender
MB = 1024 * 1024
PICTURES, FILMS, SOUNDS = (
    ("image/jpeg", "image/png"),
    ("video/mp4",),
    ("audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a"),
)
PICTURE_BYTES, FILM_BYTES, SOUND_BYTES = 10 * MB, 200 * MB, 200 * MB
QUOTABLE = frozenset({"text", "sticker"})


def objects(message: Outgoing) -> list[Json]:
    """The message objects: one, or two where a caption stands below a picture. Raises ChannelError("never") with what to change."""
    build = BUILDERS.get(message.kind)
    if build is None:
        raise refused(f"LINE cannot send a message of kind {message.kind}.", "Send it as text.")
    built = build(message)
    quote = message.handles.quote if message.handles and message.reply_to else None
    for one in built:
        if message.speaker:
            one["sender"] = given(name=cut(message.speaker.name, NAME_LIMIT), iconUrl=_https(message.speaker.picture))
    if quote and built[0]["type"] in QUOTABLE:
        built[0]["quoteToken"] = quote
    return built


def weight(message: Outgoing) -> int:
    """How many message objects it is at most."""
    captioned = message.kind in ("image", "video", "audio", "voice") and message.text and message.text.strip()
    return 2 if captioned else 1


def refused(message: str, advice: str | None = None) -> ChannelError:
    """What never leaves the house, because LINE would not take it."""
    return ChannelError("never", message, code="invalid", advice=advice)


def check(kind: str, mime: str, size: int) -> str | None:
    """None when LINE can carry such a file (`size` in bytes); else what to do about it."""
    plain = mime.partition(";")[0].strip().lower()
    limits = {
        "image": (PICTURES, PICTURE_BYTES),
        "video": (FILMS, FILM_BYTES),
        "audio": (SOUNDS, SOUND_BYTES),
        "voice": (SOUNDS, SOUND_BYTES),
    }
    if kind == "document":
        return "The file is empty: choose another." if size == 0 else None  # it goes as a card with a link
    if kind not in limits:
        return "LINE does not take this kind of file: send it as a document, which goes as a link."
    mimes, most = limits[kind]
    if plain not in mimes:
        names = {"image": "pictures as JPEG or PNG", "video": "films as MP4"}.get(kind, "sound as MP3 or M4A")
        return f"LINE takes {names} only: save it so, or send it as a document, which goes as a link."
    if size > most:
        return f"LINE takes such a file up to {most // MB} MB: make it smaller, or send it as a document, which goes as a link."
    return "The file is empty: choose another." if size == 0 else None


def _text(message: Outgoing) -> list[Json]:
    return [_said(message.text)]


def _said(text: str | None) -> Json:
    text = text or ""
    if not text.strip():
        raise refused("The message is empty.", "Write something.")
    if units(text) > TEXT_LIMIT:
        raise refused(
            f"The text has {units(text)} characters; LINE takes {TEXT_LIMIT}.",
            "Send it in several messages, or as a document.",
        )
    return {"type": "text", "text": text}


def _file(message: Outgoing) -> File:
    if message.file is None:
        raise refused(
            "The file has no address a customer could open.",
            "Set PUBLIC_URL to an https address, then attach it again.",
        )
    if not message.file.url.startswith("https://"):
        raise refused(
            "LINE opens files at https addresses only.",
            "Set PUBLIC_URL to the https address customers reach this server at.",
        )
    return message.file


def _picture(message: Outgoing) -> list[Json]:
    file = _file(message)
    shown = {"type": "image", "originalContentUrl": file.url, "previewImageUrl": file.preview or file.url}
    return [shown, *_caption(message)]


def _film(message: Outgoing) -> list[Json]:
    file = _file(message)
    if file.preview is None:
        return _card(message)  # LINE shows no film without its picture
    return [{"type": "video", "originalContentUrl": file.url, "previewImageUrl": file.preview}, *_caption(message)]


def _sound(message: Outgoing) -> list[Json]:
    file = _file(message)
    if not file.duration:
        return _card(message)  # LINE wants to know how long it is
    return [{"type": "audio", "originalContentUrl": file.url, "duration": file.duration}, *_caption(message)]


def _card(message: Outgoing) -> list[Json]:
    return [cards.document(_file(message), message.text)]


def _caption(message: Outgoing) -> list[Json]:
    return [_said(message.text)] if message.text and message.text.strip() else []


def _location(message: Outgoing) -> list[Json]:
    place = message.content
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        raise refused("The place has no latitude and longitude.", "Choose the place again.")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise refused("There is no such place on earth.", "Choose the place again.")
    spot = f"{latitude:.5f}, {longitude:.5f}"  # LINE wants a title and an address
    address = text_of(place.get("address")) or spot
    title = text_of(place.get("name")) or address
    said = {"type": "location", "title": cut(title, TITLE_LIMIT), "address": cut(address, TITLE_LIMIT)}
    return [said | {"latitude": latitude, "longitude": longitude}]


def _contacts(message: Outgoing) -> list[Json]:
    """LINE knows no contact cards: they go as text."""
    lines = []
    for card in objects_of(message.content.get("contacts")):
        parts = [text_of(card.get("name")), text_of(card.get("organization"))]
        parts += [text_of(phone.get("number")) for phone in objects_of(card.get("phones"))]
        parts += [text_of(mail.get("address")) for mail in objects_of(card.get("emails"))]
        lines.append("\n".join(part for part in parts if part))
    return [_said("\n\n".join(lines))]


def _sticker(message: Outgoing) -> list[Json]:
    """One of the stickers LINE lets accounts send."""
    chosen = object_of(message.content.get("line"))
    package, sticker = text_of(chosen.get("package")), text_of(chosen.get("sticker"))
    if package is None or sticker is None:
        raise refused("LINE sends only its own stickers.", "Send it as a picture.")
    return [{"type": "sticker", "packageId": package, "stickerId": sticker}]


def _interactive(message: Outgoing) -> list[Json]:
    return [cards.interactive(message.content, message.text, message.file)]


def _https(url: str | None) -> str | None:
    return url if url and url.startswith("https://") else None


BUILDERS: dict[str, Callable[[Outgoing], list[Json]]] = {
    "text": _text,
    "image": _picture,
    "video": _film,
    "audio": _sound,
    "voice": _sound,
    "document": _card,
    "location": _location,
    "contacts": _contacts,
    "sticker": _sticker,
    "interactive": _interactive,
}
