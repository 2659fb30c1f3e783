"""How often somebody may ask."""

from __future__ import annotations

import httpx
import pytest

from hub.wire.errors import Refusal
from tests.cast import Cast
from tests.web.conftest import Bearer
from web.app import Application
from web.limits import BURST_SECONDS, Limits


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_what_is_saved_up_may_be_spent_at_once_and_comes_back() -> None:
    clock = Clock()
    limits = Limits(2, clock)
    left = [int(limits.spend("dana")["ratelimit-remaining"]) for _ in range(2 * BURST_SECONDS)]
    assert left == list(range(2 * BURST_SECONDS - 1, -1, -1))
    with pytest.raises(Refusal) as refused:
        limits.spend("dana")
    assert refused.value.retry_after == 0.5
    clock.now += 0.5
    assert limits.spend("dana")["ratelimit-remaining"] == "0"


def test_nobody_spends_what_is_anothers() -> None:
    limits = Limits(1, Clock())
    for _ in range(BURST_SECONDS):
        limits.spend("dana")
    assert limits.spend("omar")["ratelimit-remaining"] == str(BURST_SECONDS - 1)


async def test_every_answer_tells_what_is_left(
    client: httpx.AsyncClient, app: Application, cast: Cast, bearer: Bearer
) -> None:
    app.state.limits = Limits(50, Clock())
    first = await client.get("/api/v1/contacts", headers=bearer(cast.dana))
    second = await client.get("/api/v1/contacts", headers=bearer(cast.dana))
    left = [int(answer.headers["ratelimit-remaining"]) for answer in (first, second)]
    assert left == [599, 598]
    assert first.headers["ratelimit-limit"] == "600"


async def test_beyond_it_one_is_told_when_to_come_back(
    client: httpx.AsyncClient, app: Application, cast: Cast, bearer: Bearer
) -> None:
    app.state.limits = Limits(1 / BURST_SECONDS)
    assert (await client.get("/api/v1/contacts", headers=bearer(cast.dana))).status_code == 200
    answer = await client.get("/api/v1/contacts", headers=bearer(cast.dana))
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= BURST_SECONDS
    assert (await client.get("/api/v1/contacts", headers=bearer(cast.omar))).status_code == 200
