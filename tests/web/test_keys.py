"""Personal API keys: their scopes, their end, and that nobody sees one twice."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from hub.assembly import Hub
from hub.shaping import time_text
from hub.team.api_keys import MOST_KEYS
from hub.transaction import milliseconds
from storage import tables
from tests.cast import Cast
from tests.web.conftest import Bearer

KEYS = "/api/v1/auth/keys"


async def make(client: httpx.AsyncClient, headers: dict[str, str], *scopes: str, **more: Any) -> dict[str, Any]:
    body = {"name": "Accounting", "scopes": list(scopes) or ["read", "write"], **more}
    answer = await client.post(KEYS, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def holding(made: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {made['key']}"}


async def test_a_key_acts_as_its_owner(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    made = await make(client, bearer(cast.dana), "read")
    me = await client.get("/api/v1/auth/me", headers=holding(made))
    assert me.json()["user"]["id"] == "dana"
    assert made["key"].startswith(made["hint"])
    assert made["key"].startswith("bma_")


async def test_a_reading_key_writes_nothing_and_a_writing_key_reads_nothing(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    reading, writing = [await make(client, bearer(cast.ines), scope) for scope in ("read", "write")]
    body = {"name": "Front desk"}
    refused = await client.post("/api/v1/teams", json=body, headers=holding(reading))
    assert (refused.status_code, "scope write" in refused.json()["detail"]) == (403, True)
    assert (await client.post("/api/v1/teams", json=body, headers=holding(writing))).status_code == 201
    assert (await client.get("/api/v1/teams", headers=holding(writing))).status_code == 403
    assert (await client.get("/api/v1/teams", headers=holding(reading))).status_code == 200


async def test_a_key_gives_no_more_than_its_owner_may(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    made = await make(client, bearer(cast.dana))
    assert (await client.get("/api/v1/admin/users", headers=holding(made))).status_code == 403
    assert (await client.post("/api/v1/teams", json={"name": "x"}, headers=holding(made))).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/auth/keys", {"name": "another", "scopes": ["write"]}),
        ("DELETE", "/api/v1/auth/keys/any", None),
        ("PUT", "/api/v1/auth/password", {"present": "x" * 12, "password": "y" * 12}),
        ("POST", "/api/v1/auth/totp/setup", {}),
        ("PUT", "/api/v1/auth/totp", {"code": "123456"}),
        ("POST", "/api/v1/auth/totp/off", {"code": "123456"}),
        ("POST", "/api/v1/auth/totp/recovery-codes", {"code": "123456"}),
        ("DELETE", "/api/v1/auth/sessions", None),
        ("DELETE", "/api/v1/auth/sessions/login-ines", None),
        ("PUT", "/api/v1/auth/me", {"name": "Eve"}),
        ("POST", "/api/v1/auth/logout-everywhere", None),
        ("POST", "/api/v1/users/dana/password-link", None),
        ("POST", "/api/v1/users/dana/invitation", None),
        ("DELETE", "/api/v1/users/dana/totp", None),
        ("POST", "/api/v1/users", {"email": "eve@example.com", "name": "Eve"}),
        ("POST", "/api/v1/admin/users", {"email": "eve@example.com", "name": "Eve"}),
        ("PUT", "/api/v1/users/dana", {"email": "eve@example.com"}),
    ],
)
async def test_who_finds_a_key_cannot_keep_the_door_open_with_it(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, method: str, path: str, body: Any
) -> None:
    made = await make(client, bearer(cast.ines))
    answer = await client.request(method, path, json=body, headers=holding(made))
    assert answer.status_code == 403, answer.text
    assert "An API key cannot do this" in answer.json()["detail"]


async def test_a_revoked_key_is_void_at_once(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    made = await make(client, bearer(cast.dana))
    assert (await client.delete(f"{KEYS}/{made['id']}", headers=bearer(cast.omar))).status_code == 404
    assert (await client.delete(f"{KEYS}/{made['id']}", headers=bearer(cast.dana))).status_code == 204
    answer = await client.get("/api/v1/auth/me", headers=holding(made))
    assert (answer.status_code, "revoked" in answer.json()["detail"]) == (401, True)
    assert (await client.delete(f"{KEYS}/{made['id']}", headers=bearer(cast.dana))).status_code == 404


async def test_a_key_ends_when_it_was_to_end(client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer) -> None:
    soon = time_text(milliseconds() + 3_600_000)
    made = await make(client, bearer(cast.dana), expires_at=soon)
    assert made["expires_at"] == soon
    assert (await client.get("/api/v1/auth/me", headers=holding(made))).status_code == 200
    async with hub.transactions.begin() as tx:
        await tx.connection.execute(update(tables.api_keys).values(expires_at=tx.now))
    assert (await client.get("/api/v1/auth/me", headers=holding(made))).status_code == 401


@pytest.mark.parametrize(
    "expires_at", ["2020-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "soon"]
)
async def test_an_end_must_lie_in_the_near_future(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, expires_at: str
) -> None:
    body = {"name": "Accounting", "scopes": ["read"], "expires_at": expires_at}
    assert (await client.post(KEYS, json=body, headers=bearer(cast.dana))).status_code == 422


async def test_the_key_is_shown_once_and_kept_by_its_hash(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    headers = bearer(cast.dana) | {"idempotency-key": "once"}
    made = await make(client, headers)
    (listed,) = (await client.get(KEYS, headers=bearer(cast.dana))).json()["items"]
    assert listed == {name: value for name, value in made.items() if name != "key"}
    async with hub.database.reading() as connection:
        stored = [
            *await connection.tuples(select(tables.api_keys)),
            *await connection.tuples(select(tables.activity)),
            *await connection.tuples(select(tables.kept_answers)),
        ]
    assert made["key"] not in str(stored)


async def test_when_it_was_used_is_written_now_and_then(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    made, unused = await make(client, bearer(cast.dana)), await make(client, bearer(cast.dana))
    for _ in range(3):
        await client.get("/api/v1/auth/me", headers=holding(made))

    async def used() -> dict[str, Any]:
        items = (await client.get(KEYS, headers=bearer(cast.dana))).json()["items"]
        return {each["id"]: each["used_at"] for each in items}

    assert await used() == {made["id"]: None, unused["id"]: None}  # a reading request writes nothing
    await hub.key_uses.write()
    assert (await used())[made["id"]] is not None
    assert (await used())[unused["id"]] is None


async def test_a_deactivated_persons_keys_stay_void_when_they_come_back(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    made = await make(client, bearer(cast.dana))
    assert (await client.delete("/api/v1/users/dana", headers=bearer(cast.ines))).status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=holding(made))).status_code == 401
    back = await client.put("/api/v1/users/dana", json={"active": True}, headers=bearer(cast.ines))
    assert back.json()["active"]
    assert (await client.get("/api/v1/auth/me", headers=holding(made))).status_code == 401


async def test_an_unknown_key_is_nobody(client: httpx.AsyncClient, cast: Cast) -> None:
    for key in ("bma_", "bma_nonsense", "bma_" + "x" * 5000):
        answer = await client.get("/api/v1/auth/me", headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == 401


async def test_keys_are_no_way_into_the_socket(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    made = await make(client, bearer(cast.dana))
    answer = await client.get("/api/v1/events", headers=holding(made))
    assert answer.status_code in (401, 403)


async def test_there_is_a_limit_to_keys(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    for _ in range(MOST_KEYS):
        await make(client, bearer(cast.dana), "read")
    body = {"name": "one more", "scopes": ["read"]}
    assert (await client.post(KEYS, json=body, headers=bearer(cast.dana))).status_code == 409
    assert (await client.post(KEYS, json=body, headers=bearer(cast.omar))).status_code == 201


async def test_the_list_has_pages_and_is_searched(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    names = [f"Number {n}" for n in range(5)]
    for name in names:
        await make(client, bearer(cast.dana), "read", name=name)
    first = (await client.get(KEYS, params={"limit": "3"}, headers=bearer(cast.dana))).json()
    rest = (await client.get(KEYS, params={"after": first["next"]}, headers=bearer(cast.dana))).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == names[::-1]
    assert rest["next"] is None
    found = (await client.get(KEYS, params={"q": "number 3"}, headers=bearer(cast.dana))).json()["items"]
    assert [each["name"] for each in found] == ["Number 3"]
