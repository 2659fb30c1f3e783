"""Templates submitted to the double: its own reading of Meta's rules, and a review that ends as the name asks.

A name that ends in one of these words decides what happens; every other template is approved after `cloud.review_ms`:

    …_rejected   rejected, with a reason            …_pending   stays in review
    …_moved      approved, then moved to MARKETING  …_red       approved, then of low quality, then paused
    …_lost       taken, then answered 500           …_cut       taken, then the connection closed without an answer
    …_failed     answered 500, not taken            …_busy      refused: too many requests (80008)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from channels.sandbox import assets, faults, webhooks
from channels.sandbox.cloud import Cloud
from channels.sandbox.model import Blob, Json, Reply
from channels.sandbox.templates import PLACEHOLDER, find

DAY_MS = 86_400_000
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
LIMITS = {"HEADER": 60, "BODY": 1024, "FOOTER": 60}
_NAME = re.compile(r"[a-z0-9_]{1,512}")


def create(cloud: Cloud, business: str, body: Json, now: int) -> Reply:
    """`POST /{business}/message_templates`."""
    name, language = str(body.get("name")), str(body.get("language"))
    if not assets.has_business(cloud, business):
        return cloud.refusal(100, "Object does not exist.", subcode=33)
    if name.endswith("_failed"):
        return Reply(status=500, body=faults.server_error())
    if name.endswith("_busy"):
        return cloud.refusal(80008, "There have been too many calls to this WhatsApp Business account.")
    if not _NAME.fullmatch(name):
        return _refused(cloud, 2388000, "The name may hold small letters, digits and underscores only.")
    if find(cloud.templates, name, language) is not None:
        return _refused(cloud, 2388024, "There is already content in this language for this template.")
    if (wrong := _complaint(cloud, body)) is not None:
        return wrong
    id = str(int(cloud.keep(name.encode(), "text/plain", None).id) + 10**15)
    template: Json = {
        "id": id,
        "name": name,
        "language": language,
        "category": str(body.get("category")),
        "status": "PENDING",
        "quality_score": {"score": "UNKNOWN"},
        "parameter_format": str(body.get("parameter_format") or "POSITIONAL").upper(),
        "components": body["components"],
        "edited": [],
    }
    cloud.templates.append(template)
    _review(cloud, business, template, now)
    answer: Json = {"id": id, "status": "PENDING", "category": template["category"]}
    return _answered(name, answer)


def edit(cloud: Cloud, id: str, body: Json, now: int) -> Reply:
    """`POST /{template}`."""
    template = next((item for item in cloud.templates if item["id"] == id), None)
    if template is None:
        return cloud.refusal(100, "Object does not exist.", subcode=33)
    if template["status"] not in EDITABLE:
        return _refused(cloud, 2388000, "Only approved, rejected or paused templates can be edited.")
    if template["status"] == "APPROVED":
        if "category" in body:
            return _refused(cloud, 2388000, "The category of an approved template cannot be edited.")
        edits = [at for at in template.setdefault("edited", []) if at > now - DAY_MS]
        if edits:
            return _refused(cloud, 2388000, "An approved template can be edited once in 24 hours.")
        template["edited"].append(now)
    if (wrong := _complaint(cloud, {**template, **body})) is not None:
        return wrong
    template |= {
        "components": body["components"],
        "status": "PENDING",
        "category": body.get("category", template["category"]),
    }
    _review(cloud, next(iter(cloud.numbers.values())).business, template, now)
    return _answered(template["name"], {"success": True})


def delete(cloud: Cloud, business: str, id: str, name: str, now: int) -> Reply:
    """`DELETE /{business}/message_templates?hsm_id=&name=`."""
    found = next((item for item in cloud.templates if item["id"] == id and item["name"] == name), None)
    if found is None:
        return _refused(cloud, 2593002, "Message template not found.")
    cloud.templates.remove(found)
    _tell_status(cloud, business, found, "DELETED", now)
    return _answered(name, {"success": True})


def open_upload(cloud: Cloud, app: str, name: str, size: str, mime: str) -> Reply:
    """`POST /{app}/uploads`: a session for one file."""
    if app != cloud.app.id or not size.isdigit() or not mime:
        return cloud.refusal(100, "The app, the length or the type of the file is wrong.")
    blob = cloud.keep(b"", mime, name)
    return Reply(body={"id": f"upload:{blob.id}?sig={blob.link_key}"})


def upload(cloud: Cloud, session: str, key: str, data: bytes) -> Reply:
    """The bytes of a session; the handle names them in a template."""
    blob = cloud.blobs.get(session.removeprefix("upload:"))
    if blob is None or key != blob.link_key:
        return cloud.refusal(100, "The upload session does not exist.", subcode=33)
    handle = f"4::{blob.id}"
    cloud.handles[handle] = Blob(
        id=blob.id, data=data, mime=blob.mime, name=blob.name, sha256=blob.sha256, link_key=blob.link_key
    )
    return Reply(body={"h": handle})


def _complaint(cloud: Cloud, body: Json) -> Reply | None:
    parts = body.get("components")
    kinds = [str(part.get("type")).upper() for part in parts] if isinstance(parts, list) else []
    if "BODY" not in kinds or len(set(kinds)) < len(kinds):
        return _refused(cloud, 2388072, "A template has one body and at most one of every other component.")
    for part, kind in zip(body["components"], kinds, strict=True):
        text = str(part.get("text") or "")
        if kind in LIMITS and len(text) > LIMITS[kind]:
            return _refused(cloud, 2388040, f"The {kind.lower()} has more than {LIMITS[kind]} characters.")
        if kind == "BODY" and re.search(r"^\s*\{\{|\}\}\s*$", text):
            return _refused(cloud, 2388299, "Variables can't be at the start or end of the template.")
        if kind in ("BODY", "HEADER") and PLACEHOLDER.search(text) and not part.get("example"):
            return _refused(cloud, 2388043, f"{kind} component does not contain the expected field(s) (example).")
        if part.get("format") in ("IMAGE", "VIDEO", "DOCUMENT"):
            handles = (part.get("example") or {}).get("header_handle") or []
            if not handles or handles[0] not in cloud.handles:
                return _refused(cloud, 2388273, "The sample of the header is missing: upload it first.")
    return None


def _review(cloud: Cloud, business: str, template: Json, now: int) -> None:
    name = template["name"]
    if name.endswith("_pending"):
        return
    ending = name.rpartition("_")[2]
    act = _OUTCOMES.get(ending, _approve)
    cloud.later(now + cloud.review_ms, partial(act, cloud, business, template))


def _approve(cloud: Cloud, business: str, template: Json, now: int) -> None:
    _tell_status(cloud, business, template, "APPROVED", now)


def _reject(cloud: Cloud, business: str, template: Json, now: int) -> None:
    template["rejected_reason"] = "INVALID_FORMAT"
    advice = {"reason": "The text does not say what the message is for.", "recommendation": "Say it in the first line."}
    _tell_status(cloud, business, template, "REJECTED", now, reason="INVALID_FORMAT", rejection_info=advice)


def _move(cloud: Cloud, business: str, template: Json, now: int) -> None:
    _approve(cloud, business, template, now)
    before, template["category"] = template["category"], "MARKETING"
    value = {**_names(template), "previous_category": before, "new_category": "MARKETING"}
    _tell(cloud, business, "template_category_update", value, now)


def _redden(cloud: Cloud, business: str, template: Json, now: int) -> None:
    _approve(cloud, business, template, now)
    template["quality_score"] = {"score": "RED"}
    value = {**_names(template), "previous_quality_score": "UNKNOWN", "new_quality_score": "RED"}
    _tell(cloud, business, "message_template_quality_update", value, now)
    other = {"title": "FIRST_PAUSE", "description": "Paused for 3 hours."}
    _tell_status(cloud, business, template, "PAUSED", now, other_info=other)


_OUTCOMES: dict[str, Callable[[Cloud, str, Json, int], None]] = {"rejected": _reject, "moved": _move, "red": _redden}


def _tell_status(cloud: Cloud, business: str, template: Json, event: str, now: int, **more: object) -> None:
    template["status"] = event
    value = {"event": event, "reason": "NONE", **_names(template), **more}
    _tell(cloud, business, "message_template_status_update", value, now)


def _tell(cloud: Cloud, business: str, field: str, value: Json, now: int) -> None:
    entry = {"id": business, "time": now // 1000, "changes": [{"field": field, "value": value}]}
    cloud.tell({"object": webhooks.OBJECT, "entry": [entry]}, now)


def _names(template: Json) -> Json:
    return {
        "message_template_id": int(template["id"]),
        "message_template_name": template["name"],
        "message_template_language": template["language"],
    }


def _answered(name: str, body: Json) -> Reply:
    if name.endswith("_lost"):
        return Reply(status=500, body=faults.server_error())
    return Reply(body=body, cut=name.endswith("_cut"))


def _refused(cloud: Cloud, subcode: int, said: str) -> Reply:
    reply = cloud.refusal(100, "Invalid parameter", subcode=subcode)
    error: Json = {**reply.body["error"], "error_user_title": "The template is not right", "error_user_msg": said}
    del error["error_data"]
    return Reply(status=400, body={"error": error})
