"""`/api/v1/admin/activity`: who did what, from where, and how it was before and after."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hub import activity
from hub.permissions import Agent
from hub.wire.activity import Act
from hub.wire.shapes import Page
from storage.database import Connection
from web.operations import ADMINS, Asked, Paged, Paging, read
from web.times import Moment, ms_of

Word = Annotated[str, Meta(min_length=1, max_length=64)]


class ActivityQuery(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`who`: a user's id. `act`: its name, or with a dot at its end (`user.`) all acts on that kind of subject."""

    who: Word | None = None
    act: Word | None = None
    subject: Word | None = None
    since: Moment | None = None
    until: Moment | None = None


async def listed(connection: Connection, _: Agent, asked: Asked[ActivityQuery, None]) -> Page:
    query = asked.query
    return await activity.list_page(
        connection,
        user=query.who,
        act=query.act,
        subject=query.subject,
        words=query.q,
        since=ms_of(query.since),
        until=ms_of(query.until),
        after=query.after,
        limit=query.limit,
    )


OPERATIONS = (
    read(
        "/admin/activity",
        listed,
        "Administrative acts, newest first",
        gives=Paged[Act],
        query=ActivityQuery,
        roles=ADMINS,
    ),
)
