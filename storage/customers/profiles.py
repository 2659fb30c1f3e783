"""People and groups whose provider told an id alone: who is to be asked about, and what was said."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct, structs
from sqlalchemy import func, select, tuple_, update

from storage.database import Connection
from storage.tables import contacts, conversations, identities, messages, profiles

SOON_MS = 5 * 60_000  # who could not be named just now is not asked for with every message
LATELY = 500  # messages of a group that are signed once their author has a name


class Wish(Struct, frozen=True, kw_only=True):
    """Somebody to be asked about. `urgent`: now, whatever was asked before."""

    contact_id: str
    channel_id: str
    kind: str
    value: str
    in_group: str | None
    urgent: bool = False


class WishRow(Struct, frozen=True, kw_only=True):
    """`due_at` in ms: who claims a wish moves it on."""

    contact_id: str
    channel_id: str
    kind: str
    value: str
    in_group: str | None
    due_at: int
    tries: int
    picture: str | None
    name: str | None
    members: int | None
    told_at: int | None


_WISH = tuple(profiles.c[name] for name in WishRow.__struct_fields__)


async def due(connection: Connection, now: int, limit: int) -> list[WishRow]:
    statement = select(*_WISH).where(profiles.c.due_at <= now).order_by(profiles.c.due_at).limit(limit)
    return await connection.rows(statement, WishRow)


async def wish(connection: Connection, wishes: Sequence[Wish], now: int) -> None:
    """They are asked about next; those asked about lately only where it is urgent. After the locks of their contacts."""
    for urgent in (False, True):
        rows = [
            structs.asdict(each) for each in sorted(wishes, key=lambda each: each.contact_id) if each.urgent is urgent
        ]
        if not rows:
            continue
        for row in rows:
            row |= {"due_at": now, "tries": 0}
            del row["urgent"]
        new = connection.insert(profiles).values(rows)
        waits = profiles.c.due_at.is_(None) | (profiles.c.due_at > now + SOON_MS)
        lately = func.coalesce(profiles.c.told_at, 0) >= now - SOON_MS
        again = {name: new.excluded[name] for name in rows[0] if name != "contact_id"}
        await connection.execute(
            new.on_conflict_do_update(
                index_elements=["contact_id"], set_=again, where=None if urgent else waits & ~lately
            )
        )


async def ask_again(connection: Connection, contact_id: str, now: int) -> None:
    """As if nothing had been told: whoever this became part of is shown so, too."""
    statement = update(profiles).where(profiles.c.contact_id == contact_id)
    await connection.execute(statement.values(due_at=now, tries=0, picture=None))


async def claim(connection: Connection, wish: WishRow, until: int) -> bool:
    """Only one process asks."""
    statement = update(profiles).where(profiles.c.contact_id == wish.contact_id, profiles.c.due_at == wish.due_at)
    return bool(await connection.execute(statement.values(due_at=until, tries=profiles.c.tries + 1)))


async def settle(
    connection: Connection,
    contact_id: str,
    *,
    again_at: int | None,
    told_at: int | None = None,
    language: str | None = None,
    picture: str | None = None,
    words: str | None = None,
    name: str | None = None,
    members: int | None = None,
) -> None:
    told = {
        "name": name,
        "members": members,
        "told_at": told_at,
        "language": language,
        "picture": picture,
        "words": words,
        "tries": 0,
    }
    values = {"due_at": again_at} | ({} if told_at is None else told)
    await connection.execute(update(profiles).where(profiles.c.contact_id == contact_id).values(**values))


class BearerRow(Struct, frozen=True):
    """Whom an alias leads to, and where the name comes from."""

    id: str
    name: str
    name_source: str


async def bearer(connection: Connection, kind: str, value: str) -> BearerRow | None:
    """The contact that is called so."""
    named = (identities.c.kind == kind) & (identities.c.value == value)
    columns = (contacts.c.id, contacts.c.name, contacts.c.name_source)
    there = select(*columns).join(identities, identities.c.contact_id == contacts.c.id)
    return await connection.row(there.where(named), BearerRow)


async def names(connection: Connection, aliases: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What those are called who are known and have a name."""
    named = tuple_(identities.c.kind, identities.c.value).in_(sorted(set(aliases))) & (contacts.c.name_source != "none")
    there = select(identities.c.kind, identities.c.value, contacts.c.name)
    rows = await connection.tuples(there.join(contacts, contacts.c.id == identities.c.contact_id).where(named))
    return {(kind, value): name for kind, value, name in rows}


async def talks_of_group(connection: Connection, channel_id: str, group: str) -> list[str]:
    known = select(identities.c.contact_id).where(identities.c.kind == "group", identities.c.value == group)
    c = conversations.c
    theirs = (c.contact_id.in_(known), c.channel_id == channel_id, c.group_id == group)
    return [str(id) for id in await connection.values(select(c.id).where(*theirs).order_by(c.id))]


async def sign(connection: Connection, conversation_ids: Sequence[str], contact_id: str, name: str) -> list[str]:
    """Puts a name under what this contact wrote there lately without one. Returns which messages these are."""
    m = messages.c
    newest = select(m.id).where(m.conversation_id.in_(conversation_ids)).order_by(m.order.desc()).limit(LATELY)
    theirs = m.id.in_(await connection.values(newest)) & (m.author_id == contact_id) & m.author_name.is_(None)
    statement = update(messages).where(theirs).values(version=m.version + 1, author_name=name)
    return [str(id) for id in await connection.values(statement.returning(m.id))]


async def members(connection: Connection, contact_ids: Collection[str]) -> dict[str, int]:
    """Of the groups among these contacts how many people are in them, as far as that was told."""
    told = profiles.c.contact_id.in_(sorted(contact_ids)) & profiles.c.members.is_not(None)
    found = await connection.tuples(select(profiles.c.contact_id, profiles.c.members).where(told))
    return dict[str, int]((contact_id, count) for contact_id, count in found)
