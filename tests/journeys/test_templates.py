"""Templates in the console: written beside the phone with WhatsApp's rules, reviewed, bound, seen by others."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.looks import faint_texts, nameless_controls
from tests.journeys.people import PIM


def phone(desk: Desk) -> Locator:
    return desk.page.get_by_role("figure", name="As the customer’s phone shows it")


async def write(desk: Desk, name: str, text: str) -> None:
    await desk.page.goto(f"{desk.address}/templates/new")
    await desk.page.get_by_role("textbox", name=re.compile("^Name")).fill(name)
    await desk.page.get_by_role("textbox", name="Text", exact=True).fill(text)


async def test_a_template_is_written_reviewed_and_seen_by_everybody(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Is it ready?")
    ines, omar = await house.desk("Ines"), await house.desk("Omar", at=house.other)
    await omar.page.goto(f"{omar.address}/templates?q=pickup")
    await expect(omar.page.get_by_text("No template is like that")).to_be_visible()

    await write(ines, "Pickup Ready", "{{1}}, your *order* is ready.")
    wrong = ines.page.get_by_role("alert").get_by_text(re.compile("neither begin nor end with a variable"))
    await expect(wrong).to_be_visible()
    await expect(ines.button("Submit for review")).to_be_disabled()
    await ines.page.get_by_role("textbox", name="Text", exact=True).fill("Hello {{1}}, your *order* is ready for you.")
    place = ines.page.get_by_role("group", name="Text, place 1")
    await place.get_by_label("Example").fill("Lek")
    await expect(phone(ines)).to_contain_text("Hello Lek, your order is ready for you.")
    await expect(phone(ines).locator("strong")).to_have_text("order")
    await place.get_by_label("Filled with").select_option(label="First name")
    await place.get_by_label("Else, when nothing is known").fill("there")
    await ines.button("Quick reply").click()
    await ines.page.get_by_label("Text of button 1").fill("On my way")
    await expect(phone(ines).get_by_role("listitem")).to_have_text("On my way")
    await ines.page.get_by_role("combobox", name="See it as somebody gets it").fill("Pim")
    await ines.page.get_by_role("option", name=re.compile("Pim")).click()
    await expect(phone(ines)).to_contain_text("Hello Pim, your order")

    await ines.button("Submit for review").click()
    await expect(ines.page.get_by_role("heading", level=1)).to_contain_text("Approved")
    row = omar.page.get_by_role("list", name="Templates").get_by_role("link").filter(has_text="Pickup ready")
    await expect(row).to_contain_text("Approved")
    await row.click()
    await expect(phone(omar)).to_contain_text("Hello Lek, your order is ready for you.")
    assert await omar.page.get_by_role("button", name="Save").count() == 0  # an agent reads

    await place.get_by_label("Else, when nothing is known").fill("friend")
    await ines.button("Save").click()  # bindings hold without another review
    await expect(ines.button("Save")).to_be_disabled()
    await expect(ines.page.get_by_role("heading", level=1)).to_contain_text("Approved")


async def test_a_rejection_is_explained_and_what_is_deleted_is_told_first(house: House) -> None:
    ines = await house.desk("Ines")
    await write(ines, "offer_rejected", "Buy now, pay never, and tell everybody you know about it.")
    await ines.button("Submit for review").click()
    await expect(ines.page.get_by_role("heading", level=1)).to_contain_text("Rejected")
    await expect(ines.page.get_by_role("alert")).to_contain_text("submit it again")
    await ines.button("Duplicate to another language").click()
    await expect(ines.page).to_have_url(re.compile("/templates/new"))
    await expect(ines.page.get_by_role("textbox", name=re.compile("^Name"))).to_have_value("offer_rejected")
    await expect(ines.page.get_by_label("Language")).to_have_value("th")
    await ines.page.go_back()
    await ines.button("Delete").click()
    await expect(ines.dialog).to_contain_text("deleted at WhatsApp too")
    await ines.dialog.get_by_role("button", name="Delete").click()
    await expect(ines.page).to_have_url(re.compile("/templates$"))
    await expect(ines.page.get_by_role("link").filter(has_text="Offer rejected")).to_have_count(0)
    await ines.button("Synchronise now").click()
    await expect(ines.page.get_by_text(re.compile("templates? seen"))).to_be_visible()


@pytest.mark.once
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_of_templates_can_be_read_and_every_control_has_a_name(house: House, scheme: str) -> None:
    ines = await house.desk("Ines", color_scheme=scheme)
    await write(ines, "hello", "Hello {{1}}, this is us.")
    for kind in ("Quick reply", "Link", "Call", "Copy a code"):
        await ines.button(kind).click()
    await expect(ines.page.get_by_role("list", name="Buttons").get_by_role("listitem").first).to_be_visible()
    await expect(phone(ines)).to_contain_text("this is us")
    assert await faint_texts(ines.page) == []
    assert await nameless_controls(ines.page) == []
    await ines.page.goto(f"{ines.address}/templates")
    await expect(ines.page.get_by_role("heading", name="Templates")).to_be_visible()
    assert await faint_texts(ines.page) == []
    assert await nameless_controls(ines.page) == []
