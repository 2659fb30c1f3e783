"""Runs an operation: a `read` on one snapshot, a `write` in one transaction with its Idempotency-Key, an `other` by itself."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from storage.office import kept_answers
from web import authentication
from web.answers import JSON, JSON_LIMIT, answer, decoded, read_json_text
from web.authentication import hub_of
from web.limits import Limits, asker_of
from web.operations import Answer, Asked, Operation
from web.queries import address_of, if_match_of, key_of, path_of, query_of

_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


async def perform(operation: Operation, request: Request) -> Response:
    """One request within its asker's limits. Raises Refusal, DatabaseLost."""
    limits: Limits = request.app.state.limits
    told = limits.spend(asker_of(request))
    if operation.roles is not None:
        authentication.claims(request)  # before anything else the request says is looked at
    made = await run(operation, request)
    made.headers.update(told)
    return made


async def run(operation: Operation, request: Request) -> Response:
    if operation.kind == "read":
        return await _read(operation, request)
    if operation.kind == "write":
        return await _write(operation, request)
    made: Response = await operation.run(request)
    return made


async def _read(operation: Operation, request: Request) -> Response:
    proven = authentication.claims(request)
    async with hub_of(request).database.reading() as connection:
        agent = await authentication.agent(connection, proven, address=address_of(request))
        operation.admit(agent)
        value = await operation.run(connection, agent, _asked(operation, request, b""))
    return _answer(operation, value, request)


async def _write(operation: Operation, request: Request) -> Response:
    proven, hub = authentication.claims(request), hub_of(request)
    raw = await _said(operation, request)
    async with hub.transactions.begin() as tx:
        agent = await authentication.agent(tx.connection, proven, address=address_of(request))
        operation.admit(agent)
        asked = _asked(operation, request, raw)
        key = None if operation.secret else key_of(request)
        if key is not None and (earlier := await _earlier(tx, agent, key, _digest(request, raw))) is not None:
            return earlier
        made = _answer(operation, await operation.run(tx, agent, asked), request)
        if key is not None:
            await kept_answers.keep(tx.connection, agent.id, key, made.status_code, bytes(made.body))
    return made


async def _said(operation: Operation, request: Request) -> bytes:
    if operation.takes is None:
        return b""
    if operation.may_say_nothing and request.headers.get("content-length", "0") == "0" and not _streams(request):
        return b"{}"
    return await read_json_text(request, JSON_LIMIT)


def _streams(request: Request) -> bool:
    return "transfer-encoding" in request.headers


def _asked(operation: Operation, request: Request, raw: bytes) -> Asked[Any, Any]:
    body = None
    if operation.takes is not None:
        body = decoded(raw, _decoder(operation.takes))
    return Asked(
        hub=hub_of(request),
        path=path_of(request),
        query=query_of(request, operation.query),
        body=body,
        if_match=if_match_of(request),
        address=address_of(request),
    )


def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    if shape not in _decoders:
        _decoders[shape] = msgspec.json.Decoder(shape)
    return _decoders[shape]


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
