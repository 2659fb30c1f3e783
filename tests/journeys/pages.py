"""Every address of the console, asked of its own router, with what stands there in the demo: a page that is added is visited by itself."""

from __future__ import annotations

import re
from typing import Any

import httpx
from playwright.async_api import Page

from tests.journeys.demo import Demo
from tests.patience import PATIENCE

ROUTES = "() => Object.keys(window.__TSR_ROUTER__.routesByPath)"
OUTSIDE = ("/sign-in", "/first-admin", "/invitation", "/new-password")  # before anybody is signed in
PARAMETER = re.compile(r"/(?:\$(\w+)|\{-\$(\w+)\})")
SETTLED = 150  # ms of a page that changes nothing any more
STILL = """quiet => new Promise(done => {
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(end, quiet); };
  const watch = new MutationObserver(wait);
  const latest = setTimeout(end, 4000); // a page that is never still is looked at as it is
  function end() { watch.disconnect(); clearTimeout(latest); done(); }
  watch.observe(document.body, {subtree: true, childList: true});
  wait();
})"""
FILTERS = {"filter": "all"}
NEW = "new"  # leads to an empty form wherever an id stands else

# Where the first of its kind is found; the longest that fits the address before the parameter counts.
LISTS = {
    "/inbox": "/conversations",
    "/contacts": "/contacts",
    "/contacts/segments": "/segments",
    "/contacts/lists": "/lists",
    "/contacts/import": "/contacts/import",
    "/quotations": "/quotations",
    "/quotations/templates": "/quotations/templates",
    "/campaigns": "/campaigns",
    "/templates": "/templates",
    "/administration/people": "/admin/users",
    "/administration/channels": "/channels",
    "/administration/webhooks": "/webhooks/endpoints",
    "/administration/ledger": "/admin/ledger",
}


async def settle(page: Page) -> None:
    """Until nothing of it moves any more."""
    await page.evaluate(STILL, SETTLED)


async def addresses(page: Page, demo: Demo) -> list[str]:
    """All of them; where a path names one of many, the first that the demo holds (or the form for a new one), and the list without it
    where the path may end before."""
    patterns: list[str] = await page.evaluate(ROUTES)
    async with httpx.AsyncClient(base_url=f"{demo.address}/api/v1", timeout=PATIENCE) as client:
        given = {"email": demo.email, "password": demo.password, "client": "api"}
        answer = (await client.post("/auth/login", json=given)).raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        found = [address for pattern in patterns for address in await _filled(client, pattern)]
    return sorted({address.rstrip("/") or "/" for address in found})


async def _filled(client: httpx.AsyncClient, pattern: str) -> list[str]:
    parameter = PARAMETER.search(pattern)
    if parameter is None:
        return [pattern]
    before, after = pattern[: parameter.start()], pattern[parameter.end() :]
    needed, optional = parameter[1], parameter[2]
    value = FILTERS.get(needed or optional) or await _first(client, before)
    filled = await _filled(client, f"{before}/{value}{after}")
    return [*filled, *(await _filled(client, before + after) if optional else [])]


async def _first(client: httpx.AsyncClient, before: str) -> str:
    plain = re.sub(r"/all$", "", before)
    noun = max((known for known in LISTS if plain == known or plain.startswith(f"{known}/")), key=len, default=None)
    assert noun is not None, f"Say in LISTS where the things after {before} are found."
    answer: dict[str, Any] = (await client.get(LISTS[noun], params={"limit": 1})).raise_for_status().json()
    return str(answer["items"][0]["id"]) if answer["items"] else NEW
