"""Contacts over HTTP: what is asked, what is answered, and what nobody learns."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from hub.assembly import Hub
from storage import event_log
from tests.cast import Cast
from tests.web.caller import Caller
from tests.web.conftest import Bearer


async def announced(hub: Hub) -> list[str]:
    async with hub.database.reading() as connection:
        head = await event_log.head(connection)
        return [entry.type for entry in await event_log.read(connection, 0, head.seq)]


async def add(caller: Caller, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = await caller.post("/contacts", body)
    return made


def names(page: dict[str, Any]) -> list[str]:
    return [contact["name"] for contact in page["items"]]


async def test_a_contact_is_added_whole(dana: Caller, cast: Cast) -> None:
    made = await add(
        dana,
        name="  Lek   Suk ",
        company="Tea Co",
        owner="dana",
        tags=["VIP", "vip "],
        identities=[
            {"kind": "phone", "value": "089 111 2222"},
            {"kind": "email", "value": "Lek@Tea.example"},
            {"kind": "phone", "value": "+44 20 7946 0958"},
        ],
    )
    assert (made["name"], made["company"], made["owner"], made["tags"]) == ("Lek Suk", "Tea Co", "dana", ["VIP"])
    told = [(one["kind"], one["value"], one["primary"]) for one in made["identities"]]
    assert told == [
        ("phone", "66891112222", True),
        ("email", "lek@tea.example", True),
        ("phone", "442079460958", False),
    ]
    assert await dana.get(f"/contacts/{made['id']}") == made


async def test_a_contact_without_a_name_is_called_by_its_number(dana: Caller) -> None:
    made = await add(dana, identities=[{"kind": "phone", "value": "0891112222"}])
    assert made["name"] == "+66 89 111 2222"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"name": "Lek", "owner": "nobody"}, "owner"),
        ({"name": "Lek", "fields": {"city": "Bangkok"}}, "fields.city"),
        ({"name": "Lek", "identities": [{"kind": "phone", "value": "no number"}]}, "value"),
        ({"name": "Lek", "identities": [{"kind": "email", "value": "a@b"}]}, "value"),
        ({"name": "Lek", "identities": [{"kind": "whatsapp_user", "value": "TH.1"}]}, "identities[0].kind"),
        ({"name": "Lek", "birthday": "1990-01-01"}, "birthday"),
    ],
)
async def test_a_wrong_contact_is_refused_with_the_fields_name(dana: Caller, body: dict[str, Any], field: str) -> None:
    assert (await dana.post("/contacts", body, 422))["field"] == field


async def test_the_same_request_twice_adds_one_contact(dana: Caller) -> None:
    first = await dana.post("/contacts", {"name": "Lek"}, Idempotency_Key="once")
    assert await dana.post("/contacts", {"name": "Lek"}, Idempotency_Key="once") == first
    assert names(await dana.get("/contacts")).count("Lek") == 1


async def test_a_put_replaces_what_it_names(dana: Caller, cast: Cast, hub: Hub) -> None:
    before = await dana.get("/contacts/pim")
    after = await dana.put("/contacts/pim", {"company": "Tea Co", "tags": ["vip"]})
    assert (after["name"], after["company"], after["tags"]) == (before["name"], "Tea Co", ["vip"])
    assert after["version"] > before["version"]
    assert (await announced(hub))[-2:] == ["tag.changed", "contact.changed"]
    cleared = await dana.put("/contacts/pim", {"company": None, "owner": None, "tags": []})
    assert (cleared["company"], cleared["tags"]) == (None, [])


async def test_whoever_is_slower_is_told_how_it_is_now(dana: Caller, ines: Caller, cast: Cast) -> None:
    version = (await dana.get("/contacts/pim"))["version"]
    await ines.put("/contacts/pim", {"name": "Pim Suwan"}, If_Match=f'"{version}"')
    told = await dana.put("/contacts/pim", {"name": "Pimmy"}, 409, If_Match=f'"{version}"')
    assert told["current"]["name"] == "Pim Suwan"
    assert (await dana.get("/contacts/pim"))["name"] == "Pim Suwan"


async def test_omar_never_learns_of_a_sales_contact(omar: Caller, cast: Cast) -> None:
    for method, path in (
        ("get", "/contacts/pim"),
        ("get", "/contacts/pim/timeline"),
        ("get", "/contacts/pim/notes"),
        ("get", "/contacts/pim/consents"),
    ):
        assert (await getattr(omar, method)(path, 404))["message"] == "There is no such contact."
    await omar.put("/contacts/pim", {"name": "Mine"}, 404)
    await omar.post("/contacts/pim/notes", {"text": "x"}, 404)
    await omar.post("/contacts/pim/consents", {"channel": "whatsapp", "wanted": True, "how": "other"}, 404)
    await omar.post("/contacts/pim/identities", {"kind": "email", "value": "a@b.example"}, 404)
    await omar.post("/contacts/pim/merge", {"into": "ken"}, 404)
    await omar.post("/contacts/ken/merge", {"into": "pim"}, 404)
    await omar.post("/contacts/pim/unmerge", None, 404)
    assert names(await omar.get("/contacts")) == ["Ken Park"]


async def test_lists_are_filtered(dana: Caller, ines: Caller, cast: Cast) -> None:
    await dana.put("/contacts/pim", {"tags": ["VIP"], "owner": "dana", "company": "Tea Co"})
    await add(dana, name="Lek")
    for query in ({"tag": "vip"}, {"owner": "me"}, {"owner": "dana"}, {"channel": cast.sales}):
        assert names(await dana.get("/contacts", **query)) == ["Pim Srisai"], query
    assert names(await dana.get("/contacts", owner="none", sort="name")) == ["Lek"]
    assert names(await dana.get("/contacts", channel=cast.support)) == []
    assert names(await ines.get("/contacts", channel=cast.support)) == ["Ken Park"]
    assert names(await dana.get("/contacts", tag="vip", owner="none")) == []


@pytest.mark.parametrize(("sort", "wanted"), [("name", ["ann", "Bob", "Pim Srisai", "zoe"]), ("created", None)])
async def test_lists_are_sorted_and_paged(dana: Caller, cast: Cast, sort: str, wanted: list[str] | None) -> None:
    for name in ("zoe", "ann", "Bob"):
        await add(dana, name=name)
    for order in (sort, f"-{sort}"):
        whole = names(await dana.get("/contacts", sort=order))
        paged = [contact["name"] for page in await dana.pages("/contacts", 2, sort=order) for contact in page]
        assert paged == whole
        if wanted is not None:
            assert whole == (wanted if order == sort else wanted[::-1])


@pytest.mark.parametrize("after", ["x", "W10", "WyJuYW1lIiwxLCJhIl0", "é"])
async def test_a_foreign_cursor_is_refused(dana: Caller, cast: Cast, after: str) -> None:
    assert (await dana.get("/contacts", 422, after=after))["field"] == "after"


async def test_a_cursor_of_another_order_is_refused(dana: Caller, cast: Cast) -> None:
    await add(dana, name="Lek")
    page = await dana.get("/contacts", limit=1, sort="name")
    await dana.get("/contacts", 422, limit=1, sort="created", after=page["next"])


async def test_a_number_of_somebody_else_names_them_only_to_who_may_see_them(
    dana: Caller, omar: Caller, cast: Cast
) -> None:
    await add(dana, name="Lek")
    lek = next(c for c in (await dana.get("/contacts"))["items"] if c["name"] == "Lek")["id"]
    typed = {"kind": "phone", "value": "081 234 5678"}
    told = await dana.post(f"/contacts/{lek}/identities", typed, 409)
    assert "belongs to Pim Srisai" in told["message"]
    assert "Merge" in told["message"]
    assert told["current"]["id"] == cast.pim
    hidden = await omar.post(f"/contacts/{lek}/identities", typed, 409)
    assert hidden["message"] == "+66812345678 cannot be added: it is in use."
    assert "current" not in hidden
    assert (await dana.post("/contacts", {"name": "Pim", "identities": [typed]}, 409))["current"]["id"] == cast.pim


async def test_numbers_and_addresses_come_and_go_and_one_is_first(dana: Caller, cast: Cast) -> None:
    second = await dana.post("/contacts/pim/identities", {"kind": "phone", "value": "02 123 4567"})
    assert [(one["value"], one["primary"]) for one in second["identities"]] == [
        ("66812345678", True),
        ("6621234567", False),
    ]
    again = await dana.post("/contacts/pim/identities", {"kind": "phone", "value": "+6621234567"})
    assert again["version"] == second["version"]
    other = second["identities"][1]["id"]
    preferred = await dana.put(f"/contacts/pim/identities/{other}", {"primary": True})
    assert [one["value"] for one in preferred["identities"]] == ["6621234567", "66812345678"]
    left = await dana.delete(f"/contacts/pim/identities/{other}", 200)
    assert [one["value"] for one in left["identities"]] == ["66812345678"]
    await dana.delete(f"/contacts/pim/identities/{other}", 404)
    await dana.delete("/contacts/pim/identities/identity-ken", 404)


async def test_an_answer_carries_its_version_as_an_etag(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    headers = bearer(cast.dana)
    first = await client.get("/api/v1/contacts/pim", headers=headers)
    again = await client.get("/api/v1/contacts/pim", headers={**headers, "if-none-match": first.headers["etag"]})
    assert again.status_code == 304
