"""Lists of contacts as an agent may see them: by words, by filter, in order, page by page, and counted."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec
from msgspec import Struct

from hub import shaping
from hub.customers import facets, fields, segment_filters, segment_words
from hub.customers.segment_filters import Sight
from hub.imports import people
from hub.imports.people import FieldRule, Unfit
from hub.permissions import Agent
from hub.searching import search
from hub.transaction import milliseconds
from hub.wire import shapes
from hub.wire.customers import Field, FieldValue
from hub.wire.errors import Refusal
from hub.wire.segments import Expression
from storage.customers import contact_filters as filters
from storage.customers import contact_lists as rows
from storage.customers import segments
from storage.customers.contact_filters import Filter
from storage.customers.contact_lists import Sort
from storage.database import Connection

MOST_FOUND = 200  # contacts that words find for a list: of more a page would take too long, and words narrow further
LARGEST = 2**62
CONSENTS = tuple(f"{channel}:{state}" for channel in facets.CHANNEL_WORDS for state in ("yes", "no", "unknown"))


class Wanted(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; None means whatever. `owner`: a user's id, "me" or "none"; `field`: `key:value`; `segment`: its id;
    `consent`: as in `CONSENTS`; `ids`: only these."""

    q: str | None = None
    tag: str | None = None
    owner: str | None = None
    field: str | None = None
    segment: str | None = None
    channel: str | None = None
    consent: str | None = None
    ids: tuple[str, ...] | None = None


async def list_page(
    connection: Connection, agent: Agent, wanted: Wanted, sort: Sort, after: str | None, limit: int, skip: int = 0
) -> tuple[list[shapes.Contact], str | None]:
    """The contacts of a page and the cursor of the next. `skip`: so many further on."""
    place = None if after is None else _place(after, sort)
    found = await rows.page(connection, await _filter(connection, agent, wanted), sort, place, limit + 1, skip)
    kept = found[:limit]
    drawn = await shaping.contacts(connection, [id for _, id in kept])
    return [drawn[id] for _, id in kept], _cursor(sort, *kept[-1]) if len(found) > limit else None


async def count(connection: Connection, agent: Agent, wanted: Wanted) -> int:
    return await rows.count(connection, await _filter(connection, agent, wanted))


async def segment_tree(connection: Connection, segment_id: str) -> Expression:
    row = await segments.get(connection, segment_id)
    if row is None:
        raise Refusal("not_found", "There is no such segment.", field="segment")
    return segment_words.shape(row).filter


async def _filter(connection: Connection, agent: Agent, wanted: Wanted) -> Filter:
    parts = [filters.visible(None if agent.role == "admin" else agent.channels)]
    if wanted.tag is not None:
        parts.append(filters.facet("tag", facets.folded(wanted.tag)))
    if wanted.owner is not None:
        parts.append(filters.owned_by({"me": agent.id, "none": None}.get(wanted.owner, wanted.owner)))
    if wanted.channel is not None:
        parts.append(filters.on_channels(agent.channels & {wanted.channel}))
    if wanted.consent is not None:
        parts.append(segment_filters.consent(*wanted.consent.split(":")))
    if wanted.ids is not None:
        parts.append(filters.among(wanted.ids))
    if wanted.field is not None or wanted.segment is not None:
        parts += await _described(connection, agent, wanted)
    if words := (wanted.q or "").strip():
        parts.append(filters.among(await search.contact_ids(connection, agent, words, MOST_FOUND)))
    return filters.every_of(parts)


async def _described(connection: Connection, agent: Agent, wanted: Wanted) -> list[Filter]:
    """By the fields of the office."""
    known = {field.key: field for field in await fields.every(connection)}
    parts = []
    if wanted.field is not None:
        key, colon, text = wanted.field.partition(":")
        if not colon or key not in known:
            raise Refusal("invalid", "Name a field and its value, as in city:Bangkok.", field="field")
        value, _ = facets.of_value(_typed(known[key], text))
        parts.append(filters.facet(facets.field_facet(key), value))
    if wanted.segment is not None:
        tree = await segment_tree(connection, wanted.segment)
        sight = Sight(fields=known, now=milliseconds(), channels=agent.channels)
        parts.append(segment_filters.compiled(tree, sight))
    return parts


def _typed(field: Field, text: str) -> FieldValue:
    try:
        value: FieldValue = people.field_value(
            FieldRule(key=field.key, name=field.name, kind=field.kind, choices=field.choices), text.strip()
        )
    except Unfit as unfit:
        raise Refusal("invalid", str(unfit), field="field") from None
    return value


def _cursor(sort: Sort, key: Any, id: str) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, key, id])).decode().rstrip("=")


def _place(after: str, sort: Sort) -> tuple[Any, str]:
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        order, key, id = msgspec.json.decode(raw, type=tuple[str, str | int, str])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise _stale() from None
    fits = isinstance(key, str) if sort.endswith("name") else isinstance(key, int) and abs(key) < LARGEST
    if order != sort or not fits or "\x00" in f"{key}{id}":
        raise _stale()
    return key, id


def _stale() -> Refusal:
    return Refusal("invalid", "The cursor must be one an earlier page of the same list gave as `next`.", field="after")
