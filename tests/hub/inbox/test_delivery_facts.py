from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from hub.inbox.delivery_facts import RANK, reached, shown, status_of

TOLD = ("accepted_at", "sent_at", "delivered_at", "read_at", "played_at", "failed_at", "unknown_at")
GOOD = ("delivered", "read", "played")


class Try(Struct, frozen=True, kw_only=True):
    number: int
    accepted_at: int | None = None
    sent_at: int | None = None
    delivered_at: int | None = None
    read_at: int | None = None
    played_at: int | None = None
    failed_at: int | None = None
    unknown_at: int | None = None


def tried(*told: str) -> list[Try]:
    """Tries by what was told of each: tried("unknown", "accepted sent")."""
    return [Try(number=n, **{f"{fact}_at": 1 for fact in facts.split()}) for n, facts in enumerate(told, 1)]


one_try = st.lists(st.sampled_from(TOLD), unique=True).map(dict.fromkeys)
many_tries = st.lists(one_try, min_size=1, max_size=4).map(
    lambda told: [Try(number=n, **dict.fromkeys(facts, 1)) for n, facts in enumerate(told, 1)]
)


@given(many_tries, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_attempts_does_not_matter(tries: list[Try], chance: random.Random, due: bool) -> None:
    mixed = list(tries)
    chance.shuffle(mixed)
    assert status_of(mixed, due=due) == status_of(tries, due=due)
    assert shown(mixed) == shown(tries)


@given(st.permutations(TOLD))
def test_what_is_told_of_one_attempt_never_falls_back(told: list[str]) -> None:
    attempt, before = Try(number=1), RANK["sending"]
    for fact in told:
        attempt = msgspec.structs.replace(attempt, **{fact: 1})
        assert RANK[status_of([attempt])] >= before
        before = RANK[status_of([attempt])]


@given(many_tries, st.data())
def test_a_fact_lowers_a_message_only_when_it_is_a_failure(tries: list[Try], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(tries) - 1))
    fact = data.draw(st.sampled_from(TOLD))
    later = [*tries[:place], msgspec.structs.replace(tries[place], **{fact: 1}), *tries[place + 1 :]]
    before, after = status_of(tries), status_of(later)
    if fact != "failed_at" or before in GOOD:
        assert RANK[after] >= RANK[before]


@given(many_tries)
def test_what_reached_the_customer_is_never_shown_as_less(tries: list[Try]) -> None:
    good = [RANK[reached(attempt)] for attempt in tries if reached(attempt) in GOOD]
    if good:
        assert RANK[status_of(tries)] == max(good)
        assert RANK[status_of(tries, due=True)] == max(good)


@given(many_tries)
def test_failed_is_shown_only_when_every_try_failed(tries: list[Try]) -> None:
    assert (status_of(tries) == "failed") == all(reached(attempt) == "failed" for attempt in tries)


@given(many_tries)
def test_unknown_is_shown_only_when_nothing_better_is_known(tries: list[Try]) -> None:
    if status_of(tries) == "unknown":
        assert {reached(attempt) for attempt in tries} <= {"unknown", "failed", "sending"}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([], "queued"),
        ([""], "sending"),
        (["accepted"], "accepted"),
        (["accepted sent failed"], "failed"),
        (["failed delivered"], "delivered"),
        (["accepted sent failed", ""], "sending"),
        (["accepted sent failed", "accepted"], "accepted"),
        (["unknown", ""], "sending"),
        (["unknown sent", ""], "sent"),
        (["unknown", "failed"], "unknown"),
        (["unknown accepted", "failed"], "accepted"),
        (["unknown read", "accepted sent delivered"], "read"),
    ],
)
def test_a_message_shows_its_best_attempt(told: list[str], status: str) -> None:
    assert status_of(tried(*told)) == status


def test_a_late_status_of_the_first_try_belongs_to_the_first_try() -> None:
    first, second = tried("unknown delivered", "accepted sent")
    assert shown([first, second]) == first


@pytest.mark.parametrize(("told", "status"), [("failed", "queued"), ("unknown", "queued"), ("unknown sent", "sent")])
def test_a_retry_that_waits_is_queued_unless_the_first_try_got_through(told: str, status: str) -> None:
    assert status_of(tried(told), due=True) == status
