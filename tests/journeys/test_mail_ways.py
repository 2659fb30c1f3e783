"""An administrator has a provider bring a mailbox's mails, and sees the first one come."""

from __future__ import annotations

import hmac
import json
import secrets
import time
from hashlib import sha256
from urllib.parse import urlsplit

import httpx
from playwright.async_api import expect

from hub.accounts import channels
from hub.transaction import Transactions
from hub.vault import Vault
from tests.journeys.house import House
from tests.patience import PATIENCE
from tests.stage import SECRET_KEY

BOX, KEY = "office@bma.example", "key-of-mailgun-0123"


async def open_mailbox(house: House) -> str:
    """One that sends, and reads nothing by itself."""
    held = {"smtp_url": "smtps://office:secret@smtp.example.com", "app_secret": secrets.token_hex()}
    async with Transactions(house.stage.database, lambda _commit: None).begin() as tx:
        sealed = {"credentials": Vault(SECRET_KEY).seal(held)}
        made = await channels.enter(tx, "mail", BOX, BOX, "active", sealed)
    assert made is not None
    return made.id


async def bring(address: str, key: str) -> int:
    stamp, token = str(int(time.time())), secrets.token_hex()
    form = {
        "timestamp": stamp,
        "token": token,
        "signature": hmac.new(key.encode(), f"{stamp}{token}".encode(), sha256).hexdigest(),
        "recipient": BOX,
        "message-headers": json.dumps([["Message-Id", "<1@example.com>"], ["From", "Pim <pim@example.com>"]]),
        "body-plain": "By Mailgun",
    }
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        return (await client.post(address, data=form)).status_code


async def test_a_provider_brings_the_first_mail(house: House) -> None:
    box = await open_mailbox(house)
    ines = await house.desk("Ines", at=house.web)
    await ines.page.goto(f"{ines.address}/administration/channels/{box}")
    mailgun = ines.page.locator("details").filter(has_text="Mailgun")
    await mailgun.locator("summary").click()
    told = await mailgun.get_by_label("Address to enter there", exact=True).input_value()
    address = f"{ines.address}{urlsplit(told).path}"
    assert await bring(address, KEY) == 401, "nobody brings anything before"

    await mailgun.get_by_label("HTTP webhook signing key").fill(KEY)
    await mailgun.get_by_role("button", name="Save").click()
    await expect(mailgun.get_by_text("…0123")).to_be_visible()
    await expect(mailgun.get_by_text("no mail has come yet")).to_be_visible()
    assert await bring(address, "another key of theirs") == 401
    await expect(mailgun.get_by_text("copy the HTTP webhook signing key anew")).to_be_visible()
    assert await bring(address, KEY) == 200
    await expect(mailgun.get_by_text("last mail")).to_be_visible()

    await ines.page.goto(ines.address)
    await ines.open("Pim")
    await expect(ines.message("By Mailgun")).to_be_visible()
