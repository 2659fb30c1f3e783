"""Two-step sign-in: on, off, required, and what a half token is good for."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pyotp
import pytest
from sqlalchemy import select, update

from hub.assembly import Hub
from hub.office import configuration
from hub.permissions import Agent
from hub.team import second_factor, tokens
from hub.transaction import milliseconds
from hub.vault import Vault
from storage import tables
from tests.cast import Cast
from tests.web.conftest import PASSWORD, Bearer, browser
from web.app import Application

LOGIN, TOTP = "/api/v1/auth/login", "/api/v1/auth/totp"
DANA = {"email": "dana@example.com", "password": PASSWORD}


def code(secret: str, steps_ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(time.time(), counter_offset=steps_ahead)


async def turn_on(client: httpx.AsyncClient, headers: dict[str, str]) -> tuple[str, list[str]]:
    """The secret and the recovery codes; the code of this moment is used up."""
    setup = (await client.post(f"{TOTP}/setup", json={}, headers=headers)).json()
    answer = await client.put(TOTP, json={"code": code(setup["secret"])}, headers=headers)
    assert answer.status_code == 200, answer.text
    return setup["secret"], answer.json()["recovery_codes"]


async def log_in(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.post(LOGIN, json=DANA)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def require(hub: Hub, cast: Cast) -> None:
    async with hub.transactions.begin() as tx:
        await configuration.change(tx, cast.ines, "require_totp", True)


async def test_a_sign_in_needs_the_password_and_then_a_code(
    app: Application, client: httpx.AsyncClient, dana: Agent, bearer: Bearer
) -> None:
    secret, _ = await turn_on(client, bearer(dana))
    fresh = browser(app)
    half = await log_in(fresh)
    assert (half["step"], half["expires_in"]) == ("code", 300)
    assert "bma_refresh" not in fresh.cookies
    assert "access_token" not in half
    answer = await fresh.post(TOTP, json={"half_token": half["half_token"], "code": code(secret, 1)})
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["id"] == "dana"
    assert (await fresh.post("/api/v1/auth/refresh")).status_code == 200


async def test_a_half_token_opens_nothing_else(client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    await turn_on(client, bearer(dana))
    half = (await log_in(client))["half_token"]
    for path in ("/api/v1/auth/me", "/api/v1/auth/totp", "/api/v1/users", "/api/v1/files/any"):
        answer = await client.get(path, headers={"authorization": f"Bearer {half}"})
        assert answer.status_code == 401, path
    refreshed = await client.post("/api/v1/auth/refresh", json={"refresh_token": half})
    assert refreshed.status_code == 401


async def test_an_access_token_is_no_half_token(
    client: httpx.AsyncClient, hub: Hub, dana: Agent, bearer: Bearer
) -> None:
    secret, _ = await turn_on(client, bearer(dana))
    access = tokens.issue_access(hub.settings.secret_key, "dana", "login-dana", milliseconds())
    answer = await client.post(TOTP, json={"half_token": access, "code": code(secret, 1)})
    assert answer.status_code == 401


async def test_a_half_token_dies_of_age_and_with_the_password(
    client: httpx.AsyncClient, hub: Hub, dana: Agent, bearer: Bearer
) -> None:
    secret, _ = await turn_on(client, bearer(dana))
    async with hub.database.reading() as connection:
        kept = await connection.value(select(tables.users.c.password_hash).where(tables.users.c.id == "dana"))
    old = milliseconds() - 301_000
    late = tokens.issue_half(hub.settings.secret_key, "dana", str(kept), old)
    assert (await client.post(TOTP, json={"half_token": late, "code": code(secret, 1)})).status_code == 401
    half = (await log_in(client))["half_token"]
    async with hub.transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "dana").values(password_hash="x"))
    assert (await client.post(TOTP, json={"half_token": half, "code": code(secret, 1)})).status_code == 401


async def test_no_code_works_twice(client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    secret, _ = await turn_on(client, bearer(dana))
    half, used = (await log_in(client))["half_token"], code(secret, 1)
    assert (await client.post(TOTP, json={"half_token": half, "code": used})).status_code == 200
    again = await client.post(TOTP, json={"half_token": half, "code": used})
    assert (again.status_code, again.json()["field"]) == (422, "code")
    before = await client.post(
        TOTP, json={"half_token": half, "code": code(secret)}
    )  # an earlier step than the last used
    assert before.status_code == 422


async def test_a_recovery_code_works_once_however_it_is_typed(
    client: httpx.AsyncClient, dana: Agent, bearer: Bearer
) -> None:
    _, recovery = await turn_on(client, bearer(dana))
    half, typed = (await log_in(client))["half_token"], recovery[0].lower().replace("-", " ")
    assert (await client.post(TOTP, json={"half_token": half, "code": typed})).status_code == 200
    assert (await client.post(TOTP, json={"half_token": half, "code": recovery[0]})).status_code == 422
    state = (await client.get(TOTP, headers=bearer(dana))).json()
    assert state == {"on": True, "required": False, "recovery_codes_left": 9}


async def test_of_two_who_use_a_code_at_once_one_gets_in(
    app: Application, client: httpx.AsyncClient, dana: Agent, bearer: Bearer
) -> None:
    secret, recovery = await turn_on(client, bearer(dana))
    half = (await log_in(client))["half_token"]
    for given in (code(secret, 1), recovery[0]):
        body = {"half_token": half, "code": given}
        answers = await asyncio.gather(*(browser(app).post(TOTP, json=body) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [200, 422, 422]


async def test_codes_cannot_be_guessed(client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    secret, _ = await turn_on(client, bearer(dana))
    half = (await log_in(client))["half_token"]
    for _ in range(second_factor.TRIES):
        assert (await client.post(TOTP, json={"half_token": half, "code": "000000"})).status_code == 422
    answer = await client.post(TOTP, json={"half_token": half, "code": code(secret, 1)})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 60


async def test_neither_secret_nor_codes_can_be_read_in_the_database(
    client: httpx.AsyncClient, hub: Hub, dana: Agent, bearer: Bearer
) -> None:
    secret, recovery = await turn_on(client, bearer(dana))
    async with hub.database.reading() as connection:
        rows = [
            *await connection.tuples(select(tables.second_factors)),
            *await connection.tuples(select(tables.recovery_codes)),
            *await connection.tuples(select(tables.activity)),
            *await connection.tuples(select(tables.event_log)),
        ]
    stored = "".join(str(row) for row in rows)
    assert len(recovery) == second_factor.RECOVERY_CODES
    assert not any(word in stored for word in (secret, *recovery, *(each.replace("-", "") for each in recovery)))


async def test_a_secret_moved_to_another_person_opens_nothing(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, dana: Agent, bearer: Bearer
) -> None:
    """Whoever can write to the database cannot put their own authenticator under another name."""
    await turn_on(client, bearer(dana))
    mine = pyotp.random_base32()
    sealed = Vault(hub.settings.secret_key).seal({"user": "omar", "totp": mine})
    async with hub.transactions.begin() as tx:
        await tx.connection.execute(update(tables.second_factors).values(secret=sealed, last_step=0))
    half = (await log_in(client))["half_token"]
    answer = await client.post(TOTP, json={"half_token": half, "code": code(mine, 1)})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_turning_it_off_takes_a_code(client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    _, recovery = await turn_on(client, bearer(dana))
    wrong = await client.post(f"{TOTP}/off", json={"code": "000000"}, headers=bearer(dana))
    assert wrong.status_code == 422
    done = await client.post(f"{TOTP}/off", json={"code": recovery[0]}, headers=bearer(dana))
    assert done.status_code == 204
    assert (await log_in(client))["step"] == "done"


async def test_new_recovery_codes_take_the_place_of_the_old(
    client: httpx.AsyncClient, dana: Agent, bearer: Bearer
) -> None:
    _, recovery = await turn_on(client, bearer(dana))
    answer = await client.post(f"{TOTP}/recovery-codes", json={"code": recovery[0]}, headers=bearer(dana))
    fresh = answer.json()["recovery_codes"]
    assert not set(fresh) & set(recovery)
    half = (await log_in(client))["half_token"]
    assert (await client.post(TOTP, json={"half_token": half, "code": recovery[1]})).status_code == 422
    assert (await client.post(TOTP, json={"half_token": half, "code": fresh[1]})).status_code == 200


async def test_it_is_not_on_before_a_first_code(client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    none = await client.put(TOTP, json={"code": "123456"}, headers=bearer(dana))
    assert none.status_code == 409
    setup = (await client.post(f"{TOTP}/setup", json={}, headers=bearer(dana))).json()
    assert setup["uri"].startswith("otpauth://totp/BMA%20Social:dana%40example.com?secret=" + setup["secret"])
    assert setup["qr"]["path"].startswith("M0 0h7")
    assert (await client.put(TOTP, json={"code": "000000"}, headers=bearer(dana))).status_code == 422
    assert (await log_in(client))["step"] == "done"


async def test_a_second_device_cannot_be_slipped_in(client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    await turn_on(client, bearer(dana))
    again = await client.post(f"{TOTP}/setup", json={}, headers=bearer(dana))
    assert again.status_code == 409
    half = (await log_in(client))["half_token"]
    assert (await client.post(f"{TOTP}/setup", json={"half_token": half})).status_code == 409


async def test_where_it_is_required_the_sign_in_itself_sets_it_up(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, dana: Agent
) -> None:
    await require(hub, cast)
    half = await log_in(client)
    assert half["step"] == "setup"
    setup = (await client.post(f"{TOTP}/setup", json={"half_token": half["half_token"]})).json()
    answer = await client.post(TOTP, json={"half_token": half["half_token"], "code": code(setup["secret"])})
    told = answer.json()
    assert (answer.status_code, told["step"], len(told["recovery_codes"])) == (200, "done", 10)
    assert (await log_in(client))["step"] == "code"


async def test_who_is_signed_in_when_it_becomes_required_has_to_set_it_up(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, dana: Agent
) -> None:
    assert (await log_in(client))["step"] == "done"
    await require(hub, cast)
    assert (await client.post("/api/v1/auth/refresh")).status_code == 401


async def test_what_is_required_cannot_be_turned_off(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, dana: Agent, bearer: Bearer
) -> None:
    _, recovery = await turn_on(client, bearer(dana))
    await require(hub, cast)
    answer = await client.post(f"{TOTP}/off", json={"code": recovery[0]}, headers=bearer(dana))
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


async def test_an_administrator_helps_who_lost_the_telephone(
    client: httpx.AsyncClient, cast: Cast, dana: Agent, bearer: Bearer
) -> None:
    await turn_on(client, bearer(dana))
    assert (await client.delete("/api/v1/users/dana/totp", headers=bearer(dana))).status_code == 403
    assert (await client.delete("/api/v1/users/dana/totp", headers=bearer(cast.ines))).status_code == 204
    assert (await log_in(client))["step"] == "done"
    assert (await client.delete("/api/v1/users/nobody/totp", headers=bearer(cast.ines))).status_code == 404


async def test_everybody_sees_at_once_that_it_is_on(
    client: httpx.AsyncClient, cast: Cast, dana: Agent, bearer: Bearer
) -> None:
    before = (await client.get("/api/v1/users/dana", headers=bearer(cast.ines))).json()
    await turn_on(client, bearer(dana))
    after = (await client.get("/api/v1/users/dana", headers=bearer(cast.ines))).json()
    assert (before["two_step"], after["two_step"]) == (False, True)
    assert after["version"] > before["version"]
    unseen = (await client.get("/api/v1/users/dana", headers=bearer(cast.omar))).json()
    assert unseen["two_step"] is None


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_telephones_clock_may_be_half_a_minute_off(drift: int) -> None:
    secret, now = pyotp.random_base32(), 1_790_000_000_000
    given = pyotp.TOTP(secret).generate_otp(now // 30_000 + drift)
    assert second_factor.matching_step(secret, given, now) == now // 30_000 + drift


@pytest.mark.parametrize("typed", ["", "１２３４５６", "12345", "1234567", "ABCDEF", "\ud800"])
def test_anything_else_is_no_code(typed: str) -> None:
    assert second_factor.matching_step(pyotp.random_base32(), typed, 1_790_000_000_000) is None
