"""The inbox at work: lists kept under a name, many at once, dragged, found, and one-handed on a phone."""

from __future__ import annotations

import contextlib
import re
from typing import Any

from playwright.async_api import Locator, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import KEN, PATIENCE, PIM
from web.demo import files

LOOK_AGAIN = 3_000  # ms
NOK = ("Nok Kanchana", "66811112222")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HOSTILE = ('<img src=x onerror="window.caught=1">', "66833334444")
SCRIPT = "<script>window.caught=2</script> https://example.com/?q=<b>bold</b>"
SLY_NAME = '"><svg onload="window.caught=3">.pdf'


def rows(desk: Desk) -> Locator:
    return desk.page.get_by_role("list", name="Conversations").get_by_role("listitem")


def bar(desk: Desk) -> Locator:
    return desk.page.get_by_role("region", name="The chosen conversations")


async def seek(desk: Desk, words: str, hits: Locator, count: int) -> None:
    """What was just written is found as soon as the index has it, which is a moment later."""
    field = desk.page.get_by_role("searchbox", name="Search messages and people")
    for _ in range(round(PATIENCE / LOOK_AGAIN)):
        await field.fill("")
        await field.fill(words)
        with contextlib.suppress(AssertionError):
            await expect(hits).to_have_count(count, timeout=LOOK_AGAIN)
            return
    await expect(hits).to_have_count(count)


async def three_wait(house: House) -> None:
    for who in (PIM, KEN, NOK):
        customer = await house.customer(who)
        await customer.writes(f"Hello, {who[0].split()[0]} here")


async def test_a_filtered_list_is_kept_under_a_name_and_shared(house: House) -> None:
    await three_wait(house)
    ines, dana = await house.desk("Ines"), await house.desk("Dana")
    await ines.open(KEN[0])
    await ines.page.keyboard.press("a")
    await ines.page.get_by_role("menuitem", name="Dana Rossi").click()
    await ines.tab("All").click()
    await ines.button("Filter and sort").click()
    panel = ines.page.get_by_role("form", name="Filter and sort")
    await panel.get_by_label("Assigned to").select_option(label="Dana Rossi")
    await expect(rows(ines)).to_have_count(1)
    await expect(ines.row(KEN[0])).to_be_visible()
    await panel.get_by_role("button", name="Keep as a list").click()
    await ines.dialog.get_by_label("Keep the list that is shown as").fill("With Dana")
    await ines.dialog.get_by_role("checkbox", name="For all").first.check()
    await ines.dialog.get_by_role("button", name="Keep", exact=True).click()
    chip = dana.page.get_by_role("navigation", name="Saved lists").get_by_role("link", name=re.compile("With Dana"))
    await expect(chip).to_contain_text("1")
    await chip.click()
    await expect(dana.row(KEN[0])).to_be_visible()
    await expect(rows(dana)).to_have_count(1)
    await ines.dialog.get_by_role("button", name="Delete With Dana").click()
    await expect(chip).to_have_count(0)
    await ines.dialog.get_by_role("button", name="Undo").click()
    await expect(chip).to_be_visible()


async def test_many_are_chosen_given_away_and_taken_back(house: House) -> None:
    await three_wait(house)
    dana, omar = await house.desk("Dana"), await house.desk("Omar")
    await dana.tab("All").click()
    await expect(rows(dana)).to_have_count(3)
    await rows(dana).nth(0).get_by_role("checkbox").click()
    await rows(dana).nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    await expect(bar(dana)).to_contain_text("3 chosen")
    await bar(dana).get_by_role("button", name="Assign").click()
    await dana.page.get_by_role("menuitem", name="Omar Haddad").click()
    await expect(bar(dana).get_by_role("status")).to_contain_text("3 assigned.")
    await omar.tab("Mine").click()
    await expect(rows(omar)).to_have_count(3)
    await bar(dana).get_by_role("button", name="Undo").click()
    await expect(rows(omar)).to_have_count(0)
    await dana.row(NOK[0]).focus()
    keys = dana.page.keyboard
    await keys.press("x")
    await keys.press("Shift+ArrowDown")
    await expect(bar(dana)).to_contain_text("2 chosen")
    await keys.press("e")
    await expect(rows(dana)).to_have_count(1)
    await expect(bar(dana).get_by_role("status")).to_contain_text("2 resolved.")


