"""The log of administrative acts as a table for other programs, a page at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from msgspec import Struct

from hub.files.spreadsheets import Csv
from hub.office import activity
from hub.wire.activity import Act
from storage.database import Database

AT_ONCE = 500
HEADINGS = ("At", "Who", "From", "What", "Subject", "Title", "Before", "After")


class Wanted(Struct, frozen=True, kw_only=True):
    """As `hub.office.activity.list_page` takes them."""

    user: str | None
    act: str | None
    subject: str | None
    words: str | None
    since: int | None
    until: int | None


async def acts(database: Database, wanted: Wanted) -> AsyncIterator[bytes]:
    """Newest first, each page of a moment of its own."""
    sheet, after = Csv(), None
    yield sheet.begin(HEADINGS)
    while True:
        async with database.reading() as connection:
            page = await activity.list_page(connection, **msgspec.structs.asdict(wanted), after=after, limit=AT_ONCE)
        yield await asyncio.to_thread(sheet.rows, [_line(act) for act in page.items])
        after = page.next
        if after is None:
            break


def _line(act: Act) -> list[str]:
    return [
        act.at,
        act.user_name,
        act.address,
        act.act,
        act.subject or "",
        act.title,
        _text(act.before),
        _text(act.after),
    ]


def _text(value: Any) -> str:
    return "" if value is None else msgspec.json.encode(value).decode()
