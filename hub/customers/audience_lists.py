"""Lists of people in verbs: made by hand or by an import, used by campaigns and segments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import UNSET

from hub import ids, shaping, versions
from hub.customers import facets
from hub.office import activity
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import events, shapes
from hub.wire.campaign_changes import ListChange, ListMembersChange, NewList
from hub.wire.campaigns import AudienceList
from hub.wire.errors import Refusal
from storage.customers import audience_lists as rows
from storage.customers.audience_lists import ListRow
from storage.database import Connection

MANAGERS = ("role:manager", "role:admin")  # whose lists are


async def list_page(
    connection: Connection, q: str, after: str | None, limit: int
) -> tuple[list[AudienceList], str | None]:
    """By name, those whose name begins with `q`; and what `after` takes for the next."""
    found = await rows.page(connection, facets.beginning(q), after, limit + 1)
    kept = found[:limit]
    return [shape(row) for row in kept], kept[-1].key if len(found) > limit else None


async def get(connection: Connection, list_id: str) -> AudienceList:
    return shape(_there(await rows.get(connection, list_id)))


async def members(
    connection: Connection, list_id: str, after: str | None, limit: int
) -> tuple[list[shapes.Contact], str | None]:
    """The people on it, and what `after` takes for the next page."""
    _there(await rows.get(connection, list_id))
    found = await rows.members(connection, list_id, after, limit + 1)
    drawn = await shaping.contacts(connection, found[:limit])
    return [drawn[id] for id in found[:limit]], found[limit - 1] if len(found) > limit else None


async def add(tx: Transaction, agent: Agent, new: NewList) -> AudienceList:
    """Raises Refusal `conflict` when there is one of that name, `invalid` for contacts there are not."""
    row = await _insert(tx, agent, new.name)
    if new.contacts:
        row = await put(tx, row.id, await _present(tx.connection, new.contacts))
    made = _told(tx, row)
    await activity.note(tx, agent, "list.added", subject=row.id, title=row.name, after=made)
    return made


async def change(tx: Transaction, agent: Agent, list_id: str, asked: ListChange, if_match: int | None) -> AudienceList:
    held = _there(await rows.lock(tx.connection, list_id))
    before = shape(held)
    versions.require(held.version, if_match, before)
    name = held.name if asked.name is UNSET else name_of(asked.name)
    if name == held.name:
        return before
    key = facets.folded(name)
    twin = await rows.with_key(tx.connection, key)
    if twin is not None and twin.id != held.id:
        raise Refusal("conflict", f"There is a list {name} already.", field="name")
    after = _told(tx, await rows.change(tx.connection, held.id, tx.now, name=name, key=key))
    await activity.note(tx, agent, "list.changed", subject=held.id, title=name, before=before, after=after)
    return after


async def change_members(tx: Transaction, agent: Agent, list_id: str, asked: ListMembersChange) -> AudienceList:
    """Puts people on it and takes others off. Raises Refusal `invalid` for contacts there are not."""
    held = _there(await rows.lock(tx.connection, list_id))
    wanted = await _present(tx.connection, asked.add)
    taken = await rows.take(tx.connection, held.id, asked.remove) if asked.remove else 0
    row = await put(tx, held.id, wanted) if wanted else held
    if taken:
        row = await rows.change(tx.connection, held.id, tx.now, members=await rows.count(tx.connection, held.id))
    after = _told(tx, row)
    told = {"added": len(asked.add), "removed": taken, "members": after.members}
    await activity.note(tx, agent, "list.changed", subject=held.id, title=held.name, after=told)
    return after


async def remove(tx: Transaction, agent: Agent, list_id: str) -> None:
    """Campaigns that name it mean nobody by it from then on; those frozen already have their people."""
    held = _there(await rows.lock(tx.connection, list_id))
    await rows.remove(tx.connection, held.id)
    await activity.note(tx, agent, "list.removed", subject=held.id, title=held.name, before=shape(held))
    tx.announce(events.ListRemoved(held.id), MANAGERS)


async def put_named(tx: Transaction, user_id: str, name: str, contact_ids: list[str]) -> None:
    """Puts contacts that are there on the list of this name, made when there is none."""
    key = facets.folded(name)
    held = await rows.with_key(tx.connection, key)
    if held is None:
        await rows.insert(tx.connection, _row(tx, user_id, name))
        held = await rows.with_key(tx.connection, key)
        _told(tx, _there(held))
    if contact_ids and await rows.lock(tx.connection, _there(held).id) is not None:
        _told(tx, await put(tx, _there(held).id, contact_ids))


async def put(tx: Transaction, list_id: str, contact_ids: Iterable[str]) -> ListRow:
    """Puts contacts on a list that is held."""
    await rows.put(tx.connection, list_id, contact_ids)
    return await rows.change(tx.connection, list_id, tx.now, members=await rows.count(tx.connection, list_id))


def shape(row: ListRow) -> AudienceList:
    return AudienceList(
        id=row.id,
        version=row.version,
        name=row.name,
        members=row.members,
        created_by=row.created_by,
        created_at=shaping.time_text(row.created_at),
        updated_at=shaping.time_text(row.updated_at),
    )


def _told(tx: Transaction, row: ListRow) -> AudienceList:
    drawn = shape(row)
    tx.announce(events.ListChanged(drawn), MANAGERS)
    return drawn


async def _insert(tx: Transaction, agent: Agent, name: str) -> ListRow:
    title = name_of(name)
    row = _row(tx, agent.id, title)
    if not await rows.insert(tx.connection, row):
        raise Refusal("conflict", f"There is a list {title} already.", field="name")
    return _there(await rows.get(tx.connection, row["id"]))


def _row(tx: Transaction, user_id: str, name: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": ids.new(),
        "name": name,
        "key": facets.folded(name),
        "members": 0,
        "created_by": user_id,
    }
    return made | {"created_at": tx.now, "updated_at": tx.now}


async def _present(connection: Connection, contact_ids: list[str]) -> list[str]:
    found = await rows.present(connection, contact_ids) if contact_ids else []
    if len(found) < len(set(contact_ids)):
        raise Refusal("invalid", "Some of these contacts are not there (any more).", field="contacts")
    return found


def _there(row: ListRow | None) -> ListRow:
    if row is None:
        raise Refusal("not_found", "There is no such list.")
    return row


def name_of(name: str) -> str:
    """As it is kept. Raises Refusal `invalid` for one that is empty."""
    tidy = " ".join(name.split())
    if not tidy:
        raise Refusal("invalid", "Give the list a name.", field="name")
    return tidy
