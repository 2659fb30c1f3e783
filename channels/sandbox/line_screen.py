"""What a customer's phone shows of a LINE message that was sent to it, in the form the simulated phone draws."""

from __future__ import annotations

from typing import Any

from channels.sandbox.model import Json


def at_home(message: Json, home: str) -> Json:
    """With the addresses under `home` as the phone's page opens them: relative to its own, for on this machine nobody has a certificate."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: changed(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [changed(inner) for inner in value]
        return value.removeprefix(home) if isinstance(value, str) and value.startswith(f"{home}/") else value

    return {name: changed(value) for name, value in message.items()} if home else message


def shown(message: Json) -> tuple[str, str | None, Json]:
    """Kind, text and content."""
    kind = str(message.get("type"))
    if kind == "flex":
        return "interactive", None, _bubble(message.get("contents") or {})
    if kind == "location":
        place = {name: message.get(name) for name in ("latitude", "longitude", "address")}
        return kind, message.get("title"), place | {"name": message.get("title")}
    return kind, message.get("text"), message


def _bubble(bubble: Json) -> Json:
    """The words of a bubble, and its buttons: answers to tap, or a link to open."""
    words = _texts((bubble.get("body") or {}).get("contents") or [])
    actions = [part.get("action") or {} for part in (bubble.get("footer") or {}).get("contents") or []]
    replies = [
        {"reply": {"id": action.get("data"), "title": action.get("displayText") or action.get("label")}}
        for action in actions
        if action.get("type") == "postback"
    ]
    link = next((action for action in actions if action.get("type") == "uri"), None)
    found: Json = {"body": {"text": "\n".join(words)}, "action": {"buttons": replies}}
    if link is not None:
        found["action"]["parameters"] = {"url": link.get("uri"), "display_text": link.get("label")}
    return found


def _texts(parts: list[Json]) -> list[str]:
    return [str(part.get("text")) for part in parts if part.get("type") == "text"]
