from __future__ import annotations

import pytest

from web.telemetry import traces_url


@pytest.mark.parametrize(
    "given", ["http://collector:4318", "http://collector:4318/", "http://collector:4318/v1/traces"]
)
def test_a_collector_is_named_by_its_base_or_in_full(given: str) -> None:
    assert traces_url(given) == "http://collector:4318/v1/traces"
