"""The events of the socket over plain HTTP, for networks that let no WebSocket through: same cursor, same frames, a slower pulse."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from hub.live import closing, frames
from hub.live.closing import Closed
from hub.live.entrance import Admitted, Entrance
from hub.live.fanout import FRAME_EVENTS, cut
from hub.live.ring import LiveEvent
from hub.live.tail import Tail
from hub.wire.frames import Cursor
from storage.failures import DatabaseLost

RELOAD = b'{"type":"reload"}'
_encode = msgspec.json.Encoder().encode


async def poll(entrance: Entrance, tail: Tail, token: str, cursor: Cursor | None, seconds: float) -> bytes:
    """`{"cursor":{…},"frames":[…]}`: what happened after `cursor`, waiting up to `seconds` for the first of it. Without a cursor, where
    to begin. Raises Closed."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while True:
        admitted = await entrance.admit(token, cursor, any_scope=cursor is not None and not cursor.scope)
        if not admitted.resumed:
            return _answer(admitted.cursor, [] if cursor is None else [RELOAD])
        events = await _span(tail, admitted)
        if events is None:
            return _answer(admitted.cursor, [RELOAD])
        told = _frames(admitted, events)
        reached = events[-1].seq if events else admitted.position
        cursor = Cursor(admitted.cursor.epoch, reached, admitted.cursor.scope)
        left = until - loop.time()
        if told or left <= 0:
            return _answer(cursor, told)
        await _wait(tail, reached, left)


async def _wait(tail: Tail, reached: int, seconds: float) -> None:
    if tail.head > reached:
        return
    try:
        async with asyncio.timeout(seconds):
            await tail.moved()
    except TimeoutError:
        pass


async def _span(tail: Tail, admitted: Admitted) -> Sequence[LiveEvent] | None:
    """The events after the cursor, up to the moment its reader's rights were read; None when the log no longer holds them."""
    upto = admitted.cursor.seq
    if admitted.position >= tail.ring.floor:
        return tail.ring.span(admitted.position, min(upto, admitted.position + FRAME_EVENTS))
    try:
        found = await tail.replay(admitted.position)
    except (DatabaseLost, TimeoutError):
        raise Closed(closing.TRY_LATER) from None
    if not found or found[0].seq != admitted.position + 1:
        return None
    return [e for e in found if e.seq <= upto]


def _frames(admitted: Admitted, events: Sequence[LiveEvent]) -> list[bytes]:
    keys, after, told = admitted.agent.keys, admitted.position, []
    while events:
        part = cut(events)
        events = events[len(part) :]
        visible = [e.bytes for e in part if e.internal is None and not keys.isdisjoint(e.audience)]
        if visible:
            told.append(frames.events_payload(after, part[-1].seq, visible))
            after = part[-1].seq
    return told


def _answer(cursor: Cursor, told: Sequence[bytes]) -> bytes:
    return b'{"cursor":%b,"frames":[%b]}' % (_encode(cursor), b",".join(told))
