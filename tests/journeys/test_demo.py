"""What `python3 web` starts: the whole product with simulated customers, in one process."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.desk import Desk
from tests.nursery import ROOT
from tests.patience import PATIENCE

SIGN_IN = re.compile(r"^\s+(\S+@\S+)\s+(\S.*?)\s\s+(\w+)$")


class Demo:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.address, self.email, self.password = "", "", ""

    def read(self) -> None:
        """Its words, up to the last line of its welcome."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = re.match(r"^\s+(http://\S+:\d+)$", line)
            self.address = self.address or (found[1] if found else "")
            person = SIGN_IN.match(line.rstrip())
            if person and not self.email:
                self.email, self.password = person[1], person[2]
            if "Ctrl-C" in line:
                return
        raise AssertionError(f"the demo ended with {self.process.wait()}")


@pytest.fixture
def demo() -> Iterator[Demo]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "web.cli", "demo", "--port", "0"],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield Demo(process)
    process.terminate()
    process.wait(PATIENCE)


@pytest.mark.usefixtures("built_client")
async def test_the_demo_can_be_signed_in_to_with_what_it_prints(demo: Demo, browser: Browser) -> None:
    await asyncio.to_thread(demo.read)
    desk = await Desk.before(browser, demo.address)
    await desk.sign_in(demo.email, demo.password)
    await desk.open("Somchai Phongsri")
    await expect(desk.messages.first).to_be_visible()
    await expect(desk.page.get_by_role("heading", name="Inbox")).to_contain_text(re.compile(r"[1-9]\d* open"))
    phone = await Desk.before(browser, demo.address)
    await phone.page.goto(f"{demo.address}/phone/")
    await phone.page.get_by_role("button", name=re.compile("Somchai Phongsri")).click()
    await phone.page.get_by_role("textbox", name="Message", exact=True).fill("I am on the phone page")
    await phone.page.keyboard.press("Enter")
    await expect(desk.message("I am on the phone page")).to_be_visible()
    assert desk.complaints + phone.complaints == []
    for one in (desk, phone):
        await one.context.close()
