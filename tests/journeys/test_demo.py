"""What `python3 web` starts: the whole product with simulated customers, in one process."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urljoin

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.journeys.demo import Demo
from tests.journeys.desk import Desk
from web.demo.files import paper

PDF = paper("Plan", ["Stage 8 x 6 m"])
NINA = ("Nina Berg", "nina.berg@example.org")


@pytest.fixture(scope="module")
def demo(built_client: None) -> Iterator[Demo]:
    started = Demo()
    try:
        yield started.read()
    finally:
        started.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(demo: Demo, browser: Browser) -> AsyncIterator[Desk]:
    made = await Desk.before(browser, demo.address)
    await made.sign_in(demo.email, demo.password)
    yield made
    assert made.complaints == []
    await made.context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def phone(demo: Demo, browser: Browser) -> AsyncIterator[Page]:
    made = await Desk.before(browser, demo.address)
    yield made.page
    assert made.complaints == []
    await made.context.close()


async def test_the_demo_can_be_signed_in_to_with_what_it_prints(demo: Demo, desk: Desk, phone: Page) -> None:
    await desk.open("Somchai Phongsri")
    await expect(desk.messages.first).to_be_visible()
    await expect(desk.page.get_by_role("heading", name="Inbox")).to_contain_text(re.compile(r"[1-9]\d* open"))
    await phone.goto(f"{demo.address}/phone/")
    await phone.get_by_role("button", name=re.compile("Somchai Phongsri")).click()
    await phone.get_by_role("textbox", name="Message", exact=True).fill("I am on the phone page")
    await phone.keyboard.press("Enter")
    await expect(desk.message("I am on the phone page")).to_be_visible()


async def test_a_customer_and_an_agent_write_mails_to_each_other(demo: Demo, desk: Desk, phone: Page) -> None:
    await phone.goto(f"{demo.address}/mail/phone/")
    await phone.get_by_label("Name of a new customer").fill(NINA[0])
    await phone.get_by_label("Mail address of a new customer").fill(NINA[1])
    await phone.get_by_role("button", name="Add a customer").click()
    await expect(phone.get_by_role("heading", name=NINA[0])).to_be_visible()
    await phone.get_by_role("button", name="Write").click()
    await phone.get_by_label("Subject").fill("ขอใบเสนอราคา")
    await phone.get_by_role("textbox", name="Text of the mail").fill("วงแจ๊สสามชิ้น วันเสาร์ค่ะ")
    await phone.get_by_label("Letters of the mail").select_option("windows-874")
    async with phone.expect_file_chooser() as chooser:
        await phone.get_by_role("button", name="Attach a file").click()
    await (await chooser.value).set_files(FilePayload(name="แผนที่.txt", mimeType="text/plain", buffer=b"map"))
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.get_by_role("heading", name="ขอใบเสนอราคา")).to_be_visible()

    await desk.open(NINA[0])
    mail = desk.message("วงแจ๊สสามชิ้น")
    await expect(mail).to_contain_text("ขอใบเสนอราคา")
    await expect(mail).to_contain_text("แผนที่.txt")
    await desk.field.fill("*With pleasure*, which hall?")
    await desk.page.get_by_role("button", name="Send", exact=True).click()
    answer = phone.frame_locator("iframe").get_by_text("With pleasure")
    await expect(answer).to_be_visible()  # while its reader looks at the thread

    await phone.get_by_role("button", name="Answer").click()
    await phone.get_by_role("textbox", name="Text of the mail").fill("Hall 2, thank you")
    await phone.get_by_role("button", name="Send").click()
    await expect(desk.message("Hall 2, thank you")).to_be_visible()
    await expect(desk.messages).to_have_count(3)


async def test_one_person_is_on_every_app_of_the_phone(demo: Demo, phone: Page) -> None:
    await phone.goto(f"{demo.address}/phone/?phone=66878901234")
    for app in ("LINE", "Mail", "WhatsApp"):
        await phone.get_by_role("navigation", name="Apps on the phone").get_by_role("link", name=app).click()
        await expect(phone.locator('.person[aria-current="true"]')).to_contain_text("Pim Srisai")
        await expect(phone.get_by_role("navigation", name="Apps on the phone").locator("strong")).to_have_text(app)


async def test_a_paper_sent_on_line_opens_on_the_phone(demo: Demo, desk: Desk, phone: Page) -> None:
    """LINE wants https, and the demo has no certificate."""
    await desk.open("Kanya R.")
    await desk.attach("plan.pdf", "application/pdf", PDF)
    await desk.button("Send").click()
    await phone.goto(f"{demo.address}/line/phone/?person=Kanya R.")
    card = phone.locator("#thread").get_by_role("link")
    await expect(card).to_be_visible()
    opened = await phone.request.get(urljoin(demo.address, await card.get_attribute("href") or ""))
    assert (opened.status, await opened.body()) == (200, PDF)
