"""Tests on contacts, to be combined: each knows how a contact is tested and, where an index leads there, how those that pass are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, false, literal_column, not_, or_, select, true, union_all

from storage.customers.facets import LOOSE
from storage.durations import DAY_MS
from storage.tables import contact_facets, contacts, conversations

Comparison = Literal["at_least", "at_most", "above", "below"]
WINDOW_MS = DAY_MS  # a window closes so long after the customer's last word

_facet = contact_facets.c
_talk = conversations.c


class Filter(Struct, frozen=True):
    """`holds`: the test on a row of contacts. `few`: statements of ids, each of which finds at least all that pass."""

    holds: ColumnElement[bool]
    few: tuple[Any, ...] = ()


EVERYBODY = Filter(true())


def every_of(filters: Sequence[Filter]) -> Filter:
    return Filter(and_(true(), *(f.holds for f in filters)), tuple(few for f in filters for few in f.few))


def any_of(filters: Sequence[Filter]) -> Filter:
    few = (union_all(*(f.few[0] for f in filters)),) if filters and all(f.few for f in filters) else ()
    return Filter(or_(false(), *(f.holds for f in filters)), few)


def none_of(filters: Sequence[Filter]) -> Filter:
    return Filter(not_(or_(false(), *(f.holds for f in filters))))


def among(ids: Collection[str]) -> Filter:
    return Filter(contacts.c.id.in_(sorted(ids)), (select(contacts.c.id).where(contacts.c.id.in_(sorted(ids))),))


def facet(name: str, value: str | None = None) -> Filter:
    """Has it with this value, or (None) with any."""
    same = _facet.facet == name if value is None else and_(_facet.facet == name, _facet.value == value)
    return _with_facet(same)


def facet_starts(name: str, beginning: str) -> Filter:
    return _with_facet(and_(_facet.facet == name, _facet.value.startswith(beginning, autoescape=True)))


def facet_compares(name: str, comparison: Comparison, number: float) -> Filter:
    held = _facet.number
    compared = {
        "at_least": held >= number,
        "at_most": held <= number,
        "above": held > number,
        "below": held < number,
    }[comparison]
    return _with_facet(and_(_facet.facet == name, held.is_not(None), compared))


def owned_by(user_id: str | None) -> Filter:
    if user_id is None:
        return Filter(contacts.c.owner_id.is_(None))
    theirs = and_(contacts.c.owner_id.is_not(None), contacts.c.owner_id == user_id)  # else its contrary knows no answer
    return Filter(theirs, (select(contacts.c.id).where(theirs),))


def on_channels(channel_ids: Collection[str]) -> Filter:
    """Has a conversation on one of these channel accounts."""
    if not channel_ids:
        return Filter(false(), (select(contacts.c.id).where(false()),))
    return _with_conversation(_talk.channel_id.in_(sorted(channel_ids)))


def seen(since: int | None, until: int | None) -> Filter:
    """The contact's last word, where a window tells of it, lies between these (ms; `until` is not in it)."""
    last = _talk.window_closes_at
    bounds: list[ColumnElement[bool]] = [last.is_not(None)]
    if since is not None:
        bounds.append(last >= since + WINDOW_MS)
    lately = _with_conversation(and_(*bounds))
    if until is None:
        return lately
    later = _with_conversation(and_(last.is_not(None), last >= until + WINDOW_MS))
    return Filter(and_(lately.holds, not_(later.holds)), lately.few)


def created(since: int | None, until: int | None) -> Filter:
    bounds: list[ColumnElement[bool]] = [true()]
    if since is not None:
        bounds.append(contacts.c.created_at >= since)
    if until is not None:
        bounds.append(contacts.c.created_at < until)
    return Filter(and_(*bounds), (select(contacts.c.id).where(and_(*bounds)),))


def visible(channel_ids: Collection[str] | None) -> Filter:
    """Contacts with a conversation on these channel accounts, or with none at all; None: every contact."""
    if channel_ids is None:
        return EVERYBODY
    theirs = _talk.contact_id == contacts.c.id
    on_them = _talk.channel_id.in_(sorted(channel_ids))
    # the loose: some may have a conversation since, none without one is missing
    loose = select(_facet.contact_id).where(_facet.facet == LOOSE)
    few = union_all(select(_talk.contact_id).where(on_them), loose)
    return Filter(or_(_is_there(theirs, on_them), not_(_is_there(theirs))), (few,))


def _with_facet(condition: ColumnElement[bool]) -> Filter:
    there = _is_there(_facet.contact_id == contacts.c.id, condition)
    return Filter(there, (select(_facet.contact_id).where(condition),))


def _with_conversation(condition: ColumnElement[bool]) -> Filter:
    there = _is_there(_talk.contact_id == contacts.c.id, condition)
    return Filter(there, (select(_talk.contact_id).where(condition),))


def _is_there(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Looked up contact by contact. For EXISTS PostgreSQL would first read every row there is, to show fifty contacts."""
    return select(literal_column("1")).where(*conditions).limit(1).scalar_subquery().is_not(None)
