"""Fields of contacts: defined by a manager, checked at every write, renamed and removed with their values."""

from __future__ import annotations

from typing import Any

import pytest

from hub.assembly import Hub
from hub.customers import contacts
from hub.wire.commands import ContactEdit
from hub.wire.errors import Refusal
from tests.cast import Cast
from tests.web.caller import Caller
from tests.web.customers.test_contacts import announced

GOOD: dict[str, list[Any]] = {
    "text": ["Bangkok", "กรุงเทพ", "x" * 5000],
    "number": [0, -1.5, 10**15, 3],
    "date": ["2026-11-22", "1952-02-29"],
    "choice": ["gold"],
    "yes_no": [True, False],
}
WRONG: dict[str, list[Any]] = {
    "text": [3, True],
    "number": ["3", True, 10**15 + 1],
    "date": ["22.11.2026", "2026-13-01", "2026-02-30", 20261122, "2026-11-22T00:00:00Z"],
    "choice": ["Gold ", "bronze", 1],
    "yes_no": ["yes", 1],
}


async def define(mona: Caller, kind: str, name: str = "Level", **more: Any) -> dict[str, Any]:
    choices = {"choices": ["gold", "silver"]} if kind == "choice" else {}
    made: dict[str, Any] = await mona.post("/fields", {"name": name, "kind": kind, **choices, **more})
    return made


@pytest.mark.parametrize("kind", GOOD)
async def test_a_value_of_its_kind_is_kept_and_found(mona: Caller, dana: Caller, cast: Cast, kind: str) -> None:
    await define(mona, kind)
    for value in GOOD[kind]:
        told = await dana.put("/contacts/pim", {"fields": {"level": value}})
        assert told["fields"] == {"level": value}
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if len(text) < 290 and value != 10**15:
            found = (await dana.get("/contacts", field=f"level:{text}"))["items"]
            assert [contact["id"] for contact in found] == ["pim"]
    cleared = await dana.put("/contacts/pim", {"fields": {"level": None}})
    assert cleared["fields"] == {}


@pytest.mark.parametrize("kind", WRONG)
async def test_another_value_is_refused_wherever_it_is_written(
    hub: Hub, mona: Caller, dana: Caller, cast: Cast, kind: str
) -> None:
    await define(mona, kind)
    for value in WRONG[kind]:
        refused = await dana.put("/contacts/pim", {"fields": {"level": value}}, 422)
        assert refused["field"].startswith("fields"), value
        await dana.post("/contacts", {"name": "Lek", "fields": {"level": value}}, 422)
        with pytest.raises(Refusal, match="Level takes"):
            async with hub.transactions.begin() as tx:
                await contacts.edit(tx, cast.dana, ContactEdit(id=1, contact="pim", fields={"level": value}))


async def test_the_live_command_writes_fields_too(hub: Hub, mona: Caller, cast: Cast) -> None:
    await define(mona, "choice")
    async with hub.transactions.begin() as tx:
        edited = await contacts.edit(tx, cast.dana, ContactEdit(id=1, contact="pim", fields={"level": "gold"}))
    assert edited["contact"].fields == {"level": "gold"}


async def test_fields_are_defined_by_managers(mona: Caller, dana: Caller, hub: Hub) -> None:
    made = await define(mona, "choice", "Kundenstufe (1)")
    assert (made["key"], made["choices"], made["position"]) == ("kundenstufe_1", ["gold", "silver"], 1)
    assert (await announced(hub))[-1] == "field.changed"
    assert (await dana.get("/fields"))["items"] == [made]
    assert await dana.get(f"/fields/{made['id']}") == made
    await dana.post("/fields", {"name": "x", "kind": "text"}, 403)
    await dana.put(f"/fields/{made['id']}", {"name": "x"}, 403)
    await dana.delete(f"/fields/{made['id']}", 403)


