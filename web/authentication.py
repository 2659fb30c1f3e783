"""Who asks: the bearer token or the file cookie of a request, and the cookies that keep a browser signed in."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from hub.assembly import Hub
from hub.permissions import Agent
from hub.settings import Settings
from hub.team import api_keys, tokens, users
from hub.team.api_keys import PREFIX, KeyUses
from hub.team.logins import REFRESH_MS, Grant
from hub.team.tokens import Claims
from hub.wire.errors import Refusal
from storage.database import Connection

REFRESH_COOKIE = "bma_refresh"
REFRESH_PATH = "/api/v1/auth"
FILES_COOKIE = "bma_files"
FILES_PATH = "/api/v1/files"


class KeyClaims(Claims, frozen=True, kw_only=True):
    """A personal API key, which proves nothing until it is looked up. `scope`: what the address asked for needs."""

    key: str
    scope: str
    uses: KeyUses


def hub_of(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


def bearer(request: Request) -> str:
    """The access token. Raises Refusal `not_signed_in`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal("not_signed_in", "Please sign in.")
    return token.strip()


def claims(request: Request) -> Claims:
    """What the bearer token proves. Raises Refusal `not_signed_in`; `not_allowed` for an API key at an address that takes none."""
    token = bearer(request)
    if token.startswith(PREFIX):
        return _key_claims(request, token)
    return tokens.read_access(hub_of(request).settings.secret_key, token)


def file_claims(request: Request) -> Claims:
    """By bearer token, or by the cookie that `<img>` and `<audio>` send. Raises Refusal `not_signed_in`."""
    cookie = request.cookies.get(FILES_COOKIE)
    if cookie and "authorization" not in request.headers:
        return tokens.read_files(hub_of(request).settings.secret_key, cookie)
    return claims(request)


async def agent(connection: Connection, proven: Claims, *, address: str = "") -> Agent:
    """The agent with the rights of this moment, asking from `address`. Raises Refusal `not_signed_in` when the login session has ended,
    `not_allowed` when an API key's scopes do not reach."""
    if isinstance(proven, KeyClaims):
        return msgspec.structs.replace(await _key_agent(connection, proven), address=address)
    found = await users.agent(connection, proven.user, proven.login)
    if found is None:
        raise Refusal("not_signed_in", "You have been signed out. Please sign in again.")
    return msgspec.structs.replace(found, address=address)


def keep_signed_in(response: Response, settings: Settings, grant: Grant) -> None:
    """The refresh cookie, and beside every new access token a new file cookie."""
    _set(response, settings, REFRESH_COOKIE, grant.refresh_token, REFRESH_PATH, REFRESH_MS // 1000)
    files = tokens.issue_files(settings.secret_key, grant.user.id, grant.login, grant.at)
    _set(response, settings, FILES_COOKIE, files, FILES_PATH, tokens.FILES_SECONDS)


def forget(response: Response, settings: Settings) -> None:
    for name, path in ((REFRESH_COOKIE, REFRESH_PATH), (FILES_COOKIE, FILES_PATH)):
        response.delete_cookie(name, path=path, secure=settings.secure, httponly=True, samesite="strict")


def _key_claims(request: Request, key: str) -> KeyClaims:
    """Keys serve the described operations alone: each of those says which scope it needs."""
    operation = request.scope.get("bma.operation")
    if operation is None:
        raise Refusal("not_allowed", "This address takes no API key. Sign in, or use one of the described operations.")
    uses = hub_of(request).key_uses
    return KeyClaims("", "", 0, key=key, scope=operation.scope, uses=uses)


async def _key_agent(connection: Connection, proven: KeyClaims) -> Agent:
    found = await api_keys.agent(connection, proven.key)
    if found is None:
        raise Refusal("not_signed_in", "This API key is not valid: it was revoked, has expired, or never was one.")
    if found.scopes is not None and proven.scope not in found.scopes:
        raise Refusal("not_allowed", f"This API key may not {proven.scope}; make one with the scope {proven.scope}.")
    proven.uses.note(found.login.removeprefix("key:"))
    return found


def _set(response: Response, settings: Settings, name: str, value: str, path: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path=path, secure=settings.secure, httponly=True, samesite="strict"
    )
