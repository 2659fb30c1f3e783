"""`/api/v1/quotations` over HTTP: drafted, issued, revised, answered, listed."""

from __future__ import annotations

from typing import Any

import httpx

from tests.cast import Cast
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


async def test_a_quotation_comes_to_what_it_should(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana)
    assert (made["number"], made["state"], made["version"], made["revision"]) == (None, "draft", 1, 1)
    assert made["subtotal"] == baht("2469.00")
    assert made["discount_total"] == baht("246.90")
    assert made["tax_total"] == baht("155.55")
    assert made["total"] == baht("2377.65")
    assert made["customer"]["name"] == "Pim Srisai"
    assert made["totals"]["taxes"] == [{"name": "VAT", "rate": "7", "of": baht("2222.10"), "amount": baht("155.55")}]
