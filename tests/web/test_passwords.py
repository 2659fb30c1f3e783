"""Another password: by the present one, or by a link; and what nobody is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import msgspec
import pytest
from sqlalchemy import event, func, select

from hub.assembly import Hub
from hub.permissions import Agent
from hub.team import password_changes, passwords
from hub.team.links import Made, make
from hub.team.password_changes import TRIES
from hub.wire.errors import Refusal
from storage import tables
from tests.cast import Cast
from tests.web.conftest import PASSWORD, Bearer, browser, sign_in
from web.app import Application

CHANGE, FORGOTTEN, RESET = "/api/v1/auth/password", "/api/v1/auth/password/forgotten", "/api/v1/auth/password/reset"
NEW = "quite another sentence"


async def link_for(hub: Hub, user_id: str, lasting_ms: int = 60_000) -> Made:
    async with hub.transactions.begin() as tx:
        return await make(tx, "password", user_id, lasting_ms)


async def waiting_letters(hub: Hub) -> list[tuple[str, str]]:
    async with hub.database.reading() as connection:
        kept = tables.mail.c
        return await connection.tuples(select(kept.kind, kept.address).order_by(kept.id))  # type: ignore[return-value]


def mails(hub: Hub) -> None:
    hub.settings = msgspec.structs.replace(
        hub.settings, mail_smtp_url="smtp://mail.example", mail_from="office@example.com"
    )


@contextmanager
def statements(hub: Hub) -> Iterator[list[str]]:
    """What SQLAlchemy runs meanwhile."""
    seen: list[str] = []
    here = asyncio.current_task()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if asyncio.current_task() is here:  # and not what goes on by itself
            seen.append(statement)

    engine = hub.database._writers.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def test_changing_it_signs_out_everywhere_else(app: Application, dana: Agent) -> None:
    desk, phone = browser(app), browser(app)
    told = await sign_in(desk)
    await sign_in(phone)
    headers = {"authorization": f"Bearer {told['access_token']}"}
    answer = await desk.put(CHANGE, json={"present": PASSWORD, "password": NEW}, headers=headers)
    assert answer.status_code == 204, answer.text
    assert (await desk.get("/api/v1/auth/me", headers=headers)).status_code == 200
    assert (await phone.post("/api/v1/auth/refresh")).status_code == 401
    await sign_in(browser(app), password=NEW)


async def test_the_present_password_is_asked_for(client: httpx.AsyncClient, dana: Agent, bearer: Bearer) -> None:
    answer = await client.put(CHANGE, json={"present": "not it at all", "password": NEW}, headers=bearer(dana))
    assert (answer.status_code, answer.json()["field"]) == (422, "present")


async def test_a_found_computer_does_not_let_the_password_be_guessed(
    client: httpx.AsyncClient, dana: Agent, bearer: Bearer
) -> None:
    wrong = {"present": "not it at all", "password": NEW}
    for _ in range(TRIES):
        assert (await client.put(CHANGE, json=wrong, headers=bearer(dana))).status_code == 422
    answer = await client.put(CHANGE, json=wrong | {"present": PASSWORD}, headers=bearer(dana))
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 60


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "at least 10 characters"),
        ("Dana@Example.com", "may not be the e-mail address"),
        ("Password123", "among the first that are tried"),
        ("1234567890", "among the first that are tried"),
        ("zzzzzzzzzzzzzz", "among the first that are tried"),
        ("x" * 1024 + "é", "1024"),
    ],
)
async def test_a_weak_password_is_refused_with_the_reason(
    client: httpx.AsyncClient, dana: Agent, bearer: Bearer, password: str, why: str
) -> None:
    answer = await client.put(CHANGE, json={"present": PASSWORD, "password": password}, headers=bearer(dana))
    assert answer.status_code == 422
    assert answer.json()["field"] == "password"
    assert why in answer.json()["detail"]


async def test_a_weak_password_is_refused_by_a_link_too(client: httpx.AsyncClient, hub: Hub, dana: Agent) -> None:
    made = await link_for(hub, "dana")
    answer = await client.post(RESET, json={"token": made.secret, "password": "dana@example.com"})
    assert (answer.status_code, answer.json()["field"]) == (422, "password")
    assert (await client.post(RESET, json={"token": made.secret, "password": NEW})).status_code == 204


async def test_whether_somebody_has_an_address_is_told_by_nothing(
    client: httpx.AsyncClient, hub: Hub, dana: Agent
) -> None:
    """The same words, and the same work: one row for the worker, whoever is asked for."""
    mails(hub)
    answers = []
    for email in ("dana@example.com", "nobody@example.com"):
        answer = await client.post(FORGOTTEN, json={"email": email})
        answers.append((answer.status_code, answer.text))
    assert answers[0] == answers[1]
    assert answers[0][0] == 202
    assert await waiting_letters(hub) == [("password", "dana@example.com"), ("password", "nobody@example.com")]


async def test_the_same_statements_run_for_somebody_and_for_nobody(
    client: httpx.AsyncClient, hub: Hub, dana: Agent
) -> None:
    mails(hub)
    ran: dict[str, list[str]] = {}
    for email in ("dana@example.com", "nobody@example.com"):
        with statements(hub) as seen:
            await client.post(FORGOTTEN, json={"email": email})
        ran[email] = seen
    assert ran["dana@example.com"] == ran["nobody@example.com"]
    assert not [statement for statement in ran["dana@example.com"] if "users" in statement]


async def test_without_mail_everybody_is_sent_to_an_administrator(
    client: httpx.AsyncClient, hub: Hub, dana: Agent
) -> None:
    answers = {
        (await client.post(FORGOTTEN, json={"email": email})).text for email in ("dana@example.com", "no@example.com")
    }
    assert len(answers) == 1
    assert "administrator" in answers.pop()
    assert await waiting_letters(hub) == []


async def test_another_sites_page_cannot_ask(client: httpx.AsyncClient, hub: Hub, dana: Agent) -> None:
    mails(hub)
    headers = {"origin": "https://evil.example"}
    assert (await client.post(FORGOTTEN, json={"email": "dana@example.com"}, headers=headers)).status_code == 403


async def test_an_administrator_copies_a_link_that_works_once(
    app: Application, cast: Cast, dana: Agent, bearer: Bearer
) -> None:
    office, phone = browser(app), browser(app)
    await sign_in(phone)
    answer = await office.post("/api/v1/users/dana/password-link", headers=bearer(cast.ines))
    assert answer.status_code == 201
    address, _, secret = answer.json()["url"].partition("#")
    assert address == "http://127.0.0.1:8000/new-password"
    assert (await office.post(RESET, json={"token": secret, "password": NEW})).status_code == 204
    assert (await phone.post("/api/v1/auth/refresh")).status_code == 401  # signed out everywhere
    await sign_in(browser(app), password=NEW)
    again = await office.post(RESET, json={"token": secret, "password": PASSWORD})
    assert again.status_code == 403
    assert "not valid any more" in again.json()["detail"]


async def test_every_other_link_dies_with_the_one_that_was_used(
    client: httpx.AsyncClient, hub: Hub, dana: Agent
) -> None:
    mailed, copied = await link_for(hub, "dana"), await link_for(hub, "dana")
    assert (await client.post(RESET, json={"token": mailed.secret, "password": NEW})).status_code == 204
    assert (await client.post(RESET, json={"token": copied.secret, "password": NEW})).status_code == 403


async def test_changing_the_password_makes_links_worthless(
    client: httpx.AsyncClient, hub: Hub, dana: Agent, bearer: Bearer
) -> None:
    made = await link_for(hub, "dana")
    await client.put(CHANGE, json={"present": PASSWORD, "password": NEW}, headers=bearer(dana))
    assert (await client.post(RESET, json={"token": made.secret, "password": NEW})).status_code == 403


@pytest.mark.parametrize("lasting_ms", [-1, 0])
async def test_a_link_dies_of_age(client: httpx.AsyncClient, hub: Hub, dana: Agent, lasting_ms: int) -> None:
    made = await link_for(hub, "dana", lasting_ms)
    assert (await client.post(RESET, json={"token": made.secret, "password": NEW})).status_code == 403


async def test_only_an_administrator_makes_such_a_link(
    client: httpx.AsyncClient, cast: Cast, dana: Agent, bearer: Bearer
) -> None:
    answer = await client.post("/api/v1/users/omar/password-link", headers=bearer(dana))
    assert answer.status_code == 403
    missing = await client.post("/api/v1/users/nobody/password-link", headers=bearer(cast.ines))
    assert missing.status_code == 404
    invited = await client.post("/api/v1/users/omar/password-link", headers=bearer(cast.ines))  # has no password yet
    assert (invited.status_code, invited.json()["code"]) == (409, "conflict")


async def test_the_change_is_told_by_mail_and_kept_without_secrets(
    client: httpx.AsyncClient, hub: Hub, dana: Agent, bearer: Bearer
) -> None:
    mails(hub)
    await client.put(CHANGE, json={"present": PASSWORD, "password": NEW}, headers=bearer(dana))
    assert await waiting_letters(hub) == [("password_changed", "dana@example.com")]
    async with hub.database.reading() as connection:
        (kept,) = await connection.tuples(select(tables.activity).where(tables.activity.c.subject == "dana"))
        assert await connection.value(select(func.count()).select_from(tables.activity)) == 1
    assert "user.password_changed" in kept
    assert not any(secret in str(kept) for secret in (PASSWORD, NEW, "argon2"))


async def test_two_changes_at_once_are_not_both_done(hub: Hub, dana: Agent) -> None:
    async with hub.transactions.begin() as tx:
        user = await password_changes.begin_change(tx, dana)
    first, second = await passwords.hash_of("one new sentence"), await passwords.hash_of("two new sentences")
    async with hub.transactions.begin() as tx:
        await password_changes.change(tx, dana, user, first, mailing=False)
    with pytest.raises(Refusal, match="in the meantime"):
        async with hub.transactions.begin() as tx:
            await password_changes.change(tx, dana, user, second, mailing=False)
