"""Segments: saved filters, what each test of them finds, and who may save them."""

from __future__ import annotations

from typing import Any

import pytest

from hub.assembly import Hub
from tests.cast import Cast
from tests.web.caller import Caller
from tests.web.customers.test_contacts import announced

TAG = {"type": "tag", "name": "vip"}


@pytest.fixture
async def described(mona: Caller, ines: Caller, cast: Cast) -> None:
    """Pim: vip, gold, 3, since 2026, of Tea Co, owned by Dana. Ken: nothing of it. Both wrote a moment ago."""
    await mona.post("/fields", {"name": "Level", "kind": "choice", "choices": ["gold", "silver"]})
    await mona.post("/fields", {"name": "Size", "kind": "number"})
    await mona.post("/fields", {"name": "Since", "kind": "date"})
    await mona.post("/fields", {"name": "City", "kind": "text"})
    fields = {"level": "gold", "size": 3, "since": "2026-02-28", "city": "Bang Kapi"}
    body = {"tags": ["VIP"], "company": "Tea Co. Ltd", "owner": "dana", "fields": fields}
    await ines.put("/contacts/pim", body)
    await ines.post("/contacts/pim/consents", {"channel": "whatsapp", "wanted": True, "how": "other"})


def field(name: str, test: str, value: Any = None) -> dict[str, Any]:
    return {"type": "field", "field": name, "test": test, "value": value}


PIM_ALONE = [
    TAG,
    {"type": "tag", "name": "Vip"},
    {"type": "owner", "user": "dana"},
    {"type": "company", "test": "is", "value": "tea co. ltd"},
    {"type": "company", "test": "starts", "value": "TEA"},
    {"type": "company", "test": "is_set"},
    {"type": "consent", "channel": "whatsapp", "state": "yes"},
    {"type": "channel", "channel": "channel-sales"},
    field("level", "is", "gold"),
    field("level", "is_set"),
    field("size", "is", 3),
    field("size", "at_least", 3),
    field("size", "at_most", 3),
    field("size", "above", 2.5),
    field("size", "below", 4),
    field("since", "above", "2026-02-27"),
    field("since", "below", "2026-03-01"),
    field("city", "is", "bang kapi"),
    field("city", "starts", "Bang"),
]
BOTH = [
    {"type": "seen"},
    {"type": "seen", "days": 1},
    {"type": "seen", "since": "2026-01-01T00:00:00Z"},
    {"type": "created", "days": 1},
    {"type": "created", "since": "2026-01-01T00:00:00Z"},
]
NOBODY = [
    {"type": "seen", "until": "2026-01-01T00:00:00Z"},
    {"type": "created", "until": "2026-01-01T00:00:00Z"},
    {"type": "consent", "channel": "mail", "state": "no"},
    field("size", "above", 3),
    field("level", "is", "silver"),
    {"type": "owner", "user": "nobody"},
]


async def holds(ines: Caller, mona: Caller, filter: dict[str, Any]) -> set[str]:
    """Whom a segment finds: by its list, by the filter of contacts and by its count alike."""
    made = await mona.post("/segments", {"name": "Some", "filter": filter})
    found = {contact["id"] for contact in (await ines.get(f"/segments/{made['id']}/contacts"))["items"]}
    assert (await ines.get(f"/segments/{made['id']}/count"))["contacts"] == len(found)
    assert {contact["id"] for contact in (await ines.get("/contacts", segment=made["id"]))["items"]} == found
    await mona.delete(f"/segments/{made['id']}")
    return found


async def test_a_test_finds_whom_it_describes_and_its_contrary_the_others(
    described: None, ines: Caller, mona: Caller
) -> None:
    for filter in PIM_ALONE:
        assert await holds(ines, mona, filter) == {"pim"}, filter
        assert await holds(ines, mona, {"type": "none", "of": [filter]}) == {"ken"}, filter


async def test_times_and_what_nobody_is(described: None, ines: Caller, mona: Caller) -> None:
    for filter in BOTH:
        assert await holds(ines, mona, filter) == {"pim", "ken"}, filter
    for filter in NOBODY:
        assert await holds(ines, mona, filter) == set(), filter


