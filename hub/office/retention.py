"""What an office keeps no longer than it said, removed at night: conversations, files, imports, acts. The log and raw webhooks go by
themselves all day (`EVENT_DAYS`, `LEDGER_DAYS`). A contact under a legal hold loses nothing of all that."""

from __future__ import annotations

import msgspec

from hub import announce
from hub.permissions import for_channel
from hub.searching import indexing
from hub.transaction import Transaction
from hub.wire import events
from hub.wire.shapes import Fault
from storage.customers import erasure
from storage.inbox import conversations as conversation_rows
from storage.inbox import messages as message_rows
from storage.office import retention as rows
from storage.office.retention import Old, OldFile
from storage.running import removals

TOO_OLD = Fault(code="too_old", message="This file was older than the office keeps files.", advice=None)


async def remove_threads(tx: Transaction, found: list[Old], before: int) -> int:
    """Conversations with all that was said in them. How many went: one that was reopened meanwhile stays."""
    still = set(await rows.lock_threads(tx.connection, [each.id for each in found], before))
    going = [each for each in found if each.id in still]
    if not going:
        return 0
    ids = sorted(still)
    await indexing.messages(tx, await erasure.messages_of(tx.connection, ids))
    await removals.add(tx.connection, await erasure.empty_threads(tx.connection, ids), tx.now)
    await erasure.remove_threads(tx.connection, ids)
    await indexing.contacts(tx, {each.contact_id for each in going})
    for each in going:
        tx.announce(events.ConversationRemoved(each.id), for_channel(each.channel_id))
    return len(going)


async def remove_files(tx: Transaction, found: list[OldFile]) -> None:
    """The message stays and says that its file was too old."""
    threads = {each.conversation_id for each in found}
    held = await conversation_rows.lock(tx.connection, threads)
    shown = {row.last_message_id for row in held.values()}
    listing = sorted(
        id for id, row in held.items() if row.last_message_id in {each.message_id for each in found} & shown
    )
    await conversation_rows.lock_and_bump(tx.connection, listing)
    await message_rows.lock_and_bump(tx.connection, {each.message_id for each in found})
    await rows.forget_files(tx.connection, [each.id for each in found], msgspec.json.encode(TOO_OLD).decode())
    keys = [key for each in found for key in (each.blob, each.thumbnail) if key]
    await removals.add(tx.connection, keys, tx.now)
    await announce.messages(tx, {each.message_id for each in found})
    await announce.conversations(tx, listing)


async def remove_imports(tx: Transaction, found: list[tuple[str, str | None]]) -> None:
    await removals.add(tx.connection, [blob for _, blob in found if blob is not None], tx.now)
    await rows.remove_imports(tx.connection, [id for id, _ in found])
