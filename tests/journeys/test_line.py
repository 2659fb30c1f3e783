"""An official account of LINE's is set up by hand and foot: the guide asks for two words, and LINE is told the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from hub.transaction import milliseconds
from tests.journeys.house import House
from tests.line_doubles import together
from web.sandbox_line import LineSandbox, build

ANNA = "U0000000000000000000000000000a0a0"


@pytest_asyncio.fixture(loop_scope="session")
async def second(empty_house: House, password_hash: str) -> AsyncIterator[LineSandbox]:
    """The house has one account of LINE's by its environment; this is another, of which nobody has told it."""
    first = build(user="U0000000000000000000000000000b0b0", secret="a-secret", name="Bright Ears", token="a-token")
    double = build(
        user="U0000000000000000000000000000c0c0", secret="another", name="Bright Ears Phuket", token="b-token"
    )
    double.platform.customer(ANNA, "Anna")
    async with together(first, double) as url:
        await empty_house.let_in(password_hash)
        given = {"LINE_CHANNEL_SECRET": "a-secret", "LINE_CHANNEL_ACCESS_TOKEN": "a-token"}
        given |= {"LINE_API_URL": url, "LINE_DATA_API_URL": url}
        given["PUBLIC_URL"] = f"http://127.0.0.1:{empty_house.web.port}"
        await asyncio.to_thread(lambda: empty_house.running.start(**given))  # it asks LINE, which answers here
        yield double


async def test_a_second_account_is_set_up_and_line_is_told_where_to_bring_messages(
    empty_house: House, second: LineSandbox
) -> None:
    ines = await empty_house.desk("Ines")
    await ines.page.goto(f"{ines.address}/administration/channels")
    await ines.page.get_by_role("link", name="Set up a channel").click()
    await ines.button("LINE").click()
    await ines.page.get_by_label("Channel secret").fill("another")
    await ines.page.get_by_label("Channel access token").fill("b-token")
    await ines.page.get_by_label("What you call it").fill("Phuket")
    await ines.button("Save and go on").click()
    await ines.button("Set it at LINE for me").click()
    await expect(ines.page.get_by_text("LINE has the address, called it and was answered.")).to_be_visible()
    await expect(ines.page.get_by_text("Everything that must be right is right.", exact=False)).to_be_visible()
    await ines.button("Done").click()
    await expect(ines.page.get_by_role("heading", name="Phuket")).to_be_visible()

    second.platform.writes(ANNA, {"type": "text", "text": "Sawasdee from Phuket"}, milliseconds())
    await second.courier.wake()
    await ines.page.goto(f"{ines.address}/inbox/all")
    await expect(ines.row("Anna")).to_contain_text("Sawasdee from Phuket")
