"""`/contacts/import` from end to end, with the worker's turns taken by hand."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import func, select, update

from hub.assembly import Hub
from hub.transaction import Commit
from hub.work.imports import Imports
from hub.work.removals import Removals
from storage import tables
from tests.cast import Cast
from tests.web.conftest import Bearer

PEOPLE = "Name,Mobile,E-mail,Company,Tags\nSom Chai,081 111 1111,som@example.com,Acme,vip\nPim S.,081-234-5678,,Bolt,\nNobody,,,,\n"


@pytest.fixture
def worker(hub: Hub) -> Imports:
    return Imports(hub.transactions, hub.blobs, "a-worker")


@pytest.fixture
async def ines(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> httpx.AsyncClient:
    client.headers.update(bearer(cast.ines))
    return client


async def send(client: httpx.AsyncClient, body: str | bytes, name: str = "people.csv", **fields: str) -> httpx.Response:
    return await client.post("/api/v1/contacts/import", files={"file": (name, body)}, data=fields)


async def begun(client: httpx.AsyncClient, body: str | bytes, **fields: str) -> dict[str, Any]:
    answer = await send(client, body, **fields)
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/api/v1/contacts/import/{told['id']}"
    return told


async def read(client: httpx.AsyncClient, id: str) -> dict[str, Any]:
    told: dict[str, Any] = (await client.get(f"/api/v1/contacts/import/{id}")).json()
    return told


async def contact(hub: Hub, phone: str) -> Any:
    owner = select(tables.identities.c.contact_id).where(tables.identities.c.value == phone)
    wanted = (tables.contacts.c.name, tables.contacts.c.company, tables.contacts.c.tags, tables.contacts.c.name_source)
    async with hub.database.reading() as connection:
        found = await connection.tuples(select(*wanted).where(tables.contacts.c.id.in_(owner.scalar_subquery())))
    return found[0] if found else None


async def counted(hub: Hub, table: Any) -> int:
    async with hub.database.reading() as connection:
        return int(await connection.value(select(func.count()).select_from(table)))


async def test_a_file_is_imported_with_the_guessed_mapping(ines: httpx.AsyncClient, hub: Hub, worker: Imports) -> None:
    told = await begun(ines, PEOPLE)
    assert [column["target"] for column in told["columns"]] == ["name", "phone", "email", "company", "tags"]
    assert (told["state"], told["rows"], told["dry_run"]) == ("queued", 3, False)
    assert await worker.turn()
    done = await read(ines, told["id"])
    assert (done["state"], done["added"], done["updated"], done["failed"], done["done"]) == ("done", 1, 1, 1, 3)
    assert await contact(hub, "66811111111") == ("Som Chai", "Acme", '["vip"]', "agent")
    assert await contact(hub, "66812345678") == ("Pim S.", "Bolt", "[]", "agent")  # Pim's name was the provider's word


async def test_the_same_file_again_doubles_and_changes_nobody(
    ines: httpx.AsyncClient, hub: Hub, worker: Imports
) -> None:
    await begun(ines, PEOPLE)
    await worker.turn()
    before = await counted(hub, tables.contacts)
    again = await begun(ines, PEOPLE)
    await worker.turn()
    done = await read(ines, again["id"])
    assert (done["added"], done["updated"], done["unchanged"]) == (0, 0, 2)
    assert await counted(hub, tables.contacts) == before


async def test_a_name_a_colleague_typed_stays_unless_overwriting_was_asked_for(
    ines: httpx.AsyncClient, hub: Hub, worker: Imports
) -> None:
    await begun(ines, "name,phone\nFirst,0811111111\n")
    await begun(ines, "name,phone,company\nSecond,0811111111,Acme\n")
    while await worker.turn():
        pass
    assert (await contact(hub, "66811111111"))[:2] == ("First", "Acme")
    await begun(ines, "name,phone\nSecond,0811111111\n", overwrite_names="true")
    await worker.turn()
    assert (await contact(hub, "66811111111"))[0] == "Second"


async def test_a_dry_run_writes_nobody_and_is_started_with_another_mapping(
    ines: httpx.AsyncClient, hub: Hub, worker: Imports
) -> None:
    before = await counted(hub, tables.contacts)
    told = await begun(ines, "who,number,again\nSom,0811111111,x\nLek,0811111111,y\nPim,0812345678,z\n", dry_run="true")
    assert [column["target"] for column in told["columns"]] == [None, "phone", None]
    await worker.turn()
    checked = await read(ines, told["id"])
    assert (checked["state"], checked["added"], checked["updated"], checked["unchanged"]) == ("checked", 1, 0, 2)
    assert await counted(hub, tables.contacts) == before
    body = {"mapping": {"who": "name", "number": "phone"}}
    stale = await ines.put(f"/api/v1/contacts/import/{told['id']}", json=body, headers={"if-match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["state"]) == (409, "checked")
    started = await ines.put(f"/api/v1/contacts/import/{told['id']}", json=body)
    assert (started.status_code, started.json()["state"], started.json()["dry_run"]) == (200, "queued", False)
    await worker.turn()
    done = await read(ines, told["id"])
    assert (done["state"], done["added"], done["updated"]) == ("done", 1, 1)
    assert (await contact(hub, "66811111111"))[0] == "Som"  # what a row brought is as good as typed


async def test_the_rows_with_errors_come_back_as_a_file_that_can_be_mended_and_sent_again(
    ines: httpx.AsyncClient, worker: Imports
) -> None:
    told = await begun(
        ines, 'name,phone,email\n"=cmd()",12,a@example.com\nFine,0811111111,\nTwo,0822222222,not-an-address\n'
    )
    await worker.turn()
    answer = await ines.get(f"/api/v1/contacts/import/{told['id']}/errors")
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["name", "phone", "email", "Row", "Problem"]
    assert [row[3] for row in rows[1:]] == ["2", "4"]
    assert rows[1][0] == "'=cmd()"  # never a formula
    assert "telephone number" in rows[1][4]
    assert "e-mail" in rows[2][4]
    again = await begun(ines, answer.content)
    assert [column["target"] for column in again["columns"]] == ["name", "phone", "email", None, None]


async def test_a_row_that_fits_two_people_changes_neither(ines: httpx.AsyncClient, hub: Hub, worker: Imports) -> None:
    await begun(ines, "name,phone,email\nA,0811111111,\nB,,b@example.com\n")
    told = await begun(ines, "name,phone,email\nC,0811111111,b@example.com\n")
    while await worker.turn():
        pass
    done = await read(ines, told["id"])
    assert (done["failed"], done["updated"]) == (1, 0)
    problem = (await ines.get(f"/api/v1/contacts/import/{told['id']}/errors")).text
    assert "different contacts (A and B): merge them first" in problem


async def test_a_refusal_of_marketing_is_not_undone_by_a_file(
    ines: httpx.AsyncClient, hub: Hub, worker: Imports
) -> None:
    for said in ("no", "yes"):
        await begun(ines, f"phone,consent\n0811111111,{said}\n")
        await worker.turn()
    owner = select(tables.identities.c.contact_id).where(tables.identities.c.value == "66811111111")
    async with hub.database.reading() as connection:
        kept = await connection.value(
            select(tables.contacts.c.consent).where(tables.contacts.c.id.in_(owner.scalar_subquery()))
        )
    assert msgspec.json.decode(kept)["marketing"]["wanted"] is False
    assert msgspec.json.decode(kept)["marketing"]["source"] == "people.csv"


async def test_a_given_mapping_is_all_that_counts(ines: httpx.AsyncClient, hub: Hub, worker: Imports) -> None:
    mapping = {"Name": "company", "Mobile": "phone"}
    told = await begun(ines, PEOPLE, mapping=json.dumps(mapping))
    assert [column["target"] for column in told["columns"]] == ["company", "phone", None, None, None]
    await worker.turn()
    assert (await contact(hub, "66811111111"))[:3] == ("+66 81 111 1111", "Som Chai", "[]")


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"mapping": "{"}, "mapping", "JSON object"),
        ({"mapping": '{"Nope":"phone"}'}, "mapping", "no column 'Nope'"),
        ({"mapping": '{"Mobile":"shoe size"}'}, "mapping", "is nothing a column can mean"),
        ({"mapping": '{"Name":"name"}'}, "mapping", "No column holds telephone numbers"),
        ({"dry_run": "perhaps"}, "dry_run", ""),
        ({"shoe": "1"}, "shoe", ""),
    ],
)
async def test_a_wrong_field_is_named(ines: httpx.AsyncClient, fields: dict[str, str], field: str, says: str) -> None:
    answer = await send(ines, PEOPLE, **fields)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    assert says in answer.json()["message"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "empty"),
        (b"name,phone\n", "nobody"),
        (b"PK\x03\x04 and no archive", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old or a locked Excel"),
        (b"a,b\n1,2\n", "No column holds"),
    ],
)
async def test_a_file_that_is_none_is_refused_at_once_in_words(
    ines: httpx.AsyncClient, hub: Hub, body: bytes, says: str
) -> None:
    answer = await send(ines, body)
    assert (answer.status_code, answer.json()["field"]) == (422, "file")
    assert says in answer.json()["message"]
    assert await counted(hub, tables.imports) == 0


async def test_too_many_rows_are_refused(ines: httpx.AsyncClient) -> None:
    answer = await send(ines, "phone\n" + "0811111111\n" * 100_001)
    assert (answer.status_code, "At most 100,000 rows" in answer.json()["message"]) == (422, True)


async def test_a_gigabyte_is_refused_by_its_length_before_it_comes(ines: httpx.AsyncClient) -> None:
    came = 0

    async def endless() -> Any:
        nonlocal came
        while True:
            came += 1
            yield bytes(1024)

    headers = {"content-length": str(1024**3), "content-type": "multipart/form-data; boundary=x"}
    answer = await ines.post("/api/v1/contacts/import", content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert came < 100


async def test_a_gigabyte_that_does_not_say_so_is_refused_while_it_comes(ines: httpx.AsyncClient) -> None:
    came = 0

    async def endless() -> Any:
        nonlocal came
        yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(1024):
            came += 1
            yield bytes(1024 * 1024)

    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await ines.post("/api/v1/contacts/import", content=endless(), headers=headers)
    assert (answer.status_code, came < 70) == (413, True)


async def test_a_path_in_a_files_name_leads_nowhere(ines: httpx.AsyncClient, hub: Hub) -> None:
    answer = await send(ines, PEOPLE, "../../../etc/pass\u202ewd.csv")
    assert answer.json()["name"] == "passwd.csv"
    async with hub.database.reading() as connection:
        (blob,) = await connection.values(select(tables.imports.c.blob))
    assert blob == f"{answer.json()['id'][-2:]}/{answer.json()['id']}"


async def test_the_file_is_deleted_when_the_import_is_over(ines: httpx.AsyncClient, hub: Hub, worker: Imports) -> None:
    told = await begun(ines, PEOPLE)
    key = f"{told['id'][-2:]}/{told['id']}"
    assert await hub.blobs.size(key) == len(PEOPLE)
    await worker.turn()
    await Removals(hub.transactions, hub.blobs).turn()
    with pytest.raises(Exception, match=told["id"]):
        await hub.blobs.size(key)
    assert await counted(hub, tables.blob_removals) == 0


async def test_a_cancelled_import_keeps_what_is_in_and_goes_no_further(
    ines: httpx.AsyncClient, hub: Hub, worker: Imports
) -> None:
    told = await begun(ines, PEOPLE)
    cancelled = await ines.post(f"/api/v1/contacts/import/{told['id']}/cancel")
    assert cancelled.json()["state"] == "cancelled"
    assert not await worker.turn()
    again = await ines.post(f"/api/v1/contacts/import/{told['id']}/cancel")
    assert (again.status_code, again.json()["version"]) == (200, cancelled.json()["version"])
    refused = await ines.put(f"/api/v1/contacts/import/{told['id']}", json={})
    assert refused.status_code == 409


async def test_only_the_importer_hears_of_the_progress_and_everybody_that_it_is_over(
    ines: httpx.AsyncClient, hub: Hub, worker: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []

    def hand_on(commit: Commit) -> None:
        heard.extend((entry.type, entry.audience) for entry in commit.entries)

    monkeypatch.setattr(hub.transactions, "_hand_on", hand_on)
    await begun(ines, PEOPLE)
    await worker.turn()
    progress = [audience for type, audience in heard if type == "import.changed"]
    assert set(progress) == {"user:ines"}
    assert len(progress) == 3  # queued, running, done: so few rows take less than a second
    assert ("contacts.imported", "everyone") in heard
    assert [audience for type, audience in heard if type == "contact.changed"] == [
        "channel:channel-sales"
    ]  # Pim writes now
    assert ("conversation.changed", "channel:channel-sales") in heard  # it shows the name


async def test_agents_may_not_import_and_managers_see_all_imports(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, hub: Hub
) -> None:
    dana = bearer(cast.dana)
    for method, path in (
        ("POST", ""), ("GET", ""), ("GET", "/x"), ("PUT", "/x"), ("POST", "/x/cancel"), ("GET", "/x/errors"),
    ):  # fmt: skip
        answer = await client.request(
            method, f"/api/v1/contacts/import{path}", headers=dana, **({"json": {}} if method == "PUT" else {})
        )
        assert answer.status_code == 403, (method, path)
    ines = bearer(cast.ines)
    for method, path in (("GET", "/x"), ("PUT", "/x"), ("POST", "/x/cancel"), ("GET", "/x/errors")):
        answer = await client.request(
            method, f"/api/v1/contacts/import{path}", headers=ines, **({"json": {}} if method == "PUT" else {})
        )
        assert answer.status_code == 404, (method, path)


async def test_imports_are_listed_newest_first_page_by_page(ines: httpx.AsyncClient) -> None:
    made = [(await begun(ines, PEOPLE))["id"] for _ in range(3)]
    first = (await ines.get("/api/v1/contacts/import", params={"limit": 2})).json()
    second = (await ines.get("/api/v1/contacts/import", params={"limit": 2, "after": first["next"]})).json()
    assert [each["id"] for each in (*first["items"], *second["items"])] == made[::-1]
    assert second["next"] is None


async def test_an_import_is_noted_with_who_did_it(ines: httpx.AsyncClient, hub: Hub) -> None:
    told = await begun(ines, PEOPLE)
    await begun(ines, PEOPLE, dry_run="true")
    columns = (tables.activity.c.act, tables.activity.c.subject, tables.activity.c.user_id)
    async with hub.database.reading() as connection:
        assert await connection.tuples(select(*columns)) == [("import.started", told["id"], "ines")]


async def test_an_import_that_stops_at_the_same_place_again_and_again_is_given_up(
    ines: httpx.AsyncClient, hub: Hub, worker: Imports
) -> None:
    told = await begun(ines, PEOPLE)
    async with hub.database.writing() as connection:
        await connection.execute(update(tables.imports).values(tries=5))
    await worker.turn()
    done = await read(ines, told["id"])
    assert (done["state"], "stopped several times" in done["reason"]) == ("failed", True)


async def test_a_file_sent_twice_under_one_key_is_one_import(ines: httpx.AsyncClient, hub: Hub) -> None:
    ines.headers["idempotency-key"] = "once"
    first, again = await send(ines, PEOPLE), await send(ines, PEOPLE)
    assert (again.status_code, again.json(), again.headers["idempotent-replayed"]) == (202, first.json(), "true")
    assert await counted(hub, tables.imports) == 1
    assert await counted(hub, tables.blob_removals) == 1  # the second file goes in an hour
    other = await send(ines, PEOPLE, dry_run="true")
    assert (other.status_code, other.json()["field"]) == (409, "Idempotency-Key")
