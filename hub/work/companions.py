"""What goes along with a message on channels that answer by tokens and carry addresses of files: the token that makes the answer free, the
one that quotes, the name of whoever writes, and where the file is read."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from channels.channel import Channel, File, Handles, Speaker
from hub.files import lent_files
from hub.office import configuration
from hub.transaction import Transaction
from hub.work import mail_companions
from hub.work.beside import Beside, decoded, encoded
from hub.work.claim import Claim
from storage.accounts import handles
from storage.accounts.handles import HandleRow
from storage.inbox import attachments
from storage.inbox import attempts as attempt_rows
from storage.inbox import messages as message_rows
from storage.inbox.attachments import AttachmentRow
from storage.inbox.messages import MessageRow
from storage.outgoing import deliveries


async def equipped(
    tx: Transaction, channel: Channel, claimed: Sequence[Claim], public_url: str, secret_key: str
) -> list[Claim]:
    """The claims with what goes along. A token is spent as it is taken, and given back if the call certainly did not use it; what may
    have been taken goes along with the very same as before."""
    if channel.carries == "content" and claimed:
        return await mail_companions.equipped(tx, claimed, secret_key)
    if channel.carries != "addresses" or not claimed:
        return list(claimed)
    rows = {row.id: row for row in await message_rows.many(tx.connection, [each.message_id for each in claimed])}
    tokens = await handles.replies(tx.connection, {each.conversation_id for each in claimed}, tx.now)
    quoted = await handles.of_messages(tx.connection, {row.reply_to for row in rows.values() if row.reply_to})
    files = await attachments.of_messages(tx.connection, rows)
    kept = await _kept(tx, claimed)
    icon = await _logo(tx)
    found, spent, unkeyed = [], [], set()
    for place, claim in enumerate(claimed):
        row = rows.get(claim.message_id)
        # a call that may have been taken goes the way it went: a reply has no key that would tell LINE so
        token = None if claim.again else tokens.pop(claim.conversation_id, None)
        if token is not None:
            spent.append(token.message_id)
            unkeyed.add(claim.call)
        file = next(iter(files.get(claim.message_id, [])), None)
        beside = kept.get(claim.message_id) or _beside(claim, place, row, quoted, icon, file)
        given = _Given(token, file, public_url, secret_key, claim.since or tx.now)
        found.append(msgspec.structs.replace(_with(claim, beside, given), beside=beside, token_of=_id(token)))
    await handles.spend(tx.connection, spent)
    await deliveries.change_attempts(tx.connection, [_attempt(claim, unkeyed) for claim in found])
    return found


class _Given(Struct, frozen=True):
    token: HandleRow | None
    file: AttachmentRow | None
    public_url: str
    secret_key: str
    since: int


async def _kept(tx: Transaction, claimed: Sequence[Claim]) -> dict[str, Beside]:
    """By message made again, what went along."""
    again = {claim.outgoing.tag: claim.call for claim in claimed if claim.again}
    if not again:
        return {}
    earlier = await attempt_rows.of_messages(tx.connection, [each.message_id for each in claimed if each.again])
    kept = [one for each in earlier.values() for one in each if one.beside is not None and one.call in again.values()]
    return {one.message_id: decoded(one.beside) for one in kept}


def _attempt(claim: Claim, unkeyed: Container[str | None]) -> dict[str, Any]:
    call = None if claim.call in unkeyed else claim.call
    return {"id": claim.outgoing.tag, "call": call, "beside": encoded(claim.beside or Beside())}


def _beside(
    claim: Claim,
    place: int,
    row: MessageRow | None,
    quoted: Mapping[str, HandleRow],
    icon: str | None,
    file: AttachmentRow | None,
) -> Beside:
    speaker = _speaker(row)
    answered = quoted.get(row.reply_to or "") if row else None
    return Beside(
        place=place,
        to=tuple((alias.kind, alias.value) for alias in claim.outgoing.to),
        speaker=speaker,
        icon=icon if speaker else None,
        reply_to=claim.outgoing.reply_to,
        quote=answered.quote if answered else None,
        shown=file is not None and file.thumbnail is not None,
    )


def _with(claim: Claim, beside: Beside, given: _Given) -> Claim:
    def lent(id: str) -> str:
        return lent_files.address(given.public_url, given.secret_key, id, given.since)

    picture = f"{lent(beside.icon)}/icon" if beside.icon else None
    more = {
        "key": claim.call or claim.message_id,
        "to": beside.aliases,
        "reply_to": beside.reply_to,
        "handles": _handles(given.token, beside.quote),
        "speaker": None if beside.speaker is None else Speaker(name=beside.speaker, picture=picture),
        "file": None if given.file is None else _file(given.file, lent(given.file.id), shown=beside.shown),
    }
    return msgspec.structs.replace(claim, outgoing=msgspec.structs.replace(claim.outgoing, **more))


def _id(token: HandleRow | None) -> str | None:
    return None if token is None else token.message_id


def _handles(token: HandleRow | None, quote: str | None) -> Handles | None:
    if token is None and quote is None:
        return None
    return Handles(reply=token.reply if token else None, reply_until=token.reply_until if token else None, quote=quote)


def _speaker(row: MessageRow | None) -> str | None:
    """Nobody, where the product itself speaks."""
    return row.author_name if row is not None and row.author_kind == "user" and row.author_name else None


async def _logo(tx: Transaction) -> str | None:
    """The office's, which goes beside a name as a square."""
    chosen = (await configuration.read(tx.connection)).branding.logo
    row = None if chosen is None else await attachments.get(tx.connection, chosen)
    return chosen if row is not None and row.thumbnail is not None else None


def _file(row: AttachmentRow, url: str, *, shown: bool) -> File:
    return File(
        url=url,
        name=row.name or f"{row.kind}.{row.mime.rpartition('/')[2]}",
        mime=row.mime,
        size=row.size or 0,
        preview=f"{url}/preview" if shown else None,
        duration=None if row.duration is None else int(row.duration * 1000),
    )
