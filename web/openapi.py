"""The OpenAPI document of our API, made of the very structs that decode its requests and encode its answers."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from hub.wire.errors import HTTP_STATUS
from web.operations import NoQuery, Operation

VERSION = "1"  # of the API: fields may be added, never renamed
REF = "#/components/schemas/{name}"
VARIABLE = re.compile(r"\{(\w+)\}")
WORDS = {
    304: "What you hold is as it is now.",
    401: "Nobody is signed in.",
    403: "Your role, or the scope of your API key, does not include this.",
    404: "There is no such thing, or it is not yours to see.",
    405: "This address does not take that method.",
    409: "It cannot be done as things are now. `current` is how they are, where two have edited at once.",
    413: "The body is too large.",
    422: "Something in the request is wrong: `field` names it.",
    429: "Too many requests; `Retry-After` says when to try again.",
    503: "It cannot be done at the moment; try again.",
}  # fmt: skip
LIMIT_HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


class Problem(Struct, kw_only=True):
    """Why a request was refused (RFC 9457). `message` is a sentence for a person, `code` is for a program."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    message: str
    field: str | None
    retry_after: float | None
    current: Any = None
    violations: list[Any] = []


def document(operations: Sequence[Operation], server: str) -> dict[str, Any]:
    """The whole document (3.1)."""
    schemas = _Schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "BMA Social",
            "version": VERSION,
            "description": "Everything an office does beside the live stream. Sign in with `POST /auth/login`, or make an API key.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": _refused(schemas),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": "An access token or an API key."}},
        },
    }  # fmt: skip


class _Schemas:
    """The schema of each type, and the components they point to."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        found: dict[int, Any] = {}
        for operation in operations:
            for shape in (operation.takes, operation.gives, operation.query, operation.form):
                if shape is not None:
                    found[id(shape)] = shape
        found[id(Problem)] = Problem
        told = msgspec.json.schema_components(found.values(), ref_template=REF)
        made, self.components = _renamed(told)
        self._of = dict(zip(found, made, strict=True))

    def of(self, shape: Any) -> dict[str, Any]:
        found: dict[str, Any] = self._of[id(shape)]
        return found

    def whole(self, shape: Any) -> dict[str, Any]:
        """The schema itself where it is only pointed to."""
        pointed = self.of(shape)
        if "$ref" not in pointed:
            return pointed
        found: dict[str, Any] = self.components[pointed["$ref"].rpartition("/")[2]]
        return found


def _renamed(told: Any) -> Any:
    """With the names a reader would give: `Paged[Contact]` is a ContactPage, and of two of a name each takes its module's."""
    names = {old: _called(old) for old in told[1]}
    text = msgspec.json.encode(told).decode()
    for old, new in names.items():
        if old != new:
            text = text.replace(REF.format(name=old) + '"', REF.format(name=new) + '"').replace(
                f'"{old}":', f'"{new}":'
            )
    return msgspec.json.decode(text)


def _called(name: str) -> str:
    paged = re.fullmatch(r"Paged_(.*)_", name)
    first = paged.group(1).split("___")[0] if paged else name
    module, _, own = first.rpartition(".")
    told = own if paged else module.rpartition(".")[2].capitalize() + own
    return re.sub(r"\W", "", told) + ("Page" if paged else "")


def _described(operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": _name(operation),
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": [*_variables(operation), *_query(operation, schemas), *_headers(operation)],
        "responses": _answers(operation, schemas),
    }
    if operation.roles is not None:
        told["security"] = [{"bearer": []}]
        told["x-roles"] = list(operation.roles)
    content: dict[str, Any] = {}
    if operation.takes is not None:
        content["application/json"] = {"schema": schemas.of(operation.takes)}
    if operation.form is not None:
        content["multipart/form-data"] = {"schema": schemas.of(operation.form)}
    if content:
        told["requestBody"] = {"required": not operation.may_say_nothing, "content": content}
    return told


def _name(operation: Operation) -> str:
    words = [word for word in re.split(r"[^a-zA-Z0-9]+", operation.path) if word]
    return "_".join([operation.method.lower(), *words])


def _variables(operation: Operation) -> list[dict[str, Any]]:
    bounds = {"type": "string", "minLength": 1}
    return [{"name": v, "in": "path", "required": True, "schema": bounds} for v in VARIABLE.findall(operation.path)]


def _query(operation: Operation, schemas: _Schemas) -> list[dict[str, Any]]:
    if operation.query is NoQuery:
        return []
    whole = schemas.whole(operation.query)
    needed = set(whole.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": _given(schema), "explode": True}
        for name, schema in whole.get("properties", {}).items()
    ]


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out where a field would be null."""
    told = {name: value for name, value in schema.items() if name != "default" or value is not None}
    choices = [each for each in told.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) != 1:
        return told
    told.pop("anyOf")
    return {**told, **choices[0]}


def _headers(operation: Operation) -> list[dict[str, Any]]:
    if operation.kind == "write" and operation.method == "POST":
        return [_header("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 255})]
    if operation.kind == "write" and operation.method == "PUT":
        return [_header("If-Match", {"type": "string", "pattern": '^"[0-9]{1,18}"$'})]
    return []


def _header(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": schema}


def _answers(operation: Operation, schemas: _Schemas) -> dict[str, Any]:
    limits = {name: {"schema": {"type": "integer"}} for name in LIMIT_HEADERS}
    good: dict[str, Any] = {"description": operation.summary, "headers": limits}
    if operation.media is not None:
        good["content"] = {media.strip(): {} for media in operation.media.split(",")}
    if operation.gives is not None and (operation.media is None or operation.gives is not str):
        good.setdefault("content", {})["application/json"] = {"schema": schemas.of(operation.gives)}
    told = {str(operation.status): good}
    told |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(_refusals(operation))}
    if operation.kind == "read":
        told["304"] = {"description": WORDS[304]}
    return told


def _refused(schemas: _Schemas) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": schemas.of(Problem)}}
    return {str(status): {"description": words, "content": problem} for status, words in WORDS.items() if status >= 400}


def _refusals(operation: Operation) -> set[int]:
    """The statuses an operation of its kind may answer with."""
    possible = {422, 429, 503, *operation.refusals}
    if operation.roles is not None:
        possible |= {401, 403, 404}  # 404 where a filter names what is not there, too
    if operation.method != "GET":
        possible |= {401, 403, 404, 409, 413}
    return possible & ({*HTTP_STATUS.values(), *operation.refusals})


@functools.cache
def encoded(operations: tuple[Operation, ...], server: str) -> bytes:
    return msgspec.json.encode(document(operations, server))
