"""`/api/v1/auth/…`: in, on, and out."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub import metrics, permissions
from hub.assembly import Hub
from hub.permissions import Agent
from hub.team import colleagues, invitations, logins, passwords, sign_in, tokens, users
from hub.team.logins import Grant
from hub.team.sign_in import Half
from hub.transaction import Transaction, milliseconds
from hub.wire import shapes
from hub.wire.errors import Refusal
from hub.wire.people import (
    CodeNeeded,
    Colleague,
    Name,
    OwnChange,
    Password,
    Secret,
    SetupNeeded,
    SignedIn,
)
from storage.database import Connection
from web import authentication, security
from web.answers import answer, read_json, refused
from web.authentication import REFRESH_COOKIE, hub_of
from web.operations import Asked, NoQuery, agent_of, other, read, write

Client = Literal["browser", "api"]
Word = Annotated[str, Meta(max_length=4096)]
Entered = SignedIn | CodeNeeded | SetupNeeded


class LogIn(Struct, forbid_unknown_fields=True):
    """With `client` "api" the refresh token also stands in the answer."""

    email: Word
    password: Word
    client: Client = "browser"


class Refresh(Struct, forbid_unknown_fields=True):
    """A browser sends nothing: it has the cookie."""

    refresh_token: Word | None = None


class FirstAdmin(Struct, forbid_unknown_fields=True):
    token: Word
    email: Word
    name: Word
    password: Word


class Acceptance(Struct, forbid_unknown_fields=True, kw_only=True):
    """`token`: what stands behind the # of an invitation. `name`: where one wants to be called otherwise."""

    token: Secret
    password: Password
    name: Name | None = None
    client: Client = "browser"


class Me(Struct, frozen=True):
    user: shapes.User


async def log_in(request: Request) -> Response:
    hub = ours(request)
    given = await read_json(request, LogIn)
    address = security.peer(request.scope)
    try:
        async with hub.transactions.begin() as tx:
            attempt = await logins.begin_try(tx, given.email, address)
        better_hash = await logins.check(attempt, given.password)
        async with hub.transactions.begin() as tx:
            user = await logins.accept(tx, attempt, better_hash)
            entered = await sign_in.enter(tx, user, client_of(request), address)
    except Refusal as refusal:
        metrics.logins.labels(refusal.code).inc()
        raise
    metrics.logins.labels("done" if isinstance(entered, Grant) else entered.step).inc()
    return entrance(hub, entered, given.client)


async def refresh(request: Request) -> Response:
    hub = ours(request)
    given = await _refresh_token(request)
    by_cookie = given.refresh_token is None
    token = request.cookies.get(REFRESH_COOKIE) if by_cookie else given.refresh_token
    if token is None:
        return answer(None)  # a first visit: browsers write every 401 into their console as an error
    async with hub.transactions.begin() as tx:
        grant = await logins.refresh(tx, token)
    if grant is None:
        response = refused(Refusal("not_signed_in", "Please sign in again."))
        authentication.forget(response, hub.settings)
        return response
    return granted(hub, grant, "browser" if by_cookie else "api")


async def log_out(request: Request) -> Response:
    hub = ours(request)
    given = await _refresh_token(request)
    token = given.refresh_token or request.cookies.get(REFRESH_COOKIE)
    if token:
        async with hub.transactions.begin() as tx:
            await logins.end_by_token(tx, token)
    response = Response(status_code=204)
    authentication.forget(response, hub.settings)
    return response


async def log_out_everywhere(request: Request) -> Response:
    hub = ours(request)
    async with hub.transactions.begin() as tx:
        agent = await agent_of(request, tx.connection)
        permissions.require_person(agent)
        await logins.end_all(tx, agent.id)
    response = Response(status_code=204)
    authentication.forget(response, hub.settings)
    return response


async def me(connection: Connection, agent: Agent, _: Asked[NoQuery, None]) -> Me:
    (user,) = await users.shapes_of(connection, [agent.id])
    return Me(user)


async def change_me(tx: Transaction, agent: Agent, asked: Asked[NoQuery, OwnChange]) -> Colleague:
    permissions.require_person(agent)
    return await colleagues.change_own(tx, agent, asked.body, asked.if_match)


