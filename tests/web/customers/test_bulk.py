"""Many contacts at once, counted and jumped in."""

from __future__ import annotations

from typing import Any

import pytest

from hub.assembly import Hub
from tests.cast import Cast
from tests.web.caller import Caller
from tests.web.customers.test_contacts import announced


async def several(caller: Caller, count: int) -> list[str]:
    return [
        str((await caller.post("/contacts", {"name": f"Guest {n}", "tags": ["guest"]}))["id"]) for n in range(count)
    ]


async def test_many_are_tagged_and_given_away_and_others_told(dana: Caller, ines: Caller, cast: Cast, hub: Hub) -> None:
    first, second = await several(dana, 2)
    before = (await announced(hub)).count("contact.changed")
    asked = {"action": "tag", "ids": [first, second, "ken", "nobody"], "tags": ["VIP", "Guest"]}
    told = await dana.post("/contacts/bulk", asked, 200)
    assert (told["done"], told["refused"]) == (2, 2)  # of Ken, on Omar's number, Dana learns nothing
    assert {each["id"]: each["code"] for each in told["results"]} == {
        first: None, second: None, "ken": "not_found", "nobody": "not_found",
    }  # fmt: skip
    assert (await dana.get(f"/contacts/{first}"))["tags"] == ["guest", "VIP"]
    assert (await announced(hub)).count("contact.changed") == before + 2
    await dana.post("/contacts/bulk", {"action": "untag", "ids": [first], "tags": ["vip"]}, 200)
    assert (await dana.get(f"/contacts/{first}"))["tags"] == ["guest"]
    await ines.post("/contacts/bulk", {"action": "owner", "ids": [first, "ken"], "owner": "omar"}, 200)
    assert [(await ines.get(f"/contacts/{id}"))["owner"] for id in (first, "ken", second)] == ["omar", "omar", None]
    changes = [e["change"]["changes"] for e in (await ines.get(f"/contacts/{first}/timeline"))["items"]]
    assert changes[0] == {"owner": [None, "omar"]}
    again = await announced(hub)
    await ines.post("/contacts/bulk", {"action": "owner", "ids": [first], "owner": "omar"}, 200)
    assert await announced(hub) == again  # nothing changed, nobody is told


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "tag", "ids": ["pim"]}, "tags"),
        ({"action": "owner", "ids": ["pim"], "owner": "nobody"}, "owner"),
        ({"action": "tag", "ids": [], "tags": ["a"]}, "ids"),
        ({"action": "erase", "ids": ["pim"]}, "action"),
    ],
)
async def test_what_lacks_something_is_refused(dana: Caller, cast: Cast, body: dict[str, Any], field: str) -> None:
    assert (await dana.post("/contacts/bulk", body, 422))["field"] == field


async def test_a_list_is_counted_and_jumped_in(dana: Caller, cast: Cast) -> None:
    await several(dana, 4)
    assert (await dana.get("/contacts/count"))["contacts"] == 5  # and Pim
    assert (await dana.get("/contacts/count", tag="guest"))["contacts"] == 4
    page = await dana.get("/contacts", tag="guest", sort="name", skip=2, limit=1)
    assert [contact["name"] for contact in page["items"]] == ["Guest 2"]
    following = await dana.get("/contacts", tag="guest", sort="name", after=page["next"])
    assert [contact["name"] for contact in following["items"]] == ["Guest 3"]
