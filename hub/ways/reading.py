"""What the ways to write to a contact are read from: conversations, templates, reply tokens, and what became of the last message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from hub import shaping
from hub.accounts import quotas
from hub.customers import contacts
from hub.inbox import silence
from hub.inbox.silence import Silence
from hub.office import configuration
from hub.permissions import Agent
from hub.transaction import milliseconds
from hub.ways import ways
from hub.ways.ways import Person, Place, Talk
from hub.wire.routes import ContactRoutes, Route
from hub.wire.shapes import Fault
from storage.accounts import channels, handles
from storage.accounts import ways as rows
from storage.accounts.channels import AccountRow
from storage.accounts.ways import TalkRow
from storage.customers import contacts as contact_rows
from storage.customers import profiles
from storage.database import Connection
from storage.inbox import heard

IN_USE = ("active", "paused")


async def of_contact(connection: Connection, agent: Agent, contact_id: str) -> ContactRoutes:
    """Over the channel accounts the agent may see. A contact that was merged answers as the one it became part of."""
    contact = await contacts.seen(connection, agent, contact_id)
    now = milliseconds()
    accounts = [row for row in await channels.every(connection) if row.id in agent.channels and row.state in IN_USE]
    ids = [row.id for row in accounts]
    every = await rows.talks(connection, contact.id, ids)
    talks, silent = newest(every), await _silent(connection, accounts, every)
    tokens = await handles.replies(connection, [talk.id for talk in talks.values()], now)
    approved = await rows.categories(connection, ids)
    person = Person(
        identities=(await contact_rows.identities_of(connection, [contact.id])).get(contact.id, []),
        consent=msgspec.json.decode(contact.consent),
        blocked=contact.blocked_at is not None,
        members=(await profiles.members(connection, [contact.id])).get(contact.id, 1),
    )
    places = [
        Place(
            account=row,
            talk=_talk(talks.get(row.id), {id: token.reply_until for id, token in tokens.items()}, silent.get(row.id)),
            categories=approved.get(row.id, frozenset()),
            quota=quotas.of(row),
        )
        for row in accounts
    ]
    own = (await configuration.read(connection)).campaigns.prices
    return ContactRoutes(contact=contact.id, at=shaping.time_text(now), routes=ways.ways(person, places, own, now))


async def of_person(
    connection: Connection, person: Person, contact_id: str, accounts: Sequence[AccountRow], now: int
) -> dict[str, Route]:
    """By channel account the way to a contact there is over each of these, whoever may see them. Without what templates would cost."""
    every = await rows.talks(connection, contact_id, [row.id for row in accounts])
    talks, silent = newest(every), await _silent(connection, accounts, every)
    tokens = await handles.replies(connection, [talk.id for talk in talks.values()], now)
    until = {id: token.reply_until for id, token in tokens.items()}
    places = [
        Place(account=row, talk=_talk(talks.get(row.id), until, silent.get(row.id)), quota=quotas.of(row))
        for row in accounts
    ]
    return {route.channel: route for route in ways.ways(person, places, [], now)}


def newest(found: Sequence[TalkRow]) -> dict[str, TalkRow]:
    """By channel account the one that goes on: what is unresolved, else what was last."""
    ranked = sorted(found, key=lambda talk: (talk.state != "resolved", talk.last_at, talk.id))
    return {talk.channel_id: talk for talk in ranked}


async def _silent(
    connection: Connection, accounts: Sequence[AccountRow], talks: Sequence[TalkRow]
) -> dict[str, Silence | None]:
    """By channel account why what is said there is not heard."""
    told = {row.id for row in accounts if row.kind == silence.KIND}
    last = await heard.newest(connection, [talk.id for talk in talks if talk.channel_id in told])
    return {id: silence.of(last[talk.id] for talk in talks if talk.channel_id == id and talk.id in last) for id in told}


def _talk(row: TalkRow | None, tokens: Mapping[str, int | None], silent: Silence | None) -> Talk | None:
    if row is None:
        return None
    failed = None
    if row.error is not None and row.failed_at is not None and row.failed_at > (row.seen_at or 0):
        failed = msgspec.json.decode(row.error, type=Fault).code
    return Talk(
        conversation=row.id,
        window_closes_at=row.window_closes_at,
        seen_at=row.seen_at,
        failed=failed,
        reply_until=tokens.get(row.id),
        silent=silent,
    )
