"""Writing: text, files, canned replies, notes, templates, and what is done when it does not arrive."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.journeys.house import House
from tests.journeys.people import PIM, REPLIES
from web.demo import files

BELOW = "at => at.scrollHeight - at.clientHeight - at.scrollTop"  # px of the thread that are out of sight


async def test_files_by_the_button_and_by_paste_reach_the_customer(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Please send me the plan")
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    plan, garden = files.file("stage-plan.pdf"), files.file("garden")
    await dana.attach("stage-plan.pdf", plan.mime, plan.data)
    tray = dana.page.get_by_role("list", name="Attachments")
    await expect(tray.get_by_role("listitem")).to_contain_text("stage-plan.pdf")
    await dana.field.fill("Here it is")
    await dana.button("Send").click()
    sent = dana.message("Here it is")
    await expect(sent.get_by_role("link", name=re.compile("stage-plan.pdf"))).to_be_visible()
    await expect(sent.get_by_role("img", name="Delivered")).to_be_visible()
    await expect(tray).to_have_count(0)

    await dana.paste("garden.jpg", garden.mime, garden.data)
    await expect(tray.get_by_role("listitem")).to_contain_text("garden.jpg")
    await dana.field.fill("And the garden")
    await expect(dana.button("Send")).to_be_enabled()
    await dana.field.press("Enter")
    await expect(dana.tick("And the garden", "Delivered")).to_be_visible()
    paper, photo = [entry for entry in await pim.screen() if not entry["ours"]]
    assert (paper["kind"], paper["name"], await pim.file(paper)) == ("document", "stage-plan.pdf", plan.data)
    assert (photo["kind"], photo["text"]) == ("image", "And the garden")
    assert (await pim.file(photo)).startswith(b"\xff\xd8\xff")


async def test_a_canned_reply_an_emoji_two_lines_and_a_note(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("When are you open?")
    dana, ines = await house.desk("Dana"), await house.desk("Ines", at=house.other)
    await dana.open(pim.name)
    await ines.open(pim.name)
    await dana.field.press_sequentially("/ho")
    await expect(dana.page.get_by_role("option")).to_have_count(1)
    await dana.field.press("Enter")
    await expect(dana.field).to_have_value(REPLIES["hours"])
    await dana.field.press("Shift+Enter")
    await dana.field.press_sequentially("See you ")
    await dana.button("Emoji").click()
    await dana.dialog.get_by_role("button", name="👍").first.click()
    await dana.page.keyboard.press("Escape")
    await dana.field.press("Enter")
    whole = f"{REPLIES['hours']}\nSee you 👍"
    await expect(dana.tick("See you 👍", "Delivered")).to_be_visible()
    assert len(await pim.received(whole)) == 1

    await dana.button("Note to the team").click()
    note = dana.page.get_by_role("textbox", name="Note", exact=True)
    await note.fill("He asked twice already")
    await note.press("Enter")
    await expect(dana.message("He asked twice already")).to_contain_text("Your note")
    await expect(ines.message("He asked twice already")).to_contain_text("Note from Dana Rossi")
    assert len(await house.stage.sends()) == 1


async def test_the_newest_message_stays_in_sight_while_a_long_answer_is_written(house: House) -> None:
    pim = await house.customer(PIM)
    for number in range(4):
        await pim.writes(f"Question {number}\n\n\n\n\nand what belongs to it")
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    newest = dana.message("Question 3")
    await expect(newest).to_be_in_viewport(ratio=1)
    for number in range(6):
        await dana.field.press_sequentially(f"Answer {number}")
        await dana.field.press("Shift+Enter")
    await expect(newest).to_be_in_viewport(ratio=1)
    assert await dana.thread.evaluate(BELOW) <= 1
    await dana.button("Send").click()
    await expect(dana.tick("Answer 5", "Delivered")).to_be_in_viewport(ratio=1)

    await dana.thread.hover()
    await dana.page.mouse.wheel(0, -400)
    back = dana.button("To the newest message")
    await expect(back).to_be_visible()
    await pim.writes("One more thing")
    await expect(back).to_contain_text("1")
    await expect(dana.message("One more thing")).not_to_be_in_viewport()
    await back.click()
    await expect(dana.message("One more thing")).to_be_in_viewport(ratio=1)
    await expect(back).to_have_count(0)

    await dana.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    await dana.page.emulate_media(media="print")
    await expect(dana.page.get_by_text("Question 0").locator("visible=true")).to_have_count(1)
    await expect(dana.field).to_be_hidden()
    await expect(dana.page.get_by_role("list", name="Conversations")).to_be_hidden()


async def test_after_a_day_only_a_template_reaches_the_customer(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Is my order there?", hours_ago=30)
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    await expect(dana.page.get_by_text("The 24 hours to write freely ended")).to_be_visible()
    await expect(dana.field).to_have_count(0)
    await dana.button("Choose a template").click()
    await dana.dialog.get_by_role("button", name=re.compile("^Appointment reminder", re.I)).click()
    submit = dana.dialog.get_by_role("button", name="Send template")
    await expect(submit).to_be_disabled()
    for gap, value in enumerate(("Pim", "Friday", "15:00"), 1):
        await dana.dialog.get_by_label(f"Text, gap {gap}").fill(value)
    words = "Hello Pim, we look forward to seeing you on Friday at 15:00."
    await expect(dana.dialog.get_by_role("group", name="What the customer will read")).to_contain_text(words)
    await submit.click()
    sent = dana.message(words)
    await expect(sent.get_by_role("img", name="Delivered")).to_be_visible()
    await expect(sent).to_contain_text("Confirm")
    template = (await pim.screen())[-1]
    assert template["content"]["body"] == words

    await pim.taps(template["id"], template["content"]["buttons"][0]["id"], "Confirm")
    await expect(dana.messages.last).to_contain_text("Confirm")
    await expect(dana.field).to_be_visible()
    await dana.write("Thank you, until Friday!")
    await expect(dana.tick("Thank you, until Friday!", "Delivered")).to_be_visible()


async def test_a_failed_send_says_why_and_goes_out_on_retry(house: House) -> None:
    await house.webhook(PIM, "Are you there?")  # the double has not seen it: for Meta the window is shut
    dana = await house.desk("Dana")
    await dana.open(PIM[0])
    await dana.write("Yes, I am")
    failed = dana.message("Yes, I am")
    await expect(failed.get_by_role("img", name="Not sent")).to_be_visible()
    await expect(failed.get_by_role("status")).to_contain_text(re.compile("24"))
    await expect(dana.row(PIM[0])).to_contain_text("Yes, I am")
    pim = await house.customer(PIM)
    await pim.writes("Hello?")
    await expect(dana.message("Hello?")).to_be_visible()
    await failed.get_by_role("button", name="Retry").click()
    await expect(dana.tick("Yes, I am", "Delivered")).to_be_visible()
    await expect(failed.get_by_role("button", name="Retry")).to_have_count(0)
    assert len(await pim.received("Yes, I am")) == 1


async def test_when_the_line_breaks_the_page_says_perhaps_and_asks_before_sending_again(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Are you there?")
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    await house.pace(sent=None, delivered=None, read=None)
    await house.faults({"kind": "cut_after", "to": pim.phone, "times": 1})
    await dana.write("Just a moment")
    unsure = dana.message("Just a moment")
    await expect(unsure.get_by_role("status")).to_contain_text("Perhaps it was sent.")
    await unsure.get_by_role("button", name="Check").click()
    await expect(dana.dialog).to_contain_text("The way of this message")
    await dana.page.keyboard.press("Escape")
    await house.pace(sent=20, delivered=80, read=None)
    await unsure.get_by_role("button", name="Send anyway").click()
    await expect(dana.tick("Just a moment", "Delivered")).to_be_visible()
    assert len(await pim.received("Just a moment")) == 2
