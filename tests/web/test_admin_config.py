from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from PIL import Image

from hub.transaction import Transactions, milliseconds
from storage.inbox import media as media_rows
from tests.cast import Cast
from tests.web.conftest import Bearer
from tests.web.people import add_manager

PATH = "/api/v1/admin/config"


async def test_an_administrator_reads_and_replaces_sections(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast
) -> None:
    ines = bearer(cast.ines)
    before = await client.get(PATH, headers=ines)
    assert (before.status_code, before.json()["default_country"]) == (200, "TH")
    changed = await client.put(PATH, json={"company": {"name": "Baan"}, "round_robin": True}, headers=ines)
    assert changed.json()["company"]["name"] == "Baan"
    after = await client.get(PATH, headers=ines)
    assert after.json() == changed.json()
    assert after.headers["etag"] != before.headers["etag"]


async def test_who_was_slower_is_told_how_it_is_now(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> None:
    ines = bearer(cast.ines)
    held = (await client.get(PATH, headers=ines)).headers["etag"]
    await client.put(PATH, json={"company": {"name": "Faster"}}, headers=ines)
    slower = await client.put(PATH, json={"company": {"name": "Slower"}}, headers=ines | {"if-match": held})
    assert slower.status_code == 409
    assert slower.json()["current"]["company"]["name"] == "Faster"


async def test_of_two_who_save_at_once_one_is_told(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> None:
    ines = bearer(cast.ines)
    held = (await client.get(PATH, headers=ines)).headers["etag"]
    sent = [
        client.put(PATH, json={"company": {"name": name}}, headers=ines | {"if-match": held})
        for name in ("A", "B", "C")
    ]
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    saved = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await client.get(PATH, headers=ines)).json() == saved


async def test_an_agent_neither_reads_nor_changes_it(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> None:
    dana = bearer(cast.dana)
    assert (await client.get(PATH, headers=dana)).status_code == 403
    assert (await client.put(PATH, json={"round_robin": True}, headers=dana)).status_code == 403


async def test_a_manager_reads_the_harmless_parts_and_changes_nothing(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, transactions: Transactions
) -> None:
    mona = bearer(await add_manager(transactions))
    await client.put(PATH, json={"allowed_networks": ["10.0.0.0/8"]}, headers=bearer(cast.ines))
    told = (await client.get(PATH, headers=mona)).json()
    assert told["default_country"] == "TH"
    assert told["allowed_networks"] is None
    assert (await client.put(PATH, json={"round_robin": True}, headers=mona)).status_code == 403


@pytest.mark.parametrize(
    ("sections", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"default_country": "ZZ"}, "default_country"),
        ({"company": {"motto": "x"}}, "company.motto"),
        ({"branding": {"colour": "red"}}, "branding.colour"),
        ({"branding": {"logo": "nothing"}}, "branding.logo"),
        ({"working_hours": {"monday": [{"opens": "18:00", "closes": "09:00"}]}}, "working_hours.monday"),
        (
            {
                "working_hours": {
                    "friday": [{"opens": "08:00", "closes": "12:00"}, {"opens": "11:00", "closes": "13:00"}]
                }
            },
            "working_hours.friday",
        ),
        ({"holidays": [{"name": "New Year", "first": "2027-02-30", "last": "2027-03-01"}]}, "holidays[0].first"),
        ({"holidays": [{"name": "New Year", "first": "2027-01-02", "last": "2027-01-01"}]}, "holidays[0].last"),
        ({"allowed_networks": ["10.0.0.0/8", "the office"]}, "allowed_networks[1]"),
        ({"waiting_minutes": 0}, "waiting_minutes"),
        ({"retention": {"messages_days": 10**30}}, "retention.messages_days"),
        ({"secret": "x"}, "secret"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_name(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, sections: dict[str, Any], field: str
) -> None:
    answer = await client.put(PATH, json={"round_robin": True} | sections, headers=bearer(cast.ines))
    assert answer.status_code == 422, answer.text
    assert answer.json()["field"] == field
    assert (await client.get(PATH, headers=bearer(cast.ines))).json()["round_robin"] is False


async def test_the_logo_is_everybodys_and_stays(
    client: httpx.AsyncClient, bearer: Bearer, cast: Cast, transactions: Transactions, tmp_path: Any
) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "logo.png")
    files = {"file": ("logo.png", (tmp_path / "logo.png").read_bytes(), "image/png")}
    logo = (await client.post("/api/v1/files", files=files, headers=bearer(cast.ines))).json()["id"]
    assert (await client.get(f"/api/v1/files/{logo}", headers=bearer(cast.omar))).status_code == 404
    answer = await client.put(PATH, json={"branding": {"logo": logo}}, headers=bearer(cast.ines))
    assert answer.status_code == 200, answer.text
    assert (await client.get(f"/api/v1/files/{logo}", headers=bearer(cast.omar))).status_code == 200
    await client.put(PATH, json={"branding": {"logo": None}}, headers=bearer(cast.ines))  # issued papers still bear it
    async with transactions.begin() as tx:
        assert await media_rows.take_unsent(tx.connection, milliseconds() + 1, 10) == []
