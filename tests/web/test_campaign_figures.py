"""What became of campaigns, over HTTP: the numbers, side by side, and as files."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx
import msgspec
import pytest

from hub.campaigns import clicks
from hub.intake import Intake
from hub.transaction import Transactions
from hub.wire.campaigns import CampaignContent, Variant
from storage import tables
from tests.cast import Cast
from tests.hub.campaigns import sent
from tests.hub.conftest import intake, rules  # noqa: F401 - fixtures
from tests.hub.receiving import wire
from tests.hub.work import crowd
from tests.web.caller import Caller
from tests.web.conftest import Bearer

HUB = "https://hub.example.com"


class Season:
    """A campaign to six: one answered, one clicked, one opted out, one failed, two only got it."""

    def __init__(self, id: str, people: list[str]) -> None:
        self.id = id
        self.people = people


@pytest.fixture
async def ines(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> Caller:
    return Caller(client, bearer(cast.ines))


@pytest.fixture
async def season(transactions: Transactions, cast: Cast, intake: Intake) -> Season:  # noqa: F811
    async with transactions.begin() as tx:
        people = await crowd.crowd(tx, 6)
        await crowd.offered(tx, cast.sales)
    content = CampaignContent(name="offered", language="en", parameters={"1": "https://shop.example.com/sale"})
    other = Variant(name="B", share=50, template=content)
    variants = msgspec.json.encode([other]).decode()
    async with transactions.begin() as tx:
        id = await crowd.running(tx, cast.sales, people, content=content, variants=variants)
        half = tables.campaign_recipients.update().where(tables.campaign_recipients.c.contact_id.in_(people[:3]))
        await tx.connection.execute(half.values(variant="B", country="TH", category="MARKETING"))
    wamids = await sent.go_out(transactions, id, HUB)
    await sent.says(intake, people[0], "yes")
    row = await sent.recipient(transactions, id, people[1])
    taps = await sent.rows(transactions, tables.campaign_taps)
    token = next(tap["id"] for tap in taps if tap["recipient_id"] == row["id"])
    await clicks.follow(transactions, token, counts=True)
    await sent.says(intake, people[2], "STOP")
    failed = wire.status(wamids[people[3]], "failed", errors=[{"code": 131026, "title": "Message undeliverable"}])
    await wire.send(intake, wire.statuses(failed))
    async with transactions.begin() as tx:
        mine = tables.campaign_recipients.update().where(tables.campaign_recipients.c.contact_id == people[3])
        await tx.connection.execute(mine.values(state="failed", reason="131026", delivered_at=None, failed_at=tx.now))
    return Season(id, people)


async def test_analytics_tell_all_of_it(ines: Caller, season: Season) -> None:
    told = await ines.get(f"/campaigns/{season.id}/analytics", every="minute")
    assert told["counts"] == {"delivered": 4, "replied": 1, "failed": 1}
    assert told["reached"] == {"sent": 6, "delivered": 5, "read": 2, "replied": 1, "clicked": 1, "opted_out": 1}
    assert {name: (rate["count"], rate["of"]) for name, rate in told["rates"].items()} == {
        "delivered": (5, 6), "read": (2, 5), "replied": (1, 5), "clicked": (1, 5), "opted_out": (1, 5), "failed": (1, 6),
    }  # fmt: skip
    (cause,) = told["causes"]
    assert (cause["reason"], cause["advice"][:13]) == ("131026", "Do not retry.")
    assert (told["replies"], told["opted_out"], told["steps"]) == (1, 1, [])
    assert [(each["name"], each["total"], each["reached"]["clicked"]) for each in told["variants"]] == [
        ("B", 3, 1),
        ("", 3, 0),
    ]
    assert not told["contest"]["settled"]
    (button,) = told["buttons"]
    assert (button["place"], button["label"], button["variant"]) == ("body.1", "shop.example.com/sale", "B")
    assert (button["people"], button["times"], button["rate"]["of"]) == (1, 1, 3)
    series = told["series"]
    totals = {
        name: sum(point[name] for point in series["points"])
        for name in ("sent", "delivered", "replied", "clicked", "failed")
    }
    assert (series["every"], totals) == ("minute", {"sent": 6, "delivered": 5, "replied": 1, "clicked": 1, "failed": 1})
    assert (told["cost"]["lines"][0]["country"], told["cost"]["lines"][0]["count"]) == ("TH", 3)
    assert "read receipts" in told["notes"][0]


@pytest.mark.parametrize("every", ["hour", "day"])
async def test_a_series_by_hour_or_day(ines: Caller, season: Season, every: str) -> None:
    series = (await ines.get(f"/campaigns/{season.id}/analytics", every=every))["series"]
    assert series["every"] == every
    assert 1 <= len(series["points"]) <= 2
    assert all(point["at"].endswith(":00:00.000Z") for point in series["points"])


async def test_who_did_what(ines: Caller, season: Season) -> None:
    at = f"/campaigns/{season.id}/recipients"
    assert [each["contact"] for each in (await ines.get(at, did="clicked"))["items"]] == [season.people[1]]
    assert [each["contact"] for each in (await ines.get(at, did="opted_out"))["items"]] == [season.people[2]]
    tree = {"type": "campaign", "campaign": season.id, "outcome": "clicked"}
    segment = await ines.post("/segments", {"name": "Clicked", "filter": tree})
    assert (await ines.get(f"/segments/{segment['id']}/count"))["contacts"] == 1
    audience = {"campaigns": [{"campaign": season.id, "outcome": "not_clicked"}]}
    assert await ines.post("/campaigns/audience", {"audience": audience}, status=200) == {"contacts": 4}


async def test_side_by_side_in_the_order_asked_for(
    ines: Caller, season: Season, transactions: Transactions, cast: Cast, client: httpx.AsyncClient, bearer: Bearer
) -> None:
    async with transactions.begin() as tx:
        other = await crowd.running(tx, cast.sales, season.people, name="other")
    told = await ines.get("/campaigns/compare", ids=f"{other},{season.id}")
    assert [each["id"] for each in told["campaigns"]] == [other, season.id]
    assert [each["total"] for each in told["campaigns"]] == [6, 6]
    rate = told["campaigns"][1]["rates"]["replied"]
    assert (rate["count"], rate["of"], rate["low"] < rate["percent"] < rate["high"]) == (1, 5, True)
    assert told["campaigns"][0]["rates"]["read"]["percent"] is None
    assert any("drawn by lot" in note for note in told["notes"])
    for ids in ("nothing", ",".join(["x"] * 11), ", ,"):
        await ines.get("/campaigns/compare", status=404 if ids == "nothing" else 422, ids=ids)
    await Caller(client, bearer(cast.omar)).get("/campaigns/compare", status=404, ids=season.id)


@pytest.mark.parametrize("what", ["recipients", "analytics"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
async def test_as_files(
    client: httpx.AsyncClient,
    bearer: Bearer,
    cast: Cast,
    season: Season,
    transactions: Transactions,
    what: str,
    format: str,
) -> None:
    async with transactions.begin() as tx:
        named = tables.contacts.update().where(tables.contacts.c.id == season.people[0])
        await tx.connection.execute(named.values(name="=cmd|'/c calc'!A1"))
    at = f"/api/v1/campaigns/{season.id}/{what}/export"
    answer = await client.get(at, params={"format": format}, headers=bearer(cast.ines))
    assert answer.headers["content-disposition"].startswith("attachment")
    text = written(answer.content) if format == "xlsx" else answer.text
    if what == "recipients":
        assert ("'=cmd" in text) or ('s="2"' in text and "=cmd" in text)
        assert "Opted out" in text
    else:
        assert all(
            word in text
            for word in ("replied", "131026", "Do not retry.", "body", "Too early to tell", "read receipts")
        )


async def test_a_comparison_is_no_campaign(ines: Caller, season: Season) -> None:
    assert (await ines.get("/campaigns/compare", ids=season.id))["campaigns"][0]["id"] == season.id
    await ines.get("/campaigns/compared", status=404)


def written(file: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        names: Any = archive.read("xl/workbook.xml").decode()
        assert 'sheet name="Contacts"' not in names
        return archive.read("xl/worksheets/sheet1.xml").decode()
