from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import shaping
from hub.transaction import Transactions
from hub.wire.errors import Refusal
from hub.wire.shapes import TEXT_LIMIT
from tests.cast import Cast
from tests.hub import scenes


@given(st.integers(0, 4_102_444_800_000))
def test_a_time_survives_being_written_and_read(ms: int) -> None:
    assert shaping.time_ms(shaping.time_text(ms)) == ms


@pytest.mark.parametrize(
    ("text", "ms"),
    [("2026-11-22T08:00:00Z", 1795334400000), ("2026-11-22T15:00:00.123+07:00", 1795334400123)],
)
def test_any_zone_is_understood(text: str, ms: int) -> None:
    assert shaping.time_ms(text) == ms


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-11-22T08:00:00", "2026-13-01T00:00:00Z", "9" * 400])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="time"):
        shaping.time_ms(text)


@given(st.text(max_size=100), st.integers(0, 400))
def test_text_is_cut_between_characters(piece: str, times: int) -> None:
    text = piece * times
    kept, truncated = shaping.cut(text)
    assert kept is not None
    assert text.startswith(kept)
    assert truncated == (kept != text)
    assert len(kept.encode()) <= TEXT_LIMIT
    assert not truncated or len(kept.encode()) > TEXT_LIMIT - 4


async def test_a_long_message_says_that_it_is_cut(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        long = await scenes.customer_writes(tx, cast.pims, "ก" * TEXT_LIMIT, "wamid.1")
        short = await scenes.customer_writes(tx, cast.pims, "ก", "wamid.2")
        drawn = await shaping.messages(tx.connection, [long, short])
    assert drawn[long].content == {"truncated": True}
    assert drawn[short].content == {}


@pytest.mark.parametrize(
    ("kind", "text", "content", "line"),
    [
        ("text", "Good\n\n morning", {}, "Good morning"),
        ("text", "a" * 200, {}, "a" * 139 + "…"),
        ("image", None, {}, ""),
        ("image", "Our shop", {}, "Our shop"),
        ("location", None, {"name": "Shop", "address": "Road 1"}, "Shop"),
        ("location", None, {}, ""),
        ("contacts", None, {"contacts": [{"name": "May"}]}, "May"),
        ("contacts", None, {"contacts": []}, ""),
        ("interactive", None, {"form": "reply", "title": "Tea"}, "Tea"),
        ("button", None, {"payload": "YES", "text": "Yes"}, "Yes"),
        ("system", None, {"event": "assigned"}, "assigned"),
        ("unsupported", None, {"type": "poll"}, ""),
        ("text", "Good morning", {"mail": {"subject": "Garden stage"}}, "Garden stage · Good morning"),
        ("text", "And parking?", {"mail": {"subject": "RE: Garden stage"}}, "And parking?"),
        ("text", None, {"mail": {"subject": "Plan"}}, "Plan"),
        ("text", "Hello", {"mail": {}}, "Hello"),
        ("text", "Secret", {"revoked_at": "2026-11-22T08:00:00.000Z"}, ""),
    ],
)
def test_a_list_shows_one_line(kind: str, text: str | None, content: dict[str, Any], line: str) -> None:
    assert shaping.excerpt(kind, text, content) == line
