"""What LINE refuses in a message object."""

from __future__ import annotations

import json
from typing import Any

REFUSED = "https://double.example/refused"  # a card that leads there is one LINE does not take


def wrong(message: Any) -> tuple[str, str] | None:
    """What LINE would say is wrong with a message object: the property and the complaint."""
    if not isinstance(message, dict):
        return "", "must be an object"
    kind = message.get("type")
    if "line" in str((message.get("sender") or {}).get("name") or "").lower():
        return "sender.name", "Contains a word that may not be used"
    if kind == "text" and not 1 <= len(str(message.get("text") or "").encode("utf-16-le")) // 2 <= 5000:
        return "text", "Length must be between 1 and 5000"
    for name in (
        ("originalContentUrl", "previewImageUrl")
        if kind in ("image", "video")
        else ("originalContentUrl",)
        if kind == "audio"
        else ()
    ):
        if not str(message.get(name) or "").startswith("https://"):
            return name, "Must be a valid HTTPS URL"
    if kind == "flex" and (not message.get("altText") or not isinstance(message.get("contents"), dict)):
        return "contents", "May not be empty"
    if kind == "flex" and REFUSED in json.dumps(message):
        return "contents", "invalid"
    if kind == "location" and not all(
        message.get(name) is not None for name in ("title", "address", "latitude", "longitude")
    ):
        return "address", "May not be empty"
    return (
        None if kind in ("text", "image", "video", "audio", "flex", "location", "sticker") else ("type", "Invalid type")
    )
