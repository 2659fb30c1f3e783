"""One person on WhatsApp and on LINE: one contact, one timeline, and the cheaper way where there is one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import expect

from hub.transaction import milliseconds
from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.looks import faint_texts, is_readable
from tests.patience import PATIENCE
from tests.waiting import until
from tests.web import serving
from web.sandbox_line import LineSandbox, build

PIM = ("Pim Srisai", "66811131026")  # the double refuses what is sent to such a number
BOT, ANNA, SECRET, TOKEN = (
    "U0000000000000000000000000000b0b0",
    "U0000000000000000000000000000a0a0",
    "a-secret",
    "a-token",
)


@pytest_asyncio.fixture(loop_scope="session")
async def line(empty_house: House, password_hash: str) -> AsyncIterator[LineSandbox]:
    """The house has a LINE account beside its number; Pim is called Pimmy there."""
    webhook = f"http://127.0.0.1:{empty_house.web.port}/api/v1/webhooks/line"
    double = build(user=BOT, secret=SECRET, name="Bright Ears", token=TOKEN, webhook_url=webhook)
    double.platform.customer(ANNA, "Pimmy")
    async with serving.served(double.app) as url:
        await empty_house.let_in(password_hash)
        given = {"LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": TOKEN}
        given |= {"LINE_API_URL": url, "LINE_DATA_API_URL": url}
        await asyncio.to_thread(lambda: empty_house.running.start(**given))  # it asks LINE, which answers here
        yield double


async def writes_on_line(double: LineSandbox, text: str) -> None:
    double.platform.writes(ANNA, {"type": "text", "text": text}, milliseconds())
    await double.courier.wake()


def sent_on_line(double: LineSandbox) -> list[tuple[str, Any]]:
    return [(send.route, entry.text) for send, entry in zip(double.platform.sends, _ours(double), strict=False)]


def _ours(double: LineSandbox) -> list[Any]:
    return [entry for entry in double.platform.customers[ANNA].thread if not entry.ours]


async def become_one(house: House) -> None:
    ines = await house.administrator()

    async def both() -> dict[str, str] | None:
        found = {each["name"]: each["id"] for each in (await ines.get("/api/v1/contacts")).json()["items"]}
        return found if {"Pimmy", PIM[0]} <= found.keys() else None

    found: dict[str, str] = await until(both)
    merged = await ines.post(f"/api/v1/contacts/{found['Pimmy']}/merge", json={"into": found[PIM[0]]})
    merged.raise_for_status()
    await ines.aclose()


async def test_the_cheaper_channel_is_suggested_and_what_fails_goes_another_way(
    empty_house: House, line: LineSandbox
) -> None:
    house = empty_house
    pim = await house.customer(PIM)
    await pim.writes("A price for the garden, please", hours_ago=30)
    await writes_on_line(line, "Hello, it is me on LINE")
    await become_one(house)
    dana = await house.desk("Dana")
    await dana.page.get_by_role("navigation", name="Which conversations").get_by_role("link", name="All").click()
    await dana.row(PIM[0]).filter(has_text="A price").click()
    await expect(dana.page.get_by_text("Free on LINE for")).to_be_visible()
    await dana.button("Write there").click()
    await expect(dana.message("Hello, it is me on LINE")).to_be_visible()
    await dana.write("The garden is 40,000 baht")
    await expect(dana.tick("The garden is 40,000 baht", "Handed over")).to_be_visible()
    assert sent_on_line(line) == [("reply", "The garden is 40,000 baht")]
    await reads_all_channels_together(dana)
    await pim.writes("I am on WhatsApp again")
    await expect(dana.message("I am on WhatsApp again")).to_be_visible()  # though LINE is open
    await goes_another_way(dana, line)


async def reads_all_channels_together(dana: Desk) -> None:
    await dana.button("All channels together").click()
    await expect(dana.message("A price for the garden, please")).to_be_visible()
    await expect(dana.message("The garden is 40,000 baht")).to_be_visible()
    await expect(dana.thread.locator("p", has_text="WhatsApp").first).to_be_visible()


async def goes_another_way(dana: Desk, line: LineSandbox) -> None:
    await dana.field.fill("Which day suits you?")
    await dana.act_on("I am on WhatsApp again", "Reply")  # read among all, answered where it was said
    await dana.button("Answer on WhatsApp").click()
    places = dana.page.get_by_role("navigation", name="Channels of this person")
    await expect(places.get_by_role("button", name="WhatsApp")).to_have_attribute("aria-current", "true")
    await expect(dana.field).to_have_value("Which day suits you?")
    await dana.field.press("Enter")
    await expect(dana.message("Which day suits you?")).to_contain_text("I am on WhatsApp again")
    failed = dana.message("Which day suits you?")
    await failed.get_by_role("button", name="Send on LINE").click()
    await expect(failed.get_by_text("Sent on LINE instead.")).to_be_visible()
    await until(lambda: "Which day suits you?" in [text for _, text in sent_on_line(line)])


async def test_a_campaign_goes_on_over_line_where_whatsapp_does_not_arrive(
    empty_house: House, line: LineSandbox
) -> None:
    house = empty_house
    pim = await house.customer(PIM)
    await pim.writes("A price for the garden, please", hours_ago=30)
    await writes_on_line(line, "Hello, it is me on LINE")
    await become_one(house)
    ines = await house.desk("Ines")
    await ines.page.goto(f"{ines.address}/campaigns/{await drafted(house)}")
    await ines.page.get_by_role("navigation", name="Steps").get_by_role("button", name="Other ways").click()
    await ines.button("Go on by LINE").click()
    await ines.page.get_by_label("What is said there").fill("We miss you, ")
    await ines.button("First name").click()
    letter = ines.page.get_by_role("region", name="By LINE")
    await expect(letter).to_contain_text("We miss you, Pim")
    await is_readable(ines.page)
    await ines.page.get_by_role("navigation", name="Steps").get_by_role("button", name="Review").click()
    await expect(ines.page.get_by_role("heading", name="When it does not arrive")).to_be_visible()
    await ines.button("Send…").click()
    await ines.dialog.get_by_role("button", name="Send it now").click()
    reached = ines.page.get_by_role("button", name="LINE: show these 1 people")
    await expect(reached).to_have_text("1", timeout=PATIENCE * 1000)
    assert [text for _, text in sent_on_line(line)] == ["We miss you, Pim"]
    await reached.click()
    await expect(ines.page.get_by_text("by LINE · WhatsApp: ")).to_be_visible()
    assert await faint_texts(ines.page) == []


async def drafted(house: House) -> str:
    """A campaign to Pim, whom WhatsApp does not reach."""
    ines = await house.administrator()

    async def there() -> bool:
        found = await ines.get("/api/v1/templates", params={"q": "welcome_back"})
        return bool(found.raise_for_status().json()["items"])

    await until(there)
    channels = (await ines.get("/api/v1/channels")).raise_for_status().json()["items"]
    pim = next(each for each in (await ines.get("/api/v1/contacts")).json()["items"] if each["name"] == PIM[0])
    template = {"name": "welcome_back", "language": "en_US", "parameters": {"1": "friend"}}
    sales = next(each["id"] for each in channels if each["kind"] == "whatsapp")
    body = {"name": "Back in the garden", "channel": sales, "template": template, "audience": {"contacts": [pim["id"]]}}
    made = (await ines.post("/api/v1/campaigns", json=body)).raise_for_status().json()
    await ines.aclose()
    return str(made["id"])
