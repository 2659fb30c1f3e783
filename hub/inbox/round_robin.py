"""Conversations that are nobody's go to whoever is here and has the fewest, in turn. What somebody took by hand is left alone.

Agents of the account take part, and whoever else is named among its members; within their own working hours, or the office's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct, structs

from hub import announce
from hub.inbox import threads
from hub.office import office_hours
from hub.office.office_hours import Office
from hub.permissions import ChannelRights, holds
from hub.team import users
from hub.transaction import Transaction
from hub.wire.configuration import WorkingHours
from storage.database import Connection
from storage.inbox import conversations as conversation_rows
from storage.inbox import turns as rows
from storage.inbox.conversations import ConversationRow
from storage.inbox.turns import CandidateRow

RULE = "round_robin"  # what the line in the thread calls it
LEFT = "left"  # in what a conversation keeps of the campaign it answers: it is nobody's until somebody takes it
_LEFT = f'"{LEFT}":true'
Desk = Mapping[str, frozenset[str]]  # who may be given something, by channel account: those that have anybody
_hours = msgspec.json.Decoder(WorkingHours).decode


class Place(Struct, frozen=True, order=True):
    """Where somebody stands in the turn; the least is next. `given_at`: when (ms) they last got one by it."""

    open: int
    given_at: int
    user_id: str


async def desk(connection: Connection, office: Office, online: Collection[str], now: int) -> Desk:
    """Of those who are online."""
    here = [row for row in await rows.candidates(connection, online) if _at_work(office, row, now)]
    found = {
        account.id: frozenset(row.id for row in here if _takes_part(row, account))
        for account in await users.rights(connection)
    }
    return {account: people for account, people in found.items() if people}


async def hand_out(tx: Transaction, desk: Desk, conversation_ids: Sequence[str]) -> list[str]:
    """Gives each queued one that still is nobody's to whose turn it is, the first first. Returns what was given. Those on accounts of the
    desk leave the queue."""
    held = await conversation_rows.lock(tx.connection, conversation_ids)
    there = [held[id] for id in conversation_ids if id in held and held[id].channel_id in desk]
    line = await _line(tx.connection, frozenset[str]().union(*desk.values()))
    given: list[str] = []
    for row in filter(waits, there):
        place = next_of(line, desk[row.channel_id])
        line[place.user_id] = after(line, place, tx.now)
        await _give(tx, row, line[place.user_id])
        given.append(row.id)
    await rows.unqueue(tx.connection, [row.id for row in there])
    await announce.conversations(tx, given)
    return given


def waits(row: ConversationRow) -> bool:
    """Whether a customer waits in it for somebody to take it, and no campaign's rule leaves it to whoever wants it."""
    return (
        row.state == "open"
        and row.assignee_id is None
        and row.waiting_since is not None
        and _LEFT not in (row.answers or "")
    )


def next_of(line: Mapping[str, Place], members: Collection[str]) -> Place:
    """Who has the fewest open ones, of these who was given one longest ago, of these the first by id."""
    return min(line[member] for member in members)


def after(line: Mapping[str, Place], place: Place, now: int) -> Place:
    """Where somebody stands who was just given one: behind everybody, though several are given at the same moment."""
    latest = max(each.given_at for each in line.values())
    return structs.replace(place, open=place.open + 1, given_at=max(now, latest + 1))


async def _give(tx: Transaction, conversation: ConversationRow, to: Place) -> None:
    await conversation_rows.change(tx.connection, conversation.id, tx.now, assignee_id=to.user_id)
    await rows.note(tx.connection, to.user_id, to.given_at)
    await threads.add_system(tx, conversation, "assigned", by=None, to=to.user_id, rule=RULE)


async def _line(connection: Connection, people: Collection[str]) -> dict[str, Place]:
    loads, given = await rows.loads(connection, people), await rows.given(connection, people)
    return {id: Place(loads.get(id, 0), given.get(id, 0), id) for id in people}


def _at_work(office: Office, row: CandidateRow, now: int) -> bool:
    hours = office.hours if row.working_hours is None else _hours(row.working_hours)
    return office_hours.is_open(structs.replace(office, hours=hours), now)


def _takes_part(row: CandidateRow, account: ChannelRights) -> bool:
    named = account.members is not None and row.id in account.members
    return (row.role == "agent" or named) and holds(row.id, row.role, account)  # type: ignore[arg-type]
