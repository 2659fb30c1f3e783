"""The uploads campaigns show, and what each is called at the provider."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, func, select, update

from storage.database import Connection
from storage.tables import attachments, campaign_files, provider_files

KEPT = "campaign"  # what such an upload is kept for

_c = campaign_files.c
_p = provider_files.c


async def put(connection: Connection, campaign_id: str, attachment_ids: Collection[str], channel_id: str) -> None:
    """Keeps uploads for a campaign; whoever holds the channel account may see them."""
    rows = [{"campaign_id": campaign_id, "attachment_id": id} for id in sorted(attachment_ids)]
    await connection.insert_many(campaign_files, rows, ignore=True)
    statement = update(attachments).where(attachments.c.id.in_(sorted(attachment_ids)))
    channel = func.coalesce(attachments.c.channel_id, channel_id)
    await connection.execute(statement.values(kept_for=KEPT, channel_id=channel))


async def drop(connection: Connection, campaign_id: str, attachment_ids: Collection[str]) -> None:
    """A campaign shows these no more; what no campaign shows goes in its time."""
    gone = sorted(attachment_ids)
    await connection.execute(delete(campaign_files).where(_c.campaign_id == campaign_id, _c.attachment_id.in_(gone)))
    shown = select(_c.attachment_id).where(_c.attachment_id.in_(gone))
    unshown = attachments.c.id.in_(gone) & attachments.c.id.not_in(shown)
    await connection.execute(update(attachments).where(unshown).values(kept_for=None))


async def media_ids(
    connection: Connection, channel_id: str, attachment_ids: Collection[str], since: int
) -> dict[str, str]:
    """What the provider calls these files, of those uploaded for the account since then (ms)."""
    wanted = (_p.channel_id == channel_id) & _p.attachment_id.in_(sorted(attachment_ids)) & (_p.uploaded_at >= since)
    return dict(await connection.tuples(select(_p.attachment_id, _p.media_id).where(wanted)))


async def keep_media(connection: Connection, channel_id: str, attachment_id: str, media_id: str, now: int) -> None:
    row = {"attachment_id": attachment_id, "channel_id": channel_id, "media_id": media_id, "uploaded_at": now}
    statement = connection.insert(provider_files).values(**row)
    newer = {"media_id": statement.excluded.media_id, "uploaded_at": statement.excluded.uploaded_at}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["attachment_id", "channel_id"], set_=newer)
    )


async def kinds(connection: Connection, attachment_ids: Collection[str]) -> dict[str, str]:
    """The kinds of those of the files that are there to be sent."""
    there = attachments.c.blob.is_not(None) & (attachments.c.state != "failed")
    wanted = attachments.c.id.in_(sorted(attachment_ids)) & there
    return dict(await connection.tuples(select(attachments.c.id, attachments.c.kind).where(wanted)))
