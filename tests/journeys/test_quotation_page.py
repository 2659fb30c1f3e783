"""A customer gets a quotation on the phone, opens its private page, and answers it: in the chat, or there with a signature."""

from __future__ import annotations

import re
from typing import Any

import httpx
from playwright.async_api import Page, expect

from tests.journeys.customer import Customer
from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import PIM
from tests.waiting import until

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
ITEM = {
    "description": "เครื่องเสียง / PA system\nTwo speakers, one mixer", "quantity": "2", "unit": "set", "unit_price": "1234.50",
    "discount": {"percent": "10"}, "tax": {"name": "VAT", "rate": "7"},
}  # fmt: skip


class Offered:
    """A quotation that has reached Pim's phone."""

    def __init__(self, api: httpx.AsyncClient, pim: Customer, id: str, entry: dict[str, Any]) -> None:
        self.api, self.pim, self.id, self.entry = api, pim, id, entry

    @property
    def link(self) -> str:
        """What stands behind the host."""
        found = re.search(r"https?://[^/\s]+(/q#\S+)", self.entry["content"]["body"]["text"])
        assert found is not None
        return found.group(1)

    async def state(self) -> str:
        return str((await self.api.get(f"/api/v1/quotations/{self.id}")).raise_for_status().json()["state"])

    async def is_(self, state: str) -> None:
        async def reached() -> bool:
            return await self.state() == state

        await until(reached)


async def offered(house: House, **more: Any) -> Offered:
    pim = await house.customer(PIM)
    await pim.writes("How much is it?")
    api = await house.administrator()

    async def conversations() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await api.get("/api/v1/conversations")).json()["items"]
        return found

    (conversation,) = await until(conversations)
    asked = {"conversation": conversation["id"], "currency": "THB", "language": "en", "items": [ITEM], **more}
    made = (await api.post("/api/v1/quotations", json=asked)).raise_for_status().json()
    path = f"/api/v1/quotations/{made['id']}/send"
    sent = await api.post(path, json={"conversation": conversation["id"]}, headers={"Idempotency-Key": "once"})
    assert sent.status_code == 202
    again = await api.post(path, json={"conversation": conversation["id"]}, headers={"Idempotency-Key": "once"})
    assert again.json()["id"] == sent.json()["id"]

    async def arrived() -> list[dict[str, Any]]:
        return [entry for entry in await pim.screen() if entry["kind"] == "interactive"]

    (entry,) = await until(arrived)
    return Offered(api, pim, made["id"], entry)


async def draws(page: Page) -> None:
    """A name, with a finger that is a mouse."""
    box = await page.locator("canvas").bounding_box()
    assert box is not None
    at = [(0.15, 0.6), (0.3, 0.25), (0.45, 0.7), (0.6, 0.3), (0.8, 0.55)]
    points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in at]
    await page.mouse.move(*points[0])
    await page.mouse.down()
    for point in points[1:]:
        await page.mouse.move(*point, steps=6)
    await page.mouse.up()


async def opened(house: House, offer: Offered, **context: Any) -> Desk:
    """The link as a phone opens it."""
    desk = await house.stranger(**(PHONE | context))
    await desk.page.goto(f"http://127.0.0.1:{house.web.port}{offer.link}")
    return desk


async def test_the_customer_signs_on_the_page_and_every_screen_knows(house: House) -> None:
    offer = await offered(house)
    dana = await house.desk("Dana")
    await dana.open(PIM[0])
    await offer.is_("sent")
    page = (await opened(house, offer)).page
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Q-")
    await expect(page.get_by_text("THB 2,377.65").first).to_be_visible()
    await offer.is_("seen")

    await page.get_by_role("button", name="Accept", exact=True).click()
    await page.get_by_role("button", name="Accept and sign").click()
    await expect(page.get_by_text("Please write your name.")).to_be_visible()
    await page.get_by_label("Your name").fill("Pim Srisai")
    await page.get_by_role("button", name="Accept and sign").click()
    await expect(page.get_by_text(re.compile("Please sign"))).to_be_visible()
    await draws(page)
    await page.get_by_role("button", name="Accept and sign").click()
    await expect(page.get_by_role("status").filter(has_text="Accepted by Pim Srisai")).to_be_visible()
    await expect(page.get_by_role("button", name="Accept", exact=True)).to_have_count(0)
    await offer.is_("accepted")
    await expect(dana.page.get_by_text(re.compile("accepted", re.I)).first).to_be_visible()  # it came by itself

    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Download PDF").click()
    assert (await waiting.value).suggested_filename.endswith(".pdf")


async def test_the_customer_asks_for_a_change_then_declines(house: House) -> None:
    offer = await offered(house, language="th")
    page = (await opened(house, offer)).page
    await expect(page.locator("html")).to_have_attribute("lang", "th")
    await page.get_by_role("button", name="คำตอบอื่น").click()
    await page.get_by_role("button", name="ขอแก้ไข").click()
    await page.get_by_label("ต้องการแก้ไขอะไร").fill("ขอสามชุด")
    await page.get_by_role("button", name="ส่ง", exact=True).click()
    await expect(page.get_by_role("status").filter(has_text="ขอสามชุด")).to_be_visible()
    await offer.is_("change_requested")
    await page.get_by_role("button", name="คำตอบอื่น").click()
    await page.get_by_role("button", name="ไม่ยอมรับ").click()
    await page.get_by_role("button", name="ราคาสูงเกินไป").click()
    await page.get_by_role("button", name="ไม่ยอมรับ").click()
    await offer.is_("declined")


async def test_a_typed_name_is_a_signature_for_who_cannot_draw(house: House) -> None:
    offer = await offered(house)
    page = (await opened(house, offer)).page
    await page.get_by_role("button", name="Accept", exact=True).press("Enter")
    await page.get_by_label("Your name").fill("Pim Srisai")
    await page.get_by_role("button", name="Type", exact=True).press("Enter")
    await page.get_by_role("button", name="Accept and sign").press("Enter")
    await offer.is_("accepted")


async def test_a_tap_on_the_phone_answers_and_an_open_page_learns_of_it(house: House) -> None:
    offer = await offered(house)
    desk = await opened(house, offer)
    desk.forgive("/quotation-page/answers")  # the second answer is refused
    page = desk.page
    await expect(page.get_by_role("button", name="Accept", exact=True)).to_be_visible()
    phone = await house.stranger()
    await phone.page.goto(f"{house.double}/phone/?phone={PIM[1]}")
    bubble = phone.page.locator("#thread").get_by_role("listitem").filter(has_text="quotation")
    await expect(bubble.get_by_role("link", name=re.compile(r"\.pdf"))).to_be_visible()
    await bubble.get_by_role("button", name="Decline").click()
    await offer.is_("declined")
    await page.get_by_role("button", name="Accept", exact=True).click()
    await page.get_by_label("Your name").fill("Pim Srisai")
    await draws(page)
    await page.get_by_role("button", name="Accept and sign").click()
    await expect(page.get_by_role("status").filter(has_text="Declined")).to_be_visible()
    assert await offer.state() == "declined"


async def test_a_link_that_opens_nothing_says_what_to_do(house: House) -> None:
    desk = await house.stranger(**PHONE)
    desk.forgive("/quotation-page")  # a browser notes every 404 of its own accord
    await desk.page.goto(f"http://127.0.0.1:{house.web.port}/q#no-such-link")
    await expect(desk.page.get_by_role("heading", name="This link is not valid any more.")).to_be_visible()
