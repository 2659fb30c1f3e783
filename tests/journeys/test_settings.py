"""What everybody settles for themselves."""

from __future__ import annotations

import time

import pyotp
from playwright.async_api import expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.people import PASSWORD, email

PERIOD = 30  # seconds a code holds


async def visit(desk: Desk, part: str) -> None:
    await desk.page.goto(f"{desk.address}/settings/{part}".rstrip("/"))
    await expect(desk.page.get_by_role("heading", level=1)).to_be_visible()


async def test_two_step_sign_in_is_turned_on_and_used(house: House) -> None:
    dana = await house.desk("Dana")
    await visit(dana, "security")
    await dana.button("Set it up").click()
    await expect(dana.page.get_by_role("img", name="QR code")).to_be_visible()
    secret = (await dana.page.get_by_label("Or type this into the app", exact=True).input_value()).replace(" ", "")
    clock = pyotp.TOTP(secret)
    await dana.page.get_by_role("textbox", name="Code").fill(clock.now())
    await dana.button("Turn it on").click()
    codes = dana.page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    await expect(codes).to_have_count(10)
    kept = await codes.first.inner_text()
    async with dana.page.expect_download() as download:
        await dana.button("Download").click()
    assert (await download.value).suggested_filename == "recovery-codes.txt"
    await dana.button("I have kept them").click()
    await expect(dana.page.get_by_text("10 recovery codes are left")).to_be_visible()

    phone = await house.stranger(at=house.other)
    await phone.page.goto(phone.address)
    await phone.type_sign_in(email("Dana"), PASSWORD)
    await phone.page.get_by_label("Code").fill(clock.at(time.time() + PERIOD))  # the one before is spent
    await phone.button("Sign in").click()
    await phone.is_live()
    lost = await house.stranger()
    await lost.page.goto(lost.address)
    await lost.type_sign_in(email("Dana"), PASSWORD)
    await lost.page.get_by_label("Code").fill(kept)
    await lost.button("Sign in").click()
    await lost.is_live()

    await visit(dana, "security")
    sessions = dana.page.get_by_role("list", name="Where I am signed in").get_by_role("listitem")
    await expect(sessions).to_have_count(3)
    await expect(sessions.filter(has_text="here")).to_have_count(1)
    await dana.button("Sign out everywhere else").click()
    await expect(sessions).to_have_count(1)
    for desk in (phone, lost):
        await expect(desk.button("Sign in")).to_be_visible()


async def test_a_canned_reply_is_written_and_used_at_once(house: House) -> None:
    dana = await house.desk("Dana")
    await visit(dana, "replies")
    await dana.button("New reply").click()
    await dana.dialog.get_by_label("Shortcut").fill("bank")
    await dana.dialog.get_by_label("Text").fill("Dear , here are our bank details.")
    await dana.dialog.get_by_label("Text").evaluate("field => field.setSelectionRange(5, 5)")
    await dana.dialog.get_by_role("button", name="First name", exact=True).click()
    await expect(dana.dialog.get_by_text("Dear Pim, here are our bank details.")).to_be_visible()
    await dana.dialog.get_by_role("button", name="Save").click()
    row = dana.page.get_by_role("list", name="Canned replies").get_by_role("listitem").filter(has_text="/bank")
    await expect(row).to_be_visible()
    await row.get_by_role("button", name="Delete /bank").click()
    await dana.button("Undo").click()
    await expect(row).to_be_visible()


async def test_another_name_is_seen_by_everybody(house: House) -> None:
    dana, omar = await house.desk("Dana"), await house.desk("Omar", at=house.other)
    await visit(dana, "")
    await dana.page.get_by_label("Name").fill("Dana R.")
    await dana.button("Save").click()
    await expect(dana.page.get_by_text("Saved.")).to_be_visible()
    await expect(dana.button("Your settings, Dana R.")).to_be_visible()
    await dana.button("Undo").click()
    await expect(dana.page.get_by_label("Name")).to_have_value("Dana Rossi")
    await visit(omar, "appearance")
    await omar.page.get_by_role("group", name="Language").get_by_role("button", name="ไทย").click()
    await expect(omar.page.get_by_role("heading", level=1)).to_contain_text("การตั้งค่าของฉัน")


async def test_a_refusal_speaks_the_language_of_the_reader(house: House) -> None:
    omar = await house.desk("Omar", at=house.other)
    await visit(omar, "appearance")
    await omar.page.get_by_role("button", name="ไทย").click()
    await visit(omar, "security")  # loaded afresh
    omar.forgive("/password")
    await omar.page.get_by_label("รหัสผ่านปัจจุบัน").fill("not my password")
    await omar.page.get_by_label("รหัสผ่านใหม่").fill("a sentence nobody guesses")
    await omar.button("เปลี่ยนรหัสผ่าน").click()
    await expect(omar.page.get_by_text("รหัสผ่านปัจจุบันไม่ถูกต้อง")).to_be_visible()
