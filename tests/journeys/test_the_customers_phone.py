"""The simulated phone beside the inbox: what the demo shows."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import PIM


async def test_the_phone_and_the_inbox_speak_with_each_other(house: House) -> None:
    await house.customer(PIM)
    dana = await house.desk("Dana")
    phone = await house.stranger()
    await phone.page.goto(f"{house.double}/phone/?phone={PIM[1]}")
    await expect(phone.page.get_by_text("live", exact=True)).to_be_visible()
    await phone.page.get_by_role("textbox", name="Message", exact=True).fill("Do you have it in green?")
    await phone.page.keyboard.press("Enter")
    await dana.open(PIM[0])
    await expect(dana.message("Do you have it in green?")).to_be_visible()
    bubbles = phone.page.locator("#thread").get_by_role("listitem")
    await expect(bubbles.get_by_role("img", name="read")).to_be_visible()  # Dana looks at it
    await dana.write("*Yes*, in two sizes", shown="Yes, in two sizes")
    await expect(bubbles.filter(has_text="Yes")).to_be_visible()
    await expect(dana.tick("Yes, in two sizes", "Read")).to_be_visible()  # it stands on the phone's screen

    await sends_a_template(dana)
    await bubbles.filter(has_text="Hello Pim").get_by_role("button", name="Another time").click()
    await expect(dana.messages.last).to_contain_text("Another time")
    await expect(dana.messages.last.get_by_role("button", name=re.compile("You.*Hello Pim"))).to_be_visible()
    await phone.page.get_by_role("button", name="Attach").click()
    await phone.page.get_by_role("button", name="Location").click()
    await expect(dana.messages.get_by_role("link", name=re.compile("Lumphini Park"))).to_be_visible()


async def sends_a_template(dana: Desk) -> None:
    await dana.button("Template").click()
    await dana.dialog.get_by_role("button", name=re.compile("^Appointment reminder", re.I)).click()
    for gap, value in enumerate(("Pim", "Friday", "15:00"), 1):
        await dana.dialog.get_by_label(f"Text, gap {gap}").fill(value)
    await dana.dialog.get_by_role("button", name="Send template").click()
    await expect(dana.tick("Hello Pim", "Read")).to_be_visible()
