"""What LINE's message types hold, in our words. A type or a shape nobody knows becomes kind "unsupported" with its raw form kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from channels.channel import Media
from channels.values import Json, given, id_of, object_of, objects_of, text_of

MIMES = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/mp4", "file": "application/octet-stream"}
KEYWORDS = 10  # of a sticker; LINE tells up to 15, at random


class Content(Struct, frozen=True):
    """The part of a message its type decides."""

    kind: str
    text: str | None = None
    content: Json = {}
    media: tuple[Media, ...] = ()


def content_of(message: Json) -> Content:
    kind = message.get("type")
    reader = READERS.get(kind) if isinstance(kind, str) else None
    found = reader(message) if reader else None
    return found or _unsupported(message)


def _text(message: Json) -> Content | None:
    text = message.get("text")
    if not isinstance(text, str):
        return None
    mentions = [
        given(
            start=one.get("index"),
            length=one.get("length"),
            user=text_of(one.get("userId")),
            everybody=one.get("type") == "all" or None,
        )
        for one in objects_of(object_of(message.get("mention")).get("mentionees"))
    ]
    return Content("text", text, given(emojis=objects_of(message.get("emojis")), mentions=mentions))


def _media(kind: Literal["image", "video", "audio", "document"]) -> Callable[[Json], Content | None]:
    def read(message: Json) -> Content | None:
        """Held by LINE for a time it does not tell. What an app of somebody's sent lies at an address of theirs: that is shown, and
        never fetched by us."""
        provider = object_of(message.get("contentProvider"))
        elsewhere = text_of(provider.get("originalContentUrl")) if provider.get("type") == "external" else None
        said = str(message.get("type"))
        file = Media(id=id_of(message.get("id")), kind=kind, mime=MIMES[said], name=text_of(message.get("fileName")))
        length = message.get("duration")
        of_set = object_of(message.get("imageSet"))
        extra = given(
            duration=length / 1000 if isinstance(length, int | float) else None,
            link=elsewhere,
            set=given(id=text_of(of_set.get("id")), index=of_set.get("index"), total=of_set.get("total")),
        )
        return Content(kind, None, extra, () if elsewhere else (file,))

    return read


def _location(message: Json) -> Content | None:
    latitude, longitude = message.get("latitude"), message.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    name, address = text_of(message.get("title")), text_of(message.get("address"))
    place = given(name=name, address=address)
    return Content("location", name or address, {"latitude": float(latitude), "longitude": float(longitude), **place})


def _sticker(message: Json) -> Content | None:
    """LINE hands out no file for it: its picture lies at LINE's own address, of which the sticker's number is a part."""
    sticker = id_of(message.get("stickerId"))
    if sticker is None or not (sticker.isascii() and sticker.isdigit()):
        return None
    words = [word for word in message.get("keywords") or [] if isinstance(word, str)][:KEYWORDS]
    said = text_of(message.get("text"))
    about = given(
        package=id_of(message.get("packageId")),
        sticker=sticker,
        motion=text_of(message.get("stickerResourceType")),
        keywords=words,
        text=said,
    )
    picture = Media(id=sticker, kind="sticker", mime="image/png")
    return Content("sticker", said, {"line": about}, (picture,))


def _unsupported(message: Json) -> Content:
    raw = {key: value for key, value in message.items() if key not in ("id", "quoteToken", "markAsReadToken")}
    return Content("unsupported", None, {"type": text_of(message.get("type")) or "unknown", "raw": raw})


READERS: dict[str, Callable[[Json], Content | None]] = {
    "text": _text,
    "image": _media("image"),
    "video": _media("video"),
    "audio": _media("audio"),
    "file": _media("document"),
    "location": _location,
    "sticker": _sticker,
}
