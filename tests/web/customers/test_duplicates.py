"""Contacts that may be one person are suggested, to those who may see both."""

from __future__ import annotations

from typing import Any

import pytest

from storage.customers import duplicates
from tests.cast import Cast
from tests.web.caller import Caller


@pytest.fixture
async def phone_field(mona: Caller) -> None:
    await mona.post("/fields", {"name": "Other number", "kind": "text", "key": "other"})


async def suggested(caller: Caller) -> list[tuple[str, str | None, list[str]]]:
    items = [each for page in await caller.pages("/contacts/duplicates", 2) for each in page]
    return [(each["shared"], each["value"], sorted(c["name"] for c in each["contacts"])) for each in items]


async def add(caller: Caller, name: str, **more: Any) -> str:
    return str((await caller.post("/contacts", {"name": name, **more}))["id"])


async def test_a_number_in_a_field_that_is_anothers(dana: Caller, phone_field: None, cast: Cast) -> None:
    await add(dana, "Lek", fields={"other": "081-234-5678"})
    assert await suggested(dana) == [("phone", "66812345678", ["Lek", "Pim Srisai"])]


async def test_an_address_two_contacts_have_in_a_field(dana: Caller, phone_field: None, cast: Cast) -> None:
    await add(dana, "Lek", fields={"other": "Tea@Shop.example"})
    await add(dana, "Noi", fields={"other": "tea@shop.example"})
    assert await suggested(dana) == [("email", "tea@shop.example", ["Lek", "Noi"])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Somchai Jaidee", "Tea Co., Ltd."), ("JAIDEE, Somchai", "tea co")),
        (("José Núñez", "Café GmbH"), ("Jose Nunez", "cafe")),
        (("สมชาย ใจดี", "บริษัท ชา จำกัด"), ("ใจดี สมชาย", "ชา")),
    ],
)
async def test_like_names_at_one_company(
    dana: Caller, cast: Cast, one: tuple[str, str], other: tuple[str, str]
) -> None:
    for name, company in (one, other):
        await add(dana, name, company=company)
    assert await suggested(dana) == [("name", None, sorted([one[0], other[0]]))]


async def test_what_many_people_share_suggests_nothing(dana: Caller, phone_field: None, cast: Cast) -> None:
    await add(dana, "Somchai Jaidee", company="Tea Co")
    await add(dana, "Somchai Jaidee", company="Coffee Co")
    await add(dana, "Somchai Jaidee")
    await add(dana, "Noi", company="Tea Co", fields={"other": "2026-11-22"})
    await add(dana, "Lek", company="Tea Co", fields={"other": "2026-11-22"})
    assert await suggested(dana) == []


async def test_a_suggestion_goes_when_they_are_one(dana: Caller, cast: Cast) -> None:
    one, other = [await add(dana, "Lek Suk", company="Tea Co") for _ in range(2)]
    assert len(await suggested(dana)) == 1
    await dana.post(f"/contacts/{one}/merge", {"into": other}, 200)
    assert await suggested(dana) == []
    await dana.post(f"/contacts/{one}/unmerge", None, 200)
    assert len(await suggested(dana)) == 1


async def test_nobody_hears_of_a_twin_they_may_not_see(
    dana: Caller, ines: Caller, phone_field: None, cast: Cast
) -> None:
    await ines.put("/contacts/ken", {"fields": {"other": "081 234 5678"}})
    assert await suggested(dana) == []
    assert await suggested(ines) == [("phone", "66812345678", ["Ken Park", "Pim Srisai"])]


async def test_pages_end_whatever_the_stretch(
    dana: Caller, phone_field: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "STRETCH", 3)
    for n in range(7):
        await add(dana, f"Person {n}", company="Tea Co", fields={"other": f"p{n}@tea.example"})
    for n in (2, 5):
        await add(dana, f"Person {n}", company="Tea Co")
    assert await suggested(dana) == [("name", None, [f"Person {n}"] * 2) for n in (2, 5)]
