"""Where the answers to a campaign go: to a person, to whoever of a team has the fewest, into the turn of those who are there, or to nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

import msgspec

from hub.inbox import round_robin, threads
from hub.inbox.round_robin import Place
from hub.permissions import ChannelRights, holds
from hub.receiving.book import Given
from hub.team import notices, users
from hub.transaction import Transaction
from hub.wire.campaigns import ReplyRule
from storage import tables
from storage.inbox import conversation_tags, turns
from storage.inbox.conversations import ConversationRow
from storage.intake.batches import ConversationHeld
from storage.team import teams
from storage.team import users as user_rows

RULE = "campaign"  # what the line in the thread calls it
MOST_TAGS = 50
_tags = msgspec.json.Decoder(list[str]).decode


async def choose(tx: Transaction, rule: ReplyRule, held: ConversationHeld) -> Given:
    """A rule nobody can follow any more (the person left, the team is empty) is none: it goes as any other."""
    if rule.nobody:
        return Given(nobody=True)
    if rule.round_robin:
        return Given(in_turn=True)
    wanted = [rule.user] if rule.user is not None else []
    if rule.team is not None:
        wanted = await teams.member_ids(tx.connection, rule.team)
    able = await _able(tx, wanted, held.channel_id) if wanted else []
    return Given(to=await _next(tx, able)) if able else Given()


async def tell(tx: Transaction, given: Mapping[str, Given], talks: Mapping[str, ConversationHeld]) -> None:
    """The lines in the threads, and who is notified; after the conversations were written."""
    lines: list[tuple[ConversationRow, str, dict[str, Any]]] = []
    for id, each in sorted(given.items()):
        if each.to is not None:
            lines.append((cast(ConversationRow, talks[id]), "assigned", {"by": None, "to": each.to, "rule": RULE}))
    if lines:
        await threads.add_systems(tx, lines)
        await notices.assigned(tx, [(row, detail) for row, _, detail in lines])
    in_turn = sorted(id for id, each in given.items() if each.in_turn)
    if in_turn:
        await turns.queue(tx.connection, in_turn, tx.now, asked=True)


def left(answers: str | None) -> str:
    """What a conversation keeps of the campaign it answers, with the mark that the office's turns leave it alone."""
    return msgspec.json.encode(msgspec.json.decode(answers or "{}") | {round_robin.LEFT: True}).decode()


async def tag(tx: Transaction, conversation_id: str, tags: str, name: str) -> str:
    """The tags a conversation has now, with one more."""
    kept = _tags(tags)
    if name in kept or len(kept) >= MOST_TAGS:
        return tags
    encoded = msgspec.json.encode([*kept, name]).decode()
    await tx.connection.update_many(tables.conversations, [{"id": conversation_id, "tags": encoded}])
    await conversation_tags.replace(tx.connection, conversation_id, [*kept, name])
    return encoded


async def _able(tx: Transaction, user_ids: Collection[str], channel_id: str) -> list[str]:
    """Those who would see the conversation."""
    rights: ChannelRights | None = next(
        (each for each in await users.rights(tx.connection) if each.id == channel_id), None
    )
    if rights is None:
        return []
    found = await user_rows.find(tx.connection, set(user_ids))
    return [row.id for row in found if row.active and holds(row.id, row.role, rights)]  # type: ignore[arg-type]


async def _next(tx: Transaction, user_ids: Collection[str]) -> str:
    """Who has the fewest, of these who was given one longest ago."""
    if len(user_ids) == 1:
        return next(iter(user_ids))
    loads, given = await turns.loads(tx.connection, user_ids), await turns.given(tx.connection, user_ids)
    line = {id: Place(loads.get(id, 0), given.get(id, 0), id) for id in user_ids}
    place = round_robin.next_of(line, user_ids)
    await turns.note(tx.connection, place.user_id, round_robin.after(line, place, tx.now).given_at)
    return place.user_id
