"""Messages of one recipient that wait together leave in one call, where a provider takes several and counts calls.

A call keeps its messages. What may have been taken is tried again as the same call under the same key, so that it is taken once: whatever was
queued since waits for the next. Where that cannot be done exactly so, nobody but a person sends it again. What was in a call the provider
refused goes by itself, one after the other. Nothing waits to become one of many.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from channels.channel import Channel, Merging
from hub import ids
from hub.inbox.calls import is_lost, open_call
from hub.wire.shapes import Fault
from hub.work.beside import decoded
from hub.work.claim import Claim
from storage.database import Connection
from storage.inbox import attempts as attempt_rows
from storage.inbox.attempts import AttemptRow
from storage.outgoing import deliveries
from storage.outgoing.deliveries import DueRow

NEAR_MS = 20  # the messages of one command are due a millisecond apart
APART = "apart"  # the code of an attempt in a call the provider refused for something in it
Earlier = Mapping[str, list[AttemptRow]]  # by message its attempts, first try first


class Gathered(Struct, frozen=True):
    """`lost`: those in doubt whose call cannot be made again as it was."""

    going: list[Claim]
    lost: list[Claim]


async def waiting(
    connection: Connection, channel: Channel, channel_id: str, due: Sequence[DueRow], now: int
) -> Sequence[DueRow]:
    """`due` and what waits behind each of them and could go with it."""
    if not isinstance(channel, Merging) or not due:
        return due
    conversations = {row.conversation_id for row in due if row.weight == 0}
    found = await deliveries.next_of(connection, channel_id, conversations, now + NEAR_MS, channel.together)
    first = {row.conversation_id: row for row in due}
    behind = [row for row in found if row.place > first[row.conversation_id].place]
    return [*due, *behind]


async def members(connection: Connection, channel: Channel, earlier: Earlier, now: int) -> dict[str, set[str]]:
    """By open call the messages that may have been taken in it."""
    if not isinstance(channel, Merging):
        return {}
    calls = {call.id for each in earlier.values() if (call := open_call(each, now)) is not None}
    return {call: set(await attempt_rows.of_call(connection, call)) for call in sorted(calls)}


def gathered(
    channel: Channel, claims: Sequence[Claim], earlier: Earlier, members: Mapping[str, Collection[str]], now: int
) -> Gathered:
    """Those that go now, by calls: the first of each conversation and whoever may go with it. `claims` in the queue's order."""
    if not isinstance(channel, Merging):
        return Gathered(list(claims), [])
    of_conversation: dict[str, list[Claim]] = {}
    for claim in claims:
        of_conversation.setdefault(claim.conversation_id, []).append(claim)
    found = Gathered([], [])
    for each in of_conversation.values():
        party = _party(channel, each, earlier, members, now)
        found.going.extend(party.going)
        found.lost.extend(party.lost)
    return found


def _party(
    channel: Merging, claims: list[Claim], earlier: Earlier, members: Mapping[str, Collection[str]], now: int
) -> Gathered:
    first = claims[0]
    if is_lost(earlier.get(first.message_id, ()), now):
        return Gathered([], [first])
    call = open_call(earlier.get(first.message_id, ()), now)
    if call is None:
        return Gathered(_new(channel, claims, earlier, now), [])
    same = [claim for claim in claims if open_call(earlier.get(claim.message_id, ()), now) == call]
    if {claim.message_id for claim in same} != set(members[call.id]):
        return Gathered([], same)
    same.sort(key=lambda claim: decoded(earlier[claim.message_id][-1].beside).place)
    return Gathered([replace(claim, call=call.id, since=call.since, again=True) for claim in same], [])


def _new(channel: Merging, claims: list[Claim], earlier: Earlier, now: int) -> list[Claim]:
    call, going, room = ids.new(), list[Claim](), channel.together
    for claim in claims:
        before = earlier.get(claim.message_id, ())
        room -= channel.weight(claim.outgoing)
        alone = _goes_alone(before)
        if going and (
            alone or room < 0 or (before and before[-1].call is not None) or claim.weight != claims[0].weight
        ):
            break
        going.append(claim)
        if alone:
            break
    return [replace(claim, call=call, since=now) for claim in going]


def _goes_alone(attempts: Sequence[AttemptRow]) -> bool:
    return any(
        each.error is not None and msgspec.json.decode(each.error, type=Fault).code == APART for each in attempts
    )
