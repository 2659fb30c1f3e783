from __future__ import annotations

import pytest

from channels.channel import Alias
from hub.identities import display


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("phone", "66812345678", "+66 81 234 5678"),
        ("phone", "6621234567", "+66 2 123 4567"),
        ("phone", "16505551234", "+1 650-555-1234"),
        ("phone", "99900", "+99900"),
        ("username", "somchai", "@somchai"),
        ("group", "120363@g.us", "Group"),
        ("email", "nok@example.com", "nok@example.com"),
    ],
)
def test_a_name_is_read_as_people_write_it(kind: str, value: str, read: str) -> None:
    assert display(Alias(kind, value)) == read
