"""On a phone, in the dark, by keys alone, and by ear."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.journeys.house import House
from tests.journeys.looks import is_readable
from tests.journeys.people import KEN, PIM

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


async def test_on_a_phone_one_goes_from_the_list_into_a_thread_and_back(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Is it far from the station to your shop on foot, or should I rather take a taxi there?")
    dana = await house.desk("Dana", **PHONE)
    await dana.open(pim.name)
    await expect(dana.row(pim.name)).to_be_hidden()
    await expect(dana.message("Is it far")).to_be_in_viewport()
    await expect(dana.field).to_be_in_viewport()
    assert await dana.page.evaluate("document.documentElement.scrollWidth") <= 390
    await dana.field.fill("Ten minutes")
    await dana.button("Send").click()
    await expect(dana.tick("Ten minutes", "Delivered")).to_be_visible()
    await dana.page.get_by_role("button", name=f"{pim.name} WhatsApp").click()
    panel = dana.page.get_by_role("complementary")
    await expect(panel).to_be_in_viewport()
    await panel.get_by_role("button", name=re.compile("Close|Back")).first.click()
    await dana.button("Back to the list").click()
    await expect(dana.row(pim.name)).to_be_in_viewport()
    await expect(dana.field).to_have_count(0)


async def test_in_a_window_seen_at_twice_the_size_everything_is_in_reach(house: House) -> None:
    ines = await house.desk("Ines", viewport={"width": 720, "height": 450})
    settings = ines.page.get_by_role("button", name="Your settings")
    await expect(settings).to_be_in_viewport(ratio=1)
    await settings.click()
    await expect(ines.page.get_by_role("menuitem", name="Sign out", exact=True)).to_be_visible()
    await ines.page.keyboard.press("Escape")
    await ines.page.get_by_role("navigation", name="Main").get_by_role("link", name="Administration").click()
    await expect(ines.page.get_by_role("heading", name="Administration")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_can_be_read_and_every_control_has_a_name(house: House, scheme: str) -> None:
    pim, ken = await house.customer(PIM), await house.customer(KEN)
    first = await pim.writes("Which colours are there?")
    await pim.writes("And the price?", reply_to=first)
    await ken.writes("I need an invoice")
    dana = await house.stranger(color_scheme=scheme)
    await dana.page.goto(dana.address)
    await expect(dana.button("Sign in")).to_be_visible()
    await is_readable(dana.page)
    await dana.type_sign_in("dana@example.com", "a sentence is better than a puzzle")
    await dana.is_live()
    await dana.open(pim.name)
    await dana.write("Blue and green")
    await expect(dana.tick("Blue and green", "Delivered")).to_be_visible()
    await dana.button("Note to the team").click()
    await dana.page.get_by_role("textbox", name="Note", exact=True).fill("He pays late")
    await expect(dana.button("Add note")).to_be_enabled()
    await is_readable(dana.page)
    await dana.button("Add note").click()
    await expect(dana.message("He pays late")).to_be_visible()
    await dana.button("Template").click()
    await dana.dialog.get_by_role("button", name=re.compile("^Order confirmation", re.I)).first.click()
    await expect(dana.dialog.get_by_role("group", name="What the customer will read")).to_be_visible()
    await is_readable(dana.page)
    await dana.page.keyboard.press("Escape")
    await dana.button("New conversation").click()
    await expect(dana.dialog).to_be_visible()
    await is_readable(dana.page)
    ground = await dana.page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)")
    assert (sum(ground[:3]) < 3 * 128) is (scheme == "dark")


async def test_a_conversation_is_answered_and_resolved_by_keys_alone(house: House) -> None:
    ken, pim = await house.customer(KEN), await house.customer(PIM)
    await ken.writes("I need an invoice")
    dana = await house.desk("Dana")
    await dana.page.goto(f"{dana.address}/inbox/all")
    await expect(dana.row(ken.name)).to_be_visible()
    await pim.writes("Where is my parcel?")
    await expect(dana.row(pim.name)).to_be_visible()
    keys = dana.page.keyboard
    await keys.press("j")
    await expect(dana.page.get_by_role("region", name=f"Conversation with {pim.name}")).to_be_visible()
    await keys.press("j")
    await expect(dana.page.get_by_role("region", name=f"Conversation with {ken.name}")).to_be_visible()
    await keys.press("k")
    await expect(dana.message("Where is my parcel?")).to_be_visible()
    await keys.press("r")
    await expect(dana.field).to_be_focused()
    await keys.type("It comes today")
    await keys.press("Enter")
    await expect(dana.tick("It comes today", "Delivered")).to_be_visible()
    await keys.press("Escape")
    await keys.press("e")
    await expect(dana.system("Resolved by Dana Rossi")).to_be_visible()
    await expect(dana.row(pim.name)).to_have_count(0)
    await keys.press("/")
    await expect(dana.page.get_by_role("searchbox", name="Search messages and people")).to_be_focused()
    await keys.press("Escape")
    await keys.press("?")
    await expect(dana.dialog).to_contain_text("Next conversation")
    await keys.press("Escape")
    await expect(dana.dialog).to_have_count(0)
    assert len(await pim.received("It comes today")) == 1
