"""Every list of the API, and what each can be asked."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from hub.wire.found import Found
from web.operations import Operation, Paged
from web.routes import OPERATIONS

# what is needed for the lists that hang on something, by the address that makes it
MADE: dict[str, dict[str, Any]] = {
    "teams": {"name": "Sales"},
    "fields": {"name": "City", "kind": "text"},
    "segments": {"name": "Guests", "filter": {"type": "tag", "name": "vip"}},
    "webhooks/endpoints": {"kind": "events", "name": "CRM", "url": "https://crm.example.com/in"},
    "lists": {"name": "Guests of the party", "contacts": ["pim"]},
    "campaigns": {"name": "Launch", "channel": "channel-sales", "audience": {"tags": ["vip"]}},
    "quotations": {
        "contact": "{contacts}",
        "currency": "THB",
        "items": [{"description": "A lamp", "unit_price": "10"}],
    },
}
# what a list is asked for by a parameter that takes any text
SAID = {
    "act": "contact.changed", "assignee": "user-1", "category": "UTILITY", "channel": "channel-1", "consent": "marketing:yes",
    "contact": "{contacts}", "conversation": "{conversations}", "currency": "THB", "field": "city:Bangkok", "language": "en", "owner": "user-1",
    "q": "ma", "reason": "131026", "variant": "B", "segment": "{segments}", "since": "2026-01-01T00:00:00Z", "status": "APPROVED", "subject": "s1", "tag": "vip",
    "team": "{teams}", "type": "message.created", "until": "2030-01-01T00:00:00Z", "waiting_before": "2030-01-01T00:00:00Z",
    "who": "user-1",
    "valid_since": "2026-01-01", "valid_until": "2030-01-01", "least": "10", "most": "20",
}  # fmt: skip


BESIDE = {"least": {"currency": "THB"}, "most": {"currency": "THB"}}  # what a parameter is not asked without


def every() -> list[Operation]:
    return [o for o in OPERATIONS if o.method == "GET" and (typing.get_origin(o.gives) is Paged or o.gives is Found)]


def values(hint: Any) -> Iterator[str]:
    """Every value a parameter of this type may be tried with; none when only a person knows one."""
    origin = typing.get_origin(hint)
    if origin is Literal:
        yield from (str(value) for value in typing.get_args(hint))
    elif origin in (Annotated, types.UnionType, typing.Union, list):
        for part in typing.get_args(hint)[: 1 if origin is Annotated else None]:
            yield from values(part)
    elif hint is bool:
        yield from ("true", "false")
    elif hint is int:
        yield "1"


def variants(operation: Operation) -> Iterator[dict[str, str]]:
    """The list as it is, then with each value of each of its parameters."""
    needed = {"q": SAID["q"]} if operation.gives is Found else {}
    yield needed
    for name, hint in typing.get_type_hints(operation.query, include_extras=True).items():
        if name in ("after", "limit"):
            continue
        for value in list(values(hint)) or [SAID[name]]:
            yield needed | {name: value} | BESIDE.get(name, {})


def made_id(answer: dict[str, Any]) -> str:
    """Of what a POST made; an endpoint comes with its secret."""
    made: str = answer.get("endpoint", answer)["id"]
    return made


def address(operation: Operation, known: dict[str, str]) -> str:
    """`known`: ids by the first words of addresses."""
    thing = next((known[start] for start in known if operation.path.startswith(f"/{start}/")), "")
    return operation.path.replace("{id}", thing)


def told(query: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    """With the ids for which places stand."""
    places = {f"{{{name}}}": id for name, id in known.items()}
    return {name: places.get(value, value) if isinstance(value, str) else value for name, value in query.items()}
