"""Every list at 1,000,000 messages and 100,000 contacts, over HTTP, with every filter and order, first page and second, by somebody
who sees all four numbers and by somebody who sees one.

python -m tests.benchmarks.lists [--database sqlite|postgresql] [--scale 1.0] [--rounds 7] [--url an office that is there]

Making and indexing the office takes minutes; the lists themselves, which want a silent machine, about one.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from hub.wire.found import Found
from tests import lists
from tests.benchmarks.million import Office, conversation_id
from tests.benchmarks.search import Took, askers, index, office
from tests.benchmarks.servers import hub_environment, serving_hub
from web.operations import Operation

AIM_MS = 25.0  # p95
SLOWEST = 15  # lists named at the end


def make_known(client: httpx.Client, headers: dict[str, str], scale: float) -> dict[str, str]:
    """Ids of one thing of each kind that lists hang on."""
    known = {"contacts": Office(scale).contact(3), "conversations": conversation_id(0)}
    for address, body in lists.MADE.items():
        held = client.get(f"/{address}", headers=headers).json()["items"]
        known[address] = (
            held[0]["id"] if held else lists.made_id(_made(client, address, lists.told(body, known), headers))
        )
    return known


def measure(client: httpx.Client, tokens: dict[str, str], scale: float, rounds: int) -> float:
    """Prints what the slowest lists took. Returns the p95 of all."""
    known = make_known(client, _bearer(tokens["all numbers"]), scale)
    taken: dict[str, Took] = {}
    for operation in lists.every():
        if operation.gives is Found:
            continue
        for who, token in tokens.items():
            if who == "one of four" and "agent" not in (operation.roles or ()):
                continue
            for query in lists.variants(operation):
                for name, page in _pages(client, operation, lists.told(query, known), _bearer(token), known):
                    taken[f"{who:11}  {name}"] = _time(client, *page, _bearer(token), rounds)
    everything = Took(sorted(time for took in taken.values() for time in took.times))
    for name, took in sorted(taken.items(), key=lambda pair: -pair[1].quantile(0.5))[:SLOWEST]:
        print(f"  {took.row()}  {name}")
    over = [name for name, took in taken.items() if took.quantile(0.5) > AIM_MS]
    print(f"  all {len(taken)} lists × {rounds}: {everything.row()}; with a median over {AIM_MS:.0f} ms: {len(over)}")
    return everything.quantile(0.95)


def _made(client: httpx.Client, address: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    answer = client.post(f"/{address}", json=body, headers=headers)
    answer.raise_for_status()
    made: dict[str, Any] = answer.json()
    return made


def _pages(
    client: httpx.Client, operation: Operation, query: dict[str, str], headers: dict[str, str], known: dict[str, str]
) -> Iterator[tuple[str, tuple[str, dict[str, str]]]]:
    address = lists.address(operation, known)
    name = f"{operation.path} {' '.join(f'{key}={value}' for key, value in query.items())}"
    first = client.get(address, params=query, headers=headers)
    if first.status_code == 404:  # not for this asker
        return
    first.raise_for_status()
    yield name, (address, query)
    if after := first.json().get("next"):
        yield f"{name} next page", (address, query | {"after": after})


def _time(client: httpx.Client, address: str, query: dict[str, str], headers: dict[str, str], rounds: int) -> Took:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        answer = client.get(address, params=query, headers=headers)
        times.append((time.perf_counter() - begun) * 1000)
        answer.raise_for_status()
    return Took(sorted(times))


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def run_on(url: str, folder: Path, scale: float, rounds: int) -> float:
    tokens = asyncio.run(askers(url))
    with (
        serving_hub(hub_environment(url, folder)) as (port, _),
        httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=60) as client,
    ):
        return measure(client, tokens, scale, rounds)


def run(database: str, scale: float, rounds: int) -> float:
    with tempfile.TemporaryDirectory() as name, office(database, Path(name), scale) as url:
        asyncio.run(index(url))
        return run_on(url, Path(name), scale, rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=("postgresql", "sqlite"), action="append")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--url")
    given = parser.parse_args()
    for database in [given.url] if given.url else given.database or ["sqlite", "postgresql"]:
        if given.url:
            with tempfile.TemporaryDirectory() as name:
                p95 = run_on(given.url, Path(name), given.scale, given.rounds)
        else:
            p95 = run(database, given.scale, given.rounds)
        print(f"{database}: p95 {p95:.1f} ms, aim {AIM_MS:.0f} ms: {'met' if p95 <= AIM_MS else 'missed'}")
