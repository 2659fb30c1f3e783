"""Templates the double's business account holds, and what Meta checks of a template message."""

from __future__ import annotations

import re
from typing import Any

from channels.sandbox.model import Json

PLACEHOLDER = re.compile(r"\{\{\s*([^}\s]+)\s*\}\}")
UNUSABLE = {"PAUSED": 132015, "DISABLED": 132016}


def starting_set() -> list[Json]:
    return [*_service(), *_news(), *_quotations()]


def _service() -> list[Json]:
    return [
        _template(
            "order_confirmation",
            "en_US",
            "UTILITY",
            [
                {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}"},
                _body(
                    "Hello {{1}}, thank you for your order. It leaves our warehouse on {{2}}.", ["Somchai", "Friday"]
                ),
                {"type": "FOOTER", "text": "BMA"},
                _replies("Track my order", "Talk to us"),
            ],
        ),
        _template(
            "order_confirmation",
            "th",
            "UTILITY",
            [
                _body("สวัสดีคุณ {{1}} ขอบคุณสำหรับคำสั่งซื้อ เราจะจัดส่งในวัน {{2}}", ["สมชาย", "ศุกร์"]),
                _replies("ติดตามคำสั่งซื้อ", "ติดต่อเรา"),
            ],
        ),
        _template(
            "appointment_reminder",
            "en_US",
            "UTILITY",
            [
                _body(
                    "Hello {{1}}, we look forward to seeing you on {{2}} at {{3}}.", ["Somchai", "12 December", "14:00"]
                ),
                _replies("Confirm", "Another time"),
            ],
        ),
    ]


def _news() -> list[Json]:
    return [
        _template(
            "welcome_back",
            "en_US",
            "MARKETING",
            [_body("It has been a while, {{1}}! How may we help you today?", ["Somchai"])],
        ),
        _template(
            "new_catalogue",
            "en_US",
            "MARKETING",
            [
                {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["sample"]}},
                _body("Our new catalogue is here.", []),
                {
                    "type": "BUTTONS",
                    "buttons": [{"type": "URL", "text": "See it", "url": "https://example.com/catalogue/{{1}}"}],
                },
            ],
        ),
    ]


def _quotations() -> list[Json]:
    return [
        _template(
            "quotation_document",
            "en_US",
            "UTILITY",
            [
                {"type": "HEADER", "format": "DOCUMENT", "example": {"header_handle": ["sample"]}},
                {
                    "type": "BODY",
                    "text": "Hello {{customer}}, here is our quotation {{number}} for {{total}}. Sign it here: {{link}}",
                },
                _replies("Accept", "Ask for a change", "Decline"),
            ],
        )
        | {"parameter_format": "NAMED"},
        {**_template("old_offer", "en_US", "MARKETING", [_body("Only today: 10 % off.", [])]), "status": "PAUSED"},
        {
            **_template(
                "visit_summary",
                "en_US",
                "UTILITY",
                [{"type": "BODY", "text": "Dear {{customer}}, thank you for visiting {{place}}."}],
            ),
            "parameter_format": "NAMED",
        },
    ]


def _template(name: str, language: str, category: str, components: list[Json]) -> Json:
    number = sum(map(ord, f"{name}/{language}"))
    return {
        "id": f"7{number:013d}",
        "name": name,
        "language": language,
        "category": category,
        "status": "APPROVED",
        "quality_score": {"score": "GREEN"},
        "parameter_format": "POSITIONAL",
        "components": components,
    }


def _body(text: str, example: list[str]) -> Json:
    return {"type": "BODY", "text": text, **({"example": {"body_text": [example]}} if example else {})}


def _replies(*titles: str) -> Json:
    return {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": title} for title in titles]}


def find(templates: list[Json], name: Any, language: Any) -> Json | None:
    return next((item for item in templates if item["name"] == name and item["language"] == language), None)


def complaint(template: Json | None, components: list[Json]) -> int | None:
    """Meta's code when this use of the template would be refused."""
    if template is None:
        return 132001
    if template["status"] != "APPROVED":
        return UNUSABLE.get(template["status"], 132001)
    for part in template["components"]:
        if part["type"] in ("BODY", "HEADER") and "text" in part:
            wanted = set(PLACEHOLDER.findall(part["text"]))
            if len(_values(components, part["type"].lower())) != len(wanted):
                return 132000
        elif part.get("format") in ("IMAGE", "VIDEO", "DOCUMENT") and not _values(components, "header"):
            return 132012
    return None


def _values(components: list[Json], kind: str) -> list[Json]:
    return [
        value for part in components if str(part.get("type")).lower() == kind for value in part.get("parameters", [])
    ]


def shown(template: Json, components: list[Json]) -> Json:
    """The template as a phone shows it: header, body, footer, buttons, and the media id of its header."""
    found: Json = {"name": template["name"], "buttons": []}
    for part in template["components"]:
        kind = part["type"].lower()
        if kind in ("header", "body", "footer") and "text" in part:
            found[kind] = _filled(part["text"], _values(components, kind))
        elif kind == "header":
            file = _file(_values(components, "header"), part["format"].lower())
            found |= {"media": file.get("id"), "file": file.get("filename"), "format": part["format"].lower()}
        elif kind == "buttons":
            found["buttons"] = [_button(button, index, components) for index, button in enumerate(part["buttons"])]
    return found


def _filled(text: str, values: list[Json]) -> str:
    by_name = {value.get("parameter_name") or str(place): _said(value) for place, value in enumerate(values, 1)}
    return PLACEHOLDER.sub(lambda found: by_name.get(found.group(1), found.group(0)), text)


def _said(value: Json) -> str:
    inner = value.get(str(value.get("type")))
    return str(inner.get("fallback_value", "")) if isinstance(inner, dict) else str(inner or "")


def _file(values: list[Json], kind: str) -> Json:
    """The file of a header."""
    inner = values[0].get(kind) if values else None
    return inner if isinstance(inner, dict) else {}


def _button(button: Json, index: int, components: list[Json]) -> Json:
    found = {"kind": button["type"].lower(), "title": button["text"], "id": button["text"]}
    for part in components:
        if str(part.get("type")).lower() == "button" and str(part.get("index")) == str(index):
            for value in part.get("parameters", []):
                found["id"] = str(value.get("payload") or found["id"])
    return {**found, **({"url": button["url"]} if "url" in button else {})}
