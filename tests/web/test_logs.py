"""Logs hold what happened and nothing of what was said."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.web import settings
from web import logs
from web.logs import Access
from web.security import Security


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.set_up("info", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    scope["bma.route"] = "/files/{id}"
    logging.getLogger("somewhere").info("inside")
    await Response("no", 404)(scope, receive, send)


async def test_an_answer_is_a_line_with_its_route_and_the_requests_id(out: io.StringIO, tmp_path: Path) -> None:
    app = Access(Security(serve, settings.of(tmp_path)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/files/0198?token=hush")
    inside, told = lines(out)
    assert (told["method"], told["route"], told["status"]) == ("GET", "/files/{id}", 404)
    assert told["request"] == inside["request"] == answer.headers["x-request-id"]
    assert "hush" not in out.getvalue()
    assert "0198" not in out.getvalue().replace(str(told["request"]), "")


def test_the_values_of_a_statement_are_left_out(out: io.StringIO) -> None:
    try:
        raise ValueError(
            "syntax error\n[SQL: INSERT INTO messages]\n[parameters: ('dear customer',)]\nDETAIL: Key (text)=(dear customer)"
        )
    except ValueError:
        logging.getLogger("hub").exception("it failed")
    (line,) = lines(out)
    assert "INSERT INTO messages" in str(line["trace"])
    assert "dear customer" not in out.getvalue()


def test_a_terminal_gets_plain_words(out: io.StringIO) -> None:
    record = logging.LogRecord("hub", logging.WARNING, "", 0, "the %s is gone", ("broker",), None)
    assert logs.Plain().format(record).endswith("WARNING the broker is gone")
