from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from hub.live import frames, hint
from hub.live.closing import CLOSINGS
from hub.live.ring import Ring, live
from storage.event_log import Entry
from tests.hub.live.fakes import entry


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_read_back_by_a_websocket_library(length: int) -> None:
    reader = StreamReader()
    reader.feed_data(frames.framed(b"x" * length))
    reader.feed_eof()
    parsing = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as read:
        next(parsing)  # all bytes are there: it never has to wait
    assert read.value.value.opcode is Opcode.TEXT
    assert read.value.value.data == b"x" * length


@given(st.lists(st.binary(max_size=70_000), max_size=5))
def test_frames_are_taken_apart_again(payloads: list[bytes]) -> None:
    assert list(frames.payloads(b"".join(map(frames.framed, payloads)))) == payloads


def test_an_event_is_its_stored_bytes_with_number_and_time() -> None:
    spliced = json.loads(frames.spliced(b'{"type":"t","text":"\xc3\xa9"}', 7, 1_763_798_400_123))
    assert spliced == {"seq": 7, "at": "2025-11-22T08:00:00.123Z", "type": "t", "text": "é"}


@given(st.lists(st.binary(max_size=20_000), min_size=1, max_size=4))
def test_a_hint_carries_small_commits_and_names_large_ones(bodies: list[bytes]) -> None:
    entries = [Entry(n, "t", "everyone", body, 5) for n, body in enumerate(bodies, 10)]
    read = hint.decode(hint.encode("e", entries))
    assert read is not None
    assert (read.epoch, read.lo, read.hi) == ("e", 10, 9 + len(bodies))
    assert read.entries == (entries if sum(map(len, bodies)) <= hint.INLINE_BYTES else None)


@pytest.mark.parametrize("payload", [b"", b"\xc1", b"probe", msgspec.msgpack.encode(["e", 1, 5, []])])
def test_what_is_no_hint_is_none(payload: bytes) -> None:
    assert hint.decode(payload) is None


@given(st.lists(st.integers(1, 12), max_size=20), st.integers(1, 9))
def test_the_ring_holds_the_newest_and_nothing_else(batches: list[int], most: int) -> None:
    ring, seq = Ring(100, most_events=most), 100
    for size in batches:
        ring.append(live(entry(seq + n, "everyone")) for n in range(1, size + 1))
        seq += size
        assert ring.head == seq
        assert len(ring) == min(most, seq - 100)
        assert [e.seq for e in ring.span(ring.floor, ring.head)] == list(range(ring.floor + 1, seq + 1))


def test_the_ring_is_bounded_by_bytes_too() -> None:
    ring = Ring(most_bytes=10_000)
    ring.append(live(entry(n, "everyone", size=1000)) for n in range(1, 100))
    assert 1 < len(ring) < 10


def test_a_number_is_never_skipped() -> None:
    with pytest.raises(AssertionError):
        Ring(5).append([live(entry(7, "everyone"))])


def test_every_close_code_stands_once() -> None:
    codes = [c.code for c in CLOSINGS]
    assert sorted(codes) == sorted(set(codes))
    assert {1000, 1009, 4001, 4002, 4008, 4029, 4400, 4401, 4403, 4409, 4426} <= set(codes)
