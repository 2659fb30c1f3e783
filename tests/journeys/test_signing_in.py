"""Coming in and going out."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys

from playwright.async_api import expect

from tests.journeys.house import House
from tests.journeys.people import PASSWORD, email
from tests.nursery import ROOT
from tests.services import await_port


async def test_a_wrong_password_is_said_and_a_right_one_lasts(house: House) -> None:
    dana = await house.stranger()
    dana.forgive("/api/v1/auth/login")
    await dana.page.goto(f"{dana.address}/inbox/resolved")
    await dana.type_sign_in(email("Dana"), "not my password")
    await expect(dana.page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
    await dana.type_sign_in(email("Dana"), PASSWORD)
    await dana.is_live()
    await expect(dana.page).to_have_url(re.compile("/inbox/resolved"))
    await dana.page.reload()
    await dana.is_live()
    stored = await dana.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "token" not in stored.lower()


async def test_signing_out_everywhere_ends_every_tab_and_every_browser(house: House) -> None:
    dana, elsewhere = await house.desk("Dana"), await house.desk("Dana", at=house.other)
    omar = await house.desk("Omar")
    tab = await dana.second_tab()
    await tab.goto(dana.address)
    await expect(tab.get_by_role("heading", name="Inbox").get_by_role("status")).to_have_text("Live")
    await dana.button("Your settings, Dana Rossi").click()
    await dana.page.get_by_role("menuitem", name="Sign out everywhere").click()
    for page in (dana.page, tab, elsewhere.page):
        await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    await elsewhere.page.goto(f"{elsewhere.address}/inbox/all")
    await expect(elsewhere.page.get_by_role("button", name="Sign in")).to_be_visible()
    await expect(omar.mark).to_have_text("Live")


async def test_the_printed_link_makes_the_first_administrator_once(empty_house: House) -> None:
    web = empty_house.web
    environment = {**os.environ, **web.environment, "PYTHONUNBUFFERED": "1"}
    web.child = subprocess.Popen(
        [sys.executable, "-m", *web.words], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    assert web.port is not None
    await_port(web.port, web.child)
    link = await asyncio.to_thread(printed_link, web.child)
    ines = await empty_house.stranger()
    await ines.page.goto(link)
    await ines.page.get_by_label("Your name").fill("Ines Meyer")
    await ines.page.get_by_label("E-mail").fill(email("Ines"))
    await ines.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await ines.button("Begin").click()
    steps = ines.page.get_by_role("region", name="Getting started").get_by_role("listitem")
    await expect(steps).to_have_count(4)
    await expect(ines.page.get_by_text("of 4 done")).to_be_visible()
    late = await empty_house.stranger()
    late.forgive("/api/v1/auth/first-admin")
    await late.page.goto(link)
    await late.page.get_by_label("Your name").fill("Mallory")
    await late.page.get_by_label("E-mail").fill("mallory@example.com")
    await late.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await late.button("Begin").click()
    await expect(late.page.get_by_role("alert")).to_be_visible()


def printed_link(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if b"/first-admin#" in line:
            return line.decode().strip()
    raise AssertionError("no link was printed")
