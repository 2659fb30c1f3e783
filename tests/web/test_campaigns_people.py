"""People come to campaigns from files, and take what campaigns know of them along."""

from __future__ import annotations

import io
import json
import zipfile

import httpx
import pytest

from hub.assembly import Hub
from hub.campaigns import trials
from hub.transaction import Transactions
from hub.wire.campaign_changes import TrialAsked
from hub.wire.campaigns import CampaignContent
from hub.work.imports import Imports
from storage import tables
from tests.cast import PIM_PHONE, Cast
from tests.hub import scenes
from tests.hub.campaigns import people
from tests.web.caller import Caller
from tests.web.conftest import Bearer
from tests.web.test_campaigns import LAUNCH, freeze


@pytest.fixture
async def ines(client: httpx.AsyncClient, bearer: Bearer, cast: Cast) -> Caller:
    return Caller(client, bearer(cast.ines))


async def test_a_file_becomes_a_list(
    client: httpx.AsyncClient, bearer: Bearer, ines: Caller, hub: Hub, cast: Cast
) -> None:
    body = f"Name,Phone\nPim,+{PIM_PHONE}\nNew,+66811112222\nNobody,\n".encode()
    for dry_run in ("true", "false"):
        answer = await client.post(
            "/api/v1/contacts/import",
            files={"file": ("party.csv", body, "text/csv")},
            data={"list_name": " Guests  of the party ", "dry_run": dry_run},
            headers=bearer(cast.ines),
        )
        assert (answer.status_code, answer.json()["list_name"]) == (202, "Guests of the party")
        assert (await ines.get("/lists"))["items"] == []  # a dry run makes none
        assert await Imports(hub.transactions, hub.blobs, people.HOLDER).turn()
    (made,) = (await ines.get("/lists"))["items"]
    assert (made["name"], made["members"]) == ("Guests of the party", 2)
    on_it = (await ines.get(f"/lists/{made['id']}/contacts"))["items"]
    assert cast.pim in {each["id"] for each in on_it}


async def test_a_person_s_archive_has_their_campaigns(
    client: httpx.AsyncClient, bearer: Bearer, ines: Caller, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
    made = await ines.post("/campaigns", LAUNCH | {"audience": {"contacts": [cast.pim]}})
    await ines.post(f"/campaigns/{made['id']}/send", status=202)
    await freeze(transactions)
    answer = await client.get(f"/api/v1/contacts/{cast.pim}/export", headers=bearer(cast.ines))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        (told,) = json.loads(archive.read("campaigns.json"))
    assert (told["name"], told["recipient"]["address"], told["recipient"]["state"]) == ("Launch", PIM_PHONE, "waiting")


async def test_a_preview_shows_what_real_people_get(ines: Caller, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
        (out,) = await people.customers(tx, 1, consent={"marketing": False})
    made = await ines.post("/campaigns", LAUNCH | {"audience": {"contacts": [cast.pim]}})
    (first,) = await ines.post(f"/campaigns/{made['id']}/preview", {}, status=200)
    assert (first["contact"], first["content"]["body"]) == (cast.pim, "Hi Pim Srisai, 20 % off until Friday.")
    (named,) = await ines.post(f"/campaigns/{made['id']}/preview", {"contacts": [out]}, status=200)
    assert (named["reason"], named["problem"]) == ("opted_out", "Customer 0 opted out and gets nothing.")
    await ines.post(f"/campaigns/{made['id']}/preview", {"contacts": ["nobody"]}, status=404)


async def test_a_test_goes_to_contacts_and_numbers_as_ordinary_messages(
    ines: Caller, transactions: Transactions, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
    made = await ines.post("/campaigns", LAUNCH)
    asked = {"contacts": [cast.pim], "numbers": ["081 111 2222"], "sample": cast.ken}
    sent = await ines.post(f"/campaigns/{made['id']}/test", asked)
    assert [each["text"] for each in sent] == ["Hi Ken Park, 20 % off until Friday."] * 2
    assert sent[0]["conversation"] == cast.pims
    assert {each["status"] for each in sent} == {"queued"}
    assert (await ines.get(f"/campaigns/{made['id']}"))["state"] == "draft"
    await ines.post(f"/campaigns/{made['id']}/test", {}, status=422)
    async with transactions.begin() as tx:
        no = {"id": cast.pim, "consent": '{"marketing":false}'}
        await tx.connection.update_many(tables.contacts, [no])
    await ines.post(f"/campaigns/{made['id']}/test", {"contacts": [cast.pim]}, status=409)


async def test_a_follow_up_is_tried_by_its_number(ines: Caller, transactions: Transactions, cast: Cast) -> None:
    again = {"type": "BODY", "text": "Still thinking, {{1}}?"}
    async with transactions.begin() as tx:
        await people.offer(tx, cast.sales)
        await people.offer(tx, cast.sales, again, name="again")
    content = LAUNCH["template"] | {"name": "again"}
    made = await ines.post("/campaigns", LAUNCH | {"steps": [{"after_days": 3, "template": content}]})
    (sent,) = await ines.post(f"/campaigns/{made['id']}/test", {"contacts": [cast.pim], "step": 2})
    assert sent["text"] == "Still thinking, Pim Srisai?"
    await ines.post(f"/campaigns/{made['id']}/test", {"contacts": [cast.pim], "step": 3}, status=422)


async def test_a_test_with_a_picture_carries_the_upload(transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        picture = await scenes.file_of(tx, cast.ines.id)
        await people.offer(tx, cast.sales, {"type": "HEADER", "format": "IMAGE"}, people.OFFER)
        content = CampaignContent(name="offer", language="en", parameters=dict(people.BY_NAME), media=picture)
        made = await people.draft(tx, cast, template=content)
        asked = TrialAsked(contacts=[cast.pim])
        (sent,) = await trials.send(tx, cast.ines, made, asked, {picture: "media-7"})
        row = await tx.connection.value(
            tables.messages.select()
            .with_only_columns(tables.messages.c.outgoing)
            .where(tables.messages.c.id == sent.id)
        )
    assert '"image":{"id":"media-7"}' in row
    assert sent.content["header"]["file"] == picture
