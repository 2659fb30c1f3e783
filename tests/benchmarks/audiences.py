"""Campaigns' audiences: 100,000 people counted, looked at, frozen, and read page by page.

python -m tests.benchmarks.audiences [--people 100000] [--database postgresql|sqlite]

Prints seconds, how long the event loop was kept from its other work meanwhile, and the times of a page. Aims: a page within 25 ms (p95);
the loop never kept for longer than a webhook may wait.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from hub import ids
from hub.campaigns import audience, drafts, preflight, recipients, starting
from hub.campaigns.recipients import Wanted
from hub.transaction import Transactions, milliseconds
from hub.wire.campaign_changes import NewCampaign
from hub.wire.campaigns import Audience, Bound, Campaign, CampaignContent
from hub.work.campaign_starts import CampaignStarts
from storage import migrations, tables
from storage.database import Database
from tests import cast
from tests.cast import Cast
from tests.hub import scenes
from tests.services import running_postgres

AT_ONCE = 5_000  # rows of one insert
PAGES = 300
TICK = 0.005  # seconds between two looks at how punctual the loop is
AIM_MS = 25.0


async def fill(database: Database, count: int) -> None:
    """Everybody tagged vip, every fiftieth opted out."""
    now = milliseconds()
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(count, start + AT_ONCE))
        people = [ids.new() for _ in numbers]
        async with database.writing() as connection:
            await connection.insert_many(
                tables.contacts,
                [
                    {
                        "id": id,
                        "name": f"สมชาย Person {n}",
                        "name_source": "agent",
                        "tags": '["vip"]',
                        "fields": '{"city":"Trat","language":"th"}',
                        "consent": '{"marketing":{"wanted":false}}' if n % 50 == 0 else '{"marketing":{"wanted":true}}',
                        "created_at": now,
                        "updated_at": now,
                    }
                    for n, id in zip(numbers, people, strict=True)
                ],
            )
            known = [
                {
                    "id": ids.new(),
                    "contact_id": id,
                    "kind": "phone",
                    "value": f"668{n:08d}",
                    "display": f"+668{n:08d}",
                    "created_at": now,
                }
                for n, id in zip(numbers, people, strict=True)
            ]
            await connection.insert_many(tables.identities, known)
            facets = [{"contact_id": id, "facet": "tag", "value": "vip"} for id in people]
            await connection.insert_many(tables.contact_facets, facets)


async def drafted(transactions: Transactions, people: Cast) -> Campaign:
    async with transactions.begin() as tx:
        body = {"type": "BODY", "text": "สวัสดี {{1}}, 20 % off in {{2}} until Friday."}
        await scenes.template(tx, people.sales, body, name="offer", category="MARKETING", language="th")
        parameters = {"1": Bound(field="name", fallback="friend"), "2": Bound(field="city", fallback="town")}
        content = CampaignContent(name="offer", language="th", parameters=dict(parameters))
        new = NewCampaign(name="Launch", channel=people.sales, template=content, audience=Audience(tags=["vip"]))
        return await drafts.create(tx, people.ines, new)


@contextlib.asynccontextmanager
async def punctual(what: str) -> AsyncIterator[None]:
    """Says how long it took and how late the loop was for others meanwhile."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK)
            late.append((time.perf_counter() - began - TICK) * 1000)

    ticking = asyncio.create_task(tick())
    began = time.perf_counter()
    yield
    took = time.perf_counter() - began
    ticking.cancel()
    worst = f"loop late by {percentile(late, 99):.0f} ms (p99), {max(late, default=0):.0f} ms at worst"
    print(f"{what}: {took:.2f} s; {worst}", flush=True)


def percentile(values: list[float], which: int) -> float:
    return statistics.quantiles(values, n=100)[which - 1] if len(values) > 1 else sum(values)


async def freeze(transactions: Transactions, people: Cast, campaign: Campaign) -> None:
    async with transactions.begin() as tx:
        await starting.send(tx, people.ines, campaign.id, None)
    async with punctual("frozen"):
        assert await CampaignStarts(transactions, "benchmark:1:1").turn()


async def pages(database: Database, people: Cast, campaign: Campaign, wanted: Wanted, what: str) -> float:
    took: list[float] = []
    after: str | None = None
    for _ in range(PAGES):
        began = time.perf_counter()
        async with database.reading() as connection:
            _, after = await recipients.list_page(connection, people.ines, campaign.id, wanted, after, 50)
        took.append((time.perf_counter() - began) * 1000)
        if after is None:
            break
    p95 = percentile(took, 95)
    print(f"pages of 50, {what}: p50 {percentile(took, 50):.1f} ms, p95 {p95:.1f} ms", flush=True)
    return p95


async def run(url: str, count: int) -> bool:
    database = Database.open(url)
    transactions = Transactions(database, lambda _: None)
    people = await cast.seed(transactions)
    await fill(database, count)
    if database.dialect == "postgresql":
        async with database.writing() as connection:
            await connection.driver("ANALYZE")
    campaign = await drafted(transactions, people)
    async with punctual("counted"), database.reading() as connection:
        print(await audience.count(connection, people.ines, campaign.audience), "meant")
    async with punctual("looked at"):
        report = await preflight.report(database, campaign)
    print(report.words[0], report.cost.currency, report.cost.amount)
    await freeze(transactions, people, campaign)
    worst = [
        await pages(database, people, campaign, Wanted(), "all"),
        await pages(database, people, campaign, Wanted(state="waiting"), "waiting"),
        await pages(database, people, campaign, Wanted(reason="opted_out"), "opted out"),
    ]
    await database.close()
    return max(worst) < AIM_MS


@contextlib.contextmanager
def address(database: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        if database == "sqlite":
            yield f"sqlite:///{Path(folder) / 'hub.sqlite'}"
            return
        with running_postgres() as postgres:
            yield postgres.url


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    chosen = parser.parse_args()
    with address(chosen.database) as url:
        migrations.upgrade(url)
        raise SystemExit(0 if asyncio.run(run(url, chosen.people)) else 1)
