"""The customers' side of the double: what a person does on their phone, told to the business as webhooks."""

from __future__ import annotations

from typing import Any

from channels.sandbox import webhooks
from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Blob, Entry, Json, Number


def writes(
    cloud: Cloud,
    number_id: str,
    phone: str,
    now: int,
    *,
    text: str | None = None,
    file: Blob | None = None,
    kind: str = "text",
    content: Json | None = None,
    reply_to: str | None = None,
    at: int | None = None,
    id: str | None = None,
) -> Entry:
    """A message. `kind` is text, image, video, audio, voice, document, sticker (with `file`), location, contacts, or any type of
    Meta's with `content` as its object. `at` is the time the webhook names, when it is not now."""
    number, customer = cloud.numbers[number_id], cloud.customer(phone)
    entry = Entry(id=id or cloud.next_id(phone), ours=True, kind=kind, at=at or now, text=text, reply_to=reply_to)
    type, part = _part(kind, text, file, content)
    entry.content = part if isinstance(part, dict) else {"contacts": part}
    if file is not None:
        entry.media, entry.mime, entry.name = file.id, file.mime, file.name
    cloud.show(customer, entry)
    _said(
        cloud,
        number,
        phone,
        {
            "id": entry.id,
            "timestamp": webhooks.seconds(entry.at),
            "type": type,
            type: part,
            **_context(number, reply_to),
        },
        now,
    )
    return entry


def _part(kind: str, text: str | None, file: Blob | None, content: Json | None) -> tuple[str, Any]:
    if kind == "text":
        return "text", {"body": text or ""}
    if file is not None:
        type = "audio" if kind == "voice" else kind
        part: Json = {"id": file.id, "mime_type": file.mime, "sha256": file.sha256}
        if text:
            part["caption"] = text
        if kind == "document" and file.name:
            part["filename"] = file.name
        if type == "audio":
            part["voice"] = kind == "voice"
        return type, part
    if kind == "contacts":
        return "contacts", (content or {}).get("contacts", [])
    return kind, content or {}


def _context(number: Number, reply_to: str | None) -> Json:
    return {"context": {"from": number.display, "id": reply_to}} if reply_to else {}


def _said(cloud: Cloud, number: Number, phone: str, item: Json, now: int) -> str:
    """Everything the customer does by hand opens the window. Returns the id it was told under."""
    customer = cloud.customer(phone)
    if number.id in customer.blocked_by:  # it stays on their phone
        cloud.touch(customer)
        return str(item["id"])
    # The window goes by the time the webhook names: a story told afterwards opens it in the past.
    customer.wrote_at = max(customer.wrote_at or 0, int(item["timestamp"]) * 1000)
    cloud.touch(customer)
    cloud.tell(webhooks.message(number, customer, item), now)
    return str(item["id"])


def taps(cloud: Cloud, number_id: str, phone: str, now: int, *, target: str, id: str, title: str) -> Entry:
    """A button or a row of a list: of a template it comes as type `button`, else as an interactive reply."""
    content: Json
    shown = next((entry for entry in cloud.customer(phone).thread if entry.id == target), None)
    if shown is not None and shown.kind == "template":
        kind, content = "button", {"payload": id, "text": title}
    else:
        form = "list_reply" if shown is not None and shown.content.get("type") == "list" else "button_reply"
        kind, content = "interactive", {"type": form, form: {"id": id, "title": title}}
    return writes(cloud, number_id, phone, now, kind=kind, text=title, content=content, reply_to=target)


def reacts(cloud: Cloud, number_id: str, phone: str, now: int, *, target: str, emoji: str) -> str:
    customer = cloud.customer(phone)
    for entry in customer.thread:
        if entry.id == target:
            entry.reaction = emoji
    reaction: Json = {"message_id": target, **({"emoji": emoji} if emoji else {})}
    item: Json = {
        "id": cloud.next_id(phone),
        "timestamp": webhooks.seconds(now),
        "type": "reaction",
        "reaction": reaction,
    }
    return _said(cloud, cloud.numbers[number_id], phone, item, now)


def edits(cloud: Cloud, number_id: str, phone: str, now: int, *, target: str, text: str) -> str:
    for entry in cloud.customer(phone).thread:
        if entry.id == target:
            entry.text, entry.edited = text, True
    edit = {"original_message_id": target, "message": {"type": "text", "text": {"body": text}}}
    item = {"id": cloud.next_id(phone), "timestamp": webhooks.seconds(now), "type": "edit", "edit": edit}
    return _said(cloud, cloud.numbers[number_id], phone, item, now)


def revokes(cloud: Cloud, number_id: str, phone: str, now: int, *, target: str) -> str:
    for entry in cloud.customer(phone).thread:
        if entry.id == target:
            entry.text, entry.revoked = None, True
    item = {
        "id": cloud.next_id(phone),
        "timestamp": webhooks.seconds(now),
        "type": "revoke",
        "revoke": {"original_message_id": target},
    }
    return _said(cloud, cloud.numbers[number_id], phone, item, now)


def reads(cloud: Cloud, number_id: str, phone: str, now: int, *, played: str | None = None) -> int:
    """Opening the chat: everything the business sent is read (`played` names a voice note listened to). How many were told."""
    number, customer, told = cloud.numbers[number_id], cloud.customer(phone), 0
    for entry in customer.thread:
        status = "played" if entry.id == played else "read"
        if entry.ours or entry.status in ("played", status) or entry.status == "failed":
            continue
        entry.status = status
        cloud.tell_status(number, customer, entry.id, status, now, entry.tag)
        told += 1
    if told:
        cloud.touch(customer)
    return told
