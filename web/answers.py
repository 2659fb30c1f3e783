"""Reading requests and writing answers. Every refusal becomes `application/problem+json` here, and nowhere else."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

from hub.wire.errors import HTTP_STATUS, Refusal
from hub.wire.nul import SENTENCE, holds_nul
from hub.wire.reading import Unreadable, read, refusal_of
from storage.failures import DatabaseLost

Body = TypeVar("Body")

JSON_LIMIT = 1024 * 1024  # bytes of a request to our own API
BODY_SECONDS = 30.0  # a sender that trickles must not hold a connection for ever
JSON = "application/json"
PROBLEM = "application/problem+json"
_encoder = msgspec.json.Encoder()


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A shape, or a dict of shapes, as JSON that no cache may keep."""
    told = {"cache-control": "no-store"} | dict(headers or {})
    return Response(_encoder.encode(value), status, told, JSON)


def refused(refusal: Refusal) -> Response:
    headers = {}
    if refusal.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(refusal.retry_after)))
    if refusal.code == "not_signed_in":
        headers["www-authenticate"] = "Bearer"
    status, again = HTTP_STATUS[refusal.code], refusal.retry_after
    return problem(
        status,
        refusal.code,
        refusal.message,
        field=refusal.field,
        retry_after=again,
        current=refusal.current,
        violations=refusal.violations,
        headers=headers,
    )


def problem(
    status: int,
    code: str,
    message: str,
    *,
    field: str | None = None,
    retry_after: float | None = None,
    current: Any = None,
    violations: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The socket's `Problem` with the members of RFC 9457: `message` is a sentence for a person, `code` is for a program."""
    body = {"type": "about:blank", "title": code.replace("_", " "), "status": status, "detail": message}
    body |= {"code": code, "message": message, "field": field, "retry_after": retry_after}
    if current is not None:
        body["current"] = current
    if violations is not None:
        body["violations"] = violations
    told = {"cache-control": "no-store"} | dict(headers or {})
    if status == 413:
        told["connection"] = "close"  # what is still on its way is not read
    return Response(_encoder.encode(body), status, told, PROBLEM)


async def on_refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refused(error)


async def on_http_exception(_request: Request, error: Exception) -> Response:
    """What Starlette itself refuses: no such route, another method, a multipart body it cannot read."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return problem(405, "invalid", "This address does not take that method.", headers=error.headers)
    if error.status_code == 404:
        return problem(404, "not_found", "There is nothing at this address.")
    return problem(error.status_code, "invalid", error.detail, headers=error.headers)


async def on_accident(_request: Request, _error: Exception) -> Response:
    return accident()


def accident() -> Response:
    """Without its details: they are in the log, under the request's id."""
    return problem(500, "accident", "Something went wrong on our side; it has been noted.")


async def on_database_lost(_request: Request, error: Exception) -> Response:
    assert isinstance(error, DatabaseLost)
    return refused(Refusal("unavailable", "The database did not answer. Try again in a moment.", retry_after=2))


async def read_json(request: Request, shape: type[Body]) -> Body:
    """The body as `shape`. Raises Refusal `invalid` with the name of the field that is wrong, missing or unknown."""
    return decode(await read_json_text(request, JSON_LIMIT), shape)


async def read_json_text(request: Request, limit: int) -> bytes:
    """The bytes of a JSON body of at most `limit` bytes."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:  # also keeps other sites' forms out, which cannot send this type unasked
        raise Refusal("invalid", "The body must be JSON, sent with the content type application/json.")
    return await read_body(request.receive, request.headers, limit)


def decode(raw: bytes, shape: type[Body]) -> Body:
    """Raises Refusal `invalid`."""
    return decoded(raw, msgspec.json.Decoder(shape))


def decoded(raw: bytes, decoder: msgspec.json.Decoder[Body]) -> Body:
    if holds_nul(raw):
        raise Refusal("invalid", SENTENCE)
    try:
        return read(decoder, raw)
    except msgspec.ValidationError as error:
        raise refusal_of(error) from None
    except Unreadable:
        raise Refusal("invalid", "The body is not readable JSON.") from None


async def read_body(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes:
    """The whole body. Raises Refusal `too_large` from its Content-Length, or as soon as more has come."""
    check_length(headers, limit)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read_all(receive, limit)
    except TimeoutError:
        raise Refusal("invalid", f"The body did not arrive within {BODY_SECONDS:.0f} seconds.") from None


async def _read_all(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal("invalid", "The connection closed before the body was complete.")
        body += message.get("body", b"")
        if len(body) > limit:
            raise too_large(limit)
        more = message.get("more_body", False)
    return bytes(body)


def check_length(headers: Mapping[str, str], limit: int) -> None:
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:19]) > limit:
        raise too_large(limit)


def too_large(limit: int) -> Refusal:
    size = f"{limit // (1024 * 1024)} MB" if limit >= 1024 * 1024 else f"{limit} bytes"
    return Refusal("too_large", f"The body is larger than the {size} taken here.")
