"""The server dies under the browser, and nothing is lost or said twice."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import PIM

SCREEN = """articles => articles.map(article =>
  [article.dataset.message, article.innerText, article.querySelector('svg[role=img]')?.ariaLabel])"""


async def test_what_is_written_offline_goes_out_once_when_the_server_is_back(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Are you there?")
    dana = await house.desk("Dana")
    forgive_the_dead_server(dana)
    await dana.open(pim.name)
    await dana.write("Before")
    await expect(dana.tick("Before", "Delivered")).to_be_visible()
    house.web.kill()
    await expect(dana.mark).to_have_text(re.compile("^Offline since"))
    await dana.field.fill("While away")
    await dana.field.press("Enter")
    await expect(dana.tick("While away", "Waits to be sent")).to_be_visible()
    await expect(dana.mark).to_have_text(re.compile(r"\(1 waiting\)"))
    await pim.writes("I wrote while you were away")  # Meta comes again until somebody answers
    assert await pim.received("While away") == []
    house.web.start()
    await dana.is_live()
    await expect(dana.message("I wrote while you were away")).to_be_visible()
    await expect(dana.tick("While away", "Delivered")).to_be_visible()
    assert len(await pim.received("While away")) == 1
    await equals_a_fresh_load(dana)


async def test_what_waits_survives_a_closed_page(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Are you there?")
    dana = await house.desk("Dana")
    forgive_the_dead_server(dana)
    await dana.open(pim.name)
    house.web.kill()
    await expect(dana.mark).to_have_text(re.compile("^Offline since"))
    await dana.field.fill("Written before the lid was closed")
    await dana.field.press("Enter")
    await expect(dana.mark).to_have_text(re.compile(r"\(1 waiting\)"))
    where = dana.page.url
    await dana.page.close()
    house.web.start()
    dana.page = await dana.second_tab()
    await dana.page.goto(where)
    await expect(dana.tick("Written before the lid was closed", "Delivered")).to_be_visible()
    assert len(await pim.received("Written before the lid was closed")) == 1


async def test_whoever_sits_at_the_server_that_lives_goes_on(house: House) -> None:
    """Embedded there is one process, and both wait for it; else the colleague at the second process notices nothing."""
    pim = await house.customer(PIM)
    await pim.writes("Are you there?")
    dana, ines = await house.desk("Dana"), await house.desk("Ines", at=house.other)
    for desk in (dana, ines):
        forgive_the_dead_server(desk)
        await desk.open(pim.name)
    house.web.kill()
    await expect(dana.mark).to_have_text(re.compile("^Offline since"))
    if house.grown_up:
        await ines.write("I look after you")
        await expect(ines.tick("I look after you", "Sent")).to_have_count(0)
        await expect(ines.mark).to_have_text("Live")
    house.web.start()
    if not house.grown_up:
        await ines.is_live()
        await ines.write("I look after you")
    await dana.is_live()
    for desk in (dana, ines):
        await expect(desk.tick("I look after you", "Delivered")).to_be_visible()
    assert len(await pim.received("I look after you")) == 1
    await equals_a_fresh_load(dana)


def forgive_the_dead_server(desk: Desk) -> None:
    desk.forgive("ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket connection to")
    desk.forgive("ERR_CONTENT_LENGTH_MISMATCH")  # a part of the page that was on its way


async def equals_a_fresh_load(desk: Desk) -> None:
    fresh = Desk(desk.context, await desk.context.new_page(), desk.address)
    await fresh.page.goto(desk.page.url)
    await fresh.is_live()
    await expect(fresh.messages).to_have_count(await desk.messages.count())
    assert await screen_of(desk.page, desk) == await screen_of(fresh.page, fresh)
    assert await desk.row(PIM[0]).inner_text() == await fresh.row(PIM[0]).inner_text()


async def screen_of(page: Page, desk: Desk) -> object:
    await page.bring_to_front()
    return await desk.messages.evaluate_all(SCREEN)
