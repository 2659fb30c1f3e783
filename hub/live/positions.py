"""Keeps what sessions acknowledged, for the trace: one batch every few seconds, whatever happens on the sockets meanwhile."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from hub.live.pace import PACE, Pace
from hub.live.session import Session, State
from hub.transaction import milliseconds
from storage.database import Database
from storage.running import positions
from storage.running.positions import PositionRow

log = logging.getLogger(__name__)

_encode = msgspec.json.Encoder().encode
BATCH = 1000  # rows of one transaction


class Positions:
    def __init__(self, database: Database, pace: Pace = PACE) -> None:
        self._database = database
        self._seconds = pace.store
        self._moved: dict[str, Session] = {}

    def note(self, session: Session) -> None:
        """It began, acknowledged or ended."""
        self._moved[session.session_id] = session

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            await self.store()

    async def store(self) -> None:
        moved, self._moved = list(self._moved.values()), {}
        rows = [_row(session) for session in moved]
        try:
            for start in range(0, len(rows), BATCH):
                async with self._database.writing() as connection:
                    await positions.store(connection, rows[start : start + BATCH])
        except Exception as error:  # the trace is the poorer for it, nothing else
            log.warning("positions could not be stored: %s", str(error) or type(error).__name__)


def _row(session: Session) -> PositionRow:
    now = milliseconds()
    return PositionRow(
        id=session.session_id,
        user_id=session.agent.id,
        keys=" ".join(sorted(session.keys)),
        started_seq=session.started,
        seq=session.acked,
        marks=_encode(session.marks).decode(),
        opened_at=session.opened_at,
        seen_at=now,
        closed_at=now if session.state is State.GONE else None,
    )