async def test_a_name_without_latin_letters_gets_a_key_of_its_own(mona: Caller) -> None:
    keys = [(await define(mona, "text", name))["key"] for name in ("ระดับ", "เมือง", "City")]
    assert keys == ["field", "field_2", "city"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "Level", "kind": "text"}, 409, "name"),
        ({"name": "Other", "kind": "text", "key": "level"}, 409, "key"),
        ({"name": "Other", "kind": "text", "key": "Level"}, 422, "key"),
        ({"name": "Other", "kind": "colour"}, 422, "kind"),
        ({"name": "Other", "kind": "choice"}, 422, "choices"),
        ({"name": "Other", "kind": "choice", "choices": ["a", "A"]}, 422, "choices"),
        ({"name": "Other", "kind": "text", "choices": ["a"]}, 422, "choices"),
    ],
)
async def test_a_wrong_definition_is_refused(mona: Caller, body: dict[str, Any], status: int, field: str) -> None:
    await define(mona, "text")
    assert (await mona.post("/fields", body, status))["field"] == field


async def test_a_choice_is_renamed_in_every_contact(mona: Caller, dana: Caller, cast: Cast) -> None:
    made = await define(mona, "choice")
    await dana.put("/contacts/pim", {"fields": {"level": "gold"}})
    changed = await mona.put(f"/fields/{made['id']}", {"renamed": {"gold": "platinum"}})
    assert changed["choices"] == ["platinum", "silver"]
    assert (await dana.get("/contacts/pim"))["fields"] == {"level": "platinum"}
    assert [c["id"] for c in (await dana.get("/contacts", field="level:platinum"))["items"]] == ["pim"]


async def test_two_choices_take_each_others_names(mona: Caller, dana: Caller, ines: Caller, cast: Cast) -> None:
    made = await define(mona, "choice")
    await ines.put("/contacts/pim", {"fields": {"level": "gold"}})
    await ines.put("/contacts/ken", {"fields": {"level": "silver"}})
    await mona.put(f"/fields/{made['id']}", {"renamed": {"gold": "silver", "silver": "gold"}})
    assert (await ines.get("/contacts/pim"))["fields"] == {"level": "silver"}
    assert (await ines.get("/contacts/ken"))["fields"] == {"level": "gold"}


async def test_a_choice_somebody_has_does_not_just_vanish(mona: Caller, dana: Caller, cast: Cast) -> None:
    made = await define(mona, "choice")
    await dana.put("/contacts/pim", {"fields": {"level": "gold"}})
    refused = await mona.put(f"/fields/{made['id']}", {"choices": ["silver"]}, 409)
    assert refused["field"] == "choices"
    changed = await mona.put(f"/fields/{made['id']}", {"choices": ["silver"], "renamed": {"gold": "silver"}})
    assert changed["choices"] == ["silver"]
    assert (await dana.get("/contacts/pim"))["fields"] == {"level": "silver"}


async def test_a_field_goes_with_its_values(mona: Caller, dana: Caller, cast: Cast, hub: Hub) -> None:
    made = await define(mona, "number")
    other = await define(mona, "text", "City")
    await dana.put("/contacts/pim", {"fields": {"level": 3, "city": "Bangkok"}})
    await mona.delete(f"/fields/{made['id']}")
    assert (await dana.get("/contacts/pim"))["fields"] == {"city": "Bangkok"}
    assert (await announced(hub))[-2:] == ["contact.changed", "field.removed"]
    assert (await dana.get("/fields"))["items"] == [other]
    await dana.get("/contacts", 422, field="level:3")


async def test_a_field_a_segment_asks_for_stays(mona: Caller) -> None:
    made = await define(mona, "number")
    test = {"type": "field", "field": "level", "test": "at_least", "value": 3}
    await mona.post("/segments", {"name": "Great", "filter": {"type": "any", "of": [test]}})
    assert "Great" in (await mona.delete(f"/fields/{made['id']}", 409))["message"]
