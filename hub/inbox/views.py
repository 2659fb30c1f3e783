"""Saved views: named lists of conversations, one's own or shared by all, with how many each holds for whoever looks."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Struct

from hub import ids, shaping, versions
from hub.accounts.limits import check_length
from hub.inbox import lists as inbox
from hub.office import activity
from hub.permissions import EVERYONE, Agent, for_user, require_role
from hub.transaction import Transaction
from hub.wire.errors import Refusal
from hub.wire.events import ViewChanged, ViewRemoved
from hub.wire.filters import ConversationFilter, ConversationSort
from hub.wire.threads import NewView, ViewChange
from hub.wire.views import CountedView, View
from storage.database import Connection
from storage.inbox import views as rows
from storage.inbox.views import Place, ViewRow

MOST = 100  # of one person, and of those shared
LONGEST_NAME = 100
POSITION_DIGITS = 5


class Kept(Struct, frozen=True, kw_only=True):
    """What a row's `filter` holds."""

    filter: ConversationFilter
    sort: ConversationSort = "last"


_decode = msgspec.json.Decoder(Kept).decode


async def list_page(
    connection: Connection, agent: Agent, *, q: str | None, after: str | None, limit: int
) -> tuple[list[CountedView], str | None]:
    """The shared ones and the agent's own, and what `after` takes for the next page."""
    found = await rows.page(connection, agent.id, (q or "").strip() or None, _place(after), limit + 1)
    kept = found[:limit]
    more = _after(kept[-1]) if len(found) > limit else None
    return await _counted(connection, agent, [shape(row) for row in kept]), more


async def get(connection: Connection, agent: Agent, view_id: str) -> CountedView:
    (counted,) = await _counted(connection, agent, [shape(_seen(agent, await rows.get(connection, view_id)))])
    return counted


async def add(tx: Transaction, agent: Agent, new: NewView) -> View:
    owner = None if new.shared else agent.id
    if owner is None:
        require_role(agent, "admin", "manager")
    await _require_room(tx, owner)
    row = ViewRow(
        id=ids.new(),
        version=1,
        name=_name(new.name),
        owner_id=owner,
        filter=_encoded(new.filter, new.sort),
        position=new.position,
        created_at=tx.now,
        updated_at=tx.now,
    )
    await rows.insert(tx.connection, row)
    return await _told(tx, agent, "view.added", None, row)


async def change(tx: Transaction, agent: Agent, view_id: str, asked: ViewChange, if_match: int | None) -> View:
    before = await _held(tx, agent, view_id, if_match)
    kept = _decode(before.filter)
    values: dict[str, Any] = {}
    if asked.name is not UNSET:
        values["name"] = _name(asked.name)
    if asked.position is not UNSET:
        values["position"] = asked.position
    if asked.shared is not UNSET and asked.shared != (before.owner_id is None):
        values["owner_id"] = await _next_owner(tx, agent, asked.shared)
    values["filter"] = _encoded(
        kept.filter if asked.filter is UNSET else asked.filter, kept.sort if asked.sort is UNSET else asked.sort
    )
    changed = {name: value for name, value in values.items() if getattr(before, name) != value}
    if not changed:
        return shape(before)
    await rows.change(tx.connection, before.id, tx.now, changed)
    after = await rows.get(tx.connection, before.id)
    assert after is not None  # held
    if before.owner_id is None and after.owner_id is not None:
        tx.announce(ViewRemoved(before.id), _audience(before))  # for all but its owner, who is told more right after
    return await _told(tx, agent, "view.changed", before, after)


async def _next_owner(tx: Transaction, agent: Agent, shared: bool) -> str | None:
    require_role(agent, "admin", "manager")
    owner = None if shared else agent.id
    await _require_room(tx, owner)
    return owner


async def _require_room(tx: Transaction, owner: str | None) -> None:
    if await rows.count(tx.connection, owner) >= MOST:
        raise Refusal("conflict", f"There are {MOST} views already. Remove one before you add another.")


async def remove(tx: Transaction, agent: Agent, view_id: str, if_match: int | None) -> None:
    held = await _held(tx, agent, view_id, if_match)
    await rows.remove(tx.connection, held.id)
    tx.announce(ViewRemoved(held.id), _audience(held))
    if held.owner_id is None:
        await activity.note(tx, agent, "view.removed", subject=held.id, title=held.name, before=shape(held))


def shape(row: ViewRow) -> View:
    kept = _decode(row.filter)
    return View(
        id=row.id,
        version=row.version,
        name=row.name,
        owner=row.owner_id,
        filter=kept.filter,
        sort=kept.sort,
        position=row.position,
        created_at=shaping.time_text(row.created_at),
        updated_at=shaping.time_text(row.updated_at),
    )


async def _counted(connection: Connection, agent: Agent, shapes: list[View]) -> list[CountedView]:
    counted = {view.id: view.filter for view in shapes if view.filter.q is None}
    counts = await inbox.count_each(connection, agent, counted)
    return [CountedView(**msgspec.structs.asdict(view), count=counts.get(view.id)) for view in shapes]


async def _held(tx: Transaction, agent: Agent, view_id: str, if_match: int | None) -> ViewRow:
    row = _seen(agent, await rows.lock(tx.connection, view_id))
    if row.owner_id is None:
        require_role(agent, "admin", "manager")
    versions.require(row.version, if_match, shape(row))
    return row


def _seen(agent: Agent, row: ViewRow | None) -> ViewRow:
    if row is None or row.owner_id not in (None, agent.id):
        raise Refusal("not_found", "There is no such view.")
    return row


async def _told(tx: Transaction, agent: Agent, act: str, before: ViewRow | None, row: ViewRow) -> View:
    after = shape(row)
    tx.announce(ViewChanged(after), _audience(row))
    if None in (row.owner_id, row.owner_id if before is None else before.owner_id):
        earlier = None if before is None else shape(before)
        await activity.note(tx, agent, act, subject=row.id, title=row.name, before=earlier, after=after)
    return after


def _audience(row: ViewRow) -> tuple[str, ...]:
    return (EVERYONE,) if row.owner_id is None else for_user(row.owner_id)


def _name(given: str) -> str:
    name = " ".join(given.split())
    check_length(name, LONGEST_NAME, "A view's name", "name", needed=True)
    return name


def _encoded(filter: ConversationFilter, sort: ConversationSort) -> str:
    if filter.waiting_before is not None:
        shaping.time_ms(filter.waiting_before, field="filter.waiting_before")
    return msgspec.json.encode(Kept(filter=filter, sort=sort)).decode()


def _after(row: ViewRow) -> str:
    return f"{row.position}.{row.id}.{row.name}"


def _place(after: str | None) -> Place | None:
    if after is None:
        return None
    position, _, rest = after.partition(".")
    id, dot, name = rest.partition(".")
    if not dot or not (position.isascii() and position.isdecimal() and len(position) <= POSITION_DIGITS):
        raise Refusal("invalid", "`after` must be the `next` of an earlier page.", field="after")
    return int(position), name, id
