"""Messages of one recipient that wait together leave in one call, where a provider takes several and counts calls.

A call keeps its messages. What may have been taken is tried again as the same call under the same key, so that it is taken once: whatever was
queued since waits for the next. Nothing waits to become one of many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from channels.channel import Channel, Merging
from hub import ids
from hub.work.claim import Claim
from storage.database import Connection
from storage.inbox.attempts import AttemptRow
from storage.outgoing import deliveries
from storage.outgoing.deliveries import DueRow

NEAR_MS = 20  # the messages of one command are due a millisecond apart
KEY_MS = 23 * 3_600_000  # a provider knows a call's key for 24 hours; the rest is for clocks


class Call(Struct, frozen=True):
    """A call whose outcome nobody knows, first made at `since` (ms)."""

    id: str
    since: int


def open_call(attempts: Sequence[AttemptRow], now: int) -> Call | None:
    """The call a message belongs to, whatever its provider made of it. `attempts`: the message's, first try first."""
    id = attempts[-1].call if attempts else None
    if id is None:
        return None
    since = min(attempt.started_at for attempt in attempts if attempt.call == id)
    return Call(id, since) if since > now - KEY_MS else None


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


def gathered(channel: Channel, claims: Sequence[Claim], calls: Mapping[str, Call | None], now: int) -> list[Claim]:
    """Those that go now, by calls: the first of each conversation and whoever may go with it. `calls` by message; `claims` in the
    queue's order."""
    if not isinstance(channel, Merging):
        return list(claims)
    of_conversation: dict[str, list[Claim]] = {}
    for claim in claims:
        of_conversation.setdefault(claim.conversation_id, []).append(claim)
    return [claim for each in of_conversation.values() for claim in _party(channel, each, calls, now)]


def _party(channel: Merging, claims: list[Claim], calls: Mapping[str, Call | None], now: int) -> list[Claim]:
    call = calls.get(claims[0].message_id)
    if call is not None:
        going = [claim for claim in claims if calls.get(claim.message_id) == call]
        return [replace(claim, call=call.id, since=call.since, again=True) for claim in going]
    call, going, room = Call(ids.new(), now), [], channel.together
    for claim in claims:
        room -= channel.weight(claim.outgoing)
        if going and (room < 0 or calls.get(claim.message_id) is not None or claim.weight != claims[0].weight):
            break
        going.append(claim)
    return [replace(claim, call=call.id, since=call.since) for claim in going]
