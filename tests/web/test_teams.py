"""Teams over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from hub.assembly import Hub
from hub.permissions import Agent
from storage import event_log
from storage.team import teams
from tests.cast import Cast
from tests.web.conftest import Bearer
from tests.web.people import add_manager

TEAMS = "/api/v1/teams"


@pytest.fixture
async def mona(hub: Hub, cast: Cast) -> Agent:
    return await add_manager(hub.transactions)


async def add(client: httpx.AsyncClient, headers: dict[str, str], name: str, *members: str) -> dict[str, Any]:
    answer = await client.post(TEAMS, json={"name": name, "members": list(members)}, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_manager_makes_a_team_and_everybody_sees_it(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, mona: Agent, bearer: Bearer
) -> None:
    made = await add(client, bearer(mona), "  Front   desk ", "omar", "dana", "omar")
    assert (made["name"], made["members"], made["version"]) == ("Front desk", ["dana", "omar"], 1)
    seen = await client.get(f"{TEAMS}/{made['id']}", headers=bearer(cast.omar))
    assert seen.json() == made
    async with hub.database.reading() as connection:
        assert await teams.member_ids(connection, made["id"]) == ["dana", "omar"]


async def test_agents_only_look(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    made = await add(client, bearer(cast.ines), "Front desk")
    headers = bearer(cast.dana)
    assert (await client.get(TEAMS, headers=headers)).status_code == 200
    assert (await client.post(TEAMS, json={"name": "x"}, headers=headers)).status_code == 403
    assert (await client.put(f"{TEAMS}/{made['id']}", json={"name": "x"}, headers=headers)).status_code == 403
    assert (await client.delete(f"{TEAMS}/{made['id']}", headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "FRONT DESK"}, 409, "name"),
        ({"name": " "}, 422, "name"),
        ({"name": "x", "members": ["nobody"]}, 422, "members"),
        ({"members": []}, 422, "name"),
        ({"name": "x", "colour": "red"}, 422, "colour"),
    ],
)
async def test_what_is_wrong_is_named(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, body: dict[str, Any], status: int, field: str
) -> None:
    await add(client, bearer(cast.ines), "Front desk")
    answer = await client.post(TEAMS, json=body, headers=bearer(cast.ines))
    assert (answer.status_code, answer.json()["field"]) == (status, field)


async def test_a_team_is_changed_by_what_is_named(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    made = await add(client, bearer(cast.ines), "Front desk", "dana")
    await add(client, bearer(cast.ines), "Sales")
    address, headers = f"{TEAMS}/{made['id']}", bearer(cast.ines)
    renamed = (await client.put(address, json={"name": "front DESK"}, headers=headers)).json()
    assert (renamed["name"], renamed["members"], renamed["version"]) == ("front DESK", ["dana"], 2)
    moved = (await client.put(address, json={"members": ["omar"]}, headers=headers)).json()
    assert (moved["name"], moved["members"], moved["version"]) == ("front DESK", ["omar"], 3)
    same = (await client.put(address, json={"members": ["omar"]}, headers=headers)).json()
    assert same == moved
    taken = await client.put(address, json={"name": "sales"}, headers=headers)
    assert (taken.status_code, taken.json()["field"]) == (409, "name")


async def test_two_who_edit_at_once_are_told(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    made = await add(client, bearer(cast.ines), "Front desk")
    held = bearer(cast.ines) | {"if-match": '"1"'}
    answers = await asyncio.gather(
        *(client.put(f"{TEAMS}/{made['id']}", json={"name": name}, headers=held) for name in ("One", "Two"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    late = await client.delete(f"{TEAMS}/{made['id']}", headers=held)
    assert (late.status_code, late.json()["current"]["version"]) == (409, 2)


async def test_a_team_goes_and_its_members_stay(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    made = await add(client, bearer(cast.ines), "Front desk", "dana")
    address = f"{TEAMS}/{made['id']}"
    assert (await client.delete(address, headers=bearer(cast.ines))).status_code == 204
    assert (await client.get(address, headers=bearer(cast.ines))).status_code == 404
    assert (await client.delete(address, headers=bearer(cast.ines))).status_code == 404
    assert (await client.get("/api/v1/users/dana", headers=bearer(cast.ines))).status_code == 200
    async with hub.database.reading() as connection:
        told = [entry.type for entry in await event_log.read(connection, 0, 100)]
    assert told[-2:] == ["team.changed", "team.removed"]


async def test_teams_come_by_name_in_pages(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    for name in ("Sales", "Back office", "Support"):
        await add(client, bearer(cast.ines), name)
    first = (await client.get(TEAMS, params={"limit": "2"}, headers=bearer(cast.dana))).json()
    rest = (await client.get(TEAMS, params={"after": first["next"]}, headers=bearer(cast.dana))).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["Back office", "Sales", "Support"]
    found = (await client.get(TEAMS, params={"q": "sUp"}, headers=bearer(cast.dana))).json()["items"]
    assert [each["name"] for each in found] == ["Support"]
