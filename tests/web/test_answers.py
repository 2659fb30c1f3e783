"""Bodies and refusals."""

from __future__ import annotations

import msgspec
import pytest
from msgspec import Struct
from starlette.datastructures import Headers
from starlette.types import Message, Receive

from hub.wire.errors import HTTP_STATUS, Code, Refusal
from web import answers


class Inner(Struct, forbid_unknown_fields=True):
    size: int


class Order(Struct, forbid_unknown_fields=True):
    name: str
    inner: Inner | None = None


def sender(*parts: bytes) -> Receive:
    waiting = [{"type": "http.request", "body": part, "more_body": n < len(parts) - 1} for n, part in enumerate(parts)]

    async def receive() -> Message:
        return waiting.pop(0)

    return receive


@pytest.mark.parametrize("code", list(HTTP_STATUS))
def test_every_refusal_is_a_problem_a_person_can_read(code: Code) -> None:
    response = answers.refused(Refusal(code, "Do this instead.", field="text", retry_after=1.2))
    body = msgspec.json.decode(response.body)
    assert response.status_code == body["status"] == HTTP_STATUS[code]
    assert response.headers["content-type"] == "application/problem+json"
    assert (body["code"], body["detail"], body["field"]) == (code, "Do this instead.", "text")
    assert response.headers["retry-after"] == "2"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"name":"a","nmae":1}', "nmae"),
        (b"{}", "name"),
        (b'{"name":3}', "name"),
        (b'{"name":"a","inner":{"size":"x"}}', "inner.size"),
        (b'{"name":"a","inner":{"size":1,"colour":2}}', "inner.colour"),
        (b'{"name":"a","inner":{}}', "inner.size"),
    ],
)
def test_a_wrong_body_is_refused_with_the_name_of_the_field(body: bytes, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        answers.decode(body, Order)
    assert refusal.value.code == "invalid"
    assert refusal.value.field == field
    assert field in refusal.value.message


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        answers.decode(body, Order)
    assert refusal.value.code == "invalid"


async def test_a_body_in_parts_comes_whole() -> None:
    assert await answers.read_body(sender(b"ab", b"cd", b""), Headers(), 4) == b"abcd"


async def test_a_body_that_declares_itself_too_large_is_not_read() -> None:
    with pytest.raises(Refusal) as refusal:
        await answers.read_body(sender(), Headers({"content-length": "5"}), 4)
    assert refusal.value.code == "too_large"


@pytest.mark.parametrize("parts", [(b"abcde",), (b"ab", b"cde"), (b"abc", b"de", b"f")])
async def test_a_body_that_turns_out_too_large_is_refused_while_it_comes(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(Refusal) as refusal:
        await answers.read_body(sender(*parts), Headers(), 4)
    assert refusal.value.code == "too_large"


def test_after_413_the_connection_is_closed() -> None:
    assert answers.refused(answers.too_large(1024 * 1024)).headers["connection"] == "close"
