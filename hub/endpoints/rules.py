"""What an endpoint may be."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import msgspec

from hub import addresses
from hub.router import hearing, sorting
from hub.wire.errors import Refusal


def checked(kind: str, named: dict[str, Any], public_url: str) -> dict[str, Any]:
    """The columns of an endpoint of this `kind` for what was named. Raises Refusal `invalid`."""
    values: dict[str, Any] = {name: named[name] for name in ("active", "in_order_of") if name in named}
    if "name" in named:
        values["name"] = " ".join(named["name"].split())
        if not values["name"]:
            raise Refusal("invalid", "An endpoint needs a name.", field="name")
    if "url" in named:
        values["url"] = _url(named["url"], public_url)
    if "numbers" in named:
        values["numbers"] = _json(sorted({_number(number) for number in named["numbers"]}))
    if "fields" in named:
        values["fields"] = _json(sorted(set(named["fields"])))
    if "types" in named:
        unknown = sorted(set(named["types"]) - set(hearing.TYPES))
        if unknown:
            raise Refusal("invalid", f"There is no event {unknown[0]} for endpoints.", field="types")
        values["types"] = _json(sorted(set(named["types"])))
    _require_kind(kind, named)
    return values


def _require_kind(kind: str, named: dict[str, Any]) -> None:
    """What would be silently without effect is refused."""
    for name in ("fields", "numbers") if kind == "events" else ("types",):
        if named.get(name):
            raise Refusal("invalid", f"An endpoint of kind {kind} is not filtered by {name}.", field=name)
    if kind == "router" and named.get("in_order_of", "number") != "number":
        raise Refusal("invalid", "The router keeps the order of each number.", field="in_order_of")


def _url(given: str, public_url: str) -> str:
    try:
        url = addresses.check_url(given)
    except addresses.Refused as refused:
        raise Refusal("invalid", str(refused), field="url") from None
    ours, theirs = urlsplit(public_url), urlsplit(url)
    if (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc.lower()) and theirs.path.startswith("/api/"):
        raise Refusal("invalid", "This is our own address: webhooks would go round for ever.", field="url")
    return url


def _number(given: str) -> str:
    number = sorting.digits(given)
    if not number:
        raise Refusal("invalid", "A number is its id at Meta or the telephone number, in digits.", field="numbers")
    return number


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
