"""However facts are split over webhooks, repeated and shuffled, what is stored in the end is the same."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.intake import Intake
from tests.hub.receiving.look import Look
from tests.hub.receiving.test_changes import edit, reaction, revoke
from tests.hub.receiving.wire import NOON, body, change, send, status, text

_runs = itertools.count(1)
PEOPLE = 2


def story(run: int) -> list[dict[str, Any]]:
    """All that happens to two customers, in its natural order: an answer from the phone, five messages each, changes and ticks."""
    return [part for person in range(PEOPLE) for part in _of_person(run, person)]


def _of_person(run: int, person: int) -> list[dict[str, Any]]:
    phone = f"66{run:05d}{person:03d}"

    def id(n: int | str) -> str:
        return f"wamid.{run}.{person}.{n}"

    said = [text(f"line {n}", id=id(n), at=NOON + 10 * n, phone=phone) for n in range(4)]
    quote = text("that one", id=id(4), at=NOON + 40, phone=phone, context={"id": id(1), "from": phone})
    greeting = {
        "from": "6620000000", "to": phone, "id": id("e"), "timestamp": str(NOON - 100), "type": "text", "text": {"body": "Welcome"},
    }  # fmt: skip
    changes = [
        edit("line 0, corrected", id(0), NOON + 51) | {"from": phone},
        edit("line 0, corrected twice", id(0), NOON + 52) | {"from": phone},
        revoke(id(2), NOON + 53) | {"from": phone},
        reaction("👍", id("e"), NOON + 54) | {"from": phone},
        reaction("", id("e"), NOON + 55) | {"from": phone},
        reaction("🎉", id(1), NOON + 56) | {"from": phone},
    ]
    ticks = [status(id("e"), told, at=NOON + 60 + n) for n, told in enumerate(("sent", "delivered", "read"))]
    messages = [change(messages=[item]) for item in [*said, quote, *changes]]
    echo = change("smb_message_echoes", message_echoes=[greeting])
    return [echo, *messages, *(change(statuses=[tick]) for tick in ticks)]


STEPS = len(story(0))


async def state_of(look: Look, run: int) -> dict[str, Any]:
    """What is stored of one run, without what differs by nature: ids, versions, arrival times."""
    named = f"wamid.{run}."
    rows = await look.rows("messages", "provider_id LIKE :n", order="order", n=f"{named}%")
    names = {row["id"]: row["provider_id"].removeprefix(named) for row in rows}
    told = ("direction", "kind", "text", "content", "status", "author_kind", "sent_at")
    threads = await look.rows(
        "conversations", "last_message_id IN (SELECT id FROM messages WHERE provider_id LIKE :n)", n=f"{named}%"
    )
    of_run = "message_id IN (SELECT id FROM messages WHERE provider_id LIKE :n)"
    marks = await look.rows("reactions", of_run, order="at", n=f"{named}%")
    attempts = await look.rows("attempts", of_run, n=f"{named}%")
    return {
        "messages": sorted(
            (names[r["id"]], names.get(r["reply_to"]), *(json.dumps(r[column]) for column in told)) for r in rows
        ),
        "threads": sorted(
            (
                names[t["last_message_id"]],
                t["state"],
                t["unread"],
                t["window_closes_at"],
                t["waiting_since"],
                t["last_at"],
            )
            for t in threads
        ),
        "reactions": sorted((names[m["message_id"]], m["emoji"], m["at"]) for m in marks),
        "attempts": sorted((names[a["message_id"]], a["sent_at"], a["delivered_at"], a["read_at"]) for a in attempts),
        "parked": await look.count("parked_facts", "target LIKE :n", n=f"{named}%"),
    }


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    order=st.permutations(range(STEPS)),
    again=st.lists(st.integers(0, STEPS - 1), max_size=12),
    cuts=st.sets(st.integers(1, STEPS), max_size=8),
    together=st.booleans(),
)
async def test_any_order_any_split_any_repeat_comes_to_the_same(
    order: list[int], again: list[int], cuts: set[int], together: bool, intake: Intake, look: Look
) -> None:
    natural, shuffled = next(_runs), next(_runs)
    await send(intake, body(*story(natural)))
    parts = story(shuffled)
    steps = [parts[n] for n in (*order, *again)]
    edges = [0, *sorted(cuts), len(steps)]
    bodies = [body(*steps[start:end]) for start, end in itertools.pairwise(edges) if start < end]
    if together:
        await asyncio.gather(*(send(intake, each) for each in bodies))
    else:
        await send(intake, *bodies)
    assert await state_of(look, shuffled) == await state_of(look, natural)
