"""Whatever JSON comes, parsing says something of it and never falls over; what it says can be stored."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.channel import Fact
from channels.whatsapp.envelope import parse
from hub.wire.nul import holds_nul
from tests.channels.whatsapp.bodies import CONTACT, DISPLAY, NUMBER

KEYS = [
    "entry", "changes", "field", "value", "metadata", "contacts", "messages", "statuses", "errors", "standby", "message_echoes", "history",
    "threads", "calls", "user_preferences", "user_id_update", "state_sync", "contact", "profile", "name", "wa_id", "user_id", "id", "from",
    "type", "timestamp", "text", "body", "image", "audio", "location", "interactive", "button", "order", "reaction", "system", "edit",
    "revoke", "message", "context", "status", "recipient_id", "pricing", "conversation", "event", "ban_info", "groups", "time",
]  # fmt: skip
WORDS = [
    "messages",
    "history",
    "calls",
    "standby",
    "account_update",
    "text",
    "image",
    "system",
    "edit",
    "reaction",
    "sent",
    "failed",
    "add",
]
TEXTS = (
    st.sampled_from(WORDS)
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["\x00", "\ud83d", "1760000000", "{x}", "9" * 5000])
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | TEXTS, inner, max_size=5),
    max_leaves=25,
)

MESSAGE: dict[str, Any] = {
    "id": "wamid.1", "from": "66811112222", "timestamp": "1760000000", "type": "text", "text": {"body": "Hi"},
    "context": {"id": "wamid.0", "forwarded": True}, "image": {"id": "1", "mime_type": "image/jpeg"},
    "interactive": {"type": "list_reply", "list_reply": {"id": "1", "title": "t"}}, "location": {"latitude": 1, "longitude": 2},
    "contacts": [{"name": {"formatted_name": "x"}, "phones": [{"phone": "1"}]}], "order": {"product_items": [{"quantity": 1}]},
    "edit": {"original_message_id": "w", "message": {"type": "text", "text": {"body": "b"}}}, "revoke": {"original_message_id": "w"},
    "reaction": {"message_id": "w", "emoji": "x"}, "system": {"type": "user_changed_number", "wa_id": "2", "body": "x changed from a to b"},
}  # fmt: skip
STATUS: dict[str, Any] = {
    "id": "wamid.1",
    "status": "failed",
    "timestamp": "1",
    "recipient_id": "6",
    "errors": [{"code": 1, "title": "t"}],
}
METADATA = {"display_phone_number": DISPLAY, "phone_number_id": NUMBER}
VALUE: dict[str, Any] = {
    "metadata": METADATA, "contacts": [CONTACT], "messages": [MESSAGE], "statuses": [STATUS], "message_echoes": [MESSAGE],
    "standby": {"messages": [MESSAGE]}, "errors": [{"code": 131031}], "event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "x"},
    "history": [{"threads": [{"id": "1", "messages": [MESSAGE]}], "metadata": {"progress": 100}, "errors": [{"code": 2593109}]}],
    "calls": [{"id": "c", "event": "connect", "from": "1", "to": DISPLAY}], "groups": [{"type": "x", "group_id": "g"}],
    "state_sync": [{"action": "add", "contact": {"phone_number": "1", "full_name": "n"}}],
    "user_preferences": [{"wa_id": "1", "value": "stop", "category": "m"}], "user_id_update": [{"wa_id": "1", "user_id": {"previous": "a", "current": "b"}}],
    "message_template_id": 1, "message_template_name": "n", "rejection_info": {"reason": "r"},
}  # fmt: skip
FIELDS = [
    "messages", "standby", "smb_message_echoes", "history", "smb_app_state_sync", "user_preferences", "user_id_update", "calls",
    "account_update", "account_alerts", "group_status_update", "message_template_status_update", "message_template_components_update",
    "phone_number_quality_update", "phone_number_name_update", "messaging_handovers", "security", "what_is_this",
]  # fmt: skip
TYPES = [
    "text",
    "image",
    "audio",
    "interactive",
    "location",
    "contacts",
    "order",
    "edit",
    "revoke",
    "reaction",
    "system",
    "button",
    "odd",
]


def storable(facts: list[Fact]) -> None:
    told = msgspec.json.encode(facts).decode()
    assert "\x00" not in told
    assert not holds_nul(told)
    assert all(0 <= getattr(fact, "at", 0) < 2**53 for fact in facts)


def written(value: Any) -> bytes:
    return json.dumps(value).encode()


@given(st.dictionaries(st.sampled_from(KEYS) | TEXTS, JSON, max_size=5))
@settings(max_examples=150, deadline=None)
def test_any_json_object_is_taken(value: dict[str, Any]) -> None:
    storable(parse(written(value)))


@given(JSON, st.sampled_from(FIELDS))
@settings(max_examples=150, deadline=None)
def test_any_value_of_any_field_is_taken(value: Any, field: str) -> None:
    facts = parse(written({"entry": [{"id": "1", "changes": [{"field": field, "value": value}]}]}))
    assert facts
    storable(facts)


@given(st.sampled_from(FIELDS), st.sampled_from(TYPES), st.data())
@settings(max_examples=300, deadline=None)
def test_a_known_body_with_one_part_replaced_is_taken(field: str, kind: str, data: st.DataObject) -> None:
    value = json.loads(json.dumps(VALUE).replace('"type": "text"', f'"type": "{kind}"'))
    body = {"entry": [{"id": "1", "time": 1, "changes": [{"field": field, "value": value}]}]}
    node: Any = value
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
            node = node[key]
            continue
        node[key] = data.draw(JSON)
        break
    facts = parse(written(body))
    assert facts
    storable(facts)
