"""Where I am signed in, and ending it."""

from __future__ import annotations

import httpx

from hub.permissions import Agent
from tests.cast import Cast
from tests.web.conftest import Bearer, browser, sign_in
from web.app import Application

SESSIONS = "/api/v1/auth/sessions"


async def test_all_my_sessions_are_listed_and_no_others(
    app: Application, client: httpx.AsyncClient, cast: Cast, dana: Agent, bearer: Bearer
) -> None:
    phone = browser(app)
    phone.headers["user-agent"] = "A telephone"
    told = await sign_in(phone)
    headers = {"authorization": f"Bearer {told['access_token']}"}
    items = (await phone.get(SESSIONS, headers=headers)).json()["items"]
    assert {(each["client"], each["current"]) for each in items} == {("A telephone", True), ("", False)}
    assert "login-dana" in [each["id"] for each in items]
    found = (await phone.get(SESSIONS, params={"q": "telephone"}, headers=headers)).json()["items"]
    assert [each["client"] for each in found] == ["A telephone"]
    (omars,) = (await client.get(SESSIONS, headers=bearer(cast.omar))).json()["items"]
    assert omars["id"] == "login-omar"


async def test_the_list_has_pages(app: Application, client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    for _ in range(4):
        await sign_in(browser(app))
    seen: list[str] = []
    after: str | None = None
    while True:
        query = {"limit": "2"} | ({"after": after} if after else {})
        page = (await client.get(SESSIONS, params=query, headers=bearer(dana))).json()
        seen += [each["id"] for each in page["items"]]
        if (after := page["next"]) is None:
            break
    assert len(seen) == len(set(seen)) == 5


async def test_an_ended_session_is_out_at_once(app: Application, dana: Agent, bearer: Bearer) -> None:
    phone, desk = browser(app), browser(app)
    told = await sign_in(phone)
    items = (await desk.get(SESSIONS, headers=bearer(dana))).json()["items"]
    other = next(each["id"] for each in items if not each["current"])
    assert (await desk.delete(f"{SESSIONS}/{other}", headers=bearer(dana))).status_code == 204
    headers = {"authorization": f"Bearer {told['access_token']}"}
    assert (await phone.get("/api/v1/auth/me", headers=headers)).status_code == 401
    assert (await phone.post("/api/v1/auth/refresh")).status_code == 401
    assert (await desk.delete(f"{SESSIONS}/{other}", headers=bearer(dana))).status_code == 404


async def test_all_others_are_ended_together(app: Application, dana: Agent, bearer: Bearer) -> None:
    phones = [browser(app) for _ in range(2)]
    for phone in phones:
        await sign_in(phone)
    assert (await phones[0].delete(SESSIONS, headers=bearer(dana))).status_code == 204
    assert [(await phone.post("/api/v1/auth/refresh")).status_code for phone in phones] == [401, 401]
    assert (await phones[0].get("/api/v1/auth/me", headers=bearer(dana))).status_code == 200


async def test_nobody_ends_a_colleagues_session(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    for agent in (cast.dana, cast.ines):
        assert (await client.delete(f"{SESSIONS}/login-omar", headers=bearer(agent))).status_code == 404
    assert (await client.get("/api/v1/auth/me", headers=bearer(cast.omar))).status_code == 200


async def test_an_administrator_signs_a_colleague_out_everywhere(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    refused = await client.delete("/api/v1/users/omar/sessions", headers=bearer(cast.dana))
    assert refused.status_code == 403
    assert (await client.delete("/api/v1/users/omar/sessions", headers=bearer(cast.ines))).status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=bearer(cast.omar))).status_code == 401
