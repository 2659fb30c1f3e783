from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hub.router import sorting
from tests.cast import SALES_ADDRESS, SUPPORT_ADDRESS
from tests.hub.router.conftest import webhook

NAMES = ["entry", "changes", "field", "value", "metadata", "phone_number_id", "display_phone_number"]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
)


def test_a_webhook_tells_its_field_and_its_number_in_both_forms() -> None:
    found = sorting.sort(webhook("x"))
    assert (found.topic, found.lane) == ("messages", SALES_ADDRESS)
    assert found.concerns({"messages"}, {SALES_ADDRESS})
    assert found.concerns((), {"662" + SALES_ADDRESS[-6:]})
    assert not found.concerns({"calls"}, ())
    assert not found.concerns((), {SUPPORT_ADDRESS})


def test_a_field_of_one_number_is_not_taken_for_anothers() -> None:
    body = b'{"entry":[{"changes":[%s,%s]}]}' % (change("calls", SALES_ADDRESS), change("messages", SUPPORT_ADDRESS))
    found = sorting.sort(body)
    assert (found.topic, found.lane) == ("calls,messages", sorting.EVERY_NUMBER)
    assert not found.concerns({"messages"}, {SALES_ADDRESS})
    assert found.concerns({"calls"}, {SALES_ADDRESS})


def change(field: str, number: str) -> bytes:
    return b'{"field":"%s","value":{"metadata":{"phone_number_id":"%s"}}}' % (field.encode(), number.encode())


def test_news_of_a_number_without_metadata_is_found_by_its_digits() -> None:
    body = b'{"entry":[{"changes":[{"field":"phone_number_quality_update","value":{"display_phone_number":"16505551111"}}]}]}'
    found = sorting.sort(body)
    assert found.lane == "16505551111"
    assert found.concerns((), {sorting.digits("+1 (650) 555-1111")})


def test_news_of_the_business_goes_to_those_who_name_no_number() -> None:
    found = sorting.sort(b'{"entry":[{"changes":[{"field":"account_update","value":{}}]}]}')
    assert found.lane == sorting.NO_NUMBER
    assert found.concerns({"account_update"}, ())
    assert not found.concerns({"account_update"}, {SALES_ADDRESS})


@given(st.binary(max_size=200))
def test_bytes_that_are_no_webhook_concern_those_who_want_all(body: bytes) -> None:
    found = sorting.sort(body)
    assert found.concerns((), ())
    assert not found.concerns({"messages"}, ())


@given(anything)
def test_no_shape_of_json_is_too_strange(body: Any) -> None:
    found = sorting.sort(msgspec.json.encode(body))
    assert len(found.topic) <= sorting.TOPIC_LIMIT
    assert len(found.lane) <= sorting.WORD_LIMIT
