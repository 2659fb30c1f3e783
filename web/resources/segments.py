"""`/api/v1/segments`: saved filters over contacts."""

from __future__ import annotations

from msgspec import Struct

from hub.customers import contact_lists, segments
from hub.customers.contact_lists import Wanted
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire.customer_changes import NewSegment, SegmentChange
from hub.wire.segments import Segment
from hub.wire.shapes import Contact
from storage.customers.contact_lists import Sort
from storage.database import Connection
from web.operations import MANAGERS, Asked, NoQuery, Paged, Paging, read, write


class SegmentContactsQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sort: Sort = "-updated"


class SegmentCount(Struct, frozen=True, kw_only=True):
    """How many contacts the asker sees in it now."""

    contacts: int


async def listed(connection: Connection, _: Agent, asked: Asked[Paging, None]) -> Paged[Segment]:
    query = asked.query
    items, more = await segments.list_page(connection, query.q or "", query.after, query.limit)
    return Paged(items=items, next=more)


async def one(connection: Connection, _: Agent, asked: Asked[NoQuery, None]) -> Segment:
    return await segments.get(connection, asked.id)


async def held(connection: Connection, agent: Agent, asked: Asked[SegmentContactsQuery, None]) -> Paged[Contact]:
    query, wanted = asked.query, Wanted(segment=asked.id, q=asked.query.q)
    items, more = await contact_lists.list_page(connection, agent, wanted, query.sort, query.after, query.limit)
    return Paged(items=items, next=more)


async def counted(connection: Connection, agent: Agent, asked: Asked[NoQuery, None]) -> SegmentCount:
    return SegmentCount(contacts=await contact_lists.count(connection, agent, Wanted(segment=asked.id)))


async def add(tx: Transaction, agent: Agent, asked: Asked[NoQuery, NewSegment]) -> Segment:
    return await segments.add(tx, agent, asked.body)


async def change(tx: Transaction, agent: Agent, asked: Asked[NoQuery, SegmentChange]) -> Segment:
    return await segments.change(tx, agent, asked.id, asked.body, asked.if_match)


async def remove(tx: Transaction, agent: Agent, asked: Asked[NoQuery, None]) -> None:
    await segments.remove(tx, agent, asked.id)


OPERATIONS = (
    read("/segments", listed, "List segments", gives=Paged[Segment], query=Paging),
    write("POST", "/segments", add, "Save a segment", takes=NewSegment, gives=Segment, status=201, roles=MANAGERS),
    read("/segments/{id}", one, "One segment", gives=Segment),
    write("PUT", "/segments/{id}", change, "Change a segment", takes=SegmentChange, gives=Segment, roles=MANAGERS),
    write("DELETE", "/segments/{id}", remove, "Remove a segment", roles=MANAGERS),
    read("/segments/{id}/contacts", held, "Its contacts", gives=Paged[Contact], query=SegmentContactsQuery),
    read("/segments/{id}/count", counted, "How many contacts it holds", gives=SegmentCount),
)
