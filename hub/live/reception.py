"""Puts the live parts of a web process together."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from hub import tokens, users
from hub.live.desk import Desk
from hub.live.entrance import Entrance
from hub.live.pace import PACE, Pace
from hub.live.positions import Positions
from hub.live.presence import Presence
from hub.live.runner import Read, Runner, Write
from hub.live.sessions import Sessions
from hub.live.tail import Tail
from hub.transaction import Transactions
from hub.wire import shapes
from storage.database import Connection, Database


def sessions(
    secret_key: str,
    database: Database,
    transactions: Transactions,
    tail: Tail,
    presence: Presence,
    reads: Mapping[type, Read],
    writes: Mapping[type, Write],
    pace: Pace = PACE,
) -> Sessions:
    """`reads` and `writes` are the tables of `hub.live.dispatch`."""
    entrance = Entrance(database, tail, functools.partial(tokens.read_access, secret_key), users.agent, _user)
    runner = Runner(database, transactions, users.agent, presence, reads, writes)
    return Sessions(tail, entrance, Desk(runner, entrance.claims, pace), presence, Positions(database, pace), pace)


async def _user(connection: Connection, user_id: str) -> shapes.User:
    (user,) = await users.shapes_of(connection, [user_id])
    return user
