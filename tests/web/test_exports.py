"""Contacts as a table, and everything about one person."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from hub.assembly import Hub
from hub.imports import sheets
from hub.work.imports import Imports
from storage import tables
from tests.cast import Cast
from tests.web.conftest import Bearer

FILE = bytes(range(256)) * 2000


@pytest.fixture
async def ines(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> httpx.AsyncClient:
    client.headers.update(bearer(cast.ines))
    return client


async def exported(client: httpx.AsyncClient, **query: str) -> list[dict[str, str]]:
    answer = await client.get("/api/v1/contacts/export", params=query)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def add(client: httpx.AsyncClient, **contact: Any) -> str:
    answer = await client.post("/api/v1/contacts", json=contact)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def reach(kind: str, value: str) -> dict[str, str]:
    return {"kind": kind, "value": value}


async def test_those_that_are_named_come_alone(ines: httpx.AsyncClient, cast: Cast) -> None:
    lek = await add(ines, name="Lek")
    answer = await ines.post("/api/v1/contacts/export", json={"format": "csv", "ids": [lek, "nobody"]})
    assert answer.headers["content-disposition"].startswith('attachment; filename="contacts.csv"')
    assert [row["Name"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))] == ["Lek"]


async def test_contacts_come_as_csv_for_a_program_to_save(ines: httpx.AsyncClient, cast: Cast) -> None:
    owned = {"owner": "dana", "tags": ["fair", "vip"], "company": "Acme"}
    await add(ines, name="Lek", identities=[reach("phone", "0811111111"), reach("email", "lek@example.com")], **owned)
    answer = await ines.get("/api/v1/contacts/export")
    assert answer.headers["content-disposition"].startswith('attachment; filename="contacts.csv"')
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    rows = await exported(ines)
    assert [row["Name"] for row in rows] == ["Ken Park", "Pim Srisai", "Lek"]
    assert {**rows[2], "Created": ""} == {
        "Name": "Lek", "Phone": "'+66 81 111 1111", "Email": "lek@example.com", "Company": "Acme", "Tags": "fair; vip",
        "Owner": "Dana", "Consent": "", "Created": "",
    }  # fmt: skip


async def test_the_filters_are_those_of_the_list(ines: httpx.AsyncClient, cast: Cast) -> None:
    await add(ines, name="Lek", tags=["vip"])
    assert [row["Name"] for row in await exported(ines, tag="vip")] == ["Lek"]
    wrong = await ines.get("/api/v1/contacts/export", params={"segment": "nope"})
    assert wrong.status_code == 404
    odd = await ines.get("/api/v1/contacts/export", params={"format": "pdf"})
    assert (odd.status_code, odd.json()["field"]) == (422, "format")


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\tx"])
async def test_no_cell_is_a_formula(ines: httpx.AsyncClient, cast: Cast, tmp_path: Path, name: str) -> None:
    await add(ines, name="x", company=f"{name}")
    companies = [row["Company"] for row in await exported(ines) if row["Name"] == "x"]
    assert not companies[0].startswith(("=", "+", "-", "@", "\t"))
    answer = await ines.get("/api/v1/contacts/export", params={"format": "xlsx"})
    path = tmp_path / "contacts.xlsx"
    path.write_bytes(answer.content)
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="inlineStr"' in sheet


async def test_a_spreadsheet_has_the_same_rows(ines: httpx.AsyncClient, cast: Cast, tmp_path: Path) -> None:
    answer = await ines.get("/api/v1/contacts/export", params={"format": "xlsx"})
    assert answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    path = tmp_path / "contacts.xlsx"
    path.write_bytes(answer.content)
    lines = [cells for _, cells in sheets.lines(path, sheets.examine(path))]
    assert [cells[:2] for cells in lines] == [
        ["Name", "Phone"],
        ["Ken Park", "+66898765432"],
        ["Pim Srisai", "+66812345678"],
    ]


async def test_what_was_exported_can_be_imported_and_changes_nothing(
    ines: httpx.AsyncClient, hub: Hub, cast: Cast
) -> None:
    await ines.post("/api/v1/fields", json={"key": "city", "name": "City", "kind": "text"})
    await add(ines, name="=1", identities=[reach("phone", "+49 30 901820")], tags=["vip"], fields={"city": "-x"})
    for format in ("csv", "xlsx"):
        body = (await ines.get("/api/v1/contacts/export", params={"format": format})).content
        begun = await ines.post("/api/v1/contacts/import", files={"file": (f"c.{format}", body)})
        assert begun.status_code == 202, begun.text
        await Imports(hub.transactions, hub.blobs, "a-worker").turn()
        done = (await ines.get(f"/api/v1/contacts/import/{begun.json()['id']}")).json()
        assert (done["added"], done["failed"]) == (0, 0)
    rows = await exported(ines)
    assert [(row["Name"], row["City"]) for row in rows] == [("Ken Park", ""), ("Pim Srisai", ""), ("'=1", "'-x")]


async def test_many_contacts_are_streamed_page_by_page(ines: httpx.AsyncClient, hub: Hub, cast: Cast) -> None:
    async with hub.transactions.begin() as tx:
        new = {"name_source": "agent", "updated_at": tx.now}
        rows = [{"id": f"c{n:05d}", "name": f"Person {n}", "created_at": n, **new} for n in range(1_234)]
        await tx.connection.insert_many(tables.contacts, rows)
    found = await exported(ines)
    assert [row["Name"] for row in found[:1_234]] == [f"Person {n}" for n in range(1_234)]
    assert len(found) == 1_236


async def test_words_leave_nobody_out_of_a_file(ines: httpx.AsyncClient, hub: Hub, cast: Cast) -> None:
    """A list shows the best 200; and the index, which has not looked yet, is not asked."""
    async with hub.transactions.begin() as tx:
        new = {"name_source": "agent", "updated_at": tx.now, "created_at": tx.now}
        rows = [{"id": f"c{n:05d}", "name": f"{'Band' if n % 2 else 'Hall'} {n}", **new} for n in range(1_200)]
        await tx.connection.insert_many(tables.contacts, rows)
    assert [row["Name"] for row in await exported(ines, q="band")] == [f"Band {n}" for n in range(1, 1_200, 2)]


async def test_an_export_is_noted_without_what_was_searched_for(ines: httpx.AsyncClient, hub: Hub, cast: Cast) -> None:
    await exported(ines, q="0812345678", owner="dana")
    columns = (tables.activity.c.act, tables.activity.c.user_id, tables.activity.c.after)
    async with hub.database.reading() as connection:
        ((act, who, after),) = await connection.tuples(select(*columns))
    assert (act, who) == ("contacts.exported", "ines")
    assert json.loads(after) == {"owner": "dana", "format": "csv", "searched": True}


async def test_agents_export_nothing(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    for path in ("export", f"{cast.pim}/export"):
        assert (await client.get(f"/api/v1/contacts/{path}", headers=bearer(cast.dana))).status_code == 403
        assert (await client.get(f"/api/v1/contacts/{path}")).status_code == 401
    assert (await client.get("/api/v1/contacts/nobody/export", headers=bearer(cast.ines))).status_code == 404


async def test_everything_about_one_person_comes_as_an_archive(
    ines: httpx.AsyncClient, hub: Hub, cast: Cast, tmp_path: Path
) -> None:
    long = "สวัสดี " * 5_000
    await _say(hub, cast, long)
    await ines.post(f"/api/v1/contacts/{cast.pim}/notes", json={"text": "Likes quartets"})
    answer = await ines.get(f"/api/v1/contacts/{cast.pim}/export")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"].startswith('attachment; filename="Pim Srisai.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("contact.json"))["contact"]["name"] == "Pim Srisai"
        history = json.loads(archive.read("history.json"))
        assert "Likes quartets" in [each["note"]["text"] for each in history if each["type"] == "note"]
        said = json.loads(archive.read(f"conversations/{cast.pims}.json"))
        assert [message["text"] for message in said] == [long]  # whole, however long
        files = [name for name in archive.namelist() if name.startswith("files/")]
        assert files == ["files/file-passwd"]  # whatever its sender called it
        assert archive.read(files[0]) == FILE


async def _say(hub: Hub, cast: Cast, text: str) -> None:
    async with hub.transactions.begin() as tx:
        message = {"id": "m", "conversation_id": cast.pims, "channel_id": cast.sales, "order": "1", "direction": "in"}
        message |= {"kind": "document", "text": text, "status": "received", "author_kind": "customer"}
        await tx.connection.insert_many(tables.messages, [message | {"sent_at": tx.now, "created_at": tx.now}])
        file = {
            "id": "file",
            "message_id": "m",
            "channel_id": cast.sales,
            "kind": "document",
            "mime": "application/pdf",
        }
        file |= {"name": "../../etc/passwd", "state": "ready", "blob": "le/file", "created_at": tx.now}
        lost = file | {"id": "lost", "blob": "st/lost"}
        await tx.connection.insert_many(tables.attachments, [file, lost])
    await hub.blobs.put("le/file", FILE)
