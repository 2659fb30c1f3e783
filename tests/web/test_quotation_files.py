"""Files of quotations and quotations of people: who may see them, and what becomes of them when people merge or go."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from PIL import Image
from sqlalchemy import select

from hub.customers import merging, unmerging
from hub.transaction import Transactions
from storage import tables
from tests.cast import Cast
from tests.web.test_conversations import Ask, ask
from tests.web.test_quotations import QUOTATIONS, act, drafted

__all__ = ["ask"]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(out, "PNG")
    return out.getvalue()


async def uploaded(ask: Ask, agent: Any, name: str = "plan.png") -> str:
    answer = await ask(agent, "POST", "/api/v1/files", files={"file": (name, picture(), "image/png")})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def kept_for(transactions: Transactions, id: str) -> str | None:
    async with transactions.database.reading() as connection:
        column = tables.attachments.c.kept_for
        found: str | None = await connection.value(select(column).where(tables.attachments.c.id == id))
        return found


async def test_a_file_of_a_quotation_stays_as_long_as_one_holds_it(
    ask: Ask, cast: Cast, transactions: Transactions
) -> None:
    plan = await uploaded(ask, cast.dana)
    made = await drafted(
        ask, cast.dana, conversation=cast.pims, attachments=[plan], signature={"name": "D", "image": plan}
    )
    copy = await act(ask, cast.dana, made, "duplicate", 201)
    assert await kept_for(transactions, plan) == "quotation"
    for reader, status in ((cast.ines, 200), (cast.dana, 200), (cast.omar, 404)):
        assert (await ask(reader, "GET", f"/api/v1/files/{plan}")).status_code == status
    stolen = await ask(cast.omar, "POST", QUOTATIONS, json={"contact": cast.ken, "attachments": [plan]})
    assert (stolen.status_code, stolen.json()["field"]) == (422, "attachments[0]")
    await ask(cast.dana, "DELETE", f"{QUOTATIONS}/{made['id']}")
    assert await kept_for(transactions, plan) == "quotation"
    await ask(cast.dana, "PUT", f"{QUOTATIONS}/{copy['id']}", json={"attachments": [], "signature": None})
    assert await kept_for(transactions, plan) is None


async def test_what_is_no_picture_is_no_signature(ask: Ask, cast: Cast) -> None:
    text = await ask(cast.dana, "POST", "/api/v1/files", files={"file": ("a.txt", b"words", "text/plain")})
    refused = await ask(
        cast.dana, "POST", QUOTATIONS, json={"contact": "pim", "signature": {"image": text.json()["id"]}}
    )
    assert (refused.status_code, refused.json()["field"]) == (422, "signature.image")
    logo = await ask(cast.ines, "POST", "/api/v1/files", files={"file": ("a.txt", b"words", "text/plain")})
    branding = {"branding": {"logo": logo.json()["id"]}}
    assert (await ask(cast.ines, "PUT", "/api/v1/admin/config", json=branding)).json()["field"] == "branding.logo"


async def test_quotations_move_with_merged_contacts_and_back(ask: Ask, cast: Cast, transactions: Transactions) -> None:
    made = await drafted(ask, cast.dana)
    async with transactions.begin() as tx:
        await merging.merge(tx, cast.ines, cast.pim, cast.ken)
        assert [type_ for type_, _, _ in tx.announced].count("quotation.changed") == 1
    moved = (await ask(cast.ines, "GET", f"{QUOTATIONS}/{made['id']}")).json()
    assert (moved["contact"], moved["version"]) == (cast.ken, 2)
    async with transactions.begin() as tx:
        await unmerging.unmerge(tx, cast.ines, cast.pim)
    assert (await ask(cast.ines, "GET", f"{QUOTATIONS}/{made['id']}")).json()["contact"] == cast.pim


async def test_drafts_go_with_a_person_and_what_has_a_number_stays(
    ask: Ask, cast: Cast, transactions: Transactions
) -> None:
    draft = await drafted(ask, cast.dana, conversation=cast.pims)
    issued = await act(ask, cast.dana, await drafted(ask, cast.dana, conversation=cast.pims), "issue")
    loose = await act(ask, cast.dana, await drafted(ask, cast.dana), "issue")
    assert (await ask(cast.ines, "DELETE", f"/api/v1/contacts/{cast.pim}")).status_code == 204
    assert (await ask(cast.ines, "GET", f"{QUOTATIONS}/{draft['id']}")).status_code == 404
    kept = (await ask(cast.dana, "GET", f"{QUOTATIONS}/{issued['id']}")).json()
    assert (kept["number"], kept["customer"]["name"], kept["contact"], kept["conversation"]) == (
        issued["number"], "Pim Srisai", None, None,
    )  # fmt: skip
    assert (await ask(cast.dana, "GET", f"{QUOTATIONS}/{loose['id']}")).status_code == 404, "nobody's: for managers"
    listed = (await ask(cast.ines, "GET", QUOTATIONS)).json()["items"]
    assert {each["id"] for each in listed} == {issued["id"], loose["id"]}
    assert [each["id"] for each in (await ask(cast.dana, "GET", QUOTATIONS)).json()["items"]] == [issued["id"]]
    acts = (await ask(cast.ines, "GET", "/api/v1/admin/activity", params={"subject": draft["id"]})).json()["items"]
    assert [(each["title"], each["after"]) for each in acts] == [("", None)]


async def test_the_export_of_a_person_has_their_quotations(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    answer = await ask(cast.ines, "GET", f"/api/v1/contacts/{cast.pim}/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("quotations.json"))
    assert [(each["id"], each["items"][0]["quantity"]) for each in told] == [(made["id"], "2")]
