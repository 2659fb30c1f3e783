"""Webhooks as Meta writes them: compact, every non-ASCII character and every slash escaped, signed over exactly those bytes."""

from __future__ import annotations

import json
from typing import Any

from channels.sandbox.model import Customer, Json, Number
from channels.whatsapp.errors import MEANINGS
from channels.whatsapp.signature import sign

OBJECT = "whatsapp_business_account"
FREE: Json = {
    "billable": False,
    "pricing_model": "PMP",
    "type": "free_customer_service",
    "category": "service",
}


def encode(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def signed(body: Json, secret: str) -> tuple[bytes, str]:
    raw = encode(body)
    return raw, sign(raw, secret)


def envelope(number: Number, field: str, value: Json) -> Json:
    metadata = {"display_phone_number": number.display, "phone_number_id": number.id}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return {
        "object": OBJECT,
        "entry": [{"id": number.business, "changes": [{"value": value, "field": field}]}],
    }


def contact(customer: Customer) -> Json:
    profile: Json = {"name": customer.name}
    if customer.username:
        profile["username"] = customer.username
    found: Json = {"profile": profile, "user_id": customer.user_id}
    return {**found, "wa_id": customer.phone} if customer.shares_phone else found


def message(number: Number, customer: Customer, item: Json) -> Json:
    """A customer's message; `item` holds all but the sender."""
    sender = {"from": customer.phone} if customer.shares_phone else {}
    item = {**sender, "from_user_id": customer.user_id, **item}
    return envelope(number, "messages", {"contacts": [contact(customer)], "messages": [item]})


def status(number: Number, customer: Customer, item: Json) -> Json:
    recipient: Json = {"recipient_id": customer.phone} if customer.shares_phone else {}
    item = {**item, **recipient, "recipient_user_id": customer.user_id}
    contacts: Json = {} if item["status"] == "failed" else {"contacts": [contact(customer)]}
    return envelope(number, "messages", {**contacts, "statuses": [item]})


def tick(id: str, status: str, at: int, tag: str | None, code: int | None = None) -> Json:
    """What became of a message, but whose it is. `tag`: what it was sent with; `code`: why it failed."""
    item: Json = {"id": id, "status": status, "timestamp": seconds(at)}
    if tag is not None:
        item["biz_opaque_callback_data"] = tag
    if code is not None:
        item["errors"] = [error(code, MEANINGS[code].message, MEANINGS[code].message)]
    elif status in ("sent", "delivered"):
        item["pricing"] = FREE
    return item


def seconds(ms: int) -> str:
    return str(ms // 1000)


def error(code: int, title: str, details: str) -> dict[str, Any]:
    return {"code": code, "title": title, "message": title, "error_data": {"details": details}}
