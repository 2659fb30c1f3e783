"""The dashboard and the reports: the office as it is now, without a reload."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.journeys.house import House
from tests.journeys.looks import is_readable
from tests.journeys.people import KEN, PIM


def panel(page: Page, name: str) -> Locator:
    return page.locator("section").filter(has=page.get_by_role("heading", name=name, exact=True))


def tile(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Who waits now").get_by_role("link").filter(has_text=name)


async def test_two_at_work_see_the_same_office(house: House) -> None:
    pim, ken = await house.customer(PIM), await house.customer(KEN)
    omar, dana = await house.desk("Omar"), await house.desk("Dana", at=house.other)
    page = dana.page
    await page.get_by_role("link", name="Dashboard").click()
    await expect(panel(page, "Who waits longest")).to_contain_text("Nobody is waiting")
    await expect(panel(page, "Who is here")).to_contain_text("Omar Haddad")

    await pim.writes("Is the table still free?")
    await ken.writes("Hello?")
    await expect(tile(page, "Waiting for anybody")).to_contain_text("2")
    await expect(panel(page, "Who waits longest").get_by_role("link").first).to_contain_text("Is the table still free?")
    await expect(panel(page, "Last conversations").get_by_role("link").nth(1)).to_contain_text(ken.name)

    await omar.open(pim.name)
    await omar.button("Unassigned").click()
    await omar.page.get_by_role("menuitem", name="Dana Rossi").click()
    await expect(tile(page, "Waiting for me")).to_contain_text("1")
    happened = panel(page, "Activity").get_by_role("listitem")
    await expect(happened.first).to_contain_text(f"Omar Haddad gave to Dana Rossi {pim.name}")
    await omar.write("Yes, until eight")
    await expect(tile(page, "Waiting for me")).to_contain_text("0")
    await expect(panel(page, "Who waits longest")).not_to_contain_text(pim.name)
    await omar.button("Resolve").click()
    await expect(happened.first).to_contain_text(f"Omar Haddad resolved {pim.name}")
    await is_readable(page)

    await page.get_by_role("button", name="New: contact, quotation and more").click()
    await expect(page.get_by_role("menuitem")).to_have_text(["Contact", "Quotation"])  # what an agent may begin
    await page.get_by_role("menuitem", name="Contact").click()
    await expect(page.get_by_role("dialog", name="New contact")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await tile(page, "Waiting for anybody").click()
    await expect(page).to_have_url(re.compile(r"/inbox/unassigned\?sort=waiting"))
    await expect(dana.row(ken.name)).to_be_visible()
    await expect(page.get_by_role("link", name="Reports")).to_have_count(0)  # an agent


async def test_a_manager_reads_compares_and_downloads_the_report(house: House) -> None:
    pim = await house.customer(PIM)
    ines = await house.desk("Ines")
    await pim.writes("How much is it?")
    await ines.open(pim.name)
    page = ines.page
    await page.get_by_role("link", name="Dashboard").click()
    await page.get_by_role("button", name="New: contact, quotation and more").click()
    await page.get_by_role("menuitem", name="Invite a colleague").click()
    await expect(page.get_by_role("dialog", name="Invite somebody")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Reports").click()
    await expect(page.get_by_role("checkbox", name="Compare with the days before")).to_be_checked()
    week = page.get_by_role("region", name="Messages received by day of the week and hour")
    await expect(week.get_by_role("row")).to_have_count(8)
    await expect(panel(page, "Campaigns")).to_contain_text("No campaign was sent in these days.")
    await page.get_by_role("combobox", name="Days").select_option("Last 7 days")
    await expect(page).to_have_url(re.compile("days=.*7"))
    await page.get_by_text("As a table").first.click()
    await expect(panel(page, "Messages").get_by_role("row")).to_have_count(8)
    async with page.expect_download() as download:
        await ines.button("Download (CSV)").click()
    assert (await download.value).suggested_filename.endswith(".csv")
    await is_readable(page)
