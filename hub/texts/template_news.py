"""What the provider says about a template beside its state: why it was rejected or stopped, in words, and where its category will go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST = 1_000  # characters
REJECTIONS = {
    "ABUSIVE_CONTENT": "Its text may be read as abusive or threatening.",
    "INCORRECT_CATEGORY": "Its category does not fit its text.",
    "INVALID_FORMAT": "Its form is wrong: look at the variables and at the text around them.",
    "PROMOTIONAL": "Its text advertises, which its category does not allow.",
    "SCAM": "Its text looks like a fraud.",
    "TAG_CONTENT_MISMATCH": "Its text does not fit its category or its language.",
    "CATEGORY_NOT_AVAILABLE": "The account may not use this category.",
}
PAUSES = {
    "FIRST_PAUSE": "Too many people blocked or reported it: paused for three hours.",
    "SECOND_PAUSE": "Too many people blocked or reported it: paused for six hours.",
    "RATE_LIMITING_PAUSE": "It was held back while its quality is watched; it must be unpaused in WhatsApp Manager.",
    "DISABLED": "Too many people blocked or reported it: it is disabled for good.",
}
STOPPED = ("REJECTED", "PAUSED", "DISABLED", "FLAGGED", "LOCKED", "LIMIT_EXCEEDED")


def told(changes: Mapping[str, Any]) -> dict[str, str | None]:
    """The columns that news of a template sets beside its state."""
    found: dict[str, str | None] = {}
    if status := changes.get("status"):
        found["reason"] = reason_of(str(status), changes)
    if coming := changes.get("correct_category"):
        found["correct_category"] = str(coming)[:64]
    if changes.get("category"):
        found.setdefault("correct_category", None)
    return found


def reason_of(status: str, changes: Mapping[str, Any]) -> str | None:
    """Why it may not be sent; None where there is nothing to explain."""
    if status not in STOPPED:
        return None
    other = changes.get("other") or {}
    reason, title = str(changes.get("reason") or ""), str(other.get("title") or "")
    said = [REJECTIONS.get(reason, reason), PAUSES.get(title, str(other.get("description") or ""))]
    disabled = changes.get("disable") or {}
    if disabled.get("disable_date"):
        said.append(f"Disabled on {disabled['disable_date']}.")
    said.append(str(changes.get("advice") or ""))
    return " ".join(part for part in said if part)[:LONGEST] or None
