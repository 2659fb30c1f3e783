"""The API's description, as a document and as a page."""

from __future__ import annotations

import re

import httpx

from tests.cast import Cast
from web.routes import OPERATIONS


async def test_the_document_describes_every_operation(client: httpx.AsyncClient) -> None:
    told = (await client.get("/api/v1/openapi.json")).json()
    described = {(method.upper(), path) for path, methods in told["paths"].items() for method in methods}
    assert described == {(operation.method, operation.path) for operation in OPERATIONS}
    assert told["openapi"] == "3.1.0"


async def test_every_operation_has_a_name_of_its_own_and_words(client: httpx.AsyncClient) -> None:
    told = (await client.get("/api/v1/openapi.json")).json()
    all_of_them = [operation for methods in told["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in all_of_them}) == len(all_of_them)
    assert all(operation["summary"] for operation in all_of_them)


async def test_every_shape_that_is_pointed_to_is_there_under_a_readable_name(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/openapi.json")
    shapes = answer.json()["components"]["schemas"]
    assert set(re.findall(r'"#/components/schemas/([^"]*)"', answer.text)) <= set(shapes)
    assert all(re.fullmatch(r"[A-Z]\w*", name) for name in shapes)


async def test_the_page_needs_no_other_host_and_runs_nothing(client: httpx.AsyncClient, cast: Cast) -> None:
    answer = await client.get("/api/docs")
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in answer.text
    assert not re.search(r"(src|href)=.https?:", answer.text)
    assert "script-src" not in answer.headers["content-security-policy"]
    for operation in OPERATIONS:
        assert operation.summary.replace("'", "&#x27;") in answer.text
