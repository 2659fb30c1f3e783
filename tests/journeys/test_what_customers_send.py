"""Every kind of message, drawn as what it is."""

from __future__ import annotations

import io
import json
import re

from PIL import Image
from playwright.async_api import Locator, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import PIM
from web.demo import files

# decode() refuses what is no picture
LOADED = "async image => { await image.decode(); return image.naturalWidth * image.naturalHeight; }"
SOUNDS = """audio => new Promise((resolve, reject) => {
  audio.addEventListener('error', () => reject(audio.error), {once: true});
  audio.addEventListener('loadedmetadata', () => resolve(audio.duration), {once: true});
  if (audio.readyState >= 1) resolve(audio.duration);
})"""
ADDRESS = "Rama IV Rd, Bangkok"
PLACE = {"latitude": 13.7306, "longitude": 100.5418, "name": "Lumphini Park", "address": ADDRESS}
PERSON = {"name": {"formatted_name": "Ploy Srisuk"}, "phones": [{"phone": "+66 81 555 0199", "type": "CELL"}]}


async def is_drawn(picture: Locator) -> None:
    await picture.scroll_into_view_if_needed()
    assert await picture.evaluate(LOADED) > 0


async def test_files_of_customers_load_and_play(house: House) -> None:
    pim = await house.customer(PIM)
    garden, note, plan = files.file("garden"), files.file("voice-3"), files.file("stage-plan.pdf")
    await pim.sends("image", garden.data, garden.mime, "garden.jpg", "Our garden")
    await pim.sends("voice", note.data, note.mime, "note.ogg")
    await pim.sends("document", plan.data, plan.mime, "stage-plan.pdf")
    await pim.sends("sticker", sticker(), "image/webp", "wave.webp")
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    await is_drawn(dana.message("Our garden").get_by_role("button", name="Open the photo").get_by_role("img"))
    await is_drawn(dana.messages.get_by_role("img", name="Sticker"))
    player = dana.page.get_by_role("article", name=re.compile("Voice message"))
    await player.get_by_role("button", name="Play").click()
    assert 2 < await player.locator("audio").evaluate(SOUNDS) < 5
    paper = dana.messages.get_by_role("link", name=re.compile("stage-plan.pdf"))
    await expect(paper).to_contain_text("PDF")
    answer = await dana.context.request.get(dana.address + str(await paper.get_attribute("href")))
    assert await answer.body() == plan.data
    await looks_at_the_photo(dana)


async def looks_at_the_photo(desk: Desk) -> None:
    await desk.button("Open the photo").click()
    photo = desk.dialog.get_by_role("img")
    await is_drawn(photo)
    assert await photo.evaluate("image => image.naturalWidth") == files.SIZE[0]
    await desk.page.keyboard.press("Escape")
    await expect(desk.dialog).to_have_count(0)


async def test_places_people_and_what_nobody_can_read(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes(kind="location", content=PLACE)
    await pim.writes(kind="contacts", content={"contacts": [PERSON]})
    await pim.writes(kind="unsupported", content={"type": "video_note"})
    said = await pim.writes("I come at nine")
    regretted = await pim.writes("You thieves")
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    await expect(dana.messages.get_by_role("link", name=re.compile("Lumphini Park"))).to_contain_text(ADDRESS)
    person = dana.message("Ploy Srisuk")
    await expect(person.get_by_role("link", name="+66 81 555 0199")).to_have_attribute("href", re.compile("^tel:"))
    odd = dana.message("WhatsApp does not hand over")
    await odd.get_by_text("As it came").click()
    raw = await odd.locator("pre").inner_text()
    assert json.loads(raw)["type"] == "unsupported"
    await pim.edits(said, "I come at ten")
    await expect(dana.message("I come at ten")).to_contain_text("edited")
    await pim.revokes(regretted)
    await expect(dana.message("The customer took this message back.")).to_be_visible()


async def test_questions_with_buttons_answers_reactions_and_quotes(house: House) -> None:
    pim = await house.customer(PIM)
    first = await pim.writes("What sizes are there?")
    dana = await house.desk("Dana")
    await dana.open(pim.name)
    await asks_with_buttons(dana, "Which size do you like?", "Small", "Large")
    asked = dana.message("Which size do you like?")
    await expect(asked.get_by_role("img", name="Delivered")).to_be_visible()
    entry = (await pim.screen())[-1]
    assert [each["reply"]["title"] for each in entry["content"]["action"]["buttons"]] == ["Small", "Large"]
    await pim.taps(entry["id"], entry["content"]["action"]["buttons"][1]["reply"]["id"], "Large")
    answer = dana.message("Picked")
    await expect(answer).to_contain_text("Large")
    await expect(answer.get_by_role("button", name=re.compile("You.*Which size"))).to_be_visible()

    await pim.reacts(entry["id"], "❤️")
    await expect(asked.get_by_role("button", name="❤️ by Pim Srisai")).to_be_visible()
    await dana.act_on("What sizes are there?", "React")
    await dana.page.get_by_role("group", name="Reactions").get_by_role("button", name="👍").click()
    await expect(dana.message("What sizes are there?").first.get_by_role("button", name="👍 by You")).to_be_visible()
    await dana.act_on("What sizes are there?", "Reply")
    await dana.write("From small to very large")
    quoting = dana.message("From small to very large")
    await expect(quoting.get_by_role("button", name=re.compile("Pim Srisai.*What sizes are there"))).to_be_visible()
    await expect(quoting.get_by_role("img", name="Delivered")).to_be_visible()
    shown = await pim.screen()
    assert [each["reply_to"] for each in shown if each["text"] == "From small to very large"] == [first]
    assert [each["reaction"] for each in shown if each["id"] == first] == ["👍"]


async def asks_with_buttons(desk: Desk, question: str, *answers: str) -> None:
    await desk.button("Buttons to choose from").click()
    await desk.dialog.get_by_label("Question").fill(question)
    for number, answer in enumerate(answers, 1):
        await desk.dialog.get_by_label(f"Answer {number}", exact=True).fill(answer)
    await desk.dialog.get_by_role("button", name="Send").click()


def sticker() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (512, 512), (20, 120, 90, 200)).save(out, "WEBP")
    return out.getvalue()
