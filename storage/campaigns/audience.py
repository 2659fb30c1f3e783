"""Who is meant by a campaign: tests on contacts by lists and by earlier campaigns, and the contacts that pass, stretch by stretch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from storage.customers.contact_filters import Filter
from storage.customers.contact_lists import MOST_COUNTED, fewest
from storage.customers.contacts import COLUMNS, ContactRow
from storage.database import Connection
from storage.tables import audience_list_members, campaign_recipients, campaigns, contacts

UNDER_WAY = ("starting", "running", "paused")  # states of campaigns that may still write to whom they hold
GONE_OUT = ("claimed", "sent", "delivered", "read", "replied", "unknown")
_r = campaign_recipients.c
_member = audience_list_members.c
_present = contacts.c.merged_into.is_(None)
_reached = _r.state.in_(("sent", "delivered", "read", "replied"))
OUTCOMES: Mapping[str, ColumnElement[bool]] = {
    "sent": _r.state.in_(("sent", "delivered", "read", "replied", "unknown")),
    "received": _r.state.in_(("delivered", "read", "replied")),
    "read": _r.state.in_(("read", "replied")),
    "not_read": _r.state.in_(("sent", "delivered")),
    "replied": _r.state == "replied",
    "not_replied": _r.state.in_(("sent", "delivered", "read")),
    "clicked": _r.clicked_at.is_not(None),
    "not_clicked": _reached & _r.clicked_at.is_(None),
    "opted_out": _r.opted_out_at.is_not(None),
    "failed": _r.state == "failed",
}
"""By what is asked, the recipients that answer to it."""


def on_lists(list_ids: Collection[str]) -> Filter:
    wanted = _member.list_id.in_(sorted(list_ids))
    there = select(_member.contact_id).where(_member.contact_id == contacts.c.id, wanted).limit(1)
    return Filter(there.scalar_subquery().is_not(None), (select(_member.contact_id).where(wanted),))


def met(campaign_id: str, outcome: str) -> Filter:
    """A recipient of that campaign of whom `outcome` is true."""
    wanted = and_(_r.campaign_id == campaign_id, OUTCOMES[outcome])
    there = select(_r.contact_id).where(_r.contact_id == contacts.c.id, wanted).limit(1)
    return Filter(there.scalar_subquery().is_not(None), (select(_r.contact_id).where(wanted),))


async def count(connection: Connection, wanted: Filter) -> int:
    statement = select(func.count()).select_from(contacts).where(_present, wanted.holds)
    if (few := await fewest(connection, wanted, MOST_COUNTED)) is not None:
        statement = statement.where(contacts.c.id.in_(few))
    return int(await connection.value(statement))


async def stretch(connection: Connection, wanted: Filter, after: str | None, limit: int) -> list[ContactRow]:
    """The next contacts behind `after`, by id."""
    statement = select(*COLUMNS).where(_present, wanted.holds).order_by(contacts.c.id).limit(limit)
    if (few := await fewest(connection, wanted, MOST_COUNTED)) is not None:
        statement = statement.where(contacts.c.id.in_(few))
    if after is not None:
        statement = statement.where(contacts.c.id > after)
    return await connection.rows(statement, ContactRow)


async def written_to(
    connection: Connection, contact_ids: Iterable[str], *, since: int, but: str | None
) -> dict[str, int]:
    """How often each of these contacts was written to by campaigns since then (ms), or is to be by those under way; `but`: a campaign that
    does not count."""
    sent = and_(_r.state.in_(GONE_OUT), _r.claimed_at >= since)
    to_come = and_(_r.state == "waiting", campaigns.c.state.in_(UNDER_WAY))
    statement = select(_r.contact_id, func.count()).join(campaigns, campaigns.c.id == _r.campaign_id)
    statement = statement.where(_r.contact_id.in_(sorted(set(contact_ids))), or_(sent, to_come))
    if but is not None:
        statement = statement.where(_r.campaign_id != but)
    found = await connection.tuples(statement.group_by(_r.contact_id))
    return dict[str, int]((contact, times) for contact, times in found)


async def insert(connection: Connection, rows: list[dict[str, Any]]) -> set[str]:
    """The contacts that went in: whoever is there already, by contact or by address, is left out."""
    return set(await connection.insert_many(campaign_recipients, rows, ignore=True, returning="contact_id"))
