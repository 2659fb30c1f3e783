"""The console in a real Chromium, by its own performance API: scrolling 10,000 conversations, scrolling a thread of 10,000 messages, and
typing while 200 events a second arrive. Prints frames (median, p95, worst), tasks over 50 ms, and how long a key takes to be seen.

    python -m tests.benchmarks.console [--rate 100] [--seconds 10]

Chromium draws without a graphics card here and shares the cores with the server, so frames are the worst case; a task over 50 ms is one
anywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.async_api import Page, WebSocket, async_playwright, expect

from hub.team import passwords, users
from hub.transaction import Transactions
from storage.database import Database
from tests.benchmarks import bodies
from tests.benchmarks.million import conversation_id, make
from tests.benchmarks.screen import Poster
from tests.benchmarks.servers import hub_environment, serving_hub
from tests.browser import ARGUMENTS, chromium
from tests.patience import PATIENCE

CONVERSATIONS = 10_000
MESSAGES = 10_000
SCALE = 0.1  # of the large office: 13,000 conversations, 100,000 messages
EMAIL, PASSWORD = "agent@example.com", "a sentence is better than a puzzle"
CUSTOMERS = 300
LONG = 50  # ms; what a person notices
PACES = (("thrown", 240), ("steady", 60))  # px a frame: 14,400 and 3,600 a second
KEY_EVERY = 80  # ms, a fast typist
WORDS = "Dear customer, thank you for asking: the trio is free on Friday evening and would love to play for you. "

WATCH = """() => {
  const kept = window.kept = {tasks: [], frames: [], keys: []};
  new PerformanceObserver(seen => seen.getEntries().forEach(one => kept.tasks.push(one.duration))).observe({type: 'longtask'});
  new PerformanceObserver(seen => seen.getEntries().forEach(one => one.name === 'keydown' && kept.keys.push(one.duration)))
    .observe({type: 'event', durationThreshold: 16});
  let last;
  const tick = now => { if (last) kept.frames.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
TAKE = """() => { const {tasks, frames, keys} = window.kept; window.kept.tasks = []; window.kept.frames = []; window.kept.keys = [];
  return {tasks, frames, keys}; }"""
LOAD = """async ([place, edge, enough]) => {
  const at = document.querySelector(place);
  let height = 0, still = 0;
  while (still < 40 && at.scrollHeight < enough) {
    at.scrollTop = edge === 'end' ? at.scrollHeight : 0;
    await new Promise(done => setTimeout(done, 50));
    still = at.scrollHeight === height ? still + 1 : 0;
    height = at.scrollHeight;
  }
  return height;
}"""
# Where it is and how far it goes is asked now and then only: each question would lay the page out once more.
SCROLL = """([place, step, milliseconds]) => new Promise(done => {
  const at = document.querySelector(place), end = performance.now() + milliseconds;
  let top = at.scrollTop, most = at.scrollHeight - at.clientHeight, frame = 0;
  const tick = now => {
    if (++frame % 60 === 0) { top = at.scrollTop; most = at.scrollHeight - at.clientHeight; }
    if (top + step > most || top + step < 0) step = -step;
    at.scrollTop = top += step;
    if (now < end) requestAnimationFrame(tick); else done();
  };
  requestAnimationFrame(tick);
})"""
LIST, THREAD = "[data-rows]", "[role=region][tabindex]"


def fill(path: Path) -> None:
    """Ten thousand open conversations, and one of them with ten thousand messages."""
    make(f"sqlite:///{path}", SCALE)
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "UPDATE conversations SET state = 'resolved'"
        )  # of one customer on one number only one is open
        database.execute(
            "UPDATE conversations SET state = 'open' WHERE id IN"
            " (SELECT min(id) FROM conversations GROUP BY contact_id, channel_id LIMIT ?)",
            (CONVERSATIONS,),
        )
        database.execute(
            'UPDATE messages SET conversation_id = ? WHERE id IN (SELECT id FROM messages ORDER BY "order" LIMIT ?)',
            (conversation_id(0), MESSAGES),
        )


async def let_in(url: str) -> None:
    database = Database.open(url)
    async with Transactions(database, lambda _commit: None).begin() as tx:
        hashed = await passwords.hash_of(PASSWORD)
        await users.add(tx, email=EMAIL, name="An agent", role="manager", password_hash=hashed)
    await database.close()


async def measure(port: int, rate: int, seconds: int) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB")
        page.set_default_timeout(PATIENCE * 1000)
        await page.goto(f"http://127.0.0.1:{port}/")
        await page.get_by_label("E-mail").fill(EMAIL)
        await page.get_by_role("textbox", name="Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        await scroll_the_list(page, port, seconds)
        await scroll_the_thread(page, port, seconds)
        await type_in_a_burst(page, port, rate, seconds)
        await browser.close()


async def scroll_the_list(page: Page, port: int, seconds: int) -> None:
    await page.goto(f"http://127.0.0.1:{port}/inbox/all")
    await expect(page.get_by_role("list", name="Conversations").get_by_role("link").first).to_be_visible()
    await page.evaluate(WATCH)
    height = await page.evaluate(LOAD, [LIST, "end", CONVERSATIONS * 60])
    tell(f"list, while all {height // 60:,} come page by page", await page.evaluate(TAKE))
    for name, step in PACES:
        await page.evaluate(SCROLL, [LIST, step, seconds * 1000])
        tell(f"list of {height // 60:,}, {name} ({step} px a frame)", await page.evaluate(TAKE))


async def scroll_the_thread(page: Page, port: int, seconds: int) -> None:
    await page.goto(f"http://127.0.0.1:{port}/inbox/all/{conversation_id(0)}")
    await expect(page.get_by_role("article").first).to_be_visible()
    await page.evaluate(WATCH)
    await page.evaluate(LOAD, [THREAD, "start", 10**9])
    tell("thread, while its pages come", await page.evaluate(TAKE))
    for name, step in PACES:
        await page.evaluate(SCROLL, [THREAD, step, seconds * 1000])
        tell(f"thread of {MESSAGES:,}, {name} ({step} px a frame)", await page.evaluate(TAKE))


async def type_in_a_burst(page: Page, port: int, rate: int, seconds: int) -> None:
    """Of a customer who writes too, in the list where all the others move."""
    loop = asyncio.get_running_loop()
    _, poster = await loop.create_connection(Poster, "127.0.0.1", port)
    for number in reversed(range(CUSTOMERS)):  # so that those looked for stand above in the end
        poster.transport.write(bodies.signed_request(bodies.text_webhook(number, CUSTOMERS, run="first"), port))
    heard = [0]

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: heard.__setitem__(0, heard[0] + str(data).count('"seq"')))

    page.on("websocket", listen)
    await page.goto(f"http://127.0.0.1:{port}/inbox/all")
    await page.get_by_role("link").filter(has_text="Customer 7").first.click()
    field = page.get_by_role("textbox", name="Message", exact=True)
    await field.click()
    await page.evaluate(WATCH)
    await field.press_sequentially(WORDS[:40], delay=KEY_EVERY)
    tell("typing in quiet", await page.evaluate(TAKE))
    before, began = heard[0], time.perf_counter()
    burst = asyncio.create_task(post(poster, port, rate, seconds))
    await page.keyboard.type((WORDS * 9)[: seconds * 1000 // KEY_EVERY], delay=KEY_EVERY)
    await burst
    took = await page.evaluate(TAKE)
    events = (heard[0] - before) / (time.perf_counter() - began)
    tell(f"typing while {events:.0f} events/s arrive", took)
    poster.transport.close()


async def post(poster: Poster, port: int, rate: int, seconds: int) -> None:
    """Each message is two events: it, and what its conversation has become."""
    ready = [bodies.text_webhook(n, CUSTOMERS, run="burst") for n in range(rate * seconds)]
    requests = [bodies.signed_request(body, port) for body in ready]
    began = time.perf_counter()
    for number, request in enumerate(requests):
        if (wait := began + number / rate - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        poster.transport.write(request)


def tell(title: str, took: dict[str, Any]) -> None:
    frames, keys, tasks = sorted(took["frames"]), sorted(took["keys"]), sorted(took["tasks"])
    told = f"frames median {statistics.median(frames):.0f} ms, p95 {at(frames, 0.95):.0f} ms, worst {frames[-1]:.0f} ms"
    told += f"; tasks over {LONG} ms: {len(tasks)}" + (f", the longest {tasks[-1]:.0f} ms" if tasks else "")
    if keys:
        told += f"; a key is seen after p95 {at(keys, 0.95):.0f} ms"
    print(f"{title}: {told}", flush=True)


def at(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


def run(rate: int, seconds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bma.sqlite"
        fill(path)
        url = f"sqlite:///{path}"
        asyncio.run(let_in(url))
        with serving_hub(hub_environment(url, Path(folder))) as (port, _process):
            asyncio.run(measure(port, rate, seconds))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=100, help="messages a second; each is two events")
    parser.add_argument("--seconds", type=int, default=10)
    given = parser.parse_args()
    run(given.rate, given.seconds)
