"""An operation of the HTTP API: its address, who may, what it takes and gives. One list of them is the routes, the table of rights and
the OpenAPI document, so that none of the three can differ from the code.

A `read` runs on one snapshot, a `write` in one transaction; both are called as `run(connection or tx, agent, asked)` and return the
answer's value (a shape, a `Paged`, None for 204, or an `Answer`). An `other` gets the bare request and returns a Response: files, streams,
sign-in; what it takes and gives is described all the same.
"""

from __future__ import annotations

import hashlib
import types
import typing
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from hub.assembly import Hub
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.nul import SENTENCE
from hub.wire.reading import refusal_of
from hub.wire.shapes import Role
from storage import kept_answers
from storage.database import Connection
from web import authentication
from web.answers import JSON, JSON_LIMIT, answer, decoded, read_json_text
from web.authentication import hub_of

ANYONE: tuple[Role, ...] = ("admin", "manager", "agent")
MANAGERS: tuple[Role, ...] = ("admin", "manager")
ADMINS: tuple[Role, ...] = ("admin",)
LONGEST_KEY = 255  # characters of an Idempotency-Key

Q = TypeVar("Q")
B = TypeVar("B")
T = TypeVar("T")


class Paging(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The query every list takes. `after` is the `next` of the page before."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    after: Annotated[str, Meta(max_length=512)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class NoQuery(Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Paged(Struct, Generic[T], frozen=True, kw_only=True):
    """A page of a list. `next` goes into `?after=`; null at the end."""

    items: list[T]
    next: str | None = None


class Asked(Struct, Generic[Q, B], frozen=True, kw_only=True):
    """What a request says. `path` holds the address's variables; `if_match` the version the asker holds, if one was named."""

    hub: Hub
    path: Mapping[str, str]
    query: Q
    body: B
    if_match: int | None
    address: str

    @property
    def id(self) -> str:
        return self.path["id"]


class Answer(Struct, frozen=True, kw_only=True):
    """A value with another status or with headers."""

    value: Any
    status: int | None = None
    headers: Mapping[str, str] = {}


Read = Callable[[Connection, Agent, Asked[Any, Any]], Awaitable[Any]]
Write = Callable[[Transaction, Agent, Asked[Any, Any]], Awaitable[Any]]
Other = Callable[[Request], Awaitable[Response]]


class Operation(Struct, frozen=True, kw_only=True):
    """`path` is below /api/v1. `roles` None: without signing in. `takes` and `gives` are types; `media` is what `gives` is sent as when
    it is not JSON, `form` the parts of a multipart body. `refusals`: statuses beside those every operation of its kind may answer."""

    kind: Literal["read", "write", "other"]
    method: str
    path: str
    summary: str
    run: Any
    roles: tuple[Role, ...] | None
    query: type[Struct]
    takes: Any
    gives: Any
    status: int
    media: str | None = None
    form: type[Struct] | None = None
    refusals: tuple[int, ...] = ()

    @property
    def tag(self) -> str:
        return self.path.split("/")[1]

    @property
    def scope(self) -> str:
        """What a personal API key needs to hold for it."""
        return "read" if self.method == "GET" else "write"

    def admit(self, agent: Agent) -> None:
        if self.roles is not None and agent.role not in self.roles:
            raise Refusal("not_allowed", f"This needs the role {' or '.join(self.roles)}; yours is {agent.role}.")
        if agent.scopes is not None and self.scope not in agent.scopes:
            raise Refusal("not_allowed", f"This API key may not {self.scope}; make one with the scope {self.scope}.")

    async def __call__(self, request: Request) -> Response:
        if self.kind == "read":
            return await _read(self, request)
        if self.kind == "write":
            return await _write(self, request)
        made: Response = await self.run(request)
        return made


def read(
    path: str, run: Read, summary: str, *, gives: Any, query: type[Struct] = NoQuery, roles: tuple[Role, ...] = ANYONE
) -> Operation:
    return Operation(
        kind="read",
        method="GET",
        path=path,
        summary=summary,
        run=run,
        roles=roles,
        query=query,
        takes=None,
        gives=gives,
        status=200,
    )


def write(
    method: Literal["POST", "PUT", "DELETE"],
    path: str,
    run: Write,
    summary: str,
    *,
    takes: Any = None,
    gives: Any = None,
    status: int | None = None,
    query: type[Struct] = NoQuery,
    roles: tuple[Role, ...] = ANYONE,
) -> Operation:
    """`status`: 200, or 204 when nothing is given."""
    return Operation(
        kind="write",
        method=method,
        path=path,
        summary=summary,
        run=run,
        roles=roles,
        query=query,
        takes=takes,
        gives=gives,
        status=status or (204 if gives is None else 200),
    )


def other(
    method: Literal["GET", "POST", "PUT", "DELETE"],
    path: str,
    run: Other,
    summary: str,
    *,
    takes: Any = None,
    gives: Any = None,
    status: int | None = None,
    query: type[Struct] = NoQuery,
    roles: tuple[Role, ...] | None = ANYONE,
    media: str | None = None,
    form: type[Struct] | None = None,
    refusals: tuple[int, ...] = (),
) -> Operation:
    """`run` proves who asks by itself (`agent_of`), unless `roles` is None."""
    return Operation(
        kind="other",
        method=method,
        path=path,
        summary=summary,
        run=run,
        roles=roles,
        query=query,
        takes=takes,
        gives=gives,
        status=status or (204 if gives is None and media is None else 200),
        media=media,
        form=form,
        refusals=refusals,
    )


def operation_of(request: Request) -> Operation:
    found: Operation = request.scope["bma.operation"]
    return found


async def agent_of(request: Request, connection: Connection) -> Agent:
    """Who asks an `other`, once admitted to it. Raises Refusal `not_signed_in`, `not_allowed`."""
    agent = await authentication.agent(connection, authentication.claims(request), address=address_of(request))
    operation_of(request).admit(agent)
    return agent


async def _read(operation: Operation, request: Request) -> Response:
    proven = authentication.claims(request)
    async with hub_of(request).database.reading() as connection:
        agent = await authentication.agent(connection, proven, address=address_of(request))
        operation.admit(agent)
        value = await operation.run(connection, agent, _asked(operation, request, b""))
    return _answer(operation, value, request)


async def _write(operation: Operation, request: Request) -> Response:
    proven, hub = authentication.claims(request), hub_of(request)
    raw = await read_json_text(request, JSON_LIMIT) if operation.takes is not None else b""
    async with hub.transactions.begin() as tx:
        agent = await authentication.agent(tx.connection, proven, address=address_of(request))
        operation.admit(agent)
        asked = _asked(operation, request, raw)
        key = key_of(request)
        if key is not None and (earlier := await _earlier(tx, agent, key, _digest(request, raw))) is not None:
            return earlier
        made = _answer(operation, await operation.run(tx, agent, asked), request)
        if key is not None:
            await kept_answers.keep(tx.connection, agent.id, key, made.status_code, bytes(made.body))
    return made


def _asked(operation: Operation, request: Request, raw: bytes) -> Asked[Any, Any]:
    body = None
    if operation.takes is not None:
        body = decoded(raw, _decoder(operation.takes))
    return Asked(
        hub=hub_of(request),
        path=path_of(request),
        query=query_of(request, operation.query),
        body=body,
        if_match=_if_match(request),
        address=address_of(request),
    )


def query_of(request: Request, shape: type[T]) -> T:
    """The query string as `shape`. Raises Refusal `invalid` with the parameter's name."""
    given: dict[str, Any] = {}
    lists = _lists(shape)
    for name in request.query_params:
        values = request.query_params.getlist(name)
        if "\x00" in "".join(values):
            raise Refusal("invalid", SENTENCE, field=name)
        if len(values) > 1 and name not in lists:
            raise Refusal("invalid", f"{name} is given more than once.", field=name)
        given[name] = values if name in lists else values[0]
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as error:
        raise refusal_of(error) from None


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_list_fields: dict[Any, frozenset[str]] = {}


def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    if shape not in _decoders:
        _decoders[shape] = msgspec.json.Decoder(shape)
    return _decoders[shape]


def _lists(shape: Any) -> frozenset[str]:
    if shape not in _list_fields:
        hints = typing.get_type_hints(shape)
        _list_fields[shape] = frozenset(name for name, hint in hints.items() if _takes_list(hint))
    return _list_fields[shape]


def _takes_list(hint: Any) -> bool:
    origin = typing.get_origin(hint)
    if origin is Annotated or origin is types.UnionType or origin is typing.Union:
        return any(_takes_list(part) for part in typing.get_args(hint))
    return origin is list


def path_of(request: Request) -> Mapping[str, str]:
    """The address's variables. Raises Refusal `not_found` for what no id can hold."""
    for value in request.path_params.values():
        if "\x00" in value:
            raise Refusal("not_found", "There is nothing at this address.")
    return request.path_params


def _if_match(request: Request) -> int | None:
    given = request.headers.get("if-match")
    if given is None or given.strip() == "*":
        return None
    version = given.strip().removeprefix("W/").strip('"')
    if not (version.isascii() and version.isdecimal() and len(version) < 19):
        raise Refusal("invalid", "If-Match must be the ETag this address answered with.", field="If-Match")
    return int(version)


def key_of(request: Request) -> str | None:
    """The Idempotency-Key of a POST. Raises Refusal `invalid`."""
    given = request.headers.get("idempotency-key")
    if given is None or request.method != "POST":
        return None
    if not 0 < len(given) <= LONGEST_KEY:
        raise Refusal("invalid", f"Idempotency-Key needs 1 to {LONGEST_KEY} characters.", field="Idempotency-Key")
    return given


async def _earlier(tx: Transaction, agent: Agent, key: str, digest: str) -> Response | None:
    found = await kept_answers.claim(tx.connection, agent.id, key, digest, tx.now)
    if found is None:
        return None
    if found.digest != digest:
        raise Refusal("conflict", "This Idempotency-Key was used for another request.", field="Idempotency-Key")
    headers = {"cache-control": "no-store", "idempotent-replayed": "true"}
    return Response(found.body, found.status, headers, JSON if found.body else None)


def _digest(request: Request, raw: bytes) -> str:
    told = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(told + raw).hexdigest()


def _answer(operation: Operation, value: Any, request: Request) -> Response:
    """Whatever has a version carries it as its ETag; what the asker holds already is not sent again."""
    told = value if isinstance(value, Answer) else Answer(value=value)
    status = told.status or operation.status
    headers = dict(told.headers)
    version = getattr(told.value, "version", None)
    if isinstance(version, int):
        headers.setdefault("etag", f'"{version}"')
        if request.method == "GET" and request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
    if told.value is None:
        return Response(status_code=status, headers=headers)
    return answer(told.value, status, headers)


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""
