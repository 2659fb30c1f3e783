"""What one is told: at the bell while the console is open, by a push when it is not."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
from playwright.async_api import Page, Worker, expect

from tests.journeys.desk import Desk
from tests.journeys.house import House
from tests.journeys.looks import faint_texts, nameless_controls
from tests.journeys.people import PASSWORD, PATIENCE, PIM, email
from tests.push_service import PushService

# nobody has the console before them: a page of a test always has the focus
SHOW = """async said => {
  const {matchAll} = clients;
  clients.matchAll = async () => [];
  await show(said);
  clients.matchAll = matchAll;
}"""
KEPT = """async () => {
  const requests = await Promise.all((await caches.keys()).map(async name => (await caches.open(name)).keys()));
  return requests.flat().map(({url}) => new URL(url).pathname);
}"""
CLICK = """async () => {
  const [shown] = await registration.getNotifications();
  const {title, body} = shown;
  self.dispatchEvent(new NotificationEvent('notificationclick', {notification: shown}));
  return {title, body};
}"""


def bell(page: Page, unread: int = 0) -> Any:
    return page.get_by_role("button", name=f"Notifications, {unread} unread" if unread else "Notifications", exact=True)


async def take(desk: Desk, customer: str) -> None:
    """The conversation is theirs, and they look at something else."""
    await desk.open(customer)
    await desk.write("At your service")
    await expect(desk.system("took it")).to_be_visible()
    await desk.page.get_by_role("link", name="Dashboard").click()
    await expect(desk.page.get_by_role("heading", name="Dashboard")).to_be_visible()


async def test_a_reply_rings_the_bell_and_leads_to_itself(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Good morning")
    dana = await house.desk("Dana")
    page = dana.page
    await take(dana, pim.name)
    await pim.writes("Is anybody there?")
    await expect(bell(page, 1)).to_be_visible()
    await expect(page.locator("link[rel=icon]")).to_have_attribute("href", "/mark-dot.svg")
    await pim.writes("Hello?")
    await bell(page, 1).click()  # more of the same is one
    told = dana.dialog.get_by_role("listitem")
    await expect(told).to_have_count(1)
    await expect(told).to_contain_text(re.compile("Pim Srisai wrote.*2.*Hello\\?"))
    assert await faint_texts(page) == []
    assert await nameless_controls(page) == []
    await told.get_by_role("link").click()
    await expect(dana.message("Is anybody there?")).to_be_visible()
    await expect(bell(page)).to_be_visible()
    await expect(page.locator("link[rel=icon]")).to_have_attribute("href", "/mark.svg")


async def test_the_bell_leads_to_what_one_is_told_of(house: House) -> None:
    dana = await house.desk("Dana", permissions=["notifications"])
    await bell(dana.page).click()
    await dana.button("How I am told").click()
    sound = dana.dialog.get_by_role("switch", name=re.compile("^Sound"))
    await expect(sound).not_to_be_checked()
    desktop = dana.dialog.get_by_role("switch", name=re.compile("^Desktop notifications"))
    for switch in (sound, desktop):
        await switch.click()
        await expect(switch).to_be_checked()  # once the browser has been asked
    await dana.dialog.get_by_role("link", name="What I am told of").click()
    await expect(dana.page).to_have_url(re.compile("/settings/notifications$"))
    await expect(dana.dialog).to_have_count(0)
    await expect(dana.page.get_by_role("switch", name=re.compile("^Sound"))).to_be_checked()


async def test_a_push_reaches_a_closed_tab_and_opens_the_conversation(house: House) -> None:
    pim = await house.customer(PIM)
    await pim.writes("Good morning")
    dana = await house.desk("Dana")
    await take(dana, pim.name)
    office = await house.administrator()
    (await office.put("/api/v1/admin/config", json={"allowed_networks": ["127.0.0.0/8"]})).raise_for_status()
    async with PushService() as service:
        phone = service.browser("phone")
        await subscribe(house, phone.endpoint, phone.p256dh, phone.auth)
        await dana.page.goto("about:blank")  # she closes the console
        await pim.writes("Are you still there?")
        await service.came.wait()
        said = json.loads(phone.open(service.got[0].body))
    assert (said["title"], said["body"]) == (pim.name, "Are you still there?")

    context = await dana.context.browser.new_context(permissions=["notifications"])  # type: ignore[union-attr]
    later = Desk(context, await context.new_page(), dana.address)
    house.desks.append(later)
    await later.sign_in(email("Dana"), PASSWORD)
    worker = await registered(later)
    clicked = await shown_and_clicked(later, worker, said)
    assert clicked == {"title": pim.name, "body": "Are you still there?"}
    await expect(later.message("Are you still there?")).to_be_visible()


async def test_without_a_network_the_console_says_so(house: House) -> None:
    dana = await house.desk("Dana")
    await registered(dana)
    await dana.page.reload()  # from now on through the worker
    await dana.is_live()
    dana.forgive("ERR_INTERNET_DISCONNECTED|Failed to load resource|WebSocket")
    await dana.context.set_offline(True)
    await dana.page.reload()
    await expect(dana.page.get_by_role("heading", name="You are offline")).to_be_visible()
    kept = await dana.page.evaluate(KEPT)
    assert sorted(kept) == ["/mark.svg", "/offline.css", "/offline.html", "/offline.js"]
    await dana.context.set_offline(False)
    await dana.is_live()


async def subscribe(house: House, endpoint: str, p256dh: str, auth: str) -> None:
    """Dana's phone, signed in on its own."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.other.port}", timeout=PATIENCE) as phone:
        given = {"email": email("Dana"), "password": PASSWORD, "client": "api"}
        answer = (await phone.post("/api/v1/auth/login", json=given)).raise_for_status()
        browser = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth, "hide_text": False}
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        (await phone.put("/api/v1/push", json=browser, headers=headers)).raise_for_status()


async def registered(desk: Desk) -> Worker:
    """The service worker, once it works."""
    await desk.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    return desk.context.service_workers[0]


async def shown_and_clicked(desk: Desk, worker: Worker, said: dict[str, Any]) -> dict[str, str]:
    """As the browser does when its push service brings something; what was to be read."""
    await worker.evaluate(SHOW, said)
    clicked: dict[str, str] = await worker.evaluate(CLICK)
    return clicked
