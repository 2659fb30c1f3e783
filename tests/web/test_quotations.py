"""`/api/v1/quotations` over HTTP: drafted, issued, revised, answered, listed."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import select

from hub.searching import indexing
from hub.transaction import Transactions
from storage import tables
from tests.cast import SALES, Cast
from tests.web.test_conversations import Ask, ask

QUOTATIONS = "/api/v1/quotations"
__all__ = ["ask"]

PA = {
    "description": "เครื่องเสียง / PA system",
    "quantity": "2",
    "unit": "set",
    "unit_price": "1234.50",
    "discount": {"percent": "10"},
    "tax": {"name": "VAT", "rate": "7"},
}
ASKED = {
    "contact": "pim",
    "conversation": None,
    "currency": "THB",
    "language": "th",
    "valid_until": "2030-01-31",
    "prices": "exclusive",
    "items": [PA],
}


def baht(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "THB"}


async def drafted(ask: Ask, agent: Any, **more: Any) -> dict[str, Any]:
    made = await ask(agent, "POST", QUOTATIONS, json={**ASKED, **more})
    assert made.status_code == 201, made.text
    told: dict[str, Any] = made.json()
    return told


async def act(ask: Ask, agent: Any, quotation: Any, verb: str, status: int = 200, **body: Any) -> dict[str, Any]:
    done: httpx.Response = await ask(agent, "POST", f"{QUOTATIONS}/{quotation['id']}/{verb}", json=body)
    assert done.status_code == status, done.text
    told: dict[str, Any] = done.json()
    return told


@pytest.mark.parametrize(("spoken", "written"), [("th-TH", "th"), ("en", "en"), ("ja", "en"), (None, "en")])
async def test_a_quotation_begins_in_the_customers_language(
    ask: Ask, cast: Cast, spoken: str | None, written: str
) -> None:
    changed = await ask(cast.dana, "PUT", "/api/v1/contacts/pim", json={"language": spoken})
    assert (changed.status_code, changed.json()["language"]) == (200, spoken)
    made = await ask(cast.dana, "POST", QUOTATIONS, json={"contact": "pim"})
    assert made.json()["language"] == written


async def test_a_quotation_comes_to_what_it_should(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    assert (made["number"], made["state"], made["version"], made["revision"]) == (None, "draft", 1, 1)
    assert made["subtotal"] == baht("2469.00")
    assert made["discount_total"] == baht("246.90")
    assert made["tax_total"] == baht("155.55")
    assert made["total"] == baht("2377.65")
    assert made["customer"]["name"] == "Pim Srisai"
    assert made["totals"]["taxes"] == [{"name": "VAT", "rate": "7", "of": baht("2222.10"), "amount": baht("155.55")}]


async def test_issuing_gives_a_number_and_freezes(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana, contact=None, conversation=cast.pims)
    await ask(cast.dana, "PUT", f"/api/v1/contacts/{cast.pim}", json={"name": "Pim S.", "company": "Srisai Co."})
    issued = await act(ask, cast.dana, made, "issue")
    assert (issued["state"], issued["number"][-5:], issued["customer_name"]) == ("issued", "-0001", "Srisai Co.")
    await ask(cast.dana, "PUT", f"/api/v1/contacts/{cast.pim}", json={"name": "Somebody else"})
    again = (await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}")).json()
    assert again["customer"]["name"] == "Pim S."
    for verb, body in (("PUT", {"title": "New"}), ("DELETE", None)):
        late = await ask(cast.dana, verb, f"{QUOTATIONS}/{made['id']}", json=body)
        assert (late.status_code, late.json()["code"]) == (409, "conflict")


async def test_a_revision_keeps_what_was_issued(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    first = await act(ask, cast.dana, made, "issue")
    second = await act(ask, cast.dana, made, "revise")
    assert (second["state"], second["revision"], second["number"]) == ("draft", 2, first["number"])
    await ask(cast.dana, "PUT", f"{QUOTATIONS}/{made['id']}", json={"items": [{**PA, "quantity": "1"}]})
    issued = await act(ask, cast.dana, made, "issue")
    assert (issued["number"], issued["subtotal"]) == (first["number"], baht("1234.50"))
    versions = (await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}/versions")).json()["items"]
    assert [(v["revision"], v["quotation"]["total"]) for v in versions] == [
        (2, baht("1188.82")),
        (1, baht("2377.65")),
    ]
    kept = await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}/versions/1")
    assert (kept.json()["state"], kept.json()["total"]) == ("issued", baht("2377.65"))
    for none in ("0", "3", "x", "99999"):
        assert (await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}/versions/{none}")).status_code == 404


async def test_a_revision_that_is_deleted_brings_the_version_before_back(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    first = await act(ask, cast.dana, made, "issue")
    await act(ask, cast.dana, made, "revise")
    await ask(cast.dana, "PUT", f"{QUOTATIONS}/{made['id']}", json={"items": []})
    assert (await ask(cast.dana, "DELETE", f"{QUOTATIONS}/{made['id']}")).status_code == 204
    back = (await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}")).json()
    assert (back["state"], back["revision"], back["total"]) == ("issued", 1, first["total"])
    assert back["version"] > first["version"]


async def test_only_a_draft_without_a_number_is_deleted(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    assert (await ask(cast.dana, "DELETE", f"{QUOTATIONS}/{made['id']}")).status_code == 204
    assert (await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}")).status_code == 404


async def test_a_copy_is_a_draft_of_its_own(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana, title="Sound for a wedding")
    await act(ask, cast.dana, made, "issue")
    copy = await act(ask, cast.dana, made, "duplicate", 201)
    assert (copy["state"], copy["number"], copy["title"], copy["total"]) == (
        "draft", None, "Sound for a wedding", baht("2377.65"),
    )  # fmt: skip
    assert copy["id"] != made["id"]


async def test_what_a_customer_said_is_written_down_and_taken_back(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    assert (await act(ask, cast.dana, made, "accept", 409))["code"] == "conflict"
    issued = await act(ask, cast.dana, made, "issue")
    said = await act(ask, cast.dana, made, "accept", name="Pim", reason="By telephone")
    assert said["state"] == "accepted"
    assert {name: said["answered"][name] for name in ("by", "how", "name", "reason")} == {
        "by": "agent", "how": "console", "name": "Pim (Dana)", "reason": "By telephone",
    }  # fmt: skip
    assert (await act(ask, cast.dana, made, "decline", 409))["code"] == "conflict"
    assert (await act(ask, cast.dana, made, "void", 403))["code"] == "not_allowed"
    back = await act(ask, cast.dana, made, "undo")
    assert (back["state"], back["answered"]) == (issued["state"], None)
    assert (await act(ask, cast.dana, made, "undo", 409))["code"] == "conflict"
    asked = await act(ask, cast.dana, made, "change", reason="Blue ones")
    assert asked["state"] == "change_requested"
    await act(ask, cast.dana, made, "accept")
    assert (await act(ask, cast.dana, made, "undo"))["answered"]["reason"] == "Blue ones"
    assert (await act(ask, cast.dana, made, "void"))["state"] == "void"
    history = (await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}/history")).json()["items"]
    assert [move["to_state"] for move in history] == [
        "issued", "accepted", "issued", "change_requested", "accepted", "change_requested", "void",
    ]  # fmt: skip


async def test_a_verb_that_takes_nothing_needs_no_body(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    await act(ask, cast.dana, made, "issue")
    assert (await ask(cast.dana, "POST", f"{QUOTATIONS}/{made['id']}/decline")).json()["state"] == "declined"


async def test_every_move_is_told_in_the_thread_the_timeline_and_the_log(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana, contact=None, conversation=cast.pims)
    issued = await act(ask, cast.dana, made, "issue")
    await act(ask, cast.dana, made, "decline", reason="Too dear")
    thread = (await ask(cast.dana, "GET", f"/api/v1/conversations/{cast.pims}/messages")).json()["items"]
    lines = [line["content"] for line in thread if line["content"].get("event") == "quotation"]
    assert [(line["number"], line["from"], line["to"], line["reason"]) for line in lines] == [
        (issued["number"], "issued", "declined", "Too dear"),
        (issued["number"], "draft", "issued", None),
    ]
    timeline = (await ask(cast.dana, "GET", f"/api/v1/contacts/{cast.pim}/timeline")).json()["items"]
    assert [each["move"]["to_state"] for each in timeline if each["type"] == "quotation"] == ["declined", "issued"]
    acts = (await ask(cast.ines, "GET", "/api/v1/admin/activity", params={"act": "quotation."})).json()["items"]
    assert [each["act"] for each in acts] == ["quotation.declined", "quotation.issued", "quotation.created"]
    assert acts[0]["title"] == issued["number"]


async def test_two_who_edit_at_once_are_told(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    path, held = f"{QUOTATIONS}/{made['id']}", {"if-match": '"1"'}
    changed = await ask(cast.dana, "PUT", path, json={"notes": "First"}, headers=held)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    late = await ask(cast.ines, "PUT", path, json={"notes": "Second"}, headers=held)
    assert (late.status_code, late.json()["current"]["notes"]) == (409, "First")
    for verb in ("issue", "revise", "void", "undo"):
        stale = await ask(cast.ines, "POST", f"{path}/{verb}", headers=held)
        assert (stale.status_code, stale.json()["code"]) == (409, "conflict"), verb


async def test_others_quotations_are_not_there(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana, contact=None, conversation=cast.pims)
    loose = await drafted(ask, cast.dana)
    for quotation in (made, loose):
        path = f"{QUOTATIONS}/{quotation['id']}"
        assert (await ask(cast.omar, "GET", path)).status_code == 404
        assert (await ask(cast.omar, "PUT", path, json={"title": "Mine"})).status_code == 404
        assert (await ask(cast.omar, "DELETE", path)).status_code == 404
        for verb in ("issue", "revise", "duplicate", "void", "accept", "undo", "versions", "history", "pdf"):
            method = "GET" if verb in ("versions", "history", "pdf") else "POST"
            assert (await ask(cast.omar, method, f"{path}/{verb}")).status_code == 404, verb
    assert (await ask(cast.omar, "GET", QUOTATIONS)).json()["items"] == []
    assert (await ask(cast.omar, "GET", f"{QUOTATIONS}/totals")).json()["totals"] == []
    refused = await ask(cast.omar, "POST", QUOTATIONS, json=ASKED)
    assert (refused.status_code, refused.json()["field"]) == (404, "contact")
    mixed = await ask(cast.ines, "POST", QUOTATIONS, json={**ASKED, "conversation": cast.kens})
    assert (mixed.status_code, mixed.json()["field"]) == (422, "conversation")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"items": [{**PA, "quantity": "-1"}]}, "items[0].quantity"),
        ({"items": [{**PA, "quantity": "0"}]}, "items[0].quantity"),
        ({"items": [{**PA, "quantity": "1e9"}]}, "items[0].quantity"),
        ({"items": [{**PA, "unit_price": "-5"}]}, "items[0].unit_price"),
        ({"items": [{**PA, "unit_price": "999999999999", "quantity": "999999999"}]}, "items[0]"),
        ({"items": [{**PA, "description": ""}]}, "items[0].description"),
        ({"items": [{**PA, "tax": {"name": "VAT", "rate": "101"}}]}, "items[0].tax.rate"),
        ({"items": [{**PA, "discount": {"amount": "3000"}}]}, "items[0].discount.amount"),
        ({"items": [PA] * 501}, "items"),
        ({"currency": "BTC"}, "currency"),
        ({"currency": "thb"}, "currency"),
        ({"valid_until": "2027-02-30"}, "valid_until"),
        ({"valid_until": "2001-02-03"}, "valid_until"),
        ({"language": "Thai!"}, "language"),
        ({"contact": None}, "contact"),
        ({"attachments": ["nothing"]}, "attachments[0]"),
        ({"signature": {"image": "nothing"}}, "signature.image"),
        ({"rate": "35"}, "rate"),
        ({"owner": "nobody"}, "owner"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_what_cannot_be_offered_is_refused_by_its_field(
    ask: Ask, cast: Cast, more: dict[str, Any], field: str
) -> None:
    refused = await ask(cast.dana, "POST", QUOTATIONS, json={**ASKED, **more})
    assert (refused.status_code, refused.json()["field"]) == (422, field), refused.text


async def test_markup_is_text(ask: Ask, cast: Cast) -> None:
    words = "<b>Bold</b> & <script>alert(1)</script>\nsecond line"
    made = await drafted(ask, cast.dana, items=[{**PA, "description": words}])
    assert made["items"][0]["description"] == words


async def test_what_is_empty_or_over_is_not_issued(ask: Ask, cast: Cast) -> None:
    empty = await drafted(ask, cast.dana, items=[])
    assert (await act(ask, cast.dana, empty, "issue", 422))["field"] == "items"


async def test_lists_are_narrowed_sorted_and_added_up(ask: Ask, cast: Cast, transactions: Transactions) -> None:
    small = await drafted(ask, cast.dana, items=[{"description": "A lamp", "unit_price": "100"}])
    large = await drafted(ask, cast.ines, contact=None, conversation=cast.kens)
    yen = await drafted(ask, cast.dana, currency="JPY", items=[{"description": "Lamp", "unit_price": "900"}])
    issued = await act(ask, cast.dana, small, "issue")
    await indexing.catch_up(transactions)

    async def found(agent: Any = cast.ines, **query: Any) -> list[str]:
        listed = await ask(agent, "GET", QUOTATIONS, params=query)
        assert listed.status_code == 200, listed.text
        return [each["id"] for each in listed.json()["items"]]

    assert await found() == [yen["id"], large["id"], small["id"]]
    assert await found(cast.dana) == [yen["id"], small["id"]]
    assert await found(state="issued") == [small["id"]]
    assert await found(state=["issued", "draft"], currency="THB", sort="total") == [small["id"], large["id"]]
    assert await found(contact=cast.ken) == [large["id"]] == await found(conversation=cast.kens)
    assert await found(cast.dana, owner="me") == [yen["id"], small["id"]]
    assert await found(currency="THB", least="100", most="100.00") == [small["id"]]
    assert await found(q=issued["number"]) == [small["id"]]
    assert await found(q="ken par") == [large["id"]]
    assert await found(q="เครื่องเสียง") == [large["id"]]
    assert await found(cast.dana, q="เครื่องเสียง") == []
    assert await found(since="2026-01-01", until="2090-01-01") == [yen["id"], large["id"], small["id"]]
    assert await found(until="2026-01-01T00:00:00Z") == []
    assert (await ask(cast.ines, "GET", QUOTATIONS, params={"least": "1"})).json()["field"] == "currency"
    for sort in ("-created", "created", "-updated", "-total", "total", "valid"):
        page = (await ask(cast.ines, "GET", QUOTATIONS, params={"sort": sort, "limit": 2})).json()
        rest = await found(sort=sort, after=page["next"])
        assert [each["id"] for each in page["items"]] + rest == await found(sort=sort)
    assert (await ask(cast.ines, "GET", QUOTATIONS, params={"after": "x"})).status_code == 422
    totals = (await ask(cast.ines, "GET", f"{QUOTATIONS}/totals", params={"currency": "THB"})).json()
    assert totals == {
        "complete": True,
        "totals": [
            {"state": "draft", "count": 1, "total": baht("2377.65")},
            {"state": "issued", "count": 1, "total": baht("100.00")},
        ],
    }


async def test_adding_up_keeps_nothing(ask: Ask, cast: Cast) -> None:
    told = await ask(cast.dana, "POST", f"{QUOTATIONS}/compute", json={"currency": "THB", "items": [PA]})
    assert (told.status_code, told.json()["total"]) == (200, baht("2377.65"))
    assert (await ask(cast.dana, "GET", QUOTATIONS)).json()["items"] == []


async def test_everybody_who_may_see_it_hears_of_it(ask: Ask, cast: Cast, transactions: Transactions) -> None:
    made = await drafted(ask, cast.dana, contact=None, conversation=cast.pims)
    await ask(cast.dana, "DELETE", f"{QUOTATIONS}/{made['id']}")
    async with transactions.database.reading() as connection:
        log = tables.event_log.c
        told = await connection.tuples(
            select(log.type, log.audience).where(log.type.startswith("quotation.")).order_by(log.seq)
        )
    assert told == [("quotation.changed", f"channel:{SALES}"), ("quotation.removed", f"channel:{SALES}")]


async def test_the_paper_is_named_after_its_number(ask: Ask, cast: Cast) -> None:
    await ask(
        cast.ines, "PUT", "/api/v1/admin/config", json={"quotations": {"number_pattern": "ใบเสนอราคา-{number:3}"}}
    )
    made = await drafted(ask, cast.dana)
    draft = await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}/pdf")
    assert (draft.status_code, draft.headers["content-type"], draft.content[:5]) == (200, "application/pdf", b"%PDF-")
    await act(ask, cast.dana, made, "issue")
    paper = await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}/pdf")
    name = quote("ใบเสนอราคา-001.pdf")
    assert f"filename*=UTF-8''{name}" in paper.headers["content-disposition"]
    await act(ask, cast.dana, made, "revise")
    first = await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}/versions/1/pdf")
    assert first.status_code == 200
    assert (
        quote("ใบเสนอราคา-001-v2.pdf")
        in ((await ask(cast.dana, "GET", f"{QUOTATIONS}/{made['id']}/pdf")).headers["content-disposition"])
    )


async def test_search_finds_quotations_of_those_who_may_see_them(
    ask: Ask, cast: Cast, transactions: Transactions
) -> None:
    made = await drafted(ask, cast.dana, contact=None, conversation=cast.pims)
    number = (await act(ask, cast.dana, made, "issue"))["number"]
    await indexing.catch_up(transactions)
    for words in (number, number[-4:], "PA sys", "เครื่องเสียง"):
        told = (await ask(cast.dana, "GET", "/api/v1/search", params={"q": words, "kinds": "quotations"})).json()
        assert [(hit["id"], hit["conversation"]) for hit in told["hits"]] == [(made["id"], cast.pims)], words
        assert told["quotations"][0]["number"] == number
    hidden = (await ask(cast.omar, "GET", "/api/v1/search", params={"q": number, "kinds": "quotations"})).json()
    assert hidden["hits"] == []
