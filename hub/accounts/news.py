"""What a provider says of an account, and what befell a mailbox: for those who administer it."""

from __future__ import annotations

from hub import cursors, shaping
from hub.wire.accounts import ChannelNews
from storage.accounts import news as rows
from storage.accounts.channels import AccountRow
from storage.accounts.news import NewsRow
from storage.database import Connection


async def page(
    connection: Connection, row: AccountRow, after: str | None, limit: int
) -> tuple[list[ChannelNews], str | None]:
    """Newest first, and where the next page begins."""
    found = await rows.page(connection, row.id, cursors.place(after), limit + 1)
    kept = found[:limit]
    more = cursors.cursor(kept[-1].at, kept[-1].id) if len(found) > limit else None
    return [_shape(each) for each in kept], more


async def last_alarm(connection: Connection, row: AccountRow, since: int) -> ChannelNews | None:
    """`since` in ms."""
    found = await rows.last_alarm(connection, row.id, since)
    return None if found is None else _shape(found)


def _shape(row: NewsRow) -> ChannelNews:
    return ChannelNews(
        id=row.id,
        at=shaping.time_text(row.at),
        severity=row.severity,  # type: ignore[arg-type]
        field=row.field,
        event=row.event,
        summary=row.summary,
    )
