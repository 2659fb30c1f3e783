"""Bodies of our own for tests, in Meta's shape."""

from __future__ import annotations

import json
from typing import Any

from channels.channel import Fact
from channels.whatsapp.envelope import parse

NUMBER, DISPLAY, BUSINESS = "1055", "6620000000", "2001"
CONTACT = {"profile": {"name": "Somchai"}, "wa_id": "66811112222", "user_id": "TH.100"}


def body(field: str, value: dict[str, Any], *, time: int | None = None) -> bytes:
    entry: dict[str, Any] = {"id": BUSINESS, "changes": [{"field": field, "value": value}]}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [entry | ({"time": time} if time else {})]}
    ).encode()


def told(field: str, **value: Any) -> list[Fact]:
    metadata = {"display_phone_number": DISPLAY, "phone_number_id": NUMBER}
    return parse(body(field, {"messaging_product": "whatsapp", "metadata": metadata, **value}))


def said(contacts: list[Any] | None = None, **item: Any) -> Fact:
    """The one fact a single message of a customer leaves."""
    item = {"id": "wamid.1", "from": "66811112222", "timestamp": "1760000000", **item}
    (fact,) = told("messages", contacts=[CONTACT] if contacts is None else contacts, messages=[item])
    return fact
