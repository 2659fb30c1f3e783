"""Signed single-message webhooks, made beforehand so that making them is not measured."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS


def text_webhook(
    number: int, customers: int, *, run: str = "bench", text: str = "How much is the trio on Friday?"
) -> bytes:
    """The body of one text message, as Meta writes it."""
    phone = f"6681{number % customers:07d}"
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "66200000000", "phone_number_id": SALES_ADDRESS},
        "contacts": [{"profile": {"name": f"Customer {number % customers}"}, "wa_id": phone}],
        "messages": [
            {
                "from": phone,
                "id": f"wamid.{run}.{number:09d}",
                "timestamp": str(int(time.time())),
                "type": "text",
                "text": {"body": f"{text} ({number})"},
            }
        ],
    }
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": BUSINESS, "changes": [{"value": value, "field": "messages"}]}],
    }
    return json.dumps(body, separators=(",", ":")).encode()


def signed_request(body: bytes, port: int, *, path: str = "/api/v1/webhooks/whatsapp") -> bytes:
    """The whole HTTP request, ready to be written."""
    signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
