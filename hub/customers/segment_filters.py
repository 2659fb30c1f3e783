"""What a segment's tree means: checked against the fields there are, and made into a test the database can run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from msgspec import Struct

from hub import shaping
from hub.customers import facets, field_values
from hub.customers.segment_words import tests
from hub.durations import DAY_MS
from hub.wire.customers import Field
from hub.wire.errors import Refusal
from hub.wire.segments import (
    AnyOf,
    CompanyTest,
    ConsentTest,
    CreatedWithin,
    EveryOf,
    Expression,
    FieldTest,
    HasTag,
    MetBy,
    NoneOf,
    OnChannel,
    OnList,
    OwnedBy,
    SeenWithin,
)
from storage.campaigns import audience as campaign_audience
from storage.customers import contact_filters as filters
from storage.customers.contact_filters import Filter

DEEPEST = 5  # knots above a test
MOST_TESTS = 50


class Sight(Struct, frozen=True, kw_only=True):
    """What a tree is read with: the fields by key, now (ms), and the channel accounts of whoever asks."""

    fields: Mapping[str, Field]
    now: int
    channels: frozenset[str]


def check(expression: Expression, fields: Mapping[str, Field]) -> None:
    """Raises Refusal `invalid` for a tree that is too large or asks for what is not there."""
    if _depth(expression) > DEEPEST:
        raise Refusal("invalid", f"The parts of a filter may lie {DEEPEST} deep at most.", field="filter")
    listed = list(tests(expression))
    if len(listed) > MOST_TESTS:
        raise Refusal("invalid", f"A filter may have {MOST_TESTS} tests at most.", field="filter")
    sight = Sight(fields=fields, now=0, channels=frozenset())
    for test in listed:
        compiled(test, sight)


def compiled(expression: Expression, sight: Sight) -> Filter:
    """Raises Refusal `invalid` for a test that asks for what is not there."""
    match expression:
        case EveryOf():
            return filters.every_of([compiled(each, sight) for each in expression.of])
        case AnyOf():
            return filters.any_of([compiled(each, sight) for each in expression.of])
        case NoneOf():
            return filters.none_of([compiled(each, sight) for each in expression.of])
        case HasTag():
            return filters.facet("tag", facets.folded(expression.name))
        case FieldTest():
            return _field(expression, sight.fields)
        case OwnedBy():
            return filters.owned_by(expression.user)
        case CompanyTest():
            return _company(expression)
        case ConsentTest():
            return consent(expression.channel, expression.state)
        case OnChannel():
            return filters.on_channels(sight.channels & {expression.channel})
        case SeenWithin():
            return filters.seen(*_span(expression, sight.now))
        case CreatedWithin():
            return filters.created(*_span(expression, sight.now))
        case OnList():
            return campaign_audience.on_lists([expression.list])
        case MetBy():
            return campaign_audience.met(expression.campaign, expression.outcome)
        case _:
            assert_never(expression)


def consent(channel: str, state: str) -> Filter:
    said = {word: filters.facet("consent", f"{channel}:{word}") for word in ("yes", "no")}
    return filters.none_of(list(said.values())) if state == "unknown" else said[state]


def _field(test: FieldTest, fields: Mapping[str, Field]) -> Filter:
    field = fields.get(test.field)
    if field is None:
        raise Refusal("invalid", f"Contacts have no field {test.field}.", field="filter")
    facet = facets.field_facet(field.key)
    if test.test == "is_set":
        return filters.facet(facet)
    if test.value is None:
        raise Refusal("invalid", f"Say what {field.name} is compared with.", field="filter")
    if test.test == "starts":
        if field.kind != "text" or not isinstance(test.value, str):
            raise Refusal("invalid", "Only text can be asked how it starts.", field="filter")
        return filters.facet_starts(facet, facets.beginning(test.value))
    value, number = facets.of_value(field_values.checked(field, test.value))
    if test.test == "is":
        return filters.facet(facet, value)
    if field.kind not in ("number", "date") or number is None:
        raise Refusal("invalid", "Only numbers and dates can be compared.", field="filter")
    return filters.facet_compares(facet, test.test, number)


def _company(test: CompanyTest) -> Filter:
    if test.test == "is_set":
        return filters.facet("company")
    if test.value is None or not test.value.strip():
        raise Refusal("invalid", "Say which company.", field="filter")
    if test.test == "is":
        return filters.facet("company", facets.folded(test.value))
    return filters.facet_starts("company", facets.beginning(test.value))


def _span(test: SeenWithin | CreatedWithin, now: int) -> tuple[int | None, int | None]:
    if test.days is not None:
        if test.since is not None or test.until is not None:
            raise Refusal("invalid", "Give a number of days or two times, not both.", field="filter")
        return now - test.days * DAY_MS, None
    since, until = (
        None if text is None else shaping.time_ms(text, field="filter") for text in (test.since, test.until)
    )
    return since, until


def _depth(expression: Expression) -> int:
    """How many knots lie above the deepest test. Not recursive: a tree may come from outside."""
    deepest, layer = 0, _parts(expression)
    while layer:
        deepest, layer = deepest + 1, [part for knot in layer for part in _parts(knot)]
    return deepest


def _parts(expression: Expression) -> list[Expression]:
    return expression.of if isinstance(expression, EveryOf | AnyOf | NoneOf) else []
