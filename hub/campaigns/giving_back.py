"""A campaign was paused or cancelled: what waits in the queue and nobody has tried to send goes back, as if it had never been taken."""

from __future__ import annotations

from typing import Any

from hub import announce
from hub.campaigns import leaving, ways
from hub.permissions import for_channel
from hub.transaction import Transaction
from hub.wire import events
from storage.campaigns import sends
from storage.campaigns.rows import CampaignRow
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as message_rows
from storage.inbox.conversations import ConversationRow

BATCH = 200
STOPPED = ("paused", "cancelled")
CANCELLED = "The campaign was cancelled before their turn."


async def give_back(tx: Transaction, campaign: CampaignRow) -> int:
    """Up to `BATCH` messages of each account it goes over; how many it found. Their recipients wait again."""
    accounts = [campaign.channel_id, *(way.channel for way in ways.of(campaign.fallback))]
    return sum([await _of_account(tx, campaign, account) for account in dict.fromkeys(accounts)])


async def _of_account(tx: Transaction, campaign: CampaignRow, channel_id: str) -> int:
    found = await sends.unattempted(tx.connection, campaign.id, channel_id, BATCH)
    if not found:
        return 0
    held = {row.id: row for row in await message_rows.many(tx.connection, found)}
    talks = await conversation_rows.lock(tx.connection, (row.conversation_id for row in held.values()))
    rows = await message_rows.lock(tx.connection, held)
    # claimed meanwhile: it is being sent
    tried = set(await sends.unattempted(tx.connection, campaign.id, channel_id, BATCH)) & rows.keys()
    await leaving.back(tx, sorted(tried), again=campaign.state == "paused")
    await sends.give_back(tx.connection, tried)
    for id in sorted(tried):
        if talks[rows[id].conversation_id].state != "quiet":
            tx.announce(events.MessageRemoved(id, rows[id].conversation_id), for_channel(channel_id))
    await _end_before(tx, [talk for talk in talks.values() if talk.last_message_id in tried])
    return len(found)


async def skip(tx: Transaction, campaign: CampaignRow) -> int:
    """Whoever still waits when a campaign is cancelled gets nothing. Up to `BATCH`; how many."""
    return await sends.skip_waiting(tx.connection, campaign.id, "cancelled", CANCELLED, BATCH)


async def _end_before(tx: Transaction, talks: list[ConversationRow]) -> None:
    """Conversations end with the message before the one that was taken back."""
    before = await sends.last_of(tx.connection, [talk.id for talk in talks])
    for talk in sorted(talks, key=lambda talk: talk.id):
        id, order, at = before.get(talk.id, (None, "", talk.last_at))
        values: dict[str, Any] = {"last_message_id": id, "last_order": order, "last_at": at}
        await conversation_rows.change(tx.connection, talk.id, tx.now, **values)
    await announce.conversations(tx, [talk.id for talk in talks])
