"""Endpoints in verbs: where webhooks go. Administrators add, change and remove them, rotate their secrets, and send again what is dead.

The endpoint's own row is an administrator's; how far the forwarder has come and how it fared stands beside it (`storage.outgoing.endpoints`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import msgspec
from msgspec import UNSET

from hub import ids, versions
from hub.endpoints import rules as endpoint_rules
from hub.office import activity
from hub.permissions import Agent, for_role
from hub.router import signing
from hub.shaping import time_text
from hub.transaction import Transaction
from hub.vault import Vault
from hub.wire.endpoints import Endpoint, EndpointChange, EndpointHealth, EndpointMade, NewEndpoint
from hub.wire.errors import Refusal
from hub.wire.events import EndpointChanged, EndpointRemoved
from storage import event_log
from storage.database import Connection
from storage.outgoing import endpoints as rows
from storage.outgoing.endpoints import EndpointRow, QueueRow, StandingRow

MOST = 50  # endpoints: each may hold connections and bodies of its own
FAILING_AFTER = 3  # tries in a row; one may fail anywhere


async def shapes_of(connection: Connection, found: Sequence[EndpointRow]) -> list[Endpoint]:
    queues = await rows.queues(connection, [row.id for row in found])
    standings = {standing.endpoint_id: standing for standing in await rows.standings(connection)}
    return [shape(row, standings[row.id], queues[row.id]) for row in found]


async def listed(
    connection: Connection, *, q: str | None, after: str | None, limit: int
) -> tuple[list[Endpoint], str | None]:
    found = await rows.page(connection, q=q, after=after, limit=limit + 1)
    shown = await shapes_of(connection, found[:limit])
    return shown, shown[-1].id if len(found) > limit else None


async def get(connection: Connection, id: str) -> Endpoint:
    return (await shapes_of(connection, [there(await rows.get(connection, id))]))[0]


async def add(tx: Transaction, agent: Agent | None, vault: Vault, public_url: str, asked: NewEndpoint) -> EndpointMade:
    """From now on it gets what happens. Raises Refusal `invalid`, `conflict`."""
    if await rows.count(tx.connection) >= MOST:
        raise Refusal("conflict", f"There can be {MOST} endpoints at most. Remove one first.")
    secret = signing.new_secret() if asked.kind == "events" else None
    wanted = endpoint_rules.checked(asked.kind, msgspec.structs.asdict(asked), public_url)
    row = wanted | {
        "id": ids.new(),
        "kind": asked.kind,
        "secrets": None if secret is None else vault.seal({"current": secret}),
        "from_environment": agent is None,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    head = await event_log.head(tx.connection)
    standing = {"endpoint_id": row["id"], "cursor": head.seq, "since": ids.first_of(tx.now)}
    await rows.add(tx.connection, row, standing)
    made = await announce(tx, row["id"], bump=False)
    await activity.note(tx, agent, "endpoint.added", subject=made.id, title=made.name, after=_noted(made))
    return EndpointMade(endpoint=made, secret=secret)


async def change(
    tx: Transaction, agent: Agent, public_url: str, id: str, asked: EndpointChange, if_match: int | None
) -> Endpoint:
    """Raises Refusal `invalid`, `conflict` (`current` is how it is now), `not_found`."""
    held = await locked(tx, id)
    before = (await shapes_of(tx.connection, [held]))[0]
    versions.require(held.version, if_match, before)
    named = {name: value for name, value in msgspec.structs.asdict(asked).items() if value is not UNSET}
    if held.from_environment and set(named) - {"active"}:
        raise Refusal("conflict", "This endpoint is described by the setting ROUTER_ENDPOINTS: change it there.")
    return await _changed(tx, agent, before, endpoint_rules.checked(held.kind, named, public_url))


async def remove(tx: Transaction, agent: Agent, id: str) -> None:
    """What waits for it is forgotten."""
    held = await locked(tx, id)
    if held.from_environment:
        raise Refusal("conflict", "This endpoint is described by the setting ROUTER_ENDPOINTS: remove it there.")
    before = (await shapes_of(tx.connection, [held]))[0]
    await rows.remove(tx.connection, id, tx.now)
    tx.announce(EndpointRemoved(id), for_role("admin"))
    await activity.note(tx, agent, "endpoint.removed", subject=id, title=held.name, before=_noted(before))


async def rotate(tx: Transaction, agent: Agent, vault: Vault, id: str, overlap_ms: int) -> EndpointMade:
    """A new secret; the one before signs beside it for `overlap_ms`. Raises Refusal `invalid` for the router's endpoints."""
    held = await locked(tx, id)
    if held.secrets is None:
        raise Refusal(
            "invalid", "The router's webhooks carry the provider's own signature: there is no secret of ours."
        )
    secret = signing.new_secret()
    sealed = {"current": secret}
    if overlap_ms:
        sealed["previous"] = vault.open(held.secrets)["current"]
    until = tx.now + overlap_ms if overlap_ms else None
    await rows.change(tx.connection, id, {"secrets": vault.seal(sealed), "previous_until": until, "updated_at": tx.now})
    made = await announce(tx, id, bump=False)
    await activity.note(tx, agent, "endpoint.secret_rotated", subject=id, title=held.name)
    return EndpointMade(endpoint=made, secret=secret)


