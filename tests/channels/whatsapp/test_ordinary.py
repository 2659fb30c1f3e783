"""The short way of reading an ordinary body says what the long way says, or leaves the body to it."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.whatsapp import envelope, ordinary
from tests.channels.whatsapp.bodies import DISPLAY, NUMBER
from tests.channels.whatsapp.test_anything import JSON

SHARED = os.environ.get("BMA_PAYLOADS", "")
INBOUND = sorted(Path(SHARED, "whatsapp").glob("*.json")) if SHARED else []

PLAIN: dict[str, Any] = {
    "object": "whatsapp_business_account",
    "entry": [{"id": "1", "time": 1760000000, "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": DISPLAY, "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": "Pim"}, "wa_id": "66811112222"}],
        "messages": [{"from": "66811112222", "id": "wamid.1", "timestamp": "1760000000", "type": "text", "text": {"body": "Hi"}}],
    }}]}],
}  # fmt: skip
VALUE = ("entry", 0, "changes", 0, "value")
CONTACT, MESSAGE = (*VALUE, "contacts", 0), (*VALUE, "messages", 0)
PLACES: list[tuple[str | int, ...]] = [
    ("entry",), ("entry", 0), ("entry", 0, "changes"), ("entry", 0, "changes", 0), ("entry", 0, "changes", 0, "field"), VALUE,
    (*VALUE, "metadata"), (*VALUE, "metadata", "phone_number_id"), (*VALUE, "contacts"), (*VALUE, "statuses"), (*VALUE, "errors"),
    (*VALUE, "conversation_context"), (*VALUE, "messages"), CONTACT, (*CONTACT, "wa_id"), (*CONTACT, "user_id"), (*CONTACT, "parent_user_id"),
    (*CONTACT, "username"), (*CONTACT, "profile"), (*CONTACT, "profile", "name"), (*CONTACT, "profile", "username"), MESSAGE,
    *((*MESSAGE, name) for name in ("from", "from_user_id", "from_parent_user_id", "id", "timestamp", "type", "text", "context", "group_id")),
    (*MESSAGE, "text", "body"), (*MESSAGE, "text", "more"),
]  # fmt: skip
LIKELY: st.SearchStrategy[Any] = st.sampled_from(
    ["", "66811112222", "US.1", "US.ENT.1", "@pim", "wamid.2", "1760000000000", "x" * 501, "\x1e", "๐๑", None, {}, []]
)


def _with(*changes: tuple[tuple[str | int, ...], Any]) -> dict[str, Any]:
    body: Any = copy.deepcopy(PLAIN)
    for place, said in changes:
        holder: Any = body
        for step in place[:-1]:
            try:
                holder = holder[step]
            except (TypeError, LookupError):  # another change has taken it away
                holder = None
        if isinstance(holder, dict):
            holder[place[-1]] = copy.deepcopy(said)
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(said))
    return body  # type: ignore[no-any-return]


def _agree(raw: bytes) -> None:
    short = ordinary.read(raw)
    assert short is None or [short] == envelope.take_apart(raw)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), LIKELY | JSON), min_size=1, max_size=4))
def test_both_ways_agree_whatever_is_changed(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    _agree(json.dumps(_with(*changes)).encode())


@pytest.mark.parametrize("path", INBOUND, ids=lambda path: path.stem)
def test_both_ways_agree_on_each_body(path: Path) -> None:
    _agree(path.read_bytes())


@pytest.mark.parametrize(
    "changes",
    [
        (),
        (((*CONTACT, "user_id"), "US.1"), ((*MESSAGE, "from_user_id"), "US.1")),
        (((*CONTACT, "user_id"), "US.1"), ((*CONTACT, "parent_user_id"), "US.ENT.1"), ((*CONTACT, "profile", "username"), "@pim")),
    ],
)  # fmt: skip
def test_the_short_way_reads_what_is_ordinary(changes: Any) -> None:
    raw = json.dumps(_with(*changes)).encode()
    assert [ordinary.read(raw)] == envelope.take_apart(raw)


@pytest.mark.parametrize(
    "place", [(*MESSAGE, "context"), (*MESSAGE, "referral"), (*VALUE, "errors"), (*VALUE, "standby")]
)
def test_what_it_does_not_know_it_leaves_to_the_long_way(place: tuple[str | int, ...]) -> None:
    assert ordinary.read(json.dumps(_with((place, {"id": "1"}))).encode()) is None
