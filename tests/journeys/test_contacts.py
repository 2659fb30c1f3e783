"""Contacts in the console: imported, filtered, changed before another's eyes, merged and parted again, tagged in numbers."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest
from playwright.async_api import FilePayload, Locator, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.looks import is_readable
from tests.journeys.people import PIM

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
FILE = "Name,Mobile,City\nLek Suk,081 111 1111,Bangkok\nNok Dee,12,Hua Hin\nนภา ใจดี,081 333 3333,เชียงใหม่\n"


def rows(desk: Desk) -> Locator:
    """Of the list of contacts; its head is no link."""
    return desk.page.get_by_role("table", name="Contacts").locator("[data-place]")


async def add(house: House, *contacts: dict[str, Any]) -> list[str]:
    async with contextlib.aclosing(await house.administrator()) as api:
        made = [(await api.post("/api/v1/contacts", json=contact)).raise_for_status().json() for contact in contacts]
    return [str(contact["id"]) for contact in made]


async def test_a_file_with_a_bad_row_is_looked_at_then_imported(house: House) -> None:
    ines = await house.desk("Ines")
    await ines.page.goto(f"{ines.address}/contacts/import")
    async with ines.page.expect_file_chooser() as chooser:
        await ines.button("Choose a file").click()
    await (await chooser.value).set_files(FilePayload(name="guests.csv", mimeType="text/csv", buffer=FILE.encode()))

    await expect(ines.page.get_by_text("Nothing has changed yet")).to_be_visible()
    meaning = ines.page.get_by_label("What Mobile means")
    await expect(meaning).to_have_value("phone")
    await expect(ines.page.get_by_label("What City means")).to_have_value("")
    wrong = ines.page.get_by_role("list", name="Rows that cannot be taken").get_by_role("listitem")
    await expect(wrong).to_have_count(1)
    await expect(wrong).to_contain_text("Nok Dee")
    async with ines.page.expect_download() as download:
        await ines.button("File of errors").click()
    assert (await download.value).suggested_filename == "guests - errors.csv"
    await ines.button("Import 2 rows").click()
    await expect(ines.page.get_by_text("The import is done.")).to_be_visible()
    await ines.page.get_by_role("link", name="Show the newest contacts").click()
    await expect(rows(ines)).to_have_count(2)
    await expect(rows(ines).filter(has_text="นภา ใจดี")).to_be_visible()


async def test_what_one_changes_another_sees_and_the_filter_stands_in_the_address(house: House) -> None:
    await add(house, {"name": "Lek Suk", "tags": ["vip"]}, {"name": "Nok Dee"})
    dana, omar = await house.desk("Dana"), await house.desk("Omar", at=house.other)
    await omar.page.goto(f"{omar.address}/contacts?tag=vip")
    await expect(rows(omar)).to_have_count(1)
    await dana.page.goto(f"{dana.address}/contacts")
    await rows(dana).filter(has_text="Nok Dee").click()
    await dana.button("Add a tag").click()
    await dana.page.get_by_label("New tag").fill("vip")
    await dana.page.keyboard.press("Enter")
    await expect(rows(omar)).to_have_count(2)

    await rows(omar).filter(has_text="Nok Dee").click()
    await dana.button("Add: Company").click()
    await dana.page.get_by_role("textbox", name="Company").fill("Tea Co")
    await dana.page.keyboard.press("Enter")
    await expect(omar.button("Company: Tea Co")).to_be_visible()
    happened = omar.page.get_by_role("list", name="What happened")
    await expect(happened).to_contain_text("Company: – → Tea Co")
    await dana.page.get_by_label("New note").fill("Likes tea")
    await dana.button("Keep the note").click()
    await expect(happened).to_contain_text("Likes tea")
    await omar.page.go_back()
    await expect(omar.page).to_have_url(re.compile(r"/contacts\?tag=vip$"))


async def test_two_of_one_person_are_merged_and_parted_again(house: House) -> None:
    await add(
        house,
        {"name": "Pim Srisai", "company": "Tea Co", "identities": [{"kind": "phone", "value": "0811111111"}]},
        {"name": "Pim Srisai", "company": "Tea Co", "owner": house.ids["Omar"], "tags": ["fair"]},
    )
    dana = await house.desk("Dana")
    await dana.page.goto(f"{dana.address}/contacts/duplicates")
    await dana.page.get_by_role("link", name="Compare and merge").click()
    await expect(dana.page.get_by_text("It can be undone at any time.")).to_be_visible()
    await dana.button("Merge").click()
    await expect(dana.page.get_by_text("is part of Pim Srisai now")).to_be_visible()
    await dana.button("Undo").click()
    await expect(dana.button("Merge")).to_be_visible()
    await dana.page.goto(f"{dana.address}/contacts")
    await expect(rows(dana).filter(has_text="Pim Srisai")).to_have_count(2)


async def test_many_are_tagged_at_once_and_it_is_taken_back(house: House) -> None:
    await add(house, {"name": "Lek Suk", "tags": ["guest"]}, {"name": "Nok Dee"}, {"name": "Ken Park"})
    dana = await house.desk("Dana")
    await dana.page.goto(f"{dana.address}/contacts?sort=name")
    await expect(rows(dana)).to_have_count(3)
    await dana.page.get_by_label("Choose everybody in this list").check()
    await dana.page.get_by_label("Choose Ken Park").uncheck()
    bar = dana.page.get_by_role("toolbar", name="With those who are chosen")
    await expect(bar).to_contain_text("2 chosen")
    assert await bar.get_by_role("button", name="Delete").count() == 0  # an agent may not
    await bar.get_by_role("button", name="Tag", exact=True).click()
    await dana.dialog.get_by_label("Tag").fill("guest")
    await dana.dialog.get_by_role("button", name="Tag 2 contacts").click()
    await expect(dana.page.get_by_text("2 contacts have the tag guest now")).to_be_visible()
    table = dana.page.get_by_role("table", name="Contacts")
    await expect(table.get_by_text("guest", exact=True)).to_have_count(2)
    await dana.button("Undo").click()
    await expect(table.get_by_text("guest", exact=True)).to_have_count(1)  # Lek had it before


async def test_a_person_s_data_goes_after_it_was_said_what_goes(house: House) -> None:
    [lek] = await add(house, {"name": "Lek Suk"})
    ines = await house.desk("Ines")
    await ines.page.goto(f"{ines.address}/contacts/{lek}")
    await ines.button("More to do").click()
    await ines.page.get_by_role("menuitem", name="Legal hold").click()
    await ines.dialog.get_by_label("Why").fill("Court")
    await ines.dialog.get_by_role("button", name="Hold").click()
    await expect(ines.page.get_by_text("Legal hold: nothing of this contact is deleted.")).to_be_visible()
    ines.forgive("409")
    await ines.button("More to do").click()
    await ines.page.get_by_role("menuitem", name="Delete their data").click()
    await expect(ines.dialog).to_contain_text("consent with its proofs")
    await ines.dialog.get_by_role("button", name="Delete for good").click()
    await expect(ines.dialog.get_by_role("alert")).to_contain_text("hold")
    await ines.dialog.get_by_role("button", name="Cancel").click()
    await ines.button("More to do").click()
    await ines.page.get_by_role("menuitem", name="Legal hold").click()
    await ines.dialog.get_by_role("button", name="Lift the hold").click()
    await ines.button("More to do").click()
    await ines.page.get_by_role("menuitem", name="Delete their data").click()
    await ines.dialog.get_by_role("button", name="Delete for good").click()
    await expect(ines.page.get_by_text("Nobody is here yet")).to_be_visible()


@pytest.mark.once
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_of_contacts_can_be_read_and_every_control_has_a_name(house: House, scheme: str) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Hello")
    ines = await house.desk("Ines", color_scheme=scheme)
    for path in ("", "/segments", "/lists", "/duplicates", "/tags", "/fields", "/import"):
        await ines.page.goto(f"{ines.address}/contacts{path}")
        await expect(ines.page.get_by_role("navigation", name="Sections of contacts")).to_be_visible()
        await is_readable(ines.page)
    await ines.page.goto(f"{ines.address}/contacts")
    await rows(ines).first.click()
    await expect(ines.page.get_by_role("list", name="What happened")).to_contain_text("Conversation on")
    await is_readable(ines.page)


@pytest.mark.once
async def test_on_a_phone_and_in_thai_nothing_of_contacts_is_cut_off(house: House) -> None:
    await add(house, {"name": "นภา ใจดี", "identities": [{"kind": "phone", "value": "0811111111"}]})
    dana = await house.desk("Dana", **PHONE)
    await dana.page.evaluate("localStorage.setItem('bma-language', 'th')")
    await dana.page.goto(f"{dana.address}/contacts")
    await expect(dana.page.get_by_role("heading", name="ผู้ติดต่อ")).to_be_visible()
    await dana.page.locator("[data-place]").click()
    await expect(dana.page.get_by_role("heading", name="ช่องทางติดต่อ")).to_be_visible()
    assert await dana.page.evaluate("document.documentElement.scrollWidth") <= 390
