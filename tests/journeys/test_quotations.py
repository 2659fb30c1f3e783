"""Quotations in the console: written in the conversation, sent, accepted on the customer's phone; two who write at once."""

from __future__ import annotations

import asyncio
import contextlib
import re
from decimal import Decimal
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Route, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.looks import is_readable
from tests.journeys.people import PIM

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Paper:
    """A quotation that is being written on somebody's desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page = desk, desk.page

    async def begin(self, customer: str) -> None:
        await self.desk.open(customer)
        await self.desk.button("Quotation").click()
        await expect(self.page.get_by_role("article", name="Quotation")).to_contain_text(customer)

    async def add(self, what: str, quantity: str, unit: str, price: str) -> None:
        """Below what is there already."""
        adding = self.page.get_by_role("combobox", name="Add an item")
        await adding.fill(what)
        await adding.press("Enter")
        line = await self.page.get_by_role("textbox", name=re.compile("^Description of line")).count()
        for name, value in (("Quantity", quantity), ("Unit", unit), ("Price", price)):
            await self.page.get_by_role("textbox", name=f"{name} of line {line}", exact=True).fill(value)

    async def is_saved(self) -> None:
        await expect(self.page.get_by_role("status").get_by_text("Saved", exact=True)).to_be_visible()

    @property
    def total(self) -> Locator:
        return self.page.get_by_test_id("total")

    @property
    def id(self) -> str:
        return self.page.url.rpartition("/")[2]


async def the_one(api: httpx.AsyncClient) -> dict[str, Any]:
    """The only quotation there is, whole."""
    [found] = (await api.get("/api/v1/quotations")).raise_for_status().json()["items"]
    whole: dict[str, Any] = (await api.get(f"/api/v1/quotations/{found['id']}")).raise_for_status().json()
    return whole


async def test_what_is_offered_in_the_conversation_is_accepted_on_the_phone(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("What would two speakers cost us?")
    dana, omar = await house.desk("Dana"), await house.desk("Omar", at=house.other)
    await omar.page.get_by_role("link", name="Quotations").click()
    await expect(omar.page.get_by_text("No quotation yet")).to_be_visible()

    paper = Paper(dana)
    await paper.begin(pim.name)
    await paper.add("เครื่องเสียง / PA system", "2", "set", "1,234.50")
    await dana.page.get_by_label("Discount of line 1", exact=True).fill("10")
    await dana.page.get_by_label("Tax of line 1", exact=True).select_option(label="VAT 7 %")
    await expect(paper.total).to_have_text("฿2,377.65")
    await paper.add("Technician", "3", "hour", "650.005")
    await expect(dana.page.get_by_label("Amount of line 2")).to_have_text("1,950.02")
    shown = await paper.total.inner_text()
    await paper.is_saved()
    async with contextlib.aclosing(await house.administrator()) as api:
        kept = await the_one(api)
    assert f"฿{Decimal(kept['total']['amount']):,}" == shown == "฿4,464.17"
    await expect(dana.page.get_by_role("region", name="Preview").locator("canvas[data-drawn]").first).to_be_visible()
    row = omar.page.get_by_role("list", name="Quotations", exact=True).get_by_role("link").filter(has_text=pim.name)
    await expect(row).to_contain_text("฿4,464.17")

    await dana.button("Send").first.click()
    await expect(dana.dialog).to_contain_text("left to write freely")
    await dana.dialog.get_by_role("button", name="Issue and send").click()
    await expect(dana.page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"Q-\d{4}-0001"))
    phone = await house.stranger()
    await phone.page.goto(f"{house.double}/phone/?phone={PIM[1]}")
    bubble = phone.page.locator("#thread").get_by_role("listitem").filter(has_text="Here is our quotation")
    await bubble.get_by_role("button", name="Accept").click()

    await expect(dana.page.get_by_role("heading", level=1)).to_contain_text("Accepted")
    await expect(dana.page.get_by_role("status").filter(has_text=f"Accepted by {pim.name}")).to_be_visible()
    await expect(row).to_contain_text("Accepted")
    await dana.page.get_by_role("link", name="Conversation", exact=True).click()
    await expect(dana.system(f"accepted by {pim.name}")).to_be_visible()
    await expect(dana.page.get_by_role("complementary").get_by_text("Accepted")).to_be_visible()


async def test_two_who_write_at_once_choose_what_holds(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("An offer, please")
    dana, omar = await house.desk("Dana"), await house.desk("Omar", at=house.other)
    omar.forgive("409")
    hers, his = Paper(dana), Paper(omar)
    await hers.begin(pim.name)
    await hers.add("Chairs", "200", "piece", "45")
    await hers.is_saved()
    await omar.page.goto(f"{omar.address}/quotations/{hers.id}")
    titles = [desk.page.get_by_label("Title") for desk in (dana, omar)]
    await expect(omar.page.get_by_label("Description of line 1")).to_have_value("Chairs")
    await dana.page.get_by_label("Quantity of line 1", exact=True).fill("250")
    await expect(omar.page.get_by_label("Quantity of line 1", exact=True)).to_have_value("250")

    told = asyncio.Event()

    async def late(route: Route) -> None:
        if route.request.method == "PUT":
            await told.wait()
        await route.continue_()

    await omar.page.route(f"**/api/v1/quotations/{hers.id}", late)
    async with omar.page.expect_request(lambda request: request.method == "PUT"):
        await titles[1].fill("Chairs, Omar says")
    await titles[0].fill("Chairs, Dana says")
    await dana.page.get_by_label("Notes").fill("Delivered on Friday")
    await hers.is_saved()
    told.set()
    choice = omar.page.get_by_role("alert", name="Changed by somebody else")
    await expect(choice).to_contain_text("Chairs, Dana says")
    await expect(choice).to_contain_text("Also changed, and taken: Notes")
    await choice.get_by_role("button", name="Save it so").click()
    await his.is_saved()
    await expect(titles[0]).to_have_value("Chairs, Omar says")
    await expect(omar.page.get_by_label("Notes")).to_have_value("Delivered on Friday")


async def test_lines_are_moved_by_keys_deleted_and_brought_back(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Three things, please")
    dana = await house.desk("Dana")
    paper = Paper(dana)
    await paper.begin(pim.name)
    for what in ("First", "Second", "Third"):
        await paper.add(what, "1", "", "10")
    await dana.page.get_by_role("button", name="Move line 1", exact=True).focus()
    heard = dana.page.locator("[aria-live=assertive]")
    for key, words in (("Space", "place 1 of 3"), ("ArrowDown", "place 2 of 3"), ("Space", "Put down at place 2 of 3")):
        await dana.page.keyboard.press(key)
        await expect(heard.filter(has_text=words)).to_have_count(1)
    lines = dana.page.get_by_role("textbox", name=re.compile("^Description of line"))
    await expect(lines.first).to_have_value("Second")
    await dana.button("More for this line").last.click()
    await dana.page.get_by_role("menuitem", name="Delete").click()
    await expect(lines).to_have_count(2)
    await dana.button("Undo").click()
    await expect(lines).to_have_count(3)
    await dana.page.get_by_label("Title").fill("Left at once")
    await dana.button("Back to the list").click()
    await expect(dana.page.get_by_role("list", name="Quotations", exact=True).get_by_role("link")).to_contain_text(
        "฿30.00"
    )
    async with contextlib.aclosing(await house.administrator()) as api:
        for _ in range(100):
            kept = await the_one(api)
            if kept["title"] == "Left at once":
                break
            await asyncio.sleep(0.1)
    assert [item["description"] for item in kept["items"]] == ["Second", "First", "Third"]
    assert kept["title"] == "Left at once"


@pytest.mark.once
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_of_quotations_can_be_read_and_every_control_has_a_name(house: House, scheme: str) -> None:
    pim = await house.customer(PIM)
    await pim.writes("An offer, please")
    dana = await house.desk("Dana", color_scheme=scheme)
    paper = Paper(dana)
    await paper.begin(pim.name)
    await paper.add("Chairs", "200", "piece", "45")
    await paper.is_saved()
    await is_readable(dana.page)
    await dana.button("Send").first.click()
    await expect(dana.dialog).to_be_visible()
    await is_readable(dana.page)
    await dana.page.keyboard.press("Escape")
    await dana.button("Back to the list").click()
    await expect(dana.page.get_by_role("list", name="Quotations", exact=True).get_by_role("link")).to_be_visible()
    await is_readable(dana.page)


@pytest.mark.once
async def test_on_a_phone_nothing_of_a_quotation_is_cut_off(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("An offer, please")
    dana = await house.desk("Dana", **PHONE)
    await dana.page.goto(f"{dana.address}/quotations/new")
    await dana.page.get_by_role("combobox", name="Customer").fill("Pim")
    await dana.page.get_by_role("option", name=re.compile(pim.name)).click()
    paper = Paper(dana)
    await paper.add("Chairs", "200", "piece", "45")
    await paper.is_saved()
    await dana.page.locator("canvas").first.scroll_into_view_if_needed()
    await expect(dana.page.locator("canvas[data-drawn]").first).to_be_in_viewport()
    assert await dana.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await dana.page.evaluate("document.querySelector('article').scrollWidth") <= 390
