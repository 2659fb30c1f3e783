"""Working side by side: who has it, what is done, what sleeps, and who looks too."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.journeys.house import House
from tests.journeys.people import KEN, PIM


async def test_what_one_does_the_other_sees_in_lists_and_counts(house: House) -> None:
    pim, ken = await house.customer(PIM), await house.customer(KEN)
    await pim.writes("Where is my parcel?")
    await ken.writes("I need an invoice")
    dana, ines = await house.desk("Dana"), await house.desk("Ines", at=house.other)
    await ines.tab("Unassigned").click()
    await expect(ines.tab("Unassigned")).to_have_text("Unassigned2")
    await dana.open(pim.name)
    await dana.button("Unassigned").click()
    await dana.page.get_by_role("menuitem", name="Ines Meyer").click()
    await expect(ines.tab("Mine")).to_have_text("Mine1")
    await expect(ines.row(pim.name)).to_have_count(0)
    await ines.open(pim.name, tab="Mine")
    await expect(ines.system("Assigned to Ines Meyer by Dana Rossi")).to_be_visible()

    await ines.button("Resolve").click()
    await expect(dana.system("Resolved by Ines Meyer")).to_be_visible()
    await expect(dana.row(pim.name)).to_have_count(0)
    await dana.tab("Resolved").click()
    await expect(dana.row(pim.name)).to_be_visible()
    await pim.writes("It is still not here")
    await expect(dana.row(pim.name)).to_have_count(0)
    await expect(ines.row(pim.name)).to_contain_text("It is still not here")
    await expect(ines.tab("All")).to_have_text("All2")


async def test_what_sleeps_is_out_of_the_way_until_the_customer_writes(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Call me tomorrow")
    dana, ines = await house.desk("Dana"), await house.desk("Ines", at=house.other)
    await ines.tab("All").click()
    await dana.open(pim.name)
    await dana.button("Snooze").click()
    await dana.page.get_by_role("menuitem", name="In an hour").click()
    await expect(dana.system("Snoozed until")).to_be_visible()
    await expect(dana.page.get_by_role("button", name=re.compile("^Until"))).to_be_visible()
    await expect(ines.row(pim.name)).to_have_count(0)
    await expect(ines.tab("All")).to_have_text("All")
    await ines.tab("Snoozed").click()
    await expect(ines.row(pim.name)).to_be_visible()
    await pim.writes("Now is better")
    await expect(ines.row(pim.name)).to_have_count(0)
    await ines.tab("All").click()
    await expect(ines.row(pim.name)).to_contain_text("Now is better")
    await expect(dana.button("Snooze")).to_be_visible()


async def test_one_sees_that_a_colleague_looks_and_writes(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Hello")
    dana, ines = await house.desk("Dana"), await house.desk("Ines", at=house.other)
    await dana.open(pim.name)
    await ines.open(pim.name)
    around = dana.page.get_by_role("region", name=f"Conversation with {pim.name}").get_by_role("status")
    await expect(around.filter(has_text="Ines is looking too")).to_be_visible()
    await ines.field.press_sequentially("We will", delay=50)
    await expect(around.filter(has_text="Ines is writing…")).to_be_visible()
    await ines.context.close()
    await expect(around.filter(has_text="Ines")).to_have_count(0)


async def test_a_name_a_company_and_a_tag_are_everybodys(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Two hundred chairs, please")
    dana, ines = await house.desk("Dana"), await house.desk("Ines", at=house.other)
    await dana.open(pim.name)
    await ines.open(pim.name)
    await dana.button("+ add").click()
    await dana.page.get_by_label("New tag").fill("wholesale")
    await dana.page.get_by_label("New tag").press("Enter")
    await expect(ines.button("Take off wholesale")).to_be_visible()
    await expect(ines.system("Tags + wholesale by Dana Rossi")).to_be_visible()
    await ines.page.get_by_role("searchbox", name="Search messages and people").fill("chairs")
    await expect(ines.page.locator("mark")).to_have_text("chairs")
    await ines.page.get_by_role("link").filter(has=ines.page.locator("mark")).click()
    await expect(ines.message("Two hundred chairs, please")).to_be_visible()
