from __future__ import annotations

import uuid

from hub import ids


def test_ids_are_all_different_and_sort_by_time() -> None:
    made = [ids.new() for _ in range(5000)]
    assert len(set(made)) == len(made)
    assert [i[:13] for i in made] == sorted(i[:13] for i in made)


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
