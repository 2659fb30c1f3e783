"""Photographs of every page of the console, on the demo's data: light, dark, a phone, 768 and 1024 px wide, in English and Thai.

    python -m tests.screenshots --out FOLDER [--only /inbox] [--ways light phone] [--languages en]

One file a page and way, `inbox-all.th.dark.png`, and an `index.html` that shows them side by side. For eyes: nothing is compared here.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import re
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright, expect

from tests.browser import ARGUMENTS, chromium
from tests.journeys.demo import Demo
from tests.journeys.desk import Desk
from tests.journeys.pages import OUTSIDE, addresses, settle
from tests.patience import PATIENCE

WAYS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "768": {"viewport": {"width": 768, "height": 1024}},
    "1024": {"viewport": {"width": 1024, "height": 768}},
}
LANGUAGES = ("en", "th")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


async def photograph(demo: Demo, out: Path, only: str, ways: list[str], languages: list[str]) -> list[str]:
    """The names of the files, in the order of the pages."""
    out.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        taken = [
            name
            for way in ways
            for name in await walk(browser, demo, out, only, languages, way)
        ]  # fmt: skip
        await browser.close()
    return sorted(taken)


async def walk(browser: Browser, demo: Demo, out: Path, only: str, languages: list[str], way: str) -> list[str]:
    desk = await Desk.before(browser, demo.address, **WAYS[way])
    await desk.sign_in(demo.email, demo.password)
    pages = [address for address in await addresses(desk.page, demo) if address.startswith(only) and address != "/"]
    taken = []
    for language in languages:
        await desk.page.evaluate("language => localStorage.setItem('bma-language', language)", language)
        for address in (address for address in pages if address not in OUTSIDE):
            taken.append(await take(desk, address, out, language, way))
    await desk.context.close()
    stranger = await Desk.before(browser, demo.address, **WAYS[way])
    await stranger.page.goto(stranger.address)
    for language in languages:
        await stranger.page.evaluate("language => localStorage.setItem('bma-language', language)", language)
        for address in (address for address in pages if address in OUTSIDE):
            taken.append(await take(stranger, f"{address}#a-word-that-was-sent", out, language, way))
    await stranger.context.close()
    return taken


async def take(desk: Desk, address: str, out: Path, language: str, way: str) -> str:
    await desk.page.goto(desk.address + address)
    await expect(desk.page.locator("h1, h2, form").locator("visible=true").first).to_be_visible(timeout=PATIENCE * 1000)
    await settle(desk.page)
    plain = ID.sub("one", address.split("#")[0]).strip("/").replace("/", "-")
    name = f"{plain}.{language}.{way}.png"
    await desk.page.screenshot(path=out / name)
    return name


def index(names: list[str]) -> str:
    """A page that shows them all, those of one page in one row."""
    rows: dict[str, list[str]] = {}
    for name in names:
        rows.setdefault(name.split(".")[0], []).append(name)
    drawn = "".join(
        f"<h2>{html.escape(page)}</h2><p>"
        + "".join(
            f'<a href="{html.escape(name)}"><img src="{html.escape(name)}" height="320" alt="{html.escape(name)}"></a> '
            for name in found
        )
        + "</p>"
        for page, found in rows.items()
    )
    return f"<!doctype html><meta charset=utf-8><title>Every page</title>{drawn}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Photographs every page of the console.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="/", help="addresses that begin so")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=list(LANGUAGES))
    given = parser.parse_args()
    demo = Demo()
    try:
        names = asyncio.run(photograph(demo.read(), given.out, given.only, given.ways, given.languages))
    finally:
        demo.stop()
    (given.out / "index.html").write_text(index(names), encoding="utf-8")
    print(f"{len(names)} photographs in {given.out}")


if __name__ == "__main__":
    main()
