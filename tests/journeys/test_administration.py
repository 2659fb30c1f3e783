"""Who looks after the office: lets people in, connects numbers, says who the company is, and finds out what went wrong."""

from __future__ import annotations

import re

from playwright.async_api import Locator, expect

from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS
from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import PASSWORD, PIM

UNSET = {
    f"WHATSAPP_{name}": ""
    for name in ("PHONE_NUMBER_ID", "BUSINESS_ACCOUNT_ID", "ACCESS_TOKEN", "APP_SECRET", "VERIFY_TOKEN")
}


async def visit(desk: Desk, section: str) -> None:
    await desk.page.goto(f"{desk.address}/administration/{section}")
    await expect(desk.page.get_by_role("heading", level=1)).to_be_visible()


def listed(desk: Desk, name: str) -> Locator:
    return desk.page.get_by_role("list", name=name, exact=True).get_by_role("listitem")


async def test_who_is_invited_comes_in_by_the_link(house: House) -> None:
    ines = await house.desk("Ines")
    await visit(ines, "people")
    await ines.button("Invite somebody").click()
    await ines.dialog.get_by_label("Name").fill("Mali Suwan")
    await ines.dialog.get_by_label("E-mail").fill("mali@example.com")
    await ines.dialog.get_by_role("button", name="Invite").click()
    link = await ines.dialog.get_by_label("Link of the invitation", exact=True).input_value()
    await ines.dialog.get_by_role("button", name="Done").click()
    hers = listed(ines, "People").filter(has_text="Mali Suwan")
    await expect(hers).to_contain_text("Invited")

    mali = await house.stranger(at=house.other)
    await mali.page.goto(link.replace(f"://{link.split('/')[2]}", f"://{mali.address.split('/')[2]}"))
    await mali.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await mali.button("Come in").click()
    await mali.is_live()
    await expect(hers).to_contain_text("online")
    await expect(hers).not_to_contain_text("Invited")

    await hers.get_by_role("link").click()
    await ines.page.get_by_label("Role").select_option("manager")
    await ines.button("Save").click()
    await expect(ines.page.get_by_text("mali@example.com · Manager")).to_be_visible()
    await ines.button("Undo").click()
    await expect(ines.page.get_by_text("mali@example.com · Agent")).to_be_visible()
    await ines.button("Deactivate").click()
    await expect(mali.button("Sign in")).to_be_visible()
    await ines.button("Undo").click()
    await expect(ines.page.get_by_text("Taken back.")).to_be_visible()


async def test_a_number_is_set_up_step_by_step_and_the_test_says_what_is_wrong(
    empty_house: House, password_hash: str
) -> None:
    await empty_house.let_in(password_hash)
    empty_house.running.start(**UNSET)
    ines = await empty_house.desk("Ines")
    await visit(ines, "channels")
    await expect(ines.page.get_by_text("No channel yet")).to_be_visible()
    await ines.page.get_by_role("link", name="Set up a channel").first.click()
    page = ines.page
    await ines.button("Save and go on").click()
    await expect(page.get_by_text("This is needed.").first).to_be_visible()
    await page.get_by_label("What you call it").fill("Sales line")
    await page.get_by_label("Phone number ID").fill("+66 2 000 1234")
    await expect(page.get_by_text("That is a telephone number.")).to_be_visible()
    await page.get_by_label("Phone number ID").fill(SALES_ADDRESS)
    await page.get_by_label("WhatsApp Business Account ID").fill(BUSINESS)
    await page.get_by_label("Access token").fill("token-for-tests")
    await page.get_by_label("App secret").fill("not the secret")
    await ines.button("Save and go on").click()
    await expect(page.get_by_label("Callback URL", exact=True)).to_have_value(re.compile("/api/v1/webhooks/whatsapp$"))
    await ines.button("Test the connection").click()
    secret, token = (
        listed(ines, "What was tested").filter(has=page.get_by_text(what, exact=True))
        for what in ("App secret", "Access token")
    )
    await expect(secret.get_by_role("img", name="wrong")).to_be_visible()
    await expect(token.get_by_role("img", name="fine")).to_be_visible()

    await page.get_by_label("App secret").fill(APP_SECRET)
    await ines.button("Save again").click()
    await ines.button("Test again").click()
    await expect(secret.get_by_role("img", name="fine")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^(Done|Finish later)$")).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Sales line")
    assert "not the secret" not in await page.content()
    await ines.button("Pause").click()
    await ines.dialog.get_by_label("Why").fill("The office moves")
    await ines.dialog.get_by_role("button", name="Pause").click()
    await expect(page.get_by_text("Paused: The office moves")).to_be_visible()
    await ines.button("Undo").click()
    await expect(page.get_by_text("Paused: The office moves")).to_have_count(0)
    pim = await empty_house.customer(PIM)
    await pim.writes("Does this reach you?")
    await ines.page.goto(f"{ines.address}/inbox/all")
    await expect(ines.row(pim.name)).to_be_visible()


async def test_what_one_changes_of_the_company_the_other_sees(house: House) -> None:
    ines, elsewhere = await house.desk("Ines"), await house.desk("Ines", at=house.other)
    elsewhere.forgive("409")
    await visit(ines, "company")
    await visit(elsewhere, "company")
    name = "Name of the company"
    await ines.page.get_by_label(name).fill("Siam Sound")
    await ines.button("Save").click()
    await expect(ines.page.get_by_text("Saved")).to_be_visible()
    await expect(elsewhere.page.get_by_label(name)).to_have_value("Siam Sound")

    await elsewhere.page.get_by_label("Address").fill("88 Charoen Krung Road")  # of a section Ines changes meanwhile
    await ines.page.get_by_label("Telephone").fill("+66 2 000 1234")
    await ines.button("Save").click()
    await expect(ines.page.get_by_text("Saved")).to_be_visible()
    await elsewhere.button("Save").click()
    await elsewhere.button("Take theirs").click()
    await expect(elsewhere.page.get_by_label("Telephone")).to_have_value("+66 2 000 1234")

    await ines.button("Undo").click()
    await expect(elsewhere.page.get_by_label("Telephone")).to_have_value("")
    await visit(ines, "activity")
    act = listed(ines, "Activity log").filter(has_text="Settings: changed").first
    await act.click()
    await expect(act).to_contain_text("phone")
    await expect(act).to_contain_text("+66 2 000 1234")


async def test_an_agent_finds_nothing_here(house: House) -> None:
    dana = await house.desk("Dana")
    await expect(dana.page.get_by_role("link", name="Administration")).to_have_count(0)
    await dana.page.goto(f"{dana.address}/administration/people")
    await expect(dana.page.get_by_text("This is for managers and administrators")).to_be_visible()


async def test_the_office_is_led_through_its_first_steps(house: House) -> None:
    ines = await house.desk("Ines")
    await ines.page.goto(f"{ines.address}/administration")
    steps = ines.page.get_by_role("region", name="Getting started").get_by_role("listitem")
    people = steps.filter(has_text="Invite your colleagues")
    await expect(people.get_by_role("img", name="done")).to_be_visible()  # three are there
    company = steps.filter(has_text="Say who you are")
    await expect(company.get_by_role("img", name="to do")).to_be_visible()
    await company.get_by_role("link").click()
    await ines.page.get_by_label("Name of the company").fill("Siam Sound")
    await ines.button("Save").click()
    await expect(ines.page.get_by_text("Saved")).to_be_visible()
    await ines.page.get_by_role("link", name="Overview").click()
    await expect(ines.page.get_by_role("heading", name="Administration")).to_be_visible()
    await expect(company.get_by_role("img", name="to do")).to_have_count(0)
