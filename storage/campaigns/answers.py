"""What customers do about campaigns' messages: whose recipient an answer is, taps and links, opting out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, func, or_, select, tuple_, update

from storage.database import Connection
from storage.tables import campaign_recipients, campaign_taps, campaigns, conversations, messages

_r = campaign_recipients.c
_t = campaign_taps.c
_m = messages.c


class AnsweredRow(Struct, frozen=True, kw_only=True):
    """A recipient that may have answered. `replies`: JSON of the campaign's rule; `status` and `content` (JSON): of its message."""

    id: str
    campaign_id: str
    contact_id: str | None
    variant: str | None
    state: str
    message_id: str | None
    claimed_at: int | None
    replied_at: int | None
    opted_out_at: int | None
    name: str
    replies: str
    status: str | None
    content: str | None


class TapRow(Struct, frozen=True, kw_only=True):
    """A link of a recipient's; `url` None: it leads nowhere any more."""

    id: str
    campaign_id: str
    recipient_id: str
    url: str | None


_COLUMNS = (
    *(_r[name] for name in AnsweredRow.__struct_fields__[:9]),
    campaigns.c.name,
    campaigns.c.replies,
    _m.status,
    _m.content,
)


async def lock_recipients(
    connection: Connection, pairs: Collection[tuple[str, str]], message_ids: Collection[str]
) -> list[AnsweredRow]:
    """Recipients by campaign and contact, or by their message; locked in the order of their ids."""
    wanted = or_(
        tuple_(_r.campaign_id, _r.contact_id).in_(sorted(pairs)) if pairs else _r.id.is_(None),
        _r.message_id.in_(sorted(message_ids)),
    )
    return await _found(connection, wanted)


async def lock_latest(connection: Connection, contact_ids: Collection[str], since: int) -> list[AnsweredRow]:
    """Of each contact the recipient of the campaign that wrote last, since then (ms); locked in the order of their ids."""
    mine = and_(_r.contact_id.in_(sorted(contact_ids)), _r.claimed_at >= since, _r.message_id.is_not(None))
    place = func.row_number().over(partition_by=_r.contact_id, order_by=(_r.claimed_at.desc(), _r.id.desc()))
    ranked = select(_r.id, place.label("place")).where(mine).subquery()
    return await _found(connection, _r.id.in_(select(ranked.c.id).where(ranked.c.place == 1)))


async def _found(connection: Connection, wanted: Any) -> list[AnsweredRow]:
    statement = (
        select(*_COLUMNS)
        .join(campaigns, campaigns.c.id == _r.campaign_id)
        .outerjoin(messages, _m.id == _r.message_id)
        .where(wanted)
        .order_by(_r.id)
        .with_for_update(key_share=True, of=campaign_recipients)
    )
    return await connection.rows(statement, AnsweredRow)


