"""What goes along with a message on channels that answer by tokens and carry addresses of files: the token that makes the answer free, the
one that quotes, the name of whoever writes, and where the file is read."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from channels.channel import Channel, File, Handles, Speaker
from hub.files import lent_files
from hub.office import configuration
from hub.transaction import Transaction
from hub.work import mail_companions
from hub.work.claims import Claim
from storage.accounts import handles
from storage.accounts.handles import HandleRow
from storage.inbox import attachments
from storage.inbox import messages as message_rows
from storage.inbox.attachments import AttachmentRow
from storage.inbox.messages import MessageRow
from storage.outgoing import deliveries

ICONS = ("image/png", "image/jpeg")
ICON_BYTES = 1024 * 1024  # LINE's limit


async def equipped(
    tx: Transaction, channel: Channel, claimed: Sequence[Claim], public_url: str, secret_key: str
) -> list[Claim]:
    """The claims with what goes along. A token is spent as it is taken: it is good for one call, whatever becomes of it."""
    if channel.carries == "content" and claimed:
        return await mail_companions.equipped(tx, claimed, secret_key)
    if channel.carries != "addresses" or not claimed:
        return list(claimed)
    rows = {row.id: row for row in await message_rows.many(tx.connection, [each.message_id for each in claimed])}
    tokens = await handles.replies(tx.connection, {each.conversation_id for each in claimed}, tx.now)
    quoted = await handles.of_messages(tx.connection, {row.reply_to for row in rows.values() if row.reply_to})
    files = await attachments.of_messages(tx.connection, rows)
    logo = await _logo(tx)
    found, spent, unkeyed = [], [], set()
    for claim in claimed:
        row = rows.get(claim.message_id)
        # a call that may have been taken goes the way it went: a reply has no key that would tell LINE so
        token = None if claim.again else tokens.pop(claim.conversation_id, None)
        if token is not None:
            spent.append(token.message_id)
            unkeyed.add(claim.call)
        file = next(iter(files.get(claim.message_id, [])), None)
        more = {
            "key": claim.message_id,
            "handles": _handles(token, quoted.get(row.reply_to or "") if row else None),
            "speaker": _speaker(row, logo and lent_files.address(public_url, secret_key, logo, claim.since or tx.now)),
            "file": None if file is None else _file(file, public_url, secret_key, claim.since or tx.now),
        }
        found.append(msgspec.structs.replace(claim, outgoing=msgspec.structs.replace(claim.outgoing, **more)))
    await handles.spend(tx.connection, spent)
    by_token = [{"id": claim.outgoing.tag, "call": None} for claim in found if claim.call in unkeyed]
    await deliveries.change_attempts(tx.connection, by_token)
    return found


def _handles(token: HandleRow | None, quoted: HandleRow | None) -> Handles | None:
    if token is None and quoted is None:
        return None
    return Handles(
        reply=token.reply if token else None,
        reply_until=token.reply_until if token else None,
        quote=quoted.quote if quoted else None,
    )


def _speaker(row: MessageRow | None, picture: str | None) -> Speaker | None:
    """Nobody, where the product itself speaks."""
    if row is None or row.author_kind != "user" or not row.author_name:
        return None
    return Speaker(name=row.author_name, picture=picture)


async def _logo(tx: Transaction) -> str | None:
    """The office's, where it is such a picture as goes beside a name."""
    chosen = (await configuration.read(tx.connection)).branding.logo
    row = None if chosen is None else await attachments.get(tx.connection, chosen)
    fits = row is not None and row.mime in ICONS and 0 < (row.size or 0) <= ICON_BYTES
    return chosen if fits else None


def _file(row: AttachmentRow, public_url: str, secret_key: str, now: int) -> File:
    url = lent_files.address(public_url, secret_key, row.id, now)
    return File(
        url=url,
        name=row.name or f"{row.kind}.{row.mime.rpartition('/')[2]}",
        mime=row.mime,
        size=row.size or 0,
        preview=f"{url}/preview" if row.thumbnail else None,
        duration=None if row.duration is None else int(row.duration * 1000),
    )
