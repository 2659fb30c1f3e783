"""A customer's mail: it comes, is read safely, and is answered with a copy and a file."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formatdate

import pytest_asyncio
from playwright.async_api import Route, expect
from sqlalchemy import select

from storage import tables
from tests.journeys.house import House
from tests.mailboxes import Imap, Smtp
from tests.patience import PATIENCE
from web.demo import files

OFFICE = "office@bma.example"
PIXEL = re.compile(r"https://pixel\.example/")
RAN = "window.ran === undefined && document.title.indexOf('ran') < 0"
DESIGN = """<body onload="parent.ran = 1"><script>parent.ran = 1; parent.document.title = 'ran'</script>
<h1 style="color:#0f6b57">Garden stage</h1><p>What would it cost on 12 December?</p><img src="cid:logo@hall" alt="Garden Hall">
<img src="https://pixel.example/seen.png" alt="Seen" onerror="parent.ran = 1"><a href="javascript:parent.ran = 1">Plan</a></body>"""


class Post:
    """The office's mail servers, and Pim with a mail program."""

    def __init__(self, imap: Imap, smtp: Smtp) -> None:
        self.imap, self.smtp = imap, smtp

    async def asks(self) -> None:
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"], mail["To"], mail["Cc"] = "Pim Srisai <pim@example.com>", OFFICE, "Ken Park <ken@example.com>"
        mail["Subject"], mail["Message-ID"], mail["Date"] = (
            "Price for the garden stage",
            "<asked@example.com>",
            formatdate(),
        )
        mail.set_content("What would it cost on 12 December?\n\n-- \nPim, Garden Hall\n\n> Our last mail\n")
        mail.add_alternative(DESIGN, subtype="html")
        garden = files.file("garden")
        kind, _, sub = garden.mime.partition("/")
        html = mail.get_payload()[1]
        assert isinstance(html, EmailMessage)
        html.add_related(garden.data, kind, sub, cid="<logo@hall>", filename="logo.jpg")
        await asyncio.to_thread(self.imap.put, mail.as_bytes())

    async def handed_in(self) -> tuple[list[str], EmailMessage]:
        """To whom the one mail went that left, and what it says."""
        async with asyncio.timeout(PATIENCE):
            while not self.smtp.taken.mails:
                await asyncio.sleep(0.05)
        (envelope,) = self.smtp.taken.mails
        content = envelope.original_content
        assert isinstance(content, bytes)
        read = message_from_bytes(content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return envelope.rcpt_tos, read


@pytest_asyncio.fixture(loop_scope="session")
async def post(empty_house: House, password_hash: str) -> AsyncIterator[Post]:
    """The house has a mailbox beside its number, and has looked into it."""
    imap, smtp = await asyncio.to_thread(Imap), Smtp()
    try:
        await empty_house.let_in(password_hash)
        empty_house.running.start(MAIL_IMAP_URL=imap.url, MAIL_SMTP_URL=smtp.url, MAIL_FROM=f"Office <{OFFICE}>")
        async with asyncio.timeout(PATIENCE):  # what lies there when a mailbox is set up is not asked of anybody
            while not await _looked_into(empty_house):
                await asyncio.sleep(0.05)
        yield Post(imap, smtp)
    finally:
        imap.stop()
        smtp.stop()


async def _looked_into(house: House) -> bool:
    async with house.stage.database.reading() as connection:
        return await connection.value(select(tables.mail_folders.c.folder)) is not None


async def test_a_mail_is_read_safely_and_answered_with_a_copy_and_a_file(empty_house: House, post: Post) -> None:
    dana = await empty_house.desk("Dana")
    asked: list[str] = []
    await post.asks()
    await dana.open("Pim Srisai")
    mail = dana.message("What would it cost")
    await expect(mail.get_by_role("heading", name="Price for the garden stage")).to_be_visible()
    await expect(mail.get_by_text("Our last mail")).to_have_count(0)
    await mail.get_by_role("button", name="Show what it quotes").click()
    await expect(mail.get_by_text("Our last mail")).to_be_visible()

    async def pixel(route: Route) -> None:
        asked.append(route.request.headers.get("referer", ""))
        await route.fulfill(status=200, content_type="image/png", body=b"")

    await dana.page.route(PIXEL, pixel)
    await mail.get_by_role("button", name="Show as designed").click()
    paper = dana.page.frame_locator("iframe[title='The mail as it was designed']")
    await expect(paper.get_by_role("heading", name="Garden stage")).to_be_visible()
    await expect(paper.get_by_role("img", name="Garden Hall")).to_have_js_property("complete", True)
    assert await paper.get_by_role("img", name="Garden Hall").evaluate("image => image.naturalWidth") > 1
    assert asked == []
    assert await dana.page.evaluate(RAN)
    async with dana.page.expect_request(PIXEL):
        await dana.dialog.get_by_role("button", name="Show pictures from elsewhere").click()
    await expect(paper.get_by_role("heading", name="Garden stage")).to_be_visible()
    assert asked == [""]
    assert await dana.page.evaluate(RAN)
    await dana.page.keyboard.press("Escape")

    await dana.button("Reply to all: also Ken Park").click()
    plan = files.file("stage-plan.pdf")
    await dana.attach("stage-plan.pdf", plan.mime, plan.data)
    await expect(dana.page.get_by_text("1 file in this mail")).to_be_visible()
    await dana.field.fill("It costs *12,000 baht*.")
    await dana.field.press("Enter")  # begins a line
    await expect(dana.button("Send")).to_be_enabled()
    await dana.field.press("Control+Enter")
    await expect(
        dana.message("It costs 12,000 baht.").get_by_role("link", name=re.compile("stage-plan.pdf"))
    ).to_be_visible()
    recipients, answer = await post.handed_in()
    assert recipients == ["pim@example.com", "ken@example.com"]
    assert (answer["Subject"], answer["In-Reply-To"]) == ("Re: Price for the garden stage", "<asked@example.com>")
    assert answer["Reply-To"] is None
    assert [part.get_filename() for part in answer.iter_attachments()] == ["stage-plan.pdf"]
    await expect(dana.tick("It costs 12,000 baht.", "Handed over")).to_be_visible()


async def test_a_mailbox_is_tried_out_and_says_live_what_arrives(empty_house: House, post: Post) -> None:
    ines = await empty_house.desk("Ines")
    async with empty_house.stage.database.reading() as connection:
        box = await connection.value(select(tables.channels.c.id).where(tables.channels.c.kind == "mail"))
    await ines.page.goto(f"{ines.address}/administration/channels/{box}")
    await expect(ines.page.get_by_text("until a mail was seen to arrive at one")).to_be_visible()
    await ines.button("Send a mail to itself").click()
    told = ines.page.get_by_role("list", name="What became of them")
    await expect(told.get_by_text("The outgoing server took the mails.")).to_be_visible()
    await expect(told.get_by_role("img", name="waiting")).to_have_count(2)
    plain, marked = (mail.content or b"" for mail in post.smtp.taken.mails[-2:])
    await asyncio.to_thread(post.imap.put, plain)
    await expect(told.get_by_text(re.compile("^Seen "))).to_be_visible()
    await asyncio.to_thread(post.imap.put, marked)
    await expect(told.get_by_text(re.compile("every answer finds its conversation"))).to_be_visible()
