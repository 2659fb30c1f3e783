"""What a request says beside its body: the query, the address's variables, and the headers that matter to all."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from starlette.requests import Request

from hub.wire.errors import Refusal
from hub.wire.nul import SENTENCE
from hub.wire.reading import refusal_of

T = TypeVar("T")

LONGEST_KEY = 255  # characters of an Idempotency-Key
_list_fields: dict[Any, frozenset[str]] = {}


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


def if_match_of(request: Request) -> int | None:
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


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""
