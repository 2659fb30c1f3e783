"""Every page of the console as those meet it who hear it, walk it by keys, or need contrast; and as the policy of its own headers sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.journeys.demo import Demo
from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.pages import OUTSIDE, addresses, settle
from tests.journeys.people import PIM

AXE = Path(__file__).parents[2] / "web" / "client" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async rules => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const found = await axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'],
    rules: {region: {enabled: false}}});
  return found.violations.flatMap(({id, help, nodes}) => nodes.map(node => `${id}: ${help}: ${node.html.slice(0, 160)}`));
}"""
VIOLATIONS = """() => {
  window.broken = [];
  document.addEventListener('securitypolicyviolation', event => window.broken.push(`${event.violatedDirective} ${event.blockedURI}`));
}"""
DESKTOP = {"width": 1280, "height": 820}
PHONE = {"width": 390, "height": 844}

# language: what is looked at first, and what after the page was turned to the other scheme and size
WAYS = {"en": (("light", DESKTOP), ("dark", PHONE)), "th": (("dark", DESKTOP), ("light", PHONE))}
AREAS = (
    "inbox",
    "dashboard",
    "contacts",
    "quotations",
    "campaigns",
    "templates",
    "reports",
    "administration",
    "settings",
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def demo(built_client: None) -> AsyncIterator[Demo]:
    started = Demo()
    try:
        yield await asyncio.to_thread(started.read)
    finally:
        started.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ines(demo: Demo, browser: Browser) -> AsyncIterator[Desk]:
    """The administrator, before whom every page opens."""
    desk = await Desk.before(browser, demo.address)
    await desk.context.add_init_script(f"({VIOLATIONS})()")
    desk.forgive(r"404 \(Not Found\)")  # of what the demo holds none the page says so, which is looked at as well
    await desk.sign_in(demo.email, demo.password)
    yield desk
    await desk.context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def known(ines: Desk, demo: Demo) -> list[str]:
    return await addresses(ines.page, demo)


async def test_every_page_belongs_to_an_area_that_is_looked_at(known: list[str]) -> None:
    assert [address for address in known if address not in ("/", *OUTSIDE) and address.split("/")[1] not in AREAS] == []


@pytest.mark.once
@pytest.mark.parametrize("language", WAYS)
@pytest.mark.parametrize("area", AREAS)
async def test_a_page_keeps_the_guidelines_and_its_own_policy(
    ines: Desk, known: list[str], area: str, language: str
) -> None:
    await speak(ines.page, language)
    faults: list[str] = []
    for address in [address for address in known if address.split("/")[1] == area]:
        ines.complaints.clear()
        for number, (scheme, size) in enumerate(WAYS[language]):
            await turn(ines.page, scheme, size)
            if number == 0:
                await visit(ines.page, ines.address + address)
            faults += [f"{address} ({language}, {scheme}, {size['width']}): {fault}" for fault in await seen(ines.page)]
        faults += [f"{address}: {complaint}" for complaint in ines.complaints]
    assert not faults, "\n".join(faults)


@pytest.mark.once
@pytest.mark.parametrize("language", WAYS)
async def test_the_pages_before_the_sign_in_keep_them_too(demo: Demo, browser: Browser, language: str) -> None:
    desk = await Desk.before(browser, demo.address)
    await desk.context.add_init_script(f"({VIOLATIONS})()")
    await desk.page.goto(desk.address)
    await speak(desk.page, language)
    faults: list[str] = []
    for address in OUTSIDE:
        for scheme, size in WAYS[language]:
            await turn(desk.page, scheme, size)
            await visit(desk.page, f"{desk.address}{address}#a-word-that-was-sent")
            faults += [f"{address} ({language}, {scheme}): {fault}" for fault in await seen(desk.page)]
    await desk.context.close()
    faults += desk.complaints
    assert not faults, "\n".join(faults)


async def speak(page: Page, language: str) -> None:
    await page.evaluate("language => localStorage.setItem('bma-language', language)", language)


async def turn(page: Page, scheme: Any, size: Any) -> None:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size(size)


async def visit(page: Page, address: str) -> None:
    """Until it is drawn and nothing of it moves any more."""
    await page.goto(address)
    await expect(page.locator("h1, h2, form").first).to_be_visible()
    await settle(page)


async def seen(page: Page) -> list[str]:
    """What axe finds, what runs over the edge, and what the policy had to forbid."""
    await page.evaluate(f"() => {{ if (!window.axe) {{ {AXE.read_text()} }} }}")
    faults: list[str] = await page.evaluate(LOOK, RULES)
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("it is wider than the screen")
    broken: list[str] = await page.evaluate("window.broken ?? []")
    return faults + broken


async def test_a_new_message_is_announced_to_those_who_hear_the_page(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Hello")
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    told = dana.page.locator("[aria-live=polite]").filter(has_text=pim.name)
    await pim.writes("Is the piano tuned?")
    await expect(told).to_have_text(f"{pim.name}: Is the piano tuned?")


async def test_the_keys_walk_the_page_in_the_order_it_is_read(house: House) -> None:
    """The way past the navigation comes first, then navigation, list and thread; a dialog gives the focus back."""
    pim = await house.customer(PIM)
    await pim.writes("Hello")
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    await dana.page.reload()
    await expect(dana.message("Hello")).to_be_visible()
    order: list[str] = []
    for _ in range(40):
        await dana.page.keyboard.press("Tab")
        order.append(await dana.page.evaluate(PLACE))
    firsts = list(dict.fromkeys(order))
    assert firsts[0] == "skip"
    assert [place for place in firsts if place in ("nav", "list", "thread")][:3] == ["nav", "list", "thread"]
    await dana.page.keyboard.press("Control+k")
    await expect(dana.page.get_by_role("combobox", name="A page, a person or something to do")).to_be_focused()
    before = order[-1]
    await dana.page.keyboard.press("Escape")
    assert await dana.page.evaluate(PLACE) == before


PLACE = """() => {
  const at = document.activeElement;
  if (at.getAttribute('href') === '#page') return 'skip';
  if (at.closest('nav[aria-label=Main]')) return 'nav';
  if (at.closest('section[aria-label=Inbox]')) return 'list';
  if (at.closest('section[aria-label^="Conversation with"]')) return 'thread';
  return at.tagName;
}"""


async def test_nothing_moves_for_those_who_asked_for_stillness(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Hello")
    dana = await house.desk("Dana", reduced_motion="reduce")
    await dana.open(pim.name)
    longest = await dana.page.evaluate(
        """() => Math.max(0, ...document.getAnimations().map(moving => {
          const {duration, iterations} = moving.effect.getComputedTiming();
          return Number(duration) * Math.min(iterations, 1000);
        }))"""
    )
    assert longest < 100
