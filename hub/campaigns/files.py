"""The file a template's header shows: an upload that stays with its campaigns, taken to the provider once for each account."""

from __future__ import annotations

from collections.abc import Collection

from channels.channel import Account, Channel
from hub.accounts import limits
from hub.permissions import Agent
from hub.transaction import Transaction, Transactions, milliseconds
from hub.wire.errors import Refusal
from storage.accounts import channels
from storage.blobs import Blobs
from storage.campaigns import files as rows
from storage.database import Connection
from storage.inbox import attachments
from storage.inbox.attachments import AttachmentRow

PROVIDER_KEEPS_MS = 29 * 24 * 3_600_000  # Meta keeps an uploaded file for 30 days


async def keep(
    tx: Transaction, agent: Agent, campaign_id: str, channel_id: str, before: set[str], after: set[str]
) -> None:
    """The campaign shows `after` instead of `before`. Raises Refusal `invalid` for what is none of the agent's uploads."""
    if added := sorted(after - before):
        account = await channels.get(tx.connection, channel_id)
        assert account is not None  # a foreign key
        found = await attachments.lock(tx.connection, added)
        for id in added:
            _require_takeable(agent, found.get(id), account.kind)
        await rows.put(tx.connection, campaign_id, added, channel_id)
    if gone := before - after:
        await rows.drop(tx.connection, campaign_id, gone)


async def media_ids(connection: Connection, channel_id: str, attachment_ids: Collection[str]) -> dict[str, str]:
    """What the provider calls these files; those it does not have (any more) are missing: `upload` them."""
    if not attachment_ids:
        return {}
    return await rows.media_ids(connection, channel_id, attachment_ids, milliseconds() - PROVIDER_KEEPS_MS)


async def upload(
    transactions: Transactions, blobs: Blobs, channel: Channel, account: Account, channel_id: str, attachment_id: str
) -> str:
    """Takes a file to the provider, outside any transaction, and remembers what it is called there.

    Raises ChannelError, BlobMissing, and Refusal `not_found` when the upload is gone.
    """
    async with transactions.database.reading() as connection:
        file = await attachments.get(connection, attachment_id)
    if file is None or file.blob is None:
        raise Refusal(
            "not_found", "The file of the template's heading is gone. Upload it again.", field="template.media"
        )
    media_id = await channel.upload(account, await blobs.read(file.blob), file.mime, file.name or file.kind)
    async with transactions.begin() as tx:
        await rows.keep_media(tx.connection, channel_id, attachment_id, media_id, tx.now)
    return media_id


def _require_takeable(agent: Agent, row: AttachmentRow | None, channel_kind: str) -> None:
    field = "template.media"
    theirs = row is not None and (row.uploaded_by == agent.id or row.kept_for == rows.KEPT)
    if row is None or not theirs or (row.channel_id is not None and row.channel_id not in agent.channels):
        raise Refusal("invalid", "There is no such file. Upload it first.", field=field)
    if row.message_id is not None:
        raise Refusal("invalid", "This file is part of a message. Upload it afresh.", field=field)
    advice = limits.check_file(channel_kind, row.kind, row.mime, row.size or 0)
    if advice is not None:
        raise Refusal("invalid", advice, field=field)
