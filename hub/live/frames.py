"""Ready-made WebSocket frames: built once, written to many sockets.

A server's frames are not masked, so the same bytes serve every socket. Events are spliced from their stored bytes with `seq` and `at`,
never encoded again.
"""

from __future__ import annotations

import functools
import struct
import time
from collections.abc import Iterator, Sequence

import msgspec

from hub.wire.frames import Frame

_encoder = msgspec.json.Encoder()

TEXT = 0x81  # FIN and the opcode of text
SHORT = 125  # the longest payload whose length fits the second byte


def framed(payload: bytes) -> bytes:
    """One unmasked text frame around a payload."""
    length = len(payload)
    if length <= SHORT:
        return bytes((TEXT, length)) + payload
    if length < 1 << 16:
        return struct.pack("!BBH", TEXT, 126, length) + payload
    return struct.pack("!BBQ", TEXT, 127, length) + payload


def payloads(frames: bytes) -> Iterator[bytes]:
    """What `framed` made, one payload after the other: for servers that frame by themselves."""
    at = 0
    while at < len(frames):
        length = frames[at + 1]
        at += 2
        if length == 126:
            (length,) = struct.unpack_from("!H", frames, at)
            at += 2
        elif length == 127:
            (length,) = struct.unpack_from("!Q", frames, at)
            at += 8
        yield frames[at : at + length]
        at += length


def encoded(frame: Frame) -> bytes:
    return framed(_encoder.encode(frame))


def events(after: int, seq: int, spliced: Sequence[bytes]) -> bytes:
    """An `events` frame: what its readers may see of the span (after, seq]."""
    return framed(events_payload(after, seq, spliced))


def events_payload(after: int, seq: int, spliced: Sequence[bytes]) -> bytes:
    return b'{"type":"events","after":%d,"seq":%d,"events":[%b]}' % (after, seq, b",".join(spliced))


def pulse(after: int, seq: int, at: bytes) -> bytes:
    return framed(b'{"type":"pulse","after":%d,"seq":%d,"at":"%b"}' % (after, seq, at))


def spliced(body: bytes, seq: int, at: int) -> bytes:
    """A stored event with its number and its time (ms)."""
    return b'{"seq":%d,"at":"%b",%b' % (seq, time_bytes(at), body[1:])


def time_bytes(at: int) -> bytes:
    """RFC 3339 in UTC with milliseconds, from ms."""
    return b"%b.%03dZ" % (_second(at // 1000), at % 1000)


@functools.lru_cache(maxsize=512)
def _second(seconds: int) -> bytes:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)).encode()
