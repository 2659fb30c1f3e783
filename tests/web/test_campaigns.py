"""Campaigns over HTTP: from the draft of the documentation's example to its recipients as a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from hub.searching import indexing
from hub.transaction import Transactions
from hub.work.campaign_starts import CampaignStarts
from storage import tables
from tests.cast import SALES, Cast
from tests.hub.campaigns import people
from tests.web.caller import Caller
from tests.web.conftest import Bearer

LAUNCH: dict[str, Any] = {
    "name": "Launch",
    "channel": SALES,
    "template": {"name": "offer", "language": "en", "parameters": {"1": {"field": "name", "fallback": "friend"}}},
    "audience": {"tags": ["vip"]},
    "schedule": None,
    "canary": None,
}


@pytest.fixture
async def ines(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> Caller:
    return Caller(client, bearer(cast.ines))


@pytest.fixture
async def vips(transactions: Transactions, cast: Cast) -> list[str]:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
        return await people.customers(tx, 3)


async def freeze(transactions: Transactions) -> None:
    assert await CampaignStarts(transactions, people.HOLDER).turn()


async def test_from_draft_to_recipients(ines: Caller, vips: list[str], transactions: Transactions) -> None:
    made = await ines.post("/campaigns", LAUNCH)
    assert (made["state"], made["version"], made["total"], made["counts"]) == ("draft", 1, 0, {})
    assert await ines.post("/campaigns/audience", {"audience": made["audience"]}, status=200) == {"contacts": 3}
    report = await ines.get(f"/campaigns/{made['id']}/preflight")
    assert (report["ok"], report["people"], report["sends"]) == (True, 3, 3)
    sent = await ines.post(f"/campaigns/{made['id']}/send", status=202)
    assert sent["state"] == "starting"
    await freeze(transactions)
    page = await ines.get(f"/campaigns/{made['id']}/recipients", limit=2)
    rest = await ines.get(f"/campaigns/{made['id']}/recipients", limit=2, after=page["next"])
    assert {each["contact"] for each in page["items"] + rest["items"]} == set(vips)
    assert rest["next"] is None
    told = await ines.get(f"/campaigns/{made['id']}/analytics")
    assert (told["state"], told["total"], told["counts"]) == ("running", 3, {"waiting": 3})
    kept = await ines.get(f"/campaigns/{made['id']}/preflight")
    assert kept["sends"] == 3  # as it was when it started, whatever the audience means since
    await ines.put(f"/campaigns/{made['id']}", {"name": "Other"}, status=409)


async def test_a_list_narrowed_by_state_reason_and_variant(
    ines: Caller, vips: list[str], transactions: Transactions
) -> None:
    variant = {"name": "B", "share": 100, "template": LAUNCH["template"]}
    made = await ines.post("/campaigns", LAUNCH | {"variants": [variant]})
    await ines.post(f"/campaigns/{made['id']}/send", status=202)
    await freeze(transactions)
    async with transactions.begin() as tx:
        await people.recipient_is(tx, made["id"], vips[0], state="failed", reason="131026", detail="Not on WhatsApp.")
    at = f"/campaigns/{made['id']}/recipients"
    assert [each["contact"] for each in (await ines.get(at, state="failed"))["items"]] == [vips[0]]
    assert [each["contact"] for each in (await ines.get(at, reason="131026"))["items"]] == [vips[0]]
    assert len((await ines.get(at, variant="B"))["items"]) == 3
    assert (await ines.get(at, variant="C"))["items"] == []
    (cause,) = (await ines.get(f"/campaigns/{made['id']}/analytics"))["causes"]
    assert (cause["reason"], cause["count"]) == ("131026", 1)
    assert "not on WhatsApp" in cause["message"]
    assert cause["advice"].startswith("Do not retry.")


async def test_the_list_is_narrowed_to_what_begins_in_between(ines: Caller, vips: list[str]) -> None:
    made = await ines.post("/campaigns", LAUNCH)
    soon = datetime.now(UTC) + timedelta(days=2)
    await ines.post(f"/campaigns/{made['id']}/schedule", {"schedule": {"at": soon.isoformat()}}, status=200)
    await ines.post("/campaigns", LAUNCH | {"name": "Without a time"})
    inside = await ines.get(
        "/campaigns", since=(soon - timedelta(hours=1)).isoformat(), until=(soon + timedelta(hours=1)).isoformat()
    )
    before = await ines.get("/campaigns", until=(soon - timedelta(hours=1)).isoformat())
    assert [[each["name"] for each in page["items"]] for page in (inside, before)] == [["Launch"], []]


async def test_recipients_are_found_by_their_name(ines: Caller, vips: list[str], transactions: Transactions) -> None:
    made = await ines.post("/campaigns", LAUNCH)
    await ines.post(f"/campaigns/{made['id']}/send", status=202)
    await freeze(transactions)
    await indexing.catch_up(transactions)
    [wanted] = (await ines.get(f"/campaigns/{made['id']}/recipients", limit=1))["items"]
    found = await ines.get(f"/campaigns/{made['id']}/recipients", q=wanted["name"])
    assert wanted["id"] in [each["id"] for each in found["items"]]
    assert (await ines.get(f"/campaigns/{made['id']}/recipients", q="Zzyzx"))["items"] == []


async def test_recipients_as_a_table(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, ines: Caller, vips: list[str], transactions: Transactions
) -> None:
    async with transactions.begin() as tx:
        contacts = tables.contacts
        await tx.connection.execute(update(contacts).where(contacts.c.id == vips[0]).values(name="=1+1"))
    made = await ines.post("/campaigns", LAUNCH)
    await ines.post(f"/campaigns/{made['id']}/send", status=202)
    await freeze(transactions)
    answer = await client.get(f"/api/v1/campaigns/{made['id']}/recipients/export", headers=bearer(cast.ines))
    assert answer.headers["content-disposition"].startswith("attachment")
    lines = answer.text.removeprefix("\ufeff").splitlines()
    assert (lines[0].split(",")[0], len(lines)) == ("Name", 4)
    assert any(line.startswith("'=1+1,") for line in lines)


async def test_whoever_edits_what_somebody_changed_is_told(ines: Caller, vips: list[str]) -> None:
    made = await ines.post("/campaigns", LAUNCH)
    changed = await ines.put(f"/campaigns/{made['id']}", {"name": "Better"}, if_match='"1"')
    assert (changed["name"], changed["version"]) == ("Better", 2)
    refused = await ines.put(f"/campaigns/{made['id']}", {"name": "Mine"}, status=409, if_match='"1"')
    assert refused["current"]["name"] == "Better"
    await ines.delete(f"/campaigns/{made['id']}")
    await ines.get(f"/campaigns/{made['id']}", status=404)


async def test_scheduled_moved_and_taken_back(ines: Caller, vips: list[str]) -> None:
    made = await ines.post("/campaigns", LAUNCH)
    at = f"/campaigns/{made['id']}"
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    first = await ines.post(f"{at}/schedule", {"schedule": {"at": f"{day}T09:00"}}, status=200)
    assert (first["state"], first["starts_at"]) == ("scheduled", f"{day}T02:00:00.000Z")  # the office is in Bangkok
    moved = await ines.put(at, {"schedule": {"at": f"{day}T09:00", "time_zone": "Asia/Kolkata"}})
    assert (moved["state"], moved["starts_at"]) == ("scheduled", f"{day}T03:30:00.000Z")
    back = await ines.post(f"{at}/schedule", {"schedule": None}, status=200)
    assert (back["state"], back["starts_at"], back["schedule"]) == ("draft", None, None)
    nowhere = {"at": f"{day}T09:00", "time_zone": "Mars/Olympus"}
    refused = await ines.post(f"{at}/schedule", {"schedule": nowhere}, status=422)
    assert refused["field"] == "schedule.time_zone"


async def test_what_cannot_start_says_all_that_is_in_the_way(
    ines: Caller, vips: list[str], transactions: Transactions, cast: Cast
) -> None:
    bare = {"name": "offer", "language": "de", "parameters": {"9": "x"}}
    made = await ines.post("/campaigns", LAUNCH | {"template": bare, "audience": {}})
    refused = await ines.post(f"/campaigns/{made['id']}/send", status=409)
    assert {each["field"] for each in refused["violations"]} == {"audience", "template"}
    async with transactions.begin() as tx:
        await people.channel_is(tx, cast.sales, state="paused", reason="the token is invalid")
    report = await ines.get(f"/campaigns/{made['id']}/preflight")
    assert not report["ok"]
    assert "Sales line is paused: the token is invalid." in report["words"]


async def test_agents_see_campaigns_of_their_own_numbers_and_change_none(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, ines: Caller, vips: list[str]
) -> None:
    made = await ines.post("/campaigns", LAUNCH)
    dana, omar = Caller(client, bearer(cast.dana)), Caller(client, bearer(cast.omar))
    assert (await dana.get(f"/campaigns/{made['id']}"))["id"] == made["id"]
    assert [each["id"] for each in (await dana.get("/campaigns"))["items"]] == [made["id"]]
    assert (await dana.get(f"/campaigns/{made['id']}/analytics"))["campaign"] == made["id"]
    await dana.post(f"/campaigns/{made['id']}/pause", {}, status=403)
    assert (await omar.get("/campaigns"))["items"] == []
    for what in ("", "/analytics"):
        await omar.get(f"/campaigns/{made['id']}{what}", status=404)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": "nowhere"}, None),
        ({"audience": {"segments": ["nothing"]}}, "segment"),
        ({"audience": {"lists": ["nothing"]}}, "audience.lists"),
        ({"audience": {"campaigns": [{"campaign": "nothing"}]}}, "audience.campaigns"),
        ({"schedule": {"at": "tomorrow"}}, "schedule.at"),
        ({"replies": {"user": "nobody"}}, "replies.user"),
        ({"variants": [{"name": "A", "share": 60, "template": LAUNCH["template"]}] * 2}, "variants"),
        ({"template": {**LAUNCH["template"], "media": "nothing"}}, "template.media"),
    ],
)
async def test_what_is_not_there_is_refused(
    ines: Caller, vips: list[str], wrong: dict[str, Any], field: str | None
) -> None:
    refused = await ines.post("/campaigns", LAUNCH | wrong, status=404 if field in (None, "segment") else 422)
    assert refused.get("field") == field


async def test_a_list_of_people_by_hand(ines: Caller, vips: list[str], transactions: Transactions) -> None:
    made = await ines.post("/lists", {"name": "Guests of the party", "contacts": vips[:2]})
    assert made["members"] == 2
    await ines.post("/lists", {"name": "guests of the PARTY"}, status=409)
    changed = await ines.post(f"/lists/{made['id']}/contacts", {"add": [vips[2], vips[0]], "remove": [vips[1]]}, 200)
    assert changed["members"] == 2
    on_it = (await ines.get(f"/lists/{made['id']}/contacts"))["items"]
    assert {each["id"] for each in on_it} == {vips[0], vips[2]}
    audience = {"lists": [made["id"]]}
    assert await ines.post("/campaigns/audience", {"audience": audience}, status=200) == {"contacts": 2}
    tree = {"type": "all", "of": [{"type": "list", "list": made["id"]}, {"type": "tag", "name": "vip"}]}
    segment = await ines.post("/segments", {"name": "Party", "filter": tree})
    assert (await ines.get(f"/segments/{segment['id']}/count"))["contacts"] == 2
    await ines.delete(f"/lists/{made['id']}")
    await ines.post("/campaigns/audience", {"audience": audience}, status=422)
    async with transactions.database.reading() as connection:
        found = tables.event_log.select().with_only_columns(tables.event_log.c.type, tables.event_log.c.audience)
        told = [row for row in await connection.tuples(found) if row[0].startswith("list.")]
    assert {audience for _, audience in told} == {"role:manager role:admin"}
    assert [kind for kind, _ in told] == ["list.changed", "list.changed", "list.removed"]


async def test_a_campaign_is_found_by_its_name_and_its_template(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, ines: Caller, vips: list[str], transactions: Transactions
) -> None:
    made = await ines.post("/campaigns", LAUNCH | {"name": "Songkran greetings"})
    await indexing.catch_up(transactions)
    omar = Caller(client, bearer(cast.omar))
    for words in ("songkran", "offer"):
        found = await ines.get("/search", q=words, kinds="campaigns")
        assert ([each["id"] for each in found["campaigns"]], found["hits"][0]["kind"]) == ([made["id"]], "campaigns")
        assert (await omar.get("/search", q=words, kinds="campaigns"))["hits"] == []
    await ines.delete(f"/campaigns/{made['id']}")
    await indexing.catch_up(transactions)
    assert (await ines.get("/search", q="songkran"))["hits"] == []
