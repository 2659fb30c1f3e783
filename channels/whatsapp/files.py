"""Which files WhatsApp takes, and what to do about the others."""

from __future__ import annotations

from typing import NamedTuple

KB, MB = 1024, 1024 * 1024
INBOUND_LIMIT = 100 * MB  # bytes; larger ones are refused by Meta before we hear of them


class Rule(NamedTuple):
    """The types of a kind, the most bytes, and the remedies for a wrong type and for too many bytes."""

    mimes: frozenset[str]
    limit: int
    other: str
    smaller: str


OFFICE = "application/vnd.openxmlformats-officedocument."
AUDIO = frozenset(
    {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/ogg"}
)
VIDEO = frozenset({"video/mp4", "video/3gpp", "video/3gp"})
DOCUMENTS = frozenset(
    {
        "application/pdf",
        "text/plain",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        f"{OFFICE}wordprocessingml.document",
        f"{OFFICE}spreadsheetml.sheet",
        f"{OFFICE}presentationml.presentation",
    }
)
RULES: dict[str, Rule] = {
    "image": Rule(
        frozenset({"image/jpeg", "image/png"}),
        5 * MB,
        "WhatsApp takes pictures as JPEG or PNG only: save it as JPEG and send it again.",
        "WhatsApp takes pictures up to 5 MB: make it smaller, or send it as a document.",
    ),
    "sticker": Rule(
        frozenset({"image/webp"}),
        500 * KB,
        "WhatsApp takes stickers as WebP only: send it as a picture instead.",
        "WhatsApp takes stickers up to 100 KB, moving ones up to 500 KB: make it smaller.",
    ),
    "audio": Rule(
        AUDIO,
        16 * MB,
        "WhatsApp takes sound as MP3, AAC, AMR, M4A or OGG/Opus: save it as MP3 and send it again.",
        "WhatsApp takes sound up to 16 MB: shorten it, or send it as a lower quality MP3.",
    ),
    "voice": Rule(
        frozenset({"audio/ogg"}),
        16 * MB,
        "WhatsApp takes voice notes as OGG/Opus only: record it here, or send it as an audio file.",
        "WhatsApp takes voice notes up to 16 MB: record a shorter one.",
    ),
    "video": Rule(
        VIDEO,
        16 * MB,
        "WhatsApp takes videos as MP4 or 3GP (H.264 and AAC): save it as MP4 and send it again.",
        "WhatsApp takes videos up to 16 MB: shorten it, or save it in a lower quality.",
    ),
    "document": Rule(
        DOCUMENTS,
        100 * MB,
        "WhatsApp takes PDF, text and Office documents: save it as PDF and send it again.",
        "WhatsApp takes documents up to 100 MB: make it smaller, or send a link.",
    ),
}


def check(kind: str, mime: str, size: int) -> str | None:
    """None when WhatsApp takes such a file (`size` in bytes); else what to do about it."""
    rule = RULES.get(kind)
    if rule is None:
        return "WhatsApp does not take this kind of file: send it as a document."
    if mime.partition(";")[0].strip().lower() not in rule.mimes:
        return rule.other
    if size > rule.limit:
        return rule.smaller
    return "The file is empty: choose another." if size == 0 else None
