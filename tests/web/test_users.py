"""The team over HTTP: who is there, who may change whom, and how somebody comes in."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select

from hub.assembly import Hub
from hub.permissions import Agent
from storage import tables
from tests import plans
from tests.cast import SALES, SUPPORT, Cast
from tests.web.conftest import PASSWORD, Bearer, browser, sign_in
from tests.web.people import add_manager
from web.app import Application

USERS = "/api/v1/users"
MALI = {"email": "Mali@Example.com", "name": "Mali S."}


@pytest.fixture
async def mona(hub: Hub, cast: Cast) -> Agent:
    return await add_manager(hub.transactions)


async def invite(client: httpx.AsyncClient, headers: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = await client.post(USERS, json=MALI | more, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_everybody_sees_the_team_and_who_is_here(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    items = (await client.get(USERS, headers=bearer(cast.omar))).json()["items"]
    assert [(each["name"], each["role"], each["presence"]) for each in items] == [
        ("Dana", "agent", "offline"),
        ("Ines", "admin", "offline"),
        ("Omar", "agent", "offline"),
    ]
    assert items[0]["channels"] == [SALES]


async def test_who_has_a_page_open_is_online(client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer) -> None:
    session = type("Session", (), {"agent": cast.dana, "hears": False})()
    hub.presence.came(session)
    items = (await client.get(USERS, headers=bearer(cast.omar))).json()["items"]
    assert [each["presence"] for each in items] == ["online", "offline", "offline"]
    one = (await client.get(f"{USERS}/dana", headers=bearer(cast.ines))).json()
    assert one["presence"] == "online"
    assert items[0]["seen_at"] is None  # not for Omar to know
    assert one["seen_at"] is not None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "DAN"}, ["Dana"]),
        ({"q": "omar@"}, ["Omar"]),
        ({"q": "%"}, []),
        ({"role": "admin"}, ["Ines"]),
        ({"active": "false"}, []),
        ({"team": "no such team"}, []),
    ],
)
async def test_the_list_is_searched_and_filtered(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, query: dict[str, str], names: list[str]
) -> None:
    items = (await client.get(USERS, params=query, headers=bearer(cast.dana))).json()["items"]
    assert [each["name"] for each in items] == names


async def test_the_list_has_pages(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    first = (await client.get(USERS, params={"limit": "2"}, headers=bearer(cast.dana))).json()
    rest = (await client.get(USERS, params={"after": first["next"]}, headers=bearer(cast.dana))).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["Dana", "Ines", "Omar"]
    assert rest["next"] is None
    wrong = await client.get(USERS, params={"after": "nonsense"}, headers=bearer(cast.dana))
    assert (wrong.status_code, wrong.json()["field"]) == (422, "after")


async def test_the_same_stands_under_administration_for_administrators_alone(
    client: httpx.AsyncClient, cast: Cast, mona: Agent, bearer: Bearer
) -> None:
    address = "/api/v1/admin/users"
    assert len((await client.get(address, headers=bearer(cast.ines))).json()["items"]) == 4
    assert (await client.post(address, json=MALI, headers=bearer(cast.ines))).status_code == 201
    for agent in (mona, cast.dana):
        assert (await client.get(address, headers=bearer(agent))).status_code == 403
        assert (await client.post(address, json=MALI, headers=bearer(agent))).status_code == 403


async def test_an_invitation_is_accepted_by_the_copied_link(
    app: Application, client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    made = await invite(client, bearer(cast.ines), role="manager")
    assert (made["email"], made["role"], made["invited"]) == ("mali@example.com", "manager", True)
    link = await client.post(f"{USERS}/{made['id']}/invitation", headers=bearer(cast.ines))
    assert link.status_code == 201
    address, _, token = link.json()["url"].partition("#")
    assert address == "http://127.0.0.1:8000/invitation"
    fresh = browser(app)
    accepted = await fresh.post("/api/v1/auth/invitation", json={"token": token, "password": PASSWORD, "name": "Mali"})
    assert (accepted.status_code, accepted.json()["step"]) == (200, "done")
    assert accepted.json()["user"]["name"] == "Mali"
    assert (await fresh.post("/api/v1/auth/refresh")).status_code == 200
    await sign_in(browser(app), email="mali@example.com")
    again = await fresh.post("/api/v1/auth/invitation", json={"token": token, "password": PASSWORD})
    assert again.status_code == 403
    shown = (await client.get(f"{USERS}/{made['id']}", headers=bearer(cast.ines))).json()
    assert not shown["invited"]
    no_more = await client.post(f"{USERS}/{made['id']}/invitation", headers=bearer(cast.ines))
    assert no_more.status_code == 409


async def test_of_two_who_hold_an_invitation_one_comes_in(
    app: Application, client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    made = await invite(client, bearer(cast.ines))
    link = (await client.post(f"{USERS}/{made['id']}/invitation", headers=bearer(cast.ines))).json()["url"]
    body = {"token": link.partition("#")[2], "password": PASSWORD}
    answers = await asyncio.gather(*(browser(app).post("/api/v1/auth/invitation", json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 403, 403]


async def test_an_invitation_takes_no_weak_password_and_no_other_sites_page(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    made = await invite(client, bearer(cast.ines))
    link = (await client.post(f"{USERS}/{made['id']}/invitation", headers=bearer(cast.ines))).json()["url"]
    token = link.partition("#")[2]
    for weak in ("short", "mali@example.com", "password1234"):
        answer = await client.post("/api/v1/auth/invitation", json={"token": token, "password": weak})
        assert (answer.status_code, answer.json()["field"]) == (422, "password")
    body = {"token": token, "password": PASSWORD}
    foreign = await client.post("/api/v1/auth/invitation", json=body, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert (await client.post("/api/v1/auth/invitation", json=body)).status_code == 200


async def test_a_deactivated_persons_invitation_is_void(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    made = await invite(client, bearer(cast.ines))
    link = (await client.post(f"{USERS}/{made['id']}/invitation", headers=bearer(cast.ines))).json()["url"]
    await client.delete(f"{USERS}/{made['id']}", headers=bearer(cast.ines))
    assert (await client.post(f"{USERS}/{made['id']}/invitation", headers=bearer(cast.ines))).status_code == 409
    await client.put(f"{USERS}/{made['id']}", json={"active": True}, headers=bearer(cast.ines))
    body = {"token": link.partition("#")[2], "password": PASSWORD}
    assert (await client.post("/api/v1/auth/invitation", json=body)).status_code == 403


async def test_the_list_takes_the_same_statements_however_many_there_are(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    counts = []
    for more in (0, 40):
        for n in range(more):
            await invite(client, bearer(cast.ines), email=f"person{n}@example.com")
        with plans.watched(hub.database) as seen:
            await client.get(USERS, params={"limit": "200"}, headers=bearer(cast.dana))
        counts.append(len(seen))
    assert counts[0] == counts[1] > 0


async def test_an_invitation_is_mailed_where_mail_is_set_up(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    await invite(client, bearer(cast.ines))
    hub.settings = msgspec.structs.replace(hub.settings, mail_smtp_url="smtp://mail.example", mail_from="o@example.com")
    await invite(client, bearer(cast.ines), email="pat@example.com")
    async with hub.database.reading() as connection:
        kept = tables.mail.c
        letters = await connection.tuples(select(kept.kind, kept.address, kept.by_name))
    assert letters == [("invitation", "pat@example.com", "Ines")]


async def test_an_invited_person_has_channels_and_teams_from_the_start(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    team = (await client.post("/api/v1/teams", json={"name": "Front"}, headers=bearer(cast.ines))).json()
    made = await invite(client, bearer(cast.ines), channels=[SALES], teams=[team["id"]])
    assert made["channels"] == [SALES]
    after = (await client.get(f"/api/v1/teams/{team['id']}", headers=bearer(cast.ines))).json()
    assert after["members"] == [made["id"]]
    query = {"team": team["id"]}
    items = (await client.get(USERS, params=query, headers=bearer(cast.ines))).json()["items"]
    assert [each["id"] for each in items] == [made["id"]]


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"email": "DANA@example.com"}, 409, "email"),
        ({"email": "no address"}, 422, "email"),
        ({"name": "   "}, 422, "name"),
        ({"role": "owner"}, 422, "role"),
        ({"channels": ["nowhere"]}, 422, "channels"),
        ({"teams": ["nowhere"]}, 422, "teams"),
        ({"password": "x"}, 422, "password"),
    ],
)
async def test_what_is_wrong_with_an_invitation_is_named_and_nobody_is_invited(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, more: dict[str, Any], status: int, field: str
) -> None:
    answer = await client.post(USERS, json=MALI | more, headers=bearer(cast.ines))
    assert (answer.status_code, answer.json()["field"]) == (status, field), answer.text
    assert len((await client.get(USERS, headers=bearer(cast.ines))).json()["items"]) == 3


async def test_a_manager_lets_in_agents_alone(
    client: httpx.AsyncClient, cast: Cast, mona: Agent, bearer: Bearer
) -> None:
    made = await invite(client, bearer(mona))
    assert (await client.post(f"{USERS}/{made['id']}/invitation", headers=bearer(mona))).status_code == 201
    for role in ("manager", "admin"):
        answer = await client.post(USERS, json=MALI | {"email": "b@c", "role": role}, headers=bearer(mona))
        assert (answer.status_code, answer.json()["field"]) == (403, "role")
    boss = await invite(client, bearer(cast.ines), email="boss@example.com", role="admin")
    link = await client.post(f"{USERS}/{boss['id']}/invitation", headers=bearer(mona))
    assert link.status_code == 403  # whoever has that link becomes an administrator


async def test_a_manager_changes_agents_but_neither_roles_nor_addresses_nor_superiors(
    client: httpx.AsyncClient, cast: Cast, mona: Agent, bearer: Bearer
) -> None:
    renamed = await client.put(f"{USERS}/dana", json={"name": "Dana A."}, headers=bearer(mona))
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Dana A.")
    for change in ({"role": "manager"}, {"email": "eve@example.com"}):
        assert (await client.put(f"{USERS}/dana", json=change, headers=bearer(mona))).status_code == 403
    for other in ("ines", "mona"):
        assert (await client.put(f"{USERS}/{other}", json={"name": "x"}, headers=bearer(mona))).status_code == 403
        assert (await client.delete(f"{USERS}/{other}", headers=bearer(mona))).status_code == 403
    assert (await client.delete(f"{USERS}/dana", headers=bearer(mona))).status_code == 204


async def test_an_agent_changes_nobody_but_what_is_their_own(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    headers = bearer(cast.dana)
    assert (await client.put(f"{USERS}/dana", json={"name": "x"}, headers=headers)).status_code == 403
    assert (await client.delete(f"{USERS}/omar", headers=headers)).status_code == 403
    assert (await client.post(USERS, json=MALI, headers=headers)).status_code == 403
    hours = {"monday": [{"opens": "09:00", "closes": "12:00"}]}
    own = {"name": "Dana A.", "signature": "Dana\nSales", "working_hours": hours}
    answer = await client.put("/api/v1/auth/me", json=own, headers=headers)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["name"], told["signature"], told["working_hours"]["monday"]) == (
        "Dana A.",
        "Dana\nSales",
        hours["monday"],
    )
    for more in ({"role": "admin"}, {"active": True}, {"email": "x@y"}, {"channels": [SUPPORT]}):
        assert (await client.put("/api/v1/auth/me", json=more, headers=headers)).status_code == 422


async def test_hours_that_cannot_be_are_refused(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    wrong = {"working_hours": {"friday": [{"opens": "18:00", "closes": "09:00"}]}}
    for path in ("/api/v1/auth/me", f"{USERS}/dana"):
        answer = await client.put(path, json=wrong, headers=bearer(cast.ines))
        assert (answer.status_code, answer.json()["field"]) == (422, "working_hours.friday")


async def test_what_is_left_out_stays_and_null_hours_are_the_offices(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    hours = {"working_hours": {"monday": [{"opens": "09:00", "closes": "12:00"}]}, "signature": "Dana"}
    await client.put(f"{USERS}/dana", json=hours, headers=bearer(cast.ines))
    told = (await client.put(f"{USERS}/dana", json={"working_hours": None}, headers=bearer(cast.ines))).json()
    assert (told["working_hours"], told["signature"], told["name"]) == (None, "Dana", "Dana")


async def test_two_who_edit_at_once_are_told(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    seen = await client.get(f"{USERS}/dana", headers=bearer(cast.ines))
    held = bearer(cast.ines) | {"if-match": seen.headers["etag"]}
    first = await client.put(f"{USERS}/dana", json={"name": "Dana A."}, headers=held)
    second = await client.put(f"{USERS}/dana", json={"name": "Dana B."}, headers=held)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["current"]["name"] == "Dana A."


async def test_an_address_belongs_to_one_person(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    answer = await client.put(f"{USERS}/dana", json={"email": "Omar@example.com"}, headers=bearer(cast.ines))
    assert (answer.status_code, answer.json()["field"]) == (409, "email")
    ok = await client.put(f"{USERS}/dana", json={"email": "D.A@example.com"}, headers=bearer(cast.ines))
    assert ok.json()["email"] == "d.a@example.com"


async def test_deactivating_ends_sessions_at_once_and_the_person_cannot_come_back(
    app: Application, cast: Cast, dana: Agent, bearer: Bearer
) -> None:
    phone, office = browser(app), browser(app)
    told = await sign_in(phone)
    assert (await office.delete(f"{USERS}/dana", headers=bearer(cast.ines))).status_code == 204
    headers = {"authorization": f"Bearer {told['access_token']}"}
    assert (await phone.get("/api/v1/auth/me", headers=headers)).status_code == 401
    assert (await phone.post("/api/v1/auth/refresh")).status_code == 401
    wrong = await phone.post("/api/v1/auth/login", json={"email": "dana@example.com", "password": PASSWORD})
    assert wrong.status_code == 401
    assert (await office.delete(f"{USERS}/dana", headers=bearer(cast.ines))).status_code == 204  # again: nothing
    shown = (await office.get(f"{USERS}/dana", headers=bearer(cast.ines))).json()
    assert not shown["active"]
    back = await office.put(f"{USERS}/dana", json={"active": True}, headers=bearer(cast.ines))
    assert back.json()["active"]
    await sign_in(phone)


async def test_the_last_administrator_stays(client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer) -> None:
    for change in ({"role": "manager"}, {"active": False}):
        answer = await client.put(f"{USERS}/ines", json=change, headers=bearer(cast.ines))
        assert (answer.status_code, "last administrator" in answer.json()["detail"]) == (409, True)
    assert (await client.delete(f"{USERS}/ines", headers=bearer(cast.ines))).status_code == 409
    await invite(client, bearer(cast.ines), role="admin")  # who has not come in yet lets nobody in
    assert (await client.delete(f"{USERS}/ines", headers=bearer(cast.ines))).status_code == 409


async def test_there_is_no_such_person(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    headers = bearer(cast.ines)
    for path in (f"{USERS}/nobody", f"{USERS}/nobody/sessions", f"{USERS}/nobody/totp"):
        assert (await client.delete(path, headers=headers)).status_code == 404
    assert (await client.get(f"{USERS}/nobody", headers=headers)).status_code == 404
    assert (await client.put(f"{USERS}/nobody", json={}, headers=headers)).status_code == 404
    assert (await client.post(f"{USERS}/nobody/invitation", headers=headers)).status_code == 404


async def test_an_invitation_repeated_by_its_key_invites_once(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    headers = bearer(cast.ines) | {"idempotency-key": "mali"}
    first, second = [await client.post(USERS, json=MALI, headers=headers) for _ in range(2)]
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"


async def test_each_act_is_kept_with_before_and_after_and_no_secret(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    made = await invite(client, bearer(cast.ines))
    link = (await client.post(f"{USERS}/{made['id']}/invitation", headers=bearer(cast.ines))).json()
    await client.put(f"{USERS}/{made['id']}", json={"role": "manager"}, headers=bearer(cast.ines))
    async with hub.database.reading() as connection:
        kept = tables.activity.c
        rows = await connection.tuples(
            select(kept.act, kept.user_id, kept.before, kept.after).order_by(kept.at, kept.id)
        )
    assert [row[0] for row in rows] == ["user.invited", "user.invitation_link", "user.changed"]
    assert '"role":"agent"' in rows[2][2]
    assert '"role":"manager"' in rows[2][3]
    assert link["url"].partition("#")[2] not in str(rows)
