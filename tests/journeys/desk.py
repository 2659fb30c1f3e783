"""Somebody before a browser: what they see by its role and name, and what they do."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, FilePayload, Locator, Page, expect

from tests.journeys.people import PATIENCE

# The browser itself reports this answer; it is how a page learns that its session was ended elsewhere.
NOT_SIGNED_IN = re.compile(r"/api/v1/auth/refresh")
KEEP_TICKS = """() => {
  window.ticks = [];
  const look = () => {
    for (const drawing of document.querySelectorAll('article svg[role=img]')) {
      const words = drawing.getAttribute('aria-label');
      if (words !== window.ticks.at(-1)) window.ticks.push(words);
    }
  };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""
PASTE = """(field, {bytes, name, type}) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], name, {type}));
  field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: carried, bubbles: true, cancelable: true}));
}"""


class Desk:
    def __init__(self, context: BrowserContext, page: Page, address: str) -> None:
        self.context, self.page, self.address = context, page, address
        self.complaints: list[str] = []
        self.forgiven: list[re.Pattern[str]] = [NOT_SIGNED_IN]
        self.attend(page)

    @classmethod
    async def before(cls, browser: Browser, address: str, **context: Any) -> Desk:
        given = {"viewport": {"width": 1280, "height": 820}, "locale": "en-GB", "reduced_motion": "reduce", **context}
        made = await browser.new_context(**given)
        made.set_default_timeout(PATIENCE)
        return cls(made, await made.new_page(), address)

    def attend(self, page: Page) -> None:
        """Errors in the console and broken promises of the page are complaints."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"broken: {error}"))

    def forgive(self, pattern: str) -> None:
        self.forgiven.append(re.compile(pattern))

    def _hear(self, message: ConsoleMessage) -> None:
        words = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not any(known.search(words) for known in self.forgiven):
            self.complaints.append(words)

    # --- going in --------------------------------------------------------------------------------------------------------------

    async def sign_in(self, email: str, password: str) -> None:
        await self.page.goto(self.address)
        await self.type_sign_in(email, password)
        await self.is_live()

    async def type_sign_in(self, email: str, password: str) -> None:
        await self.page.get_by_label("E-mail").fill(email)
        await self.page.get_by_role("textbox", name="Password").fill(password)
        await self.page.get_by_role("button", name="Sign in").click()

    async def is_live(self) -> None:
        await expect(self.mark).to_have_text("Live")

    async def second_tab(self) -> Page:
        page = await self.context.new_page()
        self.attend(page)
        return page

    # --- the list --------------------------------------------------------------------------------------------------------------

    @property
    def mark(self) -> Locator:
        return self.page.get_by_role("heading", name="Inbox").get_by_role("status")

    def tab(self, name: str) -> Locator:
        return self.page.get_by_role("navigation", name="Which conversations").get_by_role("link", name=name)

    def row(self, customer: str) -> Locator:
        return self.page.get_by_role("list", name="Conversations").get_by_role("link").filter(has_text=customer)

    async def open(self, customer: str, tab: str = "All") -> None:
        await self.tab(tab).click()
        await self.row(customer).click()
        await expect(self.page.get_by_role("region", name=f"Conversation with {customer}")).to_be_visible()

    # --- the thread ------------------------------------------------------------------------------------------------------------

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("region", name="Messages")

    @property
    def messages(self) -> Locator:
        return self.thread.get_by_role("article")

    def message(self, words: str | re.Pattern[str]) -> Locator:
        return self.messages.filter(has_text=words)

    def tick(self, words: str, status: str) -> Locator:
        return self.message(words).get_by_role("img", name=status, exact=True)

    def system(self, words: str) -> Locator:
        return self.thread.locator("p").filter(has_text=words)

    async def keep_ticks(self) -> None:
        """From now on every tick ever shown is remembered."""
        await self.page.evaluate(KEEP_TICKS)

    async def ticks_shown(self) -> list[str]:
        shown: list[str] = await self.page.evaluate("window.ticks")
        return shown

    # --- writing ---------------------------------------------------------------------------------------------------------------

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message", exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def write(self, text: str, shown: str = "") -> None:
        """`shown`: the words as the thread draws them, when they are formatted."""
        await self.field.fill(text)
        await self.field.press("Enter")
        await expect(self.message(shown or text)).to_be_visible()

    async def attach(self, name: str, mime: str, data: bytes) -> None:
        async with self.page.expect_file_chooser() as chooser:
            await self.button("Attach files").click()
        await (await chooser.value).set_files(FilePayload(name=name, mimeType=mime, buffer=data))

    async def paste(self, name: str, mime: str, data: bytes) -> None:
        await self.field.evaluate(PASTE, {"bytes": list(data), "name": name, "type": mime})

    async def act_on(self, words: str, action: str) -> None:
        """What stands beside a message when the pointer is over it."""
        message = self.message(words).last
        await message.hover()
        await message.get_by_role("button", name=action, exact=True).click()

    async def photograph(self, path: Path) -> None:
        with contextlib.suppress(Exception):
            await self.page.screenshot(path=path)
