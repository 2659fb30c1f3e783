"""Everything of Meta's API beside messages: media with links that expire, templates in pages, numbers, subscriptions."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Blob, Json, Number, Reply
from channels.whatsapp import files

LINK_MS = 5 * 60_000


def upload(cloud: Cloud, number_id: str, data: bytes, mime: str, name: str | None) -> Reply:
    if number_id not in cloud.numbers:
        return cloud.refusal(100, "Object does not exist.", subcode=33)
    if len(data) > files.INBOUND_LIMIT or not any(
        mime.partition(";")[0] in rule.mimes for rule in files.RULES.values()
    ):
        return cloud.refusal(131053, f"Unsupported file: {mime}, {len(data)} bytes.")
    return Reply(body={"id": cloud.keep(data, mime, name).id})


def link(cloud: Cloud, media_id: str, base: str, now: int) -> Reply:
    """`GET /{media}`: a link good for five minutes."""
    blob = cloud.blobs.get(media_id)
    if blob is None:
        return cloud.refusal(100, "Object does not exist.", subcode=33)
    url = f"{base}/whatsapp_business/attachments/?mid={blob.id}&ext={now + LINK_MS}&hash={blob.link_key}"
    body = {"url": url, "mime_type": blob.mime, "sha256": blob.sha256, "file_size": len(blob.data), "id": blob.id}
    return Reply(body={**body, "messaging_product": "whatsapp"})


def download(cloud: Cloud, media_id: str, expires: str, key: str, now: int) -> Blob | None:
    """The file behind such a link; None when it has expired or was never given."""
    blob = cloud.blobs.get(media_id)
    if blob is None or key != blob.link_key or not expires.isdigit() or int(expires) < now:
        return None
    return blob


def templates_page(cloud: Cloud, business: str, after: str, limit: int, base: str) -> Reply:
    if all(number.business != business for number in cloud.numbers.values()):
        return cloud.refusal(100, "Object does not exist.", subcode=33)
    start = _place(after)
    end = start + max(1, min(limit, cloud.page_limit))
    paging: Json = {"cursors": {"before": _cursor(start), "after": _cursor(end)}}
    if end < len(cloud.templates):
        paging["next"] = f"{base}/{business}/message_templates?after={_cursor(end)}"
    return Reply(body={"data": cloud.templates[start:end], "paging": paging})


def _cursor(place: int) -> str:
    return urlsafe_b64encode(f"t{place}".encode()).decode()


def _place(cursor: str) -> int:
    try:
        text = urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        return 0
    return int(text[1:]) if text[1:].isdigit() else 0


def number(cloud: Cloud, id: str) -> Reply:
    found = cloud.numbers.get(id)
    return Reply(body=_number(found)) if found else cloud.refusal(100, "Object does not exist.", subcode=33)


def numbers(cloud: Cloud, business: str) -> Reply:
    return Reply(body={"data": [_number(found) for found in cloud.numbers.values() if found.business == business]})


def _number(found: Number) -> Json:
    return {
        "id": found.id,
        "verified_name": found.name,
        "display_phone_number": f"+{found.display}",
        "quality_rating": "GREEN",
        "status": "CONNECTED",
        "name_status": "APPROVED",
        "health_status": {"can_send_message": "AVAILABLE", "entities": []},
    }


def subscribe(cloud: Cloud, business: str) -> Reply:
    for found in cloud.numbers.values():
        found.subscribed = found.subscribed or found.business == business
    return Reply(body={"success": True})


def subscriptions(cloud: Cloud, business: str) -> Reply:
    apps = [found for found in cloud.numbers.values() if found.business == business and found.subscribed]
    data = [{"whatsapp_business_api_data": {"id": "1", "name": "Sandbox"}}] if apps else []
    return Reply(body={"data": data})