async def change(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Sets columns of locked recipients by id."""
    for row in sorted(rows, key=lambda row: str(row["id"])):
        values = {name: value for name, value in row.items() if name != "id"}
        await connection.execute(update(campaign_recipients).where(_r.id == row["id"]).values(**values))


async def opted_out(connection: Connection, at: Mapping[str, int]) -> list[str]:
    """Notes when (ms) these recipients opted out, where it is not noted. Their messages."""
    found: list[str] = []
    for id, when in sorted(at.items()):
        first = update(campaign_recipients).where(_r.id == id, _r.opted_out_at.is_(None)).values(opted_out_at=when)
        found += [each for each in await connection.values(first.returning(_r.message_id)) if each is not None]
    return found


async def heard(connection: Connection, message_ids: Collection[str]) -> list[str]:
    """Those of the messages that lie in conversations somebody has answered."""
    spoken = select(_m.id).join(conversations, conversations.c.id == _m.conversation_id)
    return await connection.values(spoken.where(_m.id.in_(sorted(message_ids)), conversations.c.state != "quiet"))


async def waiting_messages(connection: Connection, contact_ids: Collection[str]) -> list[tuple[str, str | None]]:
    """Campaigns' messages to these people that nobody has tried to send yet, locked: each with what is handed to the provider (JSON)."""
    theirs = select(conversations.c.id).where(conversations.c.contact_id.in_(sorted(contact_ids)))
    queued = (_m.campaign_id.is_not(None)) & _m.due_at.is_not(None) & _m.claimed_by.is_(None) & (_m.tries == 0)
    statement = select(_m.id, _m.outgoing).where(_m.conversation_id.in_(theirs), queued).order_by(_m.id)
    found = await connection.tuples(statement.with_for_update(key_share=True))
    return [(id, outgoing) for id, outgoing in found]


async def hold_back(connection: Connection, message_ids: Collection[str], error: str, reason: str, detail: str) -> None:
    """Locked messages are never sent; their recipients are skipped."""
    wanted = sorted(message_ids)
    stopped = {"status": "failed", "due_at": None, "error": error, "version": _m.version + 1}
    await connection.execute(update(messages).where(_m.id.in_(wanted)).values(**stopped))
    skipped = update(campaign_recipients).where(_r.message_id.in_(wanted), _r.state == "claimed")
    values = {"state": "skipped", "reason": reason, "detail": detail, "message_id": None, "claimed_at": None}
    await connection.execute(skipped.values(**values))


async def add_links(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await connection.insert_many(campaign_taps, rows)


async def link(connection: Connection, token: str) -> TapRow | None:
    columns = [_t[name] for name in TapRow.__struct_fields__]
    return await connection.row(select(*columns).where(_t.id == token, _t.kind == "link"), TapRow)


async def who_stops(connection: Connection, token: str) -> tuple[str, str] | None:
    """The recipient, and its contact, who says no by this link; None: there is no such link, or nobody behind it (any more)."""
    theirs = select(_r.id, _r.contact_id).join(campaign_taps, _t.recipient_id == _r.id)
    found = await connection.tuples(theirs.where(_t.id == token, _t.kind == "stop", _r.contact_id.is_not(None)))
    return (found[0][0], found[0][1]) if found else None


async def count_tap(connection: Connection, tap_id: str, at: int) -> None:
    first = func.coalesce(_t.first_at, at)
    await connection.execute(
        update(campaign_taps).where(_t.id == tap_id).values(first_at=first, last_at=at, times=_t.times + 1)
    )


async def tap_reply(connection: Connection, row: dict[str, Any]) -> None:
    """A quick reply was tapped; once more if it was before."""
    again = {"last_at": row["last_at"], "times": _t.times + 1}
    statement = connection.insert(campaign_taps).values(**row)
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=again))


async def clicked(connection: Connection, recipient_id: str, at: int) -> str | None:
    """Notes a recipient's first click: its message, when it was the first."""
    first = update(campaign_recipients).where(_r.id == recipient_id, _r.clicked_at.is_(None))
    found: str | None = await connection.value(first.values(clicked_at=at).returning(_r.message_id))
    return found


async def decided(
    connection: Connection, first_id: str, contact_ids: Collection[str]
) -> list[tuple[str, int | None, int | None, int | None]]:
    """What these people did about any campaign of a sequence: contact, and when (ms) they answered, clicked, opted out."""
    sequence = select(campaigns.c.id).where((campaigns.c.id == first_id) | (campaigns.c.parent_id == first_id))
    did = _r.replied_at.is_not(None) | _r.clicked_at.is_not(None) | _r.opted_out_at.is_not(None)
    statement = select(_r.contact_id, _r.replied_at, _r.clicked_at, _r.opted_out_at)
    wanted = _r.contact_id.in_(sorted(contact_ids)) & _r.campaign_id.in_(sequence)
    found = await connection.tuples(statement.where(wanted, did))
    return [(contact, replied, clicked, opted_out) for contact, replied, clicked, opted_out in found]
