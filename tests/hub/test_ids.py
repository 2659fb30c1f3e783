from __future__ import annotations

import time
import uuid

import pytest

from hub import ids


def test_ids_are_all_different_and_sort_by_time() -> None:
    made = [ids.new() for _ in range(5000)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)


def test_ids_grow_even_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ids.new()
    monkeypatch.setattr(time, "time_ns", lambda: 1_790_000_000_000_000_000)
    assert before < ids.new() < ids.new()


def test_a_time_tells_which_ids_are_younger() -> None:
    now = time.time_ns() // 1_000_000
    assert ids.first_of(now - 1) <= ids.new() < ids.first_of(now + 60_000)


def test_an_id_is_a_uuid_of_version_7() -> None:
    for id in (ids.new() for _ in range(500)):
        read = uuid.UUID(id)
        assert str(read) == id
        assert (read.version, read.variant) == (7, uuid.RFC_4122)


def test_arrivals_never_stand_still() -> None:
    told = [ids.arrival_us() for _ in range(1000)]
    assert told == sorted(set(told))


def test_the_order_of_a_thread_is_compared_as_text() -> None:
    assert ids.order_of(999, 5) < ids.order_of(1000, 1) < ids.order_of(1000, 2)
    assert len(ids.order_of(1_790_000_000_000, ids.arrival_us())) == 29
