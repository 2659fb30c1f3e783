"""What of an account's queue may go now, page by page: of many that wait for few recipients only the first of each may."""

from __future__ import annotations

from hub.work.lanes import Lanes
from hub.work.parts import Parts
from storage.outgoing import deliveries
from storage.outgoing.deliveries import DueRow, Place

PAGE = 200  # rows looked at together
PAGES = 5  # and how often


async def look(parts: Parts, channel_id: str, lanes: Lanes, said: int, room: int) -> tuple[list[DueRow], float | None]:
    """Up to `said` of what people say and `room` of campaigns; and when (on the clock) the next recipient's turn comes."""
    now = parts.clock.monotonic()
    picked: list[DueRow] = []
    turn: float | None = None
    taken: set[str] = set()
    after: Place | None = None
    async with parts.transactions.database.reading() as connection:
        for _ in range(PAGES):
            rows = await deliveries.due(connection, channel_id, parts.clock.milliseconds(), after, PAGE)
            more, next_turn = lanes.pick(rows, said - len(picked), room - len(picked), now, taken)
            picked += more
            turn = next_turn if turn is None else min(turn, next_turn or turn)
            if len(rows) < PAGE or len(picked) >= max(said, room):
                break
            after = rows[-1].place
    return picked, turn
