"""An operation of the HTTP API: its address, who may, what it takes and gives. One list of them is the routes, the table of rights and
the OpenAPI document, so that none of the three can differ from the code.

A `read` runs on one snapshot, a `write` in one transaction; both are called as `run(connection or tx, agent, asked)` and return the
answer's value (a shape, a `Paged`, None for 204, or an `Answer`). An `other` gets the bare request and returns a Response: files, streams,
sign-in; what it takes and gives is described all the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import Meta, Struct
from msgspec.structs import fields
from starlette.requests import Request
from starlette.responses import Response

from hub.assembly import Hub
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.shapes import Role
from storage.database import Connection
from web import authentication
from web.queries import address_of

ANYONE: tuple[Role, ...] = ("admin", "manager", "agent")
MANAGERS: tuple[Role, ...] = ("admin", "manager")
ADMINS: tuple[Role, ...] = ("admin",)

Q = TypeVar("Q")
B = TypeVar("B")
T = TypeVar("T")


class Paging(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The query every list takes. `after` is the `next` of the page before."""

    q: Annotated[str, Meta(max_length=200)] | None = None
    after: Annotated[str, Meta(max_length=512)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class Pages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of what there is no word for."""

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
    secret: bool = False  # its answer holds one, and is not kept for a request that comes twice

    @property
    def tag(self) -> str:
        return self.path.split("/")[1]

    @property
    def scope(self) -> str:
        """What a personal API key needs to hold for it."""
        return "read" if self.method == "GET" else "write"

    @property
    def may_say_nothing(self) -> bool:
        """A POST whose every field may be left out needs no body."""
        return self.method == "POST" and takes_nothing(self.takes)

    def admit(self, agent: Agent) -> None:
        if self.roles is not None and agent.role not in self.roles:
            raise Refusal("not_allowed", f"This needs the role {' or '.join(self.roles)}; yours is {agent.role}.")
        if agent.scopes is not None and self.scope not in agent.scopes:
            raise Refusal("not_allowed", f"This API key may not {self.scope}; make one with the scope {self.scope}.")


def takes_nothing(shape: Any) -> bool:
    """Whether an empty object is one of these."""
    return isinstance(shape, type) and issubclass(shape, Struct) and not any(f.required for f in fields(shape))


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
    secret: bool = False,
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
        secret=secret,
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
