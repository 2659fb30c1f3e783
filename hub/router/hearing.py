"""Which of our events endpoints get, in which lane, and in which words."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from msgspec import Struct

from hub.permissions import EVERYONE
from hub.shaping import time_text
from hub.wire import events
from storage.event_log import Entry

CHANNEL = "channel:"
PERSONAL = (
    "import.changed",
    "notification.created",
    "notification.changed",
    "notifications.read",
)  # one person's own business
# nobody's business but the administrators': where webhooks go, what providers say of accounts
OURS = ("endpoint.changed", "endpoint.removed", "channel.told")
TYPES = tuple(sorted({str(member.__struct_config__.tag) for member in get_args(events.Event)} - {*PERSONAL, *OURS}))
THREADS = ("message.", "conversation.")
CONTACTS = "contacts"
OFFICE = "office"
LANE_LIMIT = 128
TEST = "endpoint.test"
EVENT = "evt_"

_decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


class _Subject(Struct):
    """As much of an event's body as says whose it is."""

    id: str | None = None
    conversation: Any = None
    message: Any = None
    contact: Any = None


_subject = msgspec.json.Decoder(_Subject).decode


def is_heard(entry: Entry, types: tuple[str, ...]) -> bool:
    """Whether an endpoint that asked for `types` (none: all) gets it: whatever belongs to the office or a number, nothing personal."""
    if entry.type not in TYPES or (types and entry.type not in types):
        return False
    return any(key == EVERYONE or key.startswith(CHANNEL) for key in entry.audience.split())


def lane_of(entry: Entry, in_order_of: str) -> str:
    """Within a lane one event waits for the one before it."""
    if in_order_of == "conversation" and (named := _named(entry)):
        return named[:LANE_LIMIT]
    if entry.type.startswith(THREADS):
        return next((key for key in entry.audience.split() if key.startswith(CHANNEL)), OFFICE)
    return CONTACTS if entry.type.startswith("contact.") else OFFICE


def id_of(epoch: str, seq: int) -> str:
    return f"{EVENT}{epoch}_{seq}"


def seq_of(id: str) -> int:
    return int(id.rpartition("_")[2])


def body_of(id: str, entry: Entry) -> bytes:
    """`{"id" "type" "at" "data"}`; the data are the members of the live protocol's event."""
    data = _decode(entry.body)
    data.pop("type", None)
    return _encode({"id": id, "type": entry.type, "at": time_text(entry.at), "data": data})


def trial_of(id: str, at: int) -> bytes:
    return _encode({"id": id, "type": TEST, "at": time_text(at), "data": {}})


def _named(entry: Entry) -> str | None:
    """The conversation, or the contact, an event is about."""
    found = _subject(entry.body)
    if isinstance(found.message, dict):
        return _text(found.message.get("conversation"))
    if isinstance(found.conversation, dict):
        return _text(found.conversation.get("id"))
    if entry.type == "conversation.removed":
        return found.id
    if isinstance(found.contact, dict):
        return _text(found.contact.get("id"))
    if entry.type.startswith("contact."):
        return found.id
    return _text(found.conversation) or _text(found.contact)


def _text(found: Any) -> str | None:
    return found if isinstance(found, str) else None
