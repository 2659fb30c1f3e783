"""Webhook bodies as Meta sends them, built by the tests, and an intake that takes them."""

from __future__ import annotations

import itertools
import json
from typing import Any

from channels.whatsapp.signature import sign
from hub.intake import Intake
from tests.cast import APP_SECRET, BUSINESS, PIM_PHONE, SALES_ADDRESS

NOON = 1_790_000_000  # provider times, in seconds: a moment in the past
_numbers = itertools.count(1)


class KnownSecrets:
    def secrets(self, kind: str) -> list[str]:
        return [APP_SECRET]


def wamid() -> str:
    return f"wamid.TEST{next(_numbers):08d}"


def body(*changes: dict[str, Any], business: str = BUSINESS) -> dict[str, Any]:
    return {"object": "whatsapp_business_account", "entry": [{"id": business, "changes": list(changes)}]}


def change(field: str = "messages", *, address: str = SALES_ADDRESS, **value: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "6620000000", "phone_number_id": address}
    return {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}


def text(
    words: str, *, id: str | None = None, at: int = NOON, phone: str | None = PIM_PHONE, **more: Any
) -> dict[str, Any]:
    sender = {"from": phone} if phone else {}
    return {"id": id or wamid(), "timestamp": str(at), "type": "text", "text": {"body": words}, **sender, **more}


def messages(*items: dict[str, Any], name: str | None = None, phone: str = PIM_PHONE, **more: Any) -> dict[str, Any]:
    contacts: dict[str, Any] = {"contacts": [{"profile": {"name": name}, "wa_id": phone}]} if name else {}
    return body(change(messages=list(items), **contacts, **more))


def status(id: str, told: str, *, at: int = NOON, tag: str | None = None, **more: Any) -> dict[str, Any]:
    tagged = {"biz_opaque_callback_data": tag} if tag else {}
    return {"id": id, "status": told, "timestamp": str(at), "recipient_id": PIM_PHONE, **tagged, **more}


def statuses(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return body(change(statuses=list(items), **more))


async def send(intake: Intake, *bodies: dict[str, Any]) -> None:
    for each in bodies:
        await send_raw(intake, json.dumps(each).encode())


async def send_raw(intake: Intake, raw: bytes) -> None:
    """Returns when it is stored and what waited for it is joined."""
    await intake.take("whatsapp", raw, {"X-Hub-Signature-256": sign(raw, APP_SECRET)})
    await intake.joined()
