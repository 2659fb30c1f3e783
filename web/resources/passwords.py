"""`/api/v1/auth/password`: another password, by the present one or by a one-time link."""

from __future__ import annotations

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from hub import permissions
from hub.team import password_changes, passwords
from hub.transaction import milliseconds
from hub.wire.people import Email, Password, Secret
from web import security
from web.answers import answer, read_json
from web.authentication import hub_of
from web.operations import agent_of, other
from web.resources.sign_in import ours

ON_ITS_WAY = "If somebody here has this e-mail address, a link to choose a new password is on its way to it."
NO_MAIL = "This server sends no mail. Ask an administrator for a link to choose a new password."


class PasswordChange(Struct, forbid_unknown_fields=True, kw_only=True):
    present: Password
    password: Password


class Forgotten(Struct, forbid_unknown_fields=True, kw_only=True):
    email: Email


class Told(Struct, frozen=True, kw_only=True):
    """The same whether or not somebody has the address."""

    message: str


class NewPassword(Struct, forbid_unknown_fields=True, kw_only=True):
    """`token`: what stands behind the # of the link."""

    token: Secret
    password: Password


async def change(request: Request) -> Response:
    """Counts the try, compares, and sets: the slow comparison lies between two transactions."""
    hub = hub_of(request)
    given = await read_json(request, PasswordChange)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        permissions.require_person(agent)
        user = await password_changes.begin_change(tx, agent)
    passwords.check(given.password, user.email)
    await password_changes.compare(user, given.present)
    new_hash = await passwords.hash_of(given.password, user.email)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        await password_changes.change(tx, agent, user, new_hash, hub.settings.mailing)
    return Response(status_code=204)


async def forgotten(request: Request) -> Response:
    hub = ours(request)
    given = await read_json(request, Forgotten)
    if hub.settings.mailing:
        async with hub.transactions.begin() as tx:
            await password_changes.ask(tx, given.email, security.peer(request.scope))
    return answer(Told(message=ON_ITS_WAY if hub.settings.mailing else NO_MAIL), 202)


async def choose(request: Request) -> Response:
    hub = ours(request)
    given = await read_json(request, NewPassword)
    async with hub.database.reading() as connection:
        user = await password_changes.owner(connection, given.token, milliseconds())
    new_hash = await passwords.hash_of(given.password, user.email)
    async with hub.transactions.begin() as tx:
        await password_changes.choose(tx, given.token, new_hash, hub.settings.mailing)
    return Response(status_code=204)


OPERATIONS = (
    other("PUT", "/auth/password", change, "Change my password", takes=PasswordChange, refusals=(409, 429, 503)),
    other(
        "POST",
        "/auth/password/forgotten",
        forgotten,
        "Ask for a link to a new password",
        takes=Forgotten,
        gives=Told,
        status=202,
        roles=None,
        refusals=(403, 429),
    ),
    other(
        "POST",
        "/auth/password/reset",
        choose,
        "Choose a new password by a link",
        takes=NewPassword,
        roles=None,
        refusals=(403, 409, 503),
    ),
)
