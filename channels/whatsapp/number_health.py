"""What Meta says about a number's health, in sentences."""

from __future__ import annotations

from typing import Literal

from channels.values import Json, object_of, objects_of, text_of

Weight = Literal["warning", "failed"]

# what a number's `status` means beside CONNECTED
STATUSES = {
    "BANNED": "Meta has banned the number.",
    "RESTRICTED": "Meta has restricted the number: it reached its limit of messages.",
    "FLAGGED": "Meta has flagged the number for low quality.",
    "RATE_LIMITED": "The number is slowed down by Meta.",
    "DISCONNECTED": "The number is not connected to the Cloud API: register it.",
    "UNVERIFIED": "The number is not verified yet: verify it in WhatsApp Manager.",
    "PENDING": "The number is still being set up at Meta.",
    "MIGRATED": "The number was moved to another business account.",
    "DELETED": "The number was deleted at Meta.",
}
HARMLESS_STATUSES = ("FLAGGED", "RATE_LIMITED", "PENDING")


def complaints(number: Json) -> list[tuple[Weight, str]]:
    """Each with its weight; empty for a number in good health."""
    found: list[tuple[Weight, str]] = []
    health = object_of(number.get("health_status"))
    able = health.get("can_send_message")
    if able in ("BLOCKED", "LIMITED"):
        state = "cannot send" if able == "BLOCKED" else "can send only in part"
        faults = [error for entity in objects_of(health.get("entities")) for error in objects_of(entity.get("errors"))]
        reasons = " ".join(map(_reason, faults)) or "Meta gives no reason."
        found.append(("failed" if able == "BLOCKED" else "warning", f"The number {state}: {reasons}"))
    status = text_of(number.get("status")) or ""
    if status in STATUSES:
        found.append(("warning" if status in HARMLESS_STATUSES else "failed", STATUSES[status]))
    if number.get("quality_rating") == "RED":
        found.append(("warning", "The number's quality is low (red): Meta may restrict it."))
    if number.get("name_status") in ("DECLINED", "EXPIRED", "NONE"):
        found.append(("warning", "The number's display name is not approved."))
    return found


def _reason(error: Json) -> str:
    said = (text_of(error.get("error_description")), text_of(error.get("possible_solution")))
    return " ".join(part for part in said if part)
