"""Templates of quotations, the price list and exchange rates over HTTP: managers keep them, everybody uses them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.cast import Cast
from tests.web.test_conversations import Ask, ask
from tests.web.test_quotations import PA, QUOTATIONS, act, baht, drafted

TEMPLATES = f"{QUOTATIONS}/templates"
PRICES = "/api/v1/prices"
LAMP: dict[str, Any] = {"code": "L-1", "description": "A lamp", "unit": "pc", "unit_price": "99.50", "currency": "THB"}
__all__ = ["ask"]


async def made(ask: Ask, agent: Any, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await ask(agent, "POST", path, json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def configured(ask: Ask, cast: Cast, **settings: Any) -> None:
    done = await ask(cast.ines, "PUT", "/api/v1/admin/config", json={"quotations": settings})
    assert done.status_code == 200, done.text


async def brought(ask: Ask, agent: Any, body: bytes) -> httpx.Response:
    return await ask(agent, "POST", f"{PRICES}/import", files={"file": ("prices.csv", body, "text/csv")})


async def test_a_quotation_begins_with_its_templates_content(ask: Ask, cast: Cast) -> None:
    wedding = {"name": "งานแต่ง / Wedding", "language": "th", "items": [PA], "terms": "มัดจำ 50 %", "valid_days": 7}
    template = await made(ask, cast.ines, TEMPLATES, wedding)
    new = await ask(cast.dana, "POST", QUOTATIONS, json={"contact": "pim", "template": template["id"], "title": "Mine"})
    told = new.json()
    assert (told["language"], told["terms"], told["total"], told["title"]) == (
        "th",
        "มัดจำ 50 %",
        baht("2377.65"),
        "Mine",
    )
    other = await drafted(ask, cast.dana, template=template["id"], language="en", items=[])
    assert (other["language"], other["items"], other["terms"]) == ("en", [], "มัดจำ 50 %")
    gone = await ask(cast.dana, "POST", QUOTATIONS, json={"contact": "pim", "template": "nothing"})
    assert (gone.status_code, gone.json()["field"]) == (404, "template")


async def test_templates_are_listed_changed_and_removed(ask: Ask, cast: Cast) -> None:
    first = await made(ask, cast.ines, TEMPLATES, {"name": "Wedding", "currency": "THB"})
    await made(ask, cast.ines, TEMPLATES, {"name": "Conference"})
    assert (await ask(cast.ines, "POST", TEMPLATES, json={"name": " wedding "})).status_code == 409
    page = (await ask(cast.dana, "GET", TEMPLATES, params={"limit": 1})).json()
    rest = (await ask(cast.dana, "GET", TEMPLATES, params={"after": page["next"]})).json()
    assert [each["name"] for each in page["items"] + rest["items"]] == ["Conference", "Wedding"]
    path = f"{TEMPLATES}/{first['id']}"
    changed = await ask(cast.ines, "PUT", path, json={"notes": "By hand"}, headers={"if-match": '"1"'})
    assert (changed.json()["notes"], changed.json()["currency"], changed.json()["version"]) == ("By hand", "THB", 2)
    late = await ask(cast.ines, "PUT", path, json={"notes": "Late"}, headers={"if-match": '"1"'})
    assert (late.status_code, late.json()["current"]["notes"]) == (409, "By hand")
    assert (await ask(cast.ines, "PUT", path, json={"name": "conference"})).status_code == 409
    assert (await ask(cast.ines, "PUT", path, json={"items": [{**PA, "quantity": "0"}]})).status_code == 422
    assert (await ask(cast.dana, "GET", path)).json()["name"] == "Wedding"
    assert (await ask(cast.ines, "DELETE", path)).status_code == 204
    assert (await ask(cast.dana, "GET", path)).status_code == 404


async def test_the_price_list_is_kept_by_code_and_currency(ask: Ask, cast: Cast) -> None:
    lamp = await made(ask, cast.ines, PRICES, LAMP)
    await made(ask, cast.ines, PRICES, {**LAMP, "currency": "USD", "unit_price": "3"})
    await made(ask, cast.ines, PRICES, {"description": "Zebra\nstriped", "unit_price": "0", "currency": "THB"})
    assert (await ask(cast.ines, "POST", PRICES, json=LAMP)).json()["field"] == "code"
    assert (await ask(cast.ines, "POST", PRICES, json={**LAMP, "currency": "XXX"})).json()["field"] == "currency"
    assert (await ask(cast.ines, "POST", PRICES, json={**LAMP, "unit_price": "-1"})).status_code == 422

    async def codes(**query: Any) -> list[tuple[str | None, str]]:
        listed = (await ask(cast.dana, "GET", PRICES, params=query)).json()["items"]
        return [(each["code"], each["currency"]) for each in listed]

    assert sorted(await codes(q="lamp")) == [("L-1", "THB"), ("L-1", "USD")]
    assert await codes(q="striped") == [(None, "THB")]
    assert await codes(currency="THB") == [("L-1", "THB"), (None, "THB")]
    path = f"{PRICES}/{lamp['id']}"
    changed = await ask(cast.ines, "PUT", path, json={"unit_price": "120", "tax": {"name": "VAT", "rate": "7"}})
    assert (changed.json()["unit_price"], changed.json()["tax"]["rate"]) == ("120", "7")
    assert (await ask(cast.ines, "PUT", path, json={"currency": "USD"})).status_code == 409
    stale = await ask(cast.ines, "PUT", path, json={"unit": "x"}, headers={"if-match": '"1"'})
    assert stale.json()["current"]["unit_price"] == "120"
    assert (await ask(cast.ines, "DELETE", path)).status_code == 204
    assert (await ask(cast.ines, "DELETE", path)).status_code == 404


async def test_a_price_list_comes_in_from_a_file(ask: Ask, cast: Cast) -> None:
    await made(ask, cast.ines, PRICES, LAMP)
    body = (
        "รหัส,รายการ,หน่วย,ราคา,สกุลเงิน,อัตราภาษี\n"
        'L-1,A better lamp,pc,"1,250.00",THB,7%\n'
        "S-2,ลำโพง,ตัว,฿ 8900,,\n"
        "S-2,Again,,1,,\n"
        "X,No price,,,,\n"
        "Y,Strange money,,5,QQQ,\n"
    ).encode()
    told = (await brought(ask, cast.ines, body)).json()
    assert (told["added"], told["changed"]) == (1, 1)
    assert [fault["line"] for fault in told["faults"]] == [4, 5, 6]
    listed = (await ask(cast.dana, "GET", PRICES)).json()["items"]
    assert [(each["code"], each["unit_price"], each["tax"]) for each in listed] == [
        ("L-1", "1250.00", {"name": "VAT", "rate": "7"}),
        ("S-2", "8900", None),
    ]
    assert (await brought(ask, cast.ines, b"a,b\n1,2\n")).status_code == 422
    assert (await brought(ask, cast.ines, b"")).status_code == 422


async def test_the_rate_is_locked_with_its_source_when_a_quotation_is_issued(ask: Ask, cast: Cast) -> None:
    await configured(ask, cast, report_currency="THB")
    lamp = {"currency": "USD", "items": [{"description": "A lamp", "unit_price": "100.00"}]}
    first = await drafted(ask, cast.dana, **lamp)
    assert (await act(ask, cast.dana, first, "issue", 422))["field"] == "rate"
    typed = await ask(cast.ines, "PUT", f"{QUOTATIONS}/rates", json={"currency": "USD", "rate": "35.1255"})
    assert (typed.json()["base"], typed.json()["source"]) == ("THB", "Ines")
    issued = await act(ask, cast.dana, first, "issue")
    assert issued["reported"] == baht("3512.55")
    assert (issued["rate"]["rate"], issued["rate"]["source"]) == ("35.1255", "Ines")
    await ask(cast.ines, "PUT", f"{QUOTATIONS}/rates", json={"currency": "USD", "rate": "40"})
    assert (await ask(cast.dana, "GET", f"{QUOTATIONS}/{first['id']}")).json()["reported"] == baht("3512.55")
    own = await drafted(ask, cast.dana, rate="36", **lamp)
    told = await act(ask, cast.dana, own, "issue")
    assert (told["reported"], told["rate"]["source"]) == (baht("3600.00"), "Dana")
    home = await act(ask, cast.dana, await drafted(ask, cast.dana), "issue")
    assert (home["reported"], home["rate"]) == (baht("2377.65"), None)
    assert [each["rate"] for each in (await ask(cast.dana, "GET", f"{QUOTATIONS}/rates")).json()["items"]] == ["40"]
    refused = await ask(cast.ines, "PUT", f"{QUOTATIONS}/rates", json={"currency": "THB", "rate": "1"})
    assert refused.json()["field"] == "currency"


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"number_pattern": "Q-{year}"}, "quotations.number_pattern"),
        ({"currency": "QQQ"}, "quotations.currency"),
        ({"report_currency": "QQQ"}, "quotations.report_currency"),
        ({"rates_url": "https://rates.example/x"}, "quotations.report_currency"),
        ({"rates_url": "ftp://rates.example", "report_currency": "THB"}, "quotations.rates_url"),
        ({"signature": {"image": "nothing"}}, "quotations.signature.image"),
        ({"discount_limit": "101"}, "quotations.discount_limit"),
        ({"promptpay": "12"}, "quotations.promptpay"),
    ],
)
async def test_settings_that_cannot_be_are_refused(ask: Ask, cast: Cast, settings: dict[str, Any], field: str) -> None:
    refused = await ask(cast.ines, "PUT", "/api/v1/admin/config", json={"quotations": settings})
    assert (refused.status_code, refused.json()["field"]) == (422, field), refused.text


async def test_agents_learn_the_settings_they_offer_by(ask: Ask, cast: Cast) -> None:
    await configured(ask, cast, currency="EUR", valid_days=None, terms="Net 30", rounding="document")
    lamp = [{"description": "A lamp", "unit_price": "10"}]
    told = (await ask(cast.dana, "POST", QUOTATIONS, json={"contact": "pim", "items": lamp})).json()
    assert (told["currency"], told["valid_until"], told["terms"], told["rounding"]) == (
        "EUR",
        None,
        "Net 30",
        "document",
    )
