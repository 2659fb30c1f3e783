"""The parts of the inbox beside one another: their widths are drawn, and on a very wide screen two conversations are open at once."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import KEN, PIM

VERY_WIDE: dict[str, Any] = {"viewport": {"width": 1920, "height": 1000}}


def thread(desk: Desk, customer: str) -> Locator:
    return desk.page.get_by_role("region", name=f"Conversation with {customer}")


def said(desk: Desk, customer: str, words: str) -> Locator:
    return thread(desk, customer).get_by_role("article").filter(has_text=words)


async def test_a_second_conversation_stays_open_while_others_are_opened(house: House) -> None:
    pim, ken = await house.customer(PIM), await house.customer(KEN)
    await pim.writes("The garden, please")
    await ken.writes("Which stage?")
    dana, omar = await house.desk("Dana", **VERY_WIDE), await house.desk("Omar")
    await dana.open(PIM[0])
    await dana.button("Keep it open beside").click()
    await dana.row(KEN[0]).click()
    await expect(thread(dana, KEN[0])).to_be_visible()
    await expect(said(dana, PIM[0], "The garden, please")).to_be_visible()
    await expect(
        dana.page.get_by_role("complementary", name="The contact").get_by_role("heading", name=KEN[0])
    ).to_be_visible()
    # what is said in the one that is not worked in waits to be read; colleagues see who looks at what
    await omar.open(KEN[0])
    await expect(omar.page.get_by_text("Dana is looking too")).to_be_visible()
    await pim.writes("And lanterns")
    await expect(said(dana, PIM[0], "And lanterns")).to_be_visible()
    await expect(dana.row(PIM[0]).get_by_label("1 unread")).to_be_visible()
    field = thread(dana, PIM[0]).get_by_role("textbox", name="Message")
    await field.fill("Lanterns it is")
    await expect(dana.row(PIM[0]).get_by_label("1 unread")).to_have_count(0)
    await expect(omar.page.get_by_text("Dana is looking too")).to_have_count(0)
    await field.press("Enter")
    await pim.received("Lanterns it is")
    await dana.button("Close the one beside").click()
    await expect(thread(dana, PIM[0])).to_have_count(0)
    await expect(thread(dana, KEN[0])).to_be_visible()


async def test_the_width_of_the_contact_is_drawn_by_keys_and_stays(house: House) -> None:
    await (await house.customer(PIM)).writes("Hello")
    dana = await house.desk("Dana", viewport={"width": 1440, "height": 900})
    await dana.open(PIM[0])
    panel, line = (
        dana.page.get_by_role("complementary", name="The contact"),
        dana.page.get_by_role("separator", name="Width of the contact"),
    )
    await line.focus()
    for _ in range(3):
        await dana.page.keyboard.press("ArrowLeft")
    await expect(line).to_have_attribute("aria-valuenow", "352")
    await dana.page.reload()
    await dana.open(PIM[0])
    assert round((await panel.bounding_box() or {})["width"]) == 352
    await line.dblclick()
    await expect(line).to_have_attribute("aria-valuenow", "304")
