"""On LINE, who has blocked the account hears nothing, and the composer says so until they are back."""

from __future__ import annotations

from playwright.async_api import expect

from hub.transaction import milliseconds
from tests.journeys.house import House
from tests.journeys.test_across_channels import ANNA, line, writes_on_line
from web.sandbox_line import LineSandbox

__all__ = ["line"]
GONE = "They blocked the account"


async def test_who_blocked_the_account_is_said_to_hear_nothing(empty_house: House, line: LineSandbox) -> None:
    await writes_on_line(line, "Hello")
    dana = await empty_house.desk("Dana")
    await dana.page.get_by_role("navigation", name="Which conversations").get_by_role("link", name="All").click()
    await dana.row("Pimmy").click()
    await expect(dana.message("Hello")).to_be_visible()
    line.platform.tell(ANNA, "unfollow", {}, milliseconds())
    await line.courier.wake()
    await expect(dana.page.get_by_text(GONE)).to_be_visible()
    await writes_on_line(line, "I am back")
    await expect(dana.message("I am back")).to_be_visible()
    await expect(dana.page.get_by_text(GONE)).to_have_count(0)
