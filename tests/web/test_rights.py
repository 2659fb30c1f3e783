"""Every address × every role. The table is written here by hand: rights that change by accident show as a difference."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import update

from hub.permissions import Agent
from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.web.conftest import Bearer
from web.operations import Operation
from web.routes import API, OPERATIONS

ADMINISTRATORS_ALONE = {
    "GET /admin/users", "POST /admin/users", "DELETE /users/{id}/sessions", "DELETE /users/{id}/totp", "POST /users/{id}/password-link",
    "POST /channels", "POST /channels/line", "POST /channels/{id}/webhook", "POST /channels/mail", "POST /channels/mail/oauth", "POST /channels/mail/oauth/{provider}", "GET /channels/mail/guess", "GET /channels/{id}/mailbox", "GET /channels/{id}/posts", "PUT /channels/{id}/posts", "GET /channels/{id}/past", "PUT /channels/{id}/past",
    "GET /channels/{id}/mailbox/trial", "POST /channels/{id}/mailbox/trial", "PUT /channels/{id}/mailbox", "PUT /channels/{id}", "DELETE /channels/{id}", "GET /channels/{id}/setup", "PUT /channels/{id}/pause",
    "DELETE /channels/{id}/pause", "PUT /channels/{id}/members", "PUT /admin/config", "GET /admin/ledger", "GET /admin/ledger/{id}",
    "POST /admin/ledger/replay", "GET /admin/activity", "GET /admin/activity/export", "GET /webhooks/endpoints", "POST /webhooks/endpoints",
    "GET /webhooks/endpoints/{id}", "PUT /webhooks/endpoints/{id}", "DELETE /webhooks/endpoints/{id}",
    "POST /webhooks/endpoints/{id}/secret", "GET /webhooks/endpoints/{id}/deliveries", "POST /webhooks/endpoints/{id}/replay",
    "POST /webhooks/endpoints/{id}/test",
}  # fmt: skip
NOT_FOR_AGENTS = {
    "POST /users", "PUT /users/{id}", "DELETE /users/{id}", "POST /users/{id}/invitation", "GET /channels/{id}/health", "GET /channels/{id}/news",
    "POST /channels/{id}/test", "POST /templates", "POST /templates/preview", "POST /templates/sync", "PUT /templates/{id}",
    "DELETE /templates/{id}", "POST /teams", "PUT /teams/{id}", "DELETE /teams/{id}", "POST /contacts/import", "GET /contacts/import",
    "GET /contacts/import/{id}", "PUT /contacts/import/{id}", "POST /contacts/import/{id}/cancel", "GET /contacts/import/{id}/errors",
    "GET /contacts/export", "POST /contacts/export", "GET /contacts/{id}/export", "DELETE /contacts/{id}", "GET /contacts/{id}/hold", "PUT /contacts/{id}/hold",
    "POST /tags", "PUT /tags/{id}", "DELETE /tags/{id}", "POST /fields", "PUT /fields/{id}", "DELETE /fields/{id}", "POST /segments",
    "POST /quotations/templates", "PUT /quotations/templates/{id}", "DELETE /quotations/templates/{id}", "PUT /quotations/rates",
    "POST /prices", "POST /prices/import", "PUT /prices/{id}", "DELETE /prices/{id}",
    "PUT /segments/{id}", "DELETE /segments/{id}", "GET /lists", "POST /lists", "GET /lists/{id}", "PUT /lists/{id}", "DELETE /lists/{id}",
    "GET /lists/{id}/contacts", "POST /lists/{id}/contacts", "POST /campaigns", "POST /campaigns/audience", "PUT /campaigns/{id}",
    "DELETE /campaigns/{id}", "POST /campaigns/{id}/preview", "GET /campaigns/{id}/recipients", "GET /campaigns/{id}/recipients/export",
    "GET /campaigns/{id}/preflight", "POST /campaigns/{id}/test", "POST /campaigns/{id}/send", "POST /campaigns/{id}/schedule",
    "POST /campaigns/{id}/pause", "POST /campaigns/{id}/resume", "POST /campaigns/{id}/cancel", "POST /campaigns/{id}/retry",
    "GET /admin/health", "GET /admin/config", "GET /admin/letters", "GET /admin/holds", "GET /admin/stats",
}  # fmt: skip
FOR_ANYBODY = {
    "POST /auth/login", "POST /auth/refresh", "POST /auth/logout", "POST /auth/first-admin", "POST /auth/invitation",
    "POST /auth/password/forgotten", "POST /auth/password/reset", "POST /auth/totp", "POST /auth/totp/setup",
    "POST /quotation-page", "POST /quotation-page/answers", "GET /quotation-page/{handle}/document", "GET /quotation-page/{handle}/logo",
    "GET /quotation-page/{handle}/files/{place}",
}  # fmt: skip


def named(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def roles(operation: Operation) -> set[str]:
    if named(operation) in ADMINISTRATORS_ALONE:
        return {"admin"}
    return {"admin", "manager"} if named(operation) in NOT_FOR_AGENTS else {"admin", "manager", "agent"}


SIGNED_IN = [operation for operation in OPERATIONS if named(operation) not in FOR_ANYBODY]


def test_the_table_names_only_what_there_is() -> None:
    there = {named(operation) for operation in OPERATIONS}
    assert there >= ADMINISTRATORS_ALONE | NOT_FOR_AGENTS | FOR_ANYBODY


def test_the_described_roles_are_those_of_the_table() -> None:
    told = {named(operation): set(operation.roles or ()) for operation in SIGNED_IN}
    assert told == {named(operation): roles(operation) for operation in SIGNED_IN}
    assert {named(o) for o in OPERATIONS if o.roles is None} == FOR_ANYBODY


@pytest.fixture
async def manager(cast: Cast, transactions: Transactions) -> Agent:
    """Omar, promoted."""
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "omar").values(role="manager"))
    return cast.omar


async def ask(client: httpx.AsyncClient, operation: Operation, headers: dict[str, str]) -> httpx.Response:
    path = API + operation.path.replace("{", "").replace("}", "")
    body = {} if operation.takes is not None else None
    return await client.request(operation.method, path, headers=headers, json=body)


async def test_whoever_has_not_the_role_is_told_so(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, manager: Agent
) -> None:
    told: dict[str, int] = {}
    expected: dict[str, int] = {}
    for operation in SIGNED_IN:
        for role, agent in (("manager", manager), ("agent", cast.dana)):
            if role not in roles(operation):
                key = f"{role}: {named(operation)}"
                told[key] = (await ask(client, operation, bearer(agent))).status_code
                expected[key] = 403
    assert told == expected


async def test_whoever_has_the_role_is_not_refused_for_it(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, manager: Agent
) -> None:
    """With an empty body and ids of nothing: refused for other reasons at most."""
    refused = []
    for operation in SIGNED_IN:
        if operation.path.startswith(("/auth/logout", "/auth/sessions")):
            continue
        for role, agent in (("admin", cast.ines), ("manager", manager), ("agent", cast.dana)):
            if role in roles(operation):
                status = (await ask(client, operation, bearer(agent))).status_code
                if status in (401, 403) or status >= 500:
                    refused.append((role, named(operation), status))
    assert refused == []


async def test_without_signing_in_there_is_nothing(client: httpx.AsyncClient, cast: Cast) -> None:
    told = {named(operation): (await ask(client, operation, {})).status_code for operation in SIGNED_IN}
    assert set(told.values()) == {401}, {name: status for name, status in told.items() if status != 401}