async def test_tests_are_knotted_together(described: None, ines: Caller, mona: Caller) -> None:
    nobodys = {"type": "owner", "user": None}
    either = {"type": "any", "of": [TAG, nobodys]}
    both = {"type": "all", "of": [TAG, nobodys]}
    assert await holds(ines, mona, either) == {"pim", "ken"}
    assert await holds(ines, mona, both) == set()
    deep = {"type": "all", "of": [either, {"type": "none", "of": [both, {"type": "all", "of": [nobodys]}]}]}
    assert await holds(ines, mona, deep) == {"pim"}


def nested(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = TAG
    for _ in range(depth):
        tree = {"type": "all", "of": [tree]}
    return tree


MEANINGLESS: list[dict[str, Any]] = [
    {"type": "magic"},
    {"type": "all", "of": []},
    {"type": "all", "of": [TAG] * 21},
    {"type": "all", "of": [{"type": "any", "of": [TAG] * 20}] * 3},
    nested(6),
    nested(400),
    field("nothing", "is_set"),
    field("level", "is", "bronze"),
    field("level", "at_least", "gold"),
    field("size", "is", "3"),
    field("size", "starts", "3"),
    field("size", "is"),
    {"type": "company", "test": "is"},
    {"type": "seen", "days": 1, "since": "2026-01-01T00:00:00Z"},
    {"type": "seen", "since": "yesterday, at noon"},
    {"type": "seen", "days": 0},
    {"type": "created", "days": 10**9},
    {"type": "tag", "name": "vip", "sql": "1=1"},
]


async def test_a_tree_that_means_nothing_is_refused(described: None, mona: Caller) -> None:
    for filter in MEANINGLESS:
        refused = await mona.post("/segments", {"name": "Some", "filter": filter}, 422)
        assert refused["field"].startswith(("filter", "fields")), filter


async def test_segments_are_saved_by_managers_and_used_by_all(
    described: None, mona: Caller, dana: Caller, omar: Caller, hub: Hub
) -> None:
    made = await mona.post("/segments", {"name": "Very  important", "filter": TAG})
    assert (made["name"], made["user"], made["filter"]) == ("Very important", "mona", TAG)
    assert (await announced(hub))[-1] == "segment.changed"
    assert (await dana.get("/segments"))["items"] == [made]
    assert [c["id"] for c in (await dana.get(f"/segments/{made['id']}/contacts"))["items"]] == ["pim"]
    assert (await omar.get(f"/segments/{made['id']}/contacts"))["items"] == []
    assert (await omar.get(f"/segments/{made['id']}/count"))["contacts"] == 0
    await dana.post("/segments", {"name": "x", "filter": TAG}, 403)
    await dana.put(f"/segments/{made['id']}", {"name": "x"}, 403)
    await dana.delete(f"/segments/{made['id']}", 403)
    changed = await mona.put(f"/segments/{made['id']}", {"filter": {"type": "owner", "user": None}}, If_Match='"1"')
    assert (await mona.put(f"/segments/{made['id']}", {"name": "x"}, 409, If_Match='"1"'))["current"] == changed
    await mona.post("/segments", {"name": "VERY IMPORTANT", "filter": TAG}, 409)
    await mona.delete(f"/segments/{made['id']}")
    assert (await announced(hub))[-1] == "segment.removed"
    for path in ("", "/contacts", "/count"):
        await mona.get(f"/segments/{made['id']}{path}", 404)


async def test_a_segment_follows_the_words_it_is_made_of(described: None, mona: Caller, ines: Caller) -> None:
    tree = {
        "type": "all",
        "of": [{"type": "tag", "name": "VIP"}, {"type": "none", "of": [field("level", "is", "silver")]}],
    }
    made = await mona.post("/segments", {"name": "Some", "filter": tree})
    await mona.put("/tags/vip", {"name": "Great"})
    level = (await mona.get("/fields", q="level"))["items"][0]["id"]
    await mona.put(f"/fields/{level}", {"renamed": {"silver": "bronze"}})
    now = await mona.get(f"/segments/{made['id']}")
    assert now["filter"]["of"][0] == {"type": "tag", "name": "Great"}
    assert now["filter"]["of"][1]["of"][0]["value"] == "bronze"
    assert [c["id"] for c in (await ines.get(f"/segments/{made['id']}/contacts"))["items"]] == ["pim"]


async def test_segments_are_paged_by_name(mona: Caller) -> None:
    for name in ("b", "A", "c"):
        await mona.post("/segments", {"name": name, "filter": TAG})
    assert [[s["name"] for s in page] for page in await mona.pages("/segments", 2)] == [["A", "b"], ["c"]]