async def test_a_conversation_is_dragged_to_a_colleague(house: House) -> None:
    await three_wait(house)
    dana, omar = await house.desk("Dana"), await house.desk("Omar")
    await dana.tab("All").click()
    await dana.row(PIM[0]).hover()
    await dana.page.mouse.down()
    await dana.page.mouse.move(420, 300, steps=5)
    shelf = dana.page.get_by_role("complementary", name="Assign")
    target = shelf.get_by_role("listitem").filter(has_text="Omar Haddad")
    await target.hover()
    await target.hover()  # the browser tells where it is dragged with the second move
    await dana.page.mouse.up()
    await omar.tab("Mine").click()
    await expect(omar.row(PIM[0])).to_be_visible()
    await expect(shelf).to_have_count(0)


async def test_words_are_found_and_walked_inside_the_thread(house: House) -> None:
    pim = await house.customer(PIM)
    for text in ("The piano stands in the hall", *(f"Line {n}" for n in range(12)), "Is the piano tuned?"):
        await pim.writes(text)
    dana = await house.desk("Dana")
    await expect(dana.tab("All")).to_contain_text("1")
    hits = dana.page.get_by_role("region", name="Inbox").get_by_role("link").filter(has=dana.page.locator("mark"))
    await seek(dana, "piano", hits, 2)
    await dana.page.keyboard.press("ArrowDown")
    await expect(hits.first).to_be_focused()
    await dana.page.keyboard.press("ArrowDown")
    await expect(hits.last).to_be_focused()
    await hits.filter(has_text="tuned").press("Enter")
    walk = dana.page.get_by_role("search", name="Hits in this conversation")
    await expect(walk).to_contain_text("1 of 2")
    await expect(dana.message("Is the piano tuned?")).to_be_in_viewport()
    await walk.get_by_role("button", name="Earlier hit").click()
    await expect(walk).to_contain_text("2 of 2")
    await expect(dana.message("The piano stands in the hall")).to_be_in_viewport()
    assert await dana.page.evaluate("CSS.highlights.get('found').size") >= 1
    await walk.get_by_role("button", name="Close the search").click()
    await expect(walk).to_have_count(0)


async def test_the_palette_leads_to_a_person_and_to_a_page(house: House) -> None:
    await three_wait(house)
    dana = await house.desk("Dana")
    await expect(dana.tab("All")).to_contain_text("3")
    await dana.page.keyboard.press("Control+k")
    field = dana.page.get_by_role("combobox", name="A page, a person or something to do")
    await field.fill("Nok")
    await expect(dana.page.get_by_role("option", name=re.compile("^Nok Kanchana")).first).to_be_visible()
    await field.press("Enter")
    await expect(dana.page.get_by_role("region", name=f"Conversation with {NOK[0]}")).to_be_visible()
    await dana.page.keyboard.press("Control+k")
    await field.fill("take it")
    await field.press("Enter")
    await expect(dana.system("Dana Rossi took it")).to_be_visible()


async def test_the_way_back_on_a_phone_leads_to_the_list(house: House) -> None:
    await three_wait(house)
    dana = await house.desk("Dana", **PHONE)
    await dana.open(PIM[0])
    await dana.page.go_back()
    await expect(dana.row(PIM[0])).to_be_in_viewport()
    await dana.open(PIM[0])
    address = dana.page.url
    await dana.button("Back to the list").click()
    await expect(dana.row(KEN[0])).to_be_in_viewport()
    other = await dana.second_tab()
    await other.goto(address)
    await expect(other.get_by_role("region", name=f"Conversation with {PIM[0]}")).to_be_visible()
    await other.go_back()
    await expect(other.get_by_role("list", name="Conversations").get_by_role("link").first).to_be_in_viewport()


async def test_what_strangers_write_is_never_taken_for_markup(house: House) -> None:
    stranger = await house.customer(HOSTILE)
    paper = files.file("stage-plan.pdf")
    await stranger.writes(SCRIPT)
    await stranger.sends("document", paper.data, paper.mime, SLY_NAME, "<i>here</i>")
    dana = await house.desk("Dana")
    await dana.tab("All").click()
    await rows(dana).first.get_by_role("link").click()
    await expect(dana.message("<script>")).to_contain_text(SCRIPT)
    await expect(dana.message("<i>here</i>")).to_contain_text(
        "svg onload"
    )  # the server has taken the brackets off already
    link = dana.message("<script>").get_by_role("link").first
    await expect(link).to_have_attribute("rel", re.compile("noopener.*noreferrer|noreferrer.*noopener"))
    await expect(link).to_have_attribute("target", "_blank")
    marked = dana.page.get_by_role("region", name="Inbox").locator("mark")
    await seek(dana, "bold", marked, 1)
    await expect(marked).to_have_text("bold")
    assert await dana.page.evaluate("window.caught") is None
    assert (
        await dana.page.evaluate("document.querySelectorAll('main script, main img[src=x], main svg[onload]').length")
        == 0
    )
