"""Sending quotations over HTTP, and a manager's word over HTTP and as a command."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from msgspec import structs
from sqlalchemy import update

from hub.assembly import Hub
from hub.office import configuration
from hub.permissions import Agent
from hub.quotations import drafts
from hub.wire.quotation_requests import NewQuotation
from hub.wire.quotations import Discount, Item, Quotation
from storage import tables
from tests.cast import Cast
from tests.web.conftest import Bearer


@pytest.fixture
async def quotation(hub: Hub, cast: Cast) -> Quotation:
    """Dana's draft for Pim, with 20 % off."""
    item = Item(description="PA system", unit_price="1000", discount=Discount(percent="20"))
    async with hub.transactions.begin() as tx:
        return await drafts.create(tx, cast.dana, NewQuotation(conversation=cast.pims, currency="THB", items=[item]))


@pytest.fixture
async def limited(hub: Hub, quotation: Quotation) -> Quotation:
    async with hub.transactions.begin() as tx:
        settings = (await configuration.read(tx.connection)).quotations
        await configuration.change(tx, None, "quotations", structs.replace(settings, discount_limit="10"))
    return quotation


@pytest.fixture
def ask(client: httpx.AsyncClient, bearer: Bearer) -> Any:
    async def asked(agent: Agent, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await client.request(method, f"/api/v1{path}", json=body, headers=bearer(agent) | headers)

    return asked


async def test_a_send_answers_202_and_a_retried_one_the_same(ask: Any, cast: Cast, quotation: Quotation) -> None:
    path, key = f"/quotations/{quotation.id}/send", {"idempotency-key": "a-key"}
    first = await ask(cast.dana, "POST", path, {"conversation": cast.pims}, **key)
    again = await ask(cast.dana, "POST", path, {"conversation": cast.pims}, **key)
    assert (first.status_code, again.status_code, first.json()) == (202, 202, again.json())
    assert first.json()["content"]["quotation"]["id"] == quotation.id
    (sent,) = (await ask(cast.dana, "GET", f"/quotations/{quotation.id}/sends")).json()["items"]
    assert (sent["message"], sent["status"]) == (first.json()["id"], "queued")


async def test_a_closed_window_is_told_with_what_to_do(ask: Any, cast: Cast, quotation: Quotation, hub: Hub) -> None:
    async with hub.transactions.begin() as tx:
        await tx.connection.execute(update(tables.conversations).values(window_closes_at=1))
    refused = await ask(cast.dana, "POST", f"/quotations/{quotation.id}/send", {"conversation": cast.pims})
    assert (refused.status_code, refused.json()["code"]) == (409, "window_closed")
    assert "template" in refused.json()["message"]


async def test_others_learn_of_nothing(ask: Any, cast: Cast, quotation: Quotation) -> None:
    at = f"/quotations/{quotation.id}"
    for method, path, body in (
        ("POST", f"{at}/send", {"conversation": cast.pims}),
        ("GET", f"{at}/sends", None),
        ("POST", f"{at}/links", None),
        ("DELETE", f"{at}/links", None),
        ("POST", f"{at}/approval", {"act": "ask"}),
    ):
        assert (await ask(cast.omar, method, path, body)).status_code == 404


async def test_a_managers_word_over_http(ask: Any, cast: Cast, limited: Quotation) -> None:
    at = f"/quotations/{limited.id}"
    assert (await ask(cast.dana, "POST", f"{at}/issue")).status_code == 403
    assert (await ask(cast.dana, "POST", f"{at}/approval", {"act": "ask"})).json()["approval"] == "asked"
    assert (await ask(cast.dana, "POST", f"{at}/approval", {"act": "approve"})).status_code == 403
    said = await ask(cast.ines, "POST", f"{at}/approval", {"act": "approve", "words": "Go"})
    assert said.json()["approval"] == "approved"
    assert (await ask(cast.dana, "POST", f"{at}/issue")).json()["state"] == "issued"


async def test_a_managers_word_as_a_command(ask: Any, cast: Cast, limited: Quotation) -> None:
    asked = {"id": 0, "type": "quotation.ask", "quotation": limited.id, "words": "Please"}
    assert (await ask(cast.dana, "POST", "/commands", asked)).json()["quotation"]["approval"] == "asked"
    decided = {"id": 0, "type": "quotation.decide", "quotation": limited.id, "approved": False}
    assert (await ask(cast.dana, "POST", "/commands", decided)).status_code == 403
    assert (await ask(cast.ines, "POST", "/commands", decided)).json()["quotation"]["approval"] == "refused"
