"""What `python3 web` starts: the whole product with simulated customers, in one process."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.demo import Demo
from tests.journeys.desk import Desk


@pytest.fixture
def demo() -> Iterator[Demo]:
    started = Demo()
    yield started
    started.stop()


@pytest.mark.usefixtures("built_client")
async def test_the_demo_can_be_signed_in_to_with_what_it_prints(demo: Demo, browser: Browser) -> None:
    await asyncio.to_thread(demo.read)
    desk = await Desk.before(browser, demo.address)
    await desk.sign_in(demo.email, demo.password)
    await desk.open("Somchai Phongsri")
    await expect(desk.messages.first).to_be_visible()
    await expect(desk.page.get_by_role("heading", name="Inbox")).to_contain_text(re.compile(r"[1-9]\d* open"))
    phone = await Desk.before(browser, demo.address)
    await phone.page.goto(f"{demo.address}/phone/")
    await phone.page.get_by_role("button", name=re.compile("Somchai Phongsri")).click()
    await phone.page.get_by_role("textbox", name="Message", exact=True).fill("I am on the phone page")
    await phone.page.keyboard.press("Enter")
    await expect(desk.message("I am on the phone page")).to_be_visible()
    assert desk.complaints + phone.complaints == []
    for one in (desk, phone):
        await one.context.close()
