"""A message reaches every screen, and the answer reaches the customer."""

from __future__ import annotations

from playwright.async_api import expect

from tests.journeys.house import House
from tests.journeys.people import PIM

QUESTION = "Do you deliver to Chiang Mai?"
ANSWER = "Yes, on Friday."


async def test_a_customer_writes_both_screens_show_it_and_one_answer_goes_out_once(house: House) -> None:
    await house.pace(sent=20, delivered=1500, read=None)
    pim = await house.customer(PIM)
    dana, ines = await house.desk("Dana"), await house.desk("Ines", at=house.other)
    for desk in (dana, ines):
        await desk.tab("Unassigned").click()
    await pim.writes(QUESTION)
    for desk in (dana, ines):
        await expect(desk.row(pim.name)).to_contain_text(QUESTION)
        await expect(desk.row(pim.name).get_by_label("1 unread")).to_be_visible()
        await expect(desk.tab("Unassigned")).to_have_text("Unassigned1")
    for desk in (dana, ines):
        await desk.open(pim.name, tab="Unassigned")
        await expect(desk.message(QUESTION)).to_be_visible()
        await desk.keep_ticks()
    await dana.write(ANSWER)
    for desk in (dana, ines):
        await expect(desk.tick(ANSWER, "Delivered")).to_be_visible()
    await pim.reads()
    for desk in (dana, ines):
        await expect(desk.tick(ANSWER, "Read")).to_be_visible()
        shown = await desk.ticks_shown()
        assert [words for words in shown if words in ("Sent", "Delivered", "Read")] == ["Sent", "Delivered", "Read"]
        await expect(desk.system("Dana Rossi took it")).to_be_visible()
        await expect(desk.page.get_by_role("button", name="Dana", exact=True)).to_be_visible()
        await expect(desk.tab("Unassigned")).to_have_text("Unassigned")
    await expect(dana.tab("Mine")).to_have_text("Mine1")
    await expect(ines.tab("Mine")).to_have_text("Mine")
    assert len(await pim.received(ANSWER)) == 1
    assert len(await house.stage.sends()) == 1


async def test_answers_of_two_people_at_once_both_arrive_in_one_order_everywhere(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes(QUESTION)
    dana, ines = await house.desk("Dana"), await house.desk("Ines", at=house.other)
    for desk in (dana, ines):
        await desk.open(pim.name)
    for number in range(3):
        await dana.field.fill(f"Dana says {number}")
        await ines.field.fill(f"Ines says {number}")
        await dana.field.press("Enter")
        await ines.field.press("Enter")
    for desk in (dana, ines):
        await expect(desk.thread.get_by_role("img", name="Delivered")).to_have_count(6)
    assert await dana.messages.evaluate_all(ORDER) == await ines.messages.evaluate_all(ORDER)
    said = [entry["text"] for entry in await pim.screen() if not entry["ours"]]
    assert sorted(said) == sorted(f"{name} says {number}" for name in ("Dana", "Ines") for number in range(3))


ORDER = "articles => articles.map(article => article.dataset.message)"
