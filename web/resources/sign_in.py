"""`/api/v1/auth/…`: in, on, and out."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub import logins, metrics, passwords, tokens, users
from hub.assembly import Hub
from hub.logins import Grant
from hub.wire.errors import Refusal
from web import authentication, security
from web.answers import answer, read_json, refused
from web.authentication import REFRESH_COOKIE, hub_of

Client = Literal["browser", "api"]
Word = Annotated[str, Meta(max_length=4096)]


class LogIn(Struct, forbid_unknown_fields=True):
    """With `client` "api" the refresh token also stands in the answer."""

    email: Word
    password: Word
    client: Client = "browser"


class Refresh(Struct, forbid_unknown_fields=True):
    refresh_token: Word | None = None


class FirstAdmin(Struct, forbid_unknown_fields=True):
    token: Word
    email: Word
    name: Word
    password: Word


async def log_in(request: Request) -> Response:
    hub = _ours(request)
    given = await read_json(request, LogIn)
    address = security.peer(request.scope)
    try:
        async with hub.transactions.begin() as tx:
            attempt = await logins.begin_try(tx, given.email, address)
        better_hash = await logins.check(attempt, given.password)
        async with hub.transactions.begin() as tx:
            grant = await logins.complete(tx, attempt, better_hash, _client(request), address)
    except Refusal as refusal:
        metrics.logins.labels(refusal.code).inc()
        raise
    metrics.logins.labels("done").inc()
    return _granted(hub, grant, given.client == "api")


async def refresh(request: Request) -> Response:
    hub = _ours(request)
    given = await _refresh_token(request)
    by_cookie = given.refresh_token is None
    token = request.cookies.get(REFRESH_COOKIE) if by_cookie else given.refresh_token
    grant = None
    if token:
        async with hub.transactions.begin() as tx:
            grant = await logins.refresh(tx, token)
    if grant is None:
        response = refused(Refusal("not_signed_in", "Please sign in again."))
        authentication.forget(response, hub.settings)
        return response
    return _granted(hub, grant, not by_cookie)


async def log_out(request: Request) -> Response:
    hub = _ours(request)
    given = await _refresh_token(request)
    token = given.refresh_token or request.cookies.get(REFRESH_COOKIE)
    if token:
        async with hub.transactions.begin() as tx:
            await logins.end_by_token(tx, token)
    response = Response(status_code=204)
    authentication.forget(response, hub.settings)
    return response


async def log_out_everywhere(request: Request) -> Response:
    hub = _ours(request)
    proven = authentication.claims(request)
    async with hub.transactions.begin() as tx:
        agent = await authentication.agent(tx.connection, proven)
        await logins.end_all(tx, agent.id)
    response = Response(status_code=204)
    authentication.forget(response, hub.settings)
    return response


async def me(request: Request) -> Response:
    proven = authentication.claims(request)
    async with hub_of(request).database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        (user,) = await users.shapes_of(connection, [agent.id])
    return answer({"user": user})


async def add_first_admin(request: Request) -> Response:
    """Spends the one-time link that `bma serve` prints when there is nobody."""
    hub = _ours(request)
    given = await read_json(request, FirstAdmin)
    password_hash = await passwords.hash_of(given.password)
    async with hub.transactions.begin() as tx:
        user = await users.add_first_admin(
            tx, given.token, email=given.email, name=given.name, password_hash=password_hash
        )
        grant = await logins.open_login(tx, user.id, _client(request), security.peer(request.scope))
    return _granted(hub, grant, False)


def _ours(request: Request) -> Hub:
    hub = hub_of(request)
    security.require_our_origin(hub.settings, request.scope)
    return hub


async def _refresh_token(request: Request) -> Refresh:
    """The body may be left out by a browser, which has the cookie."""
    if "content-type" not in request.headers and request.headers.get("content-length", "0") == "0":
        return Refresh()
    return await read_json(request, Refresh)


def _granted(hub: Hub, grant: Grant, with_refresh_token: bool) -> Response:
    body = {
        "access_token": tokens.issue_access(hub.settings.secret_key, grant.user.id, grant.login, grant.at),
        "token_type": "bearer",
        "expires_in": tokens.ACCESS_SECONDS,
        "user": grant.user,
    }
    if with_refresh_token:
        body["refresh_token"] = grant.refresh_token
    response = answer(body)
    authentication.keep_signed_in(response, hub.settings, grant)
    return response


def _client(request: Request) -> str:
    return request.headers.get("user-agent", "")
