"""The contacts of the console in a real Chromium: a hundred thousand of them scrolled, thrown from end to end, and come back to.

    python -m tests.benchmarks.contacts_page [--seconds 8]

Prints frames (median, p95, worst) and tasks over 50 ms, as `tests.benchmarks.console` does of the inbox.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sqlite3
import tempfile
import time
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from storage import migrations
from tests.benchmarks.console import EMAIL, PASSWORD, SCROLL, TAKE, WATCH, let_in, tell
from tests.benchmarks.million import Office
from tests.benchmarks.servers import hub_environment, serving_hub
from tests.browser import ARGUMENTS, chromium
from tests.patience import PATIENCE

TABLES = ("channels", "users", "contacts", "identities", "contact_facets")
ROWS = "[role=table] [role=rowgroup][class*=scroller]"
PACES = (("steady", 60), ("thrown", 240), ("as the bar is dragged", 12_000))  # px a frame
THERE = "place => document.querySelector(place).scrollTop"


def fill(path: Path) -> int:
    office = Office()
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        for table, columns, rows in office.tables():
            if table == "messages":
                break  # people only
            if table in TABLES:
                marks = ", ".join("?" * len(columns))
                database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
    return office.contacts


def see_everybody(path: Path) -> None:
    """Nobody here has a conversation: whom an agent sees is measured by tests.benchmarks.lists."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE users SET role = 'admin' WHERE email = ?", (EMAIL,))


async def measure(port: int, count: int, seconds: int) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
        page.set_default_timeout(PATIENCE * 1000)
        await page.goto(f"http://127.0.0.1:{port}/")
        await page.get_by_label("E-mail").fill(EMAIL)
        await page.get_by_role("textbox", name="Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        await page.goto(f"http://127.0.0.1:{port}/contacts?sort=name")
        await expect(page.get_by_text(f"{count:,} contacts")).to_be_visible()
        await page.evaluate(WATCH)
        for name, step in PACES:
            await page.evaluate(SCROLL, [ROWS, step, seconds * 1000])
            tell(f"{count:,} contacts, {name} ({step} px a frame)", await page.evaluate(TAKE))
        await jump_and_return(page)
        await browser.close()


async def jump_and_return(page: Page) -> None:
    """To the middle by the bar, to a person, and back to the same place."""
    await page.evaluate(
        "place => { const at = document.querySelector(place); at.scrollTop = at.scrollHeight / 2; }", ROWS
    )
    began = time.monotonic()
    await expect(page.locator("[data-place]").first).to_be_visible()
    print(f"  people in the middle are there {(time.monotonic() - began) * 1000:,.0f} ms after a jump", flush=True)
    before = await page.evaluate(THERE, ROWS)
    await page.locator("[data-place]").nth(12).click()
    await expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    await page.go_back()
    await expect(page.locator("[data-place]").first).to_be_visible()
    moved = abs(await page.evaluate(THERE, ROWS) - before)
    print(f"  back from a person the list stands where it stood, {moved:,.0f} px off", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=8)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bma.sqlite"
        url = f"sqlite:///{path}"
        migrations.upgrade(url)
        count = fill(path)
        asyncio.run(let_in(url))
        see_everybody(path)
        with serving_hub(hub_environment(url, Path(folder))) as (port, _process):
            asyncio.run(measure(port, count, given.seconds))


if __name__ == "__main__":
    main()