async def add_first_admin(request: Request) -> Response:
    """Spends the one-time link that `bma serve` prints when there is nobody."""
    hub = ours(request)
    given = await read_json(request, FirstAdmin)
    password_hash = await passwords.hash_of(given.password, given.email)
    async with hub.transactions.begin() as tx:
        user = await users.add_first_admin(
            tx, given.token, email=given.email, name=given.name, password_hash=password_hash
        )
        grant = await logins.open_login(tx, user.id, client_of(request), security.peer(request.scope))
    return granted(hub, grant, "browser")


async def accept_invitation(request: Request) -> Response:
    hub = ours(request)
    given = await read_json(request, Acceptance)
    async with hub.database.reading() as connection:
        invited = await invitations.owner(connection, given.token, milliseconds())
    password_hash = await passwords.hash_of(given.password, invited.email)
    async with hub.transactions.begin() as tx:
        user = await invitations.accept(tx, given.token, given.name, password_hash)
        entered = await sign_in.enter(tx, user, client_of(request), security.peer(request.scope))
    return entrance(hub, entered, given.client)


def ours(request: Request) -> Hub:
    """For what a cookie authenticates or sets: refuses other sites' pages."""
    hub = hub_of(request)
    security.require_our_origin(hub.settings, request.scope)
    return hub


def entrance(hub: Hub, entered: Grant | Half, client: Client) -> Response:
    if isinstance(entered, Grant):
        return granted(hub, entered, client)
    kept = entered.user.password_hash or ""
    token = tokens.issue_half(hub.settings.secret_key, entered.user.id, kept, entered.at)
    needed = CodeNeeded if entered.step == "code" else SetupNeeded
    return answer(needed(half_token=token, expires_in=tokens.HALF_SECONDS))


def granted(hub: Hub, grant: Grant, client: Client, recovery_codes: list[str] | None = None) -> Response:
    signed_in = SignedIn(
        access_token=tokens.issue_access(hub.settings.secret_key, grant.user.id, grant.login, grant.at),
        token_type="bearer",  # noqa: S106 no secret
        expires_in=tokens.ACCESS_SECONDS,
        user=grant.user,
        language=grant.language,
        refresh_token=grant.refresh_token if client == "api" else UNSET,
        recovery_codes=UNSET if recovery_codes is None else recovery_codes,
    )
    response = answer(signed_in)
    authentication.keep_signed_in(response, hub.settings, grant)
    return response


def client_of(request: Request) -> str:
    return request.headers.get("user-agent", "")


async def _refresh_token(request: Request) -> Refresh:
    """The body may be left out by a browser, which has the cookie."""
    if "content-type" not in request.headers and request.headers.get("content-length", "0") == "0":
        return Refresh()
    return await read_json(request, Refresh)


OPERATIONS = (
    other(
        "POST", "/auth/login", log_in, "Sign in", takes=LogIn, gives=Entered, roles=None, refusals=(401, 403, 429, 503)
    ),
    other(
        "POST",
        "/auth/refresh",
        refresh,
        "Renew the tokens",
        takes=Refresh,
        gives=SignedIn | None,
        roles=None,
        refusals=(401, 403),
    ),
    other("POST", "/auth/logout", log_out, "Sign out", takes=Refresh, roles=None, refusals=(403,)),
    other("POST", "/auth/logout-everywhere", log_out_everywhere, "Sign out everywhere"),
    other(
        "POST",
        "/auth/first-admin",
        add_first_admin,
        "Become the first administrator by the printed link",
        takes=FirstAdmin,
        gives=SignedIn,
        roles=None,
        refusals=(403, 409, 503),
    ),
    other(
        "POST",
        "/auth/invitation",
        accept_invitation,
        "Come in by an invitation",
        takes=Acceptance,
        gives=Entered,
        roles=None,
        refusals=(403, 409, 503),
    ),
    read("/auth/me", me, "Who I am", gives=Me),
    write(
        "PUT", "/auth/me", change_me, "Change my name, signature, hours or language", takes=OwnChange, gives=Colleague
    ),
)
