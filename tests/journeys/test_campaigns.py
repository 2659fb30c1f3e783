"""Campaigns in the console: written step by step, looked at, sent, paused, gone on with, answered; and moved in the calendar."""

from __future__ import annotations

import asyncio
import contextlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from playwright.async_api import Locator, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.looks import faint_texts, is_readable, nameless_controls
from tests.journeys.people import PIM
from tests.patience import PATIENCE

GUESTS = 11
TEMPLATE: dict[str, Any] = {
    "name": "welcome_back",
    "language": "en_US",
    "parameters": {"1": {"field": "first_name", "fallback": "friend"}},
}


async def invite(api: httpx.AsyncClient, names: dict[str, str]) -> None:
    """People with the tag the campaign asks for."""
    for name, number in names.items():
        identity = {"kind": "phone", "value": f"+{number}"}
        body = {"name": name, "tags": ["spring"], "identities": [identity]}
        (await api.post("/api/v1/contacts", json=body)).raise_for_status()


async def templates_are_there(api: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE):
        while (
            not (await api.get("/api/v1/templates", params={"q": TEMPLATE["name"]})).raise_for_status().json()["items"]
        ):
            await asyncio.sleep(0.1)


class Sheet:
    """A campaign on somebody's desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.page = desk, desk.page

    async def begin(self, name: str) -> None:
        await self.page.get_by_role("link", name="Campaigns").click()
        await expect(self.page.get_by_text("No campaign yet")).to_be_visible()
        await self.page.get_by_role("link", name="New campaign").first.click()
        await self.page.get_by_label("Name of the campaign").fill(name)
        await self.desk.button("Begin").click()

    async def step(self, name: str) -> None:
        steps = self.page.get_by_role("navigation", name="Steps")
        await steps.get_by_role("button", name=re.compile(f"^{name}")).click()

    async def is_saved(self) -> None:
        await expect(self.page.get_by_role("status").get_by_text("Saved", exact=True)).to_be_visible()

    @property
    def state(self) -> Locator:
        return self.page.get_by_role("heading", level=1)


async def test_written_looked_at_sent_paused_and_answered(house: House) -> None:
    pim = await house.customer(PIM)
    guests = {f"Guest {number}": f"6681555{number:04d}" for number in range(GUESTS)}
    async with contextlib.aclosing(await house.administrator()) as api:
        await templates_are_there(api)
        await invite(api, {pim.name: pim.phone, **guests})
    ines = await house.desk("Ines")
    page, sheet = ines.page, Sheet(ines)
    await sheet.begin("Spring in the garden")
    await page.get_by_role("combobox", name="Tags", exact=True).first.fill("spr")
    await page.get_by_role("option").filter(has_text="spring").click()
    await expect(page.get_by_role("status").filter(has_text="12people are meant now")).to_be_visible()

    await ines.button("Next: Content").click()
    await page.get_by_role("combobox", name="Template", exact=True).select_option(label="Welcome back · marketing")
    await page.get_by_label("Filled with: Text, gap 1").select_option(label="First name")
    await page.get_by_label("Where that is not known: Text, gap 1").fill("friend")
    phone = page.get_by_role("group", name=re.compile("^What .* will read$"))
    await expect(phone).to_contain_text(re.compile("It has been a while, (Pim|Guest)!"))
    await is_readable(page)
    await sheet.step("Sending")
    await page.get_by_label("At most so many messages a second").fill("2")
    await sheet.step("Review")
    await expect(page.get_by_text("12 people get a message.")).to_be_visible()
    await expect(page.get_by_text("12 people have not said whether they want marketing")).to_be_visible()

    await ines.button("Send…").click()
    await ines.dialog.get_by_role("button", name="Send it now").click()
    await expect(sheet.state).to_contain_text("Sending")
    await expect(page.get_by_text(re.compile(r"^[1-9]\d* of 12 sent$"))).to_be_visible()
    await ines.button("Pause").click()
    await expect(sheet.state).to_contain_text("Paused")
    await expect(page.get_by_role("status").filter(has_text="Ines Meyer paused it")).to_be_visible()
    assert await faint_texts(page) == []
    assert len(await house.stage.sends()) < len(guests)
    await ines.button("Go on").click()
    await expect(sheet.state).to_contain_text("Done")
    await expect(page.get_by_text("12 of 12 sent")).to_be_visible()
    assert len(await house.stage.sends()) == len(guests) + 1

    await pim.writes("What does it cost?")
    await expect(page.get_by_text("1 replied")).to_be_visible()
    dana = await house.desk("Dana", at=house.other)
    await dana.open(pim.name)
    await expect(dana.page.get_by_text("Answers the campaign Spring in the garden")).to_be_visible()
    await dana.page.get_by_role("link", name="Spring in the garden").click()
    await expect(dana.page.get_by_text("12 of 12 sent")).to_be_visible()
    await expect(dana.page.get_by_role("search")).to_have_count(0)  # the people are not an agent's to list


async def test_what_is_scheduled_is_moved_in_the_calendar(house: House) -> None:
    ines = await house.desk("Ines", timezone_id="Asia/Bangkok")
    page = ines.page
    soon = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    async with contextlib.aclosing(await house.administrator()) as api:
        await templates_are_there(api)
        await invite(api, {PIM[0]: PIM[1]})
        [channel] = (await api.get("/api/v1/channels")).raise_for_status().json()["items"]
        body: dict[str, Any] = {"name": "Market day", "channel": channel["id"], "template": TEMPLATE}
        answer = await api.post("/api/v1/campaigns", json=body | {"audience": {"tags": ["spring"]}})
        made = answer.raise_for_status().json()
        when = {"schedule": {"at": soon, "time_zone": "Asia/Bangkok"}}
        (await api.post(f"/api/v1/campaigns/{made['id']}/schedule", json=when)).raise_for_status()

        await page.goto(f"{ines.address}/campaigns/calendar?view=week&day={soon[:10]}")
        await expect(page.get_by_text("Times of your clock: Bangkok (GMT+7)")).to_be_visible()
        await expect(page.get_by_role("link", name=re.compile("^10:00 Market day"))).to_be_visible()
        await ines.button("Another time for Market day").press("Enter")
        await ines.dialog.get_by_label("Day and time").fill(f"{soon[:10]}T15:30")
        await ines.dialog.get_by_role("button", name="Move it").click()
        await expect(page.get_by_role("link", name=re.compile("^15:30 Market day"))).to_be_visible()
        assert (await the_time(api, made["id"])) == f"{soon[:10]}T08:30:00.000Z"
        await ines.button("Undo").click()
        await expect(page.get_by_role("link", name=re.compile("^10:00 Market day"))).to_be_visible()
        assert (await the_time(api, made["id"])) == f"{soon[:10]}T03:00:00.000Z"
    assert await nameless_controls(page) == []


async def test_two_campaigns_are_laid_side_by_side(house: House) -> None:
    sizes = {"To many": 3, "To few": 1}
    async with contextlib.aclosing(await house.administrator()) as api:
        await templates_are_there(api)
        guests = {f"Guest {number}": f"6681555{number:04d}" for number in range(4)}
        await invite(api, guests)
        found = (await api.get("/api/v1/contacts")).raise_for_status().json()["items"]
        [channel] = (await api.get("/api/v1/channels")).raise_for_status().json()["items"]
        for name, size in sizes.items():
            body: dict[str, Any] = {"name": name, "channel": channel["id"], "template": TEMPLATE}
            audience = {"contacts": [found.pop()["id"] for _ in range(size)]}  # nobody twice within days
            made = (await api.post("/api/v1/campaigns", json=body | {"audience": audience})).raise_for_status().json()
            (await api.post(f"/api/v1/campaigns/{made['id']}/send", json={})).raise_for_status()
    ines = await house.desk("Ines")
    page = ines.page
    await page.get_by_role("link", name="Campaigns").click()
    for name in sizes:
        row = page.get_by_role("listitem").filter(has_text=name)
        await expect(row.get_by_text("Done", exact=True)).to_be_visible()
        await row.get_by_role("checkbox").click()
    await page.get_by_role("link", name=re.compile("^Compare")).click()
    sent = page.get_by_role("row", name=re.compile("^Sent"))
    await expect(sent).to_be_visible()
    names = await page.get_by_role("columnheader").get_by_role("link").all_inner_texts()
    figures = await sent.get_by_role("cell").all_inner_texts()
    assert dict(zip(names, map(int, figures), strict=True)) == sizes
    assert await faint_texts(page) == []


async def the_time(api: httpx.AsyncClient, campaign: str) -> str:
    found: dict[str, Any] = (await api.get(f"/api/v1/campaigns/{campaign}")).raise_for_status().json()
    return str(found["starts_at"])
