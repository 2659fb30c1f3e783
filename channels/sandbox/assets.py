"""Everything of Meta's API beside messages: media with links that expire, templates in pages, numbers, subscriptions."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Blob, Json, Number, Reply
from channels.whatsapp import files

LINK_MS = 5 * 60_000
STANDARD = 80  # messages a second; a number that may send more is told as one of high throughput


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


def templates_page(cloud: Cloud, business: str, after: str, limit: int, base: str, name: str = "") -> Reply:
    """`name`: those that hold it, as Meta filters."""
    if not has_business(cloud, business):
        return cloud.refusal(100, "Object does not exist.", subcode=33)
    kept = [template for template in cloud.templates if name in template["name"]]
    shown = [{key: value for key, value in template.items() if key != "edited"} for template in kept]
    start = _place(after)
    end = start + max(1, min(limit, cloud.page_limit))
    paging: Json = {"cursors": {"before": _cursor(start), "after": _cursor(end)}}
    if end < len(shown):
        paging["next"] = f"{base}/{business}/message_templates?after={_cursor(end)}"
    return Reply(body={"data": shown[start:end], "paging": paging})


def has_business(cloud: Cloud, business: str) -> bool:
    return any(number.business == business for number in cloud.numbers.values())


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
    return Reply(body=_number(cloud, found)) if found else cloud.refusal(100, "Object does not exist.", subcode=33)


def numbers(cloud: Cloud, business: str) -> Reply:
    if not has_business(cloud, business):
        return cloud.refusal(100, "Object does not exist.", subcode=33)
    data = [_number(cloud, found) for found in cloud.numbers.values() if found.business == business]
    return Reply(body={"data": data})


def _number(cloud: Cloud, found: Number) -> Json:
    errors = [{"error_code": 131031, "error_description": "The account is locked.", "possible_solution": "Appeal."}]
    webhook = {"webhook_configuration": {"application": cloud.app.callback}} if cloud.app.callback else {}
    return {
        **webhook,
        "id": found.id,
        "verified_name": found.name,
        "display_phone_number": f"+{found.display}",
        "quality_rating": found.quality,
        "status": found.status,
        "throughput": {"level": "HIGH" if cloud.per_second > STANDARD else "STANDARD"},
        "name_status": "APPROVED",
        "whatsapp_business_manager_messaging_limit": found.tier,
        "health_status": {
            "can_send_message": found.health,
            "entities": [{"entity_type": "WABA", "errors": errors}] if found.health != "AVAILABLE" else [],
        },
    }


def subscribe(cloud: Cloud, business: str) -> Reply:
    for found in cloud.numbers.values():
        found.subscribed = found.subscribed or found.business == business
    return Reply(body={"success": True})


def subscriptions(cloud: Cloud, business: str) -> Reply:
    apps = [found for found in cloud.numbers.values() if found.business == business and found.subscribed]
    id = "700000000000099" if cloud.app.rival else cloud.app.id
    data = [{"whatsapp_business_api_data": {"id": id, "name": cloud.app.name}}] if apps else []
    return Reply(body={"data": data})
