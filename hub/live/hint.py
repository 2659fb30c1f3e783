"""One hint per commit: the span of numbers it appended and, when small, the events themselves. It may be lost, doubled or late."""

from __future__ import annotations

import msgspec

from storage.event_log import Entry

INLINE_BYTES = 32 * 1024  # larger commits are announced by their span alone; the tail reads them from the log


class Hint(msgspec.Struct, frozen=True, array_like=True):
    """`entries` None: read `lo`…`hi` from the log."""

    epoch: str
    lo: int
    hi: int
    entries: list[Entry] | None


class _Sent(msgspec.Struct, frozen=True, array_like=True):
    epoch: str
    lo: int
    hi: int
    entries: list[tuple[str, str, bytes, int]] | None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Sent)


def encode(epoch: str, entries: list[Entry]) -> bytes:
    small = sum(len(e.body) for e in entries) <= INLINE_BYTES
    inline = [(e.type, e.audience, e.body, e.at) for e in entries] if small else None
    return _encoder.encode(_Sent(epoch, entries[0].seq, entries[-1].seq, inline))


def decode(payload: bytes) -> Hint | None:
    """None when it is no hint of ours: what comes over a broker is never trusted to be well formed."""
    try:
        sent = _decoder.decode(payload)
    except (msgspec.DecodeError, ValueError):
        return None
    if sent.entries is None:
        return Hint(sent.epoch, sent.lo, sent.hi, None)
    if len(sent.entries) != sent.hi - sent.lo + 1:
        return None
    return Hint(sent.epoch, sent.lo, sent.hi, [Entry(sent.lo + n, *entry) for n, entry in enumerate(sent.entries)])
