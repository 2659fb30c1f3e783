"""The words segments' filters are made of: renamed where a tag or a choice is, kept from ending where a field would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec
from msgspec import structs

from hub import shaping
from hub.permissions import EVERYONE
from hub.transaction import Transaction
from hub.wire import events
from hub.wire.segments import AnyOf, EveryOf, Expression, FieldTest, HasTag, NoneOf, Segment
from storage.customers import segments as rows
from storage.customers.segments import SegmentRow
from storage.database import Connection

_decode = msgspec.json.Decoder(Expression).decode


async def rename_tag(tx: Transaction, name: str, to: str) -> None:
    await _rewrite(tx, tag_renamer(name, to))


def tag_renamer(name: str, to: str) -> Callable[[Expression], Expression]:
    def renamed(test: Expression) -> Expression:
        return HasTag(name=to) if isinstance(test, HasTag) and test.name == name else test

    return renamed


async def rename_choices(tx: Transaction, key: str, names: Mapping[str, str]) -> None:
    """`names`: old to new."""
    await _rewrite(tx, choice_renamer(key, names))


def choice_renamer(key: str, names: Mapping[str, str]) -> Callable[[Expression], Expression]:
    def renamed(test: Expression) -> Expression:
        if not isinstance(test, FieldTest) or test.field != key or not isinstance(test.value, str):
            return test
        return structs.replace(test, value=names.get(test.value, test.value))

    return renamed


async def naming_field(connection: Connection, key: str) -> list[str]:
    """The names of the segments that ask for a field."""
    return [
        row.name for row in await rows.every(connection) if any(_asks_for(t, key) for t in tests(_decode(row.filter)))
    ]


def tests(expression: Expression) -> Iterator[Expression]:
    """Every test of a tree, without the knots between them. Not recursive: a tree may come from outside."""
    left = [expression]
    while left:
        each = left.pop()
        if isinstance(each, EveryOf | AnyOf | NoneOf):
            left.extend(each.of)
        else:
            yield each


def shape(row: SegmentRow) -> Segment:
    return Segment(
        id=row.id,
        version=row.version,
        name=row.name,
        filter=_decode(row.filter),
        user=row.user_id,
        created_at=shaping.time_text(row.created_at),
        updated_at=shaping.time_text(row.updated_at),
    )


def tell(tx: Transaction, row: SegmentRow) -> Segment:
    tx.announce(events.SegmentChanged(shape(row)), (EVERYONE,))
    return shape(row)


async def _rewrite(tx: Transaction, rename: Callable[[Expression], Expression]) -> None:
    for row in await rows.every(tx.connection):
        before = _decode(row.filter)
        after = mapped(before, rename)
        if after != before:
            await rows.change(tx.connection, row.id, tx.now, filter=msgspec.json.encode(after).decode())
            changed = await rows.get(tx.connection, row.id)
            assert changed is not None  # the guard is held
            tell(tx, changed)


def mapped(expression: Expression, rename: Callable[[Expression], Expression]) -> Expression:
    if isinstance(expression, EveryOf | AnyOf | NoneOf):
        return structs.replace(expression, of=[mapped(each, rename) for each in expression.of])
    return rename(expression)


def _asks_for(test: Expression, key: str) -> bool:
    return isinstance(test, FieldTest) and test.field == key