async def redescribe(tx: Transaction, held: EndpointRow, asked: NewEndpoint) -> None:
    """What the environment describes became this."""
    before = (await shapes_of(tx.connection, [held]))[0]
    named = {"name": asked.name, "fields": asked.fields, "numbers": asked.numbers}
    values = endpoint_rules.checked(held.kind, named, "")
    if not held.from_environment:
        values |= {"from_environment": True, "active": True}
    if any(getattr(held, name) != value for name, value in values.items()):
        await _changed(tx, None, before, values)


async def release(tx: Transaction, held: EndpointRow) -> None:
    """The environment describes it no more: it is paused, with its queue, and an ordinary one from now on."""
    before = (await shapes_of(tx.connection, [held]))[0]
    await _changed(tx, None, before, {"from_environment": False, "active": False})


async def announce(tx: Transaction, id: str, *, bump: bool = True) -> Endpoint:
    """Tells administrators how it is now."""
    row = await rows.change(tx.connection, id, {}) if bump else await rows.get(tx.connection, id)
    made = (await shapes_of(tx.connection, [there(row)]))[0]
    tx.announce(EndpointChanged(made), for_role("admin"))
    return made


def shape(row: EndpointRow, standing: StandingRow, queue: QueueRow) -> Endpoint:
    return Endpoint(
        id=row.id,
        version=row.version,
        kind=cast(Any, row.kind),
        name=row.name,
        url=row.url,
        active=row.active,
        types=texts(row.types),
        fields=texts(row.fields),
        numbers=texts(row.numbers),
        in_order_of=cast(Any, row.in_order_of),
        secret_overlaps_until=time_of(row.previous_until),
        from_environment=row.from_environment,
        health=EndpointHealth(
            state=cast(Any, state_of(row.active, standing.failures, standing.succeeded_at)),
            waiting=queue.waiting,
            oldest_waiting=time_of(queue.oldest),
            dead=queue.dead,
            last_success=time_of(standing.succeeded_at),
            last_failure=time_of(standing.failed_at),
            last_error=standing.error,
        ),
        created_at=time_text(row.created_at),
        updated_at=time_text(row.updated_at),
    )


def state_of(active: bool, failures: int, succeeded_at: int | None) -> str:
    if not active:
        return "paused"
    if failures >= FAILING_AFTER or (failures and succeeded_at is None):
        return "failing"
    return "new" if succeeded_at is None else "working"


def texts(encoded: str) -> list[str]:
    return msgspec.json.decode(encoded, type=list[str])


async def _changed(tx: Transaction, agent: Agent | None, before: Endpoint, values: dict[str, Any]) -> Endpoint:
    await rows.change(tx.connection, before.id, values | {"updated_at": tx.now})
    after = await announce(tx, before.id, bump=False)
    await activity.note(
        tx, agent, "endpoint.changed", subject=after.id, title=after.name, before=_noted(before), after=_noted(after)
    )
    return after


async def locked(tx: Transaction, id: str) -> EndpointRow:
    return there(await rows.lock(tx.connection, id))


def there(row: EndpointRow | None) -> EndpointRow:
    if row is None:
        raise Refusal("not_found", "There is no such endpoint.")
    return row


def _noted(endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint as the log of activity keeps it: what people decide, not how it fares."""
    kept = ("kind", "name", "url", "active", "types", "fields", "numbers", "in_order_of")
    return {name: getattr(endpoint, name) for name in kept}


def time_of(ms: int | None) -> str | None:
    return None if ms is None else time_text(ms)
