"""Nobody reads what is not theirs, and a change of rights changes the screen at once."""

from __future__ import annotations

from playwright.async_api import expect

from tests.cast import SUPPORT_ADDRESS
from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import KEN, PIM

SECRET = "The price stays between us"


async def test_omar_sees_sales_only_while_he_is_a_member(house: House) -> None:
    await house.open_support_line()
    ines = await house.administrator()
    channels = (await ines.get("/api/v1/channels")).json()["items"]
    (sales,) = [channel["id"] for channel in channels if channel["id"] != "channel-support"]
    members = f"/api/v1/channels/{sales}/members"
    (await ines.put(members, json={"members": [house.ids["Dana"]]})).raise_for_status()
    await house.webhook(PIM, SECRET)
    await house.webhook(KEN, "My chair is broken", address=SUPPORT_ADDRESS)

    dana, omar = await house.desk("Dana"), await house.desk("Omar", at=house.other)
    await dana.open(PIM[0])
    await sees_only_support(omar, dana.page.url.replace(dana.address, omar.address))

    (await ines.put(members, json={"members": [house.ids["Dana"], house.ids["Omar"]]})).raise_for_status()
    await omar.tab("All").click()
    await expect(omar.row(PIM[0])).to_contain_text(SECRET)
    await omar.open(PIM[0])
    await expect(omar.message(SECRET)).to_be_visible()

    omar.forgive(r"/api/v1/contacts/[^/]+/routes")  # asked in the very moment, and refused
    (await ines.put(members, json={"members": [house.ids["Dana"]]})).raise_for_status()
    await expect(omar.page.get_by_text("It may belong to a number you do not look after")).to_be_visible()
    await expect(omar.row(KEN[0])).to_be_visible()
    await expect(omar.page.get_by_text(SECRET)).to_have_count(0)
    await expect(dana.message(SECRET)).to_be_visible()
    await ines.aclose()


async def sees_only_support(omar: Desk, direct: str) -> None:
    await omar.tab("All").click()
    await expect(omar.row(KEN[0])).to_be_visible()
    await expect(omar.tab("All")).to_have_text("All1")
    await expect(omar.row(PIM[0])).to_have_count(0)
    search = omar.page.get_by_role("searchbox", name="Search messages and people")
    for word in ("price", "Pim", PIM[1][-6:]):
        await search.fill(word)
        await expect(omar.page.get_by_text("Nothing found")).to_be_visible()
        await search.fill("")
    await omar.page.goto(direct)
    await omar.is_live()
    await expect(omar.page.get_by_text("It may belong to a number you do not look after")).to_be_visible()
    await expect(omar.page.get_by_text(SECRET)).to_have_count(0)
