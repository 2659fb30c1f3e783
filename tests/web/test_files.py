"""Files go to those who may see them, in ranges, and run nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from hub.assembly import Hub
from hub.files import media_uploads
from hub.permissions import Agent
from hub.transaction import milliseconds
from storage.inbox import attachments
from tests.cast import Cast
from tests.hub import scenes
from tests.web.conftest import Bearer, browser, sign_in
from web.app import Application
from web.files import range_of

DATA = bytes(range(256)) * 40


async def kept(hub: Hub, id: str, channel: str | None, mime: str = "image/jpeg", **more: object) -> str:
    """A file in the store and its attachment; the path it is fetched from."""
    await hub.blobs.put(f"{id[:2]}/{id}", DATA)
    row = {
        "id": id, "kind": "document", "mime": mime, "name": "garden.jpg", "state": "ready", "channel_id": channel,
        "blob": f"{id[:2]}/{id}", "size": len(DATA), "created_at": milliseconds(),
    }  # fmt: skip
    async with hub.transactions.begin() as tx:
        await attachments.insert_many(tx.connection, [row | more])
    return f"/api/v1/files/{id}"


async def test_a_file_comes_whole_with_its_type(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    answer = await client.get(await kept(hub, "f1", cast.sales), headers=bearer(cast.dana))
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith('inline; filename="garden.jpg"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_omar_gets_no_file_of_sales(client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer) -> None:
    path = await kept(hub, "f1", cast.sales)
    assert (await client.get(path, headers=bearer(cast.omar))).status_code == 404
    assert (await client.get(path)).status_code == 401


async def test_a_file_taken_back_is_given_to_nobody(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    async with hub.transactions.begin() as tx:
        said = await scenes.customer_writes(tx, cast.pims, "", "wamid.1")
    path = await kept(hub, "f1", cast.sales, message_id=said)
    assert (await client.get(path, headers=bearer(cast.dana))).status_code == 200
    async with hub.transactions.begin() as tx:
        await scenes.message_is(tx, said, content='{"revoked_at":"2026-11-22T08:00:00.000Z"}')
    assert (await client.get(path, headers=bearer(cast.dana))).status_code == 404


async def test_an_unsent_upload_is_its_authors_alone(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    path = await kept(hub, "f1", None, uploaded_by="dana")
    assert (await client.get(path, headers=bearer(cast.dana))).status_code == 200
    assert (await client.get(path, headers=bearer(cast.ines))).status_code == 404


async def test_the_cookie_of_a_sign_in_shows_pictures(app: Application, hub: Hub, dana: Agent) -> None:
    client = browser(app)
    path = await kept(hub, "f1", next(iter(dana.channels)))
    told = await sign_in(client)
    assert (await client.get(path)).status_code == 200
    await client.post("/api/v1/auth/logout")
    assert (await client.get(path)).status_code == 401
    by_token = await client.get(path, headers={"authorization": f"Bearer {told['access_token']}"})
    assert by_token.status_code == 401  # rights are looked at each time


async def test_the_file_cookie_opens_nothing_but_files(app: Application, dana: Agent) -> None:
    client = browser(app)
    await sign_in(client)
    token = next(cookie.value for cookie in client.cookies.jar if cookie.name == "bma_files")
    answer = await client.get("/api/v1/auth/me", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, len(DATA)),
        ("bytes=-10", 206, len(DATA) - 10, len(DATA)),
        ("bytes=0-999999", 206, 0, len(DATA)),
        ("bytes=0-1,5-6", 200, 0, len(DATA)),
        ("lines=1-2", 200, 0, len(DATA)),
    ],
)
async def test_a_range_is_what_comes(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer, asked: str, status: int, start: int, end: int
) -> None:
    path = await kept(hub, "f1", cast.sales)
    answer = await client.get(path, headers=bearer(cast.dana) | {"range": asked})
    assert (answer.status_code, answer.content) == (status, DATA[start:end])
    if status == 206:
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(DATA)}"


@pytest.mark.parametrize("asked", [f"bytes={len(DATA)}-", "bytes=5-2", "bytes=-0"])
async def test_a_range_outside_is_refused(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer, asked: str
) -> None:
    path = await kept(hub, "f1", cast.sales)
    answer = await client.get(path, headers=bearer(cast.dana) | {"range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(DATA)}"


def test_no_range_of_an_empty_file() -> None:
    assert range_of(None, 0) == (0, 0)
    assert range_of("bytes=0-", 0) is None


@pytest.mark.parametrize(
    "mime", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript", "x/y; a=b"]
)
async def test_what_could_run_is_a_download(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer, mime: str
) -> None:
    answer = await client.get(await kept(hub, "f1", cast.sales, mime), headers=bearer(cast.dana))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


async def test_a_files_own_name_cannot_break_the_header(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    path = await kept(hub, "f1", cast.sales, name='ใบเสนอ"\r\nset-cookie: a=b.pdf')
    answer = await client.get(path, headers=bearer(cast.dana))
    assert "set-cookie" not in answer.headers
    assert "filename*=UTF-8''%E0%B9%83" in answer.headers["content-disposition"]


async def test_a_file_known_to_the_browser_is_not_sent_again(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    path = await kept(hub, "f1", cast.sales)
    first = await client.get(path, headers=bearer(cast.dana))
    again = await client.get(path, headers=bearer(cast.dana) | {"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    stranger = await client.get(path, headers=bearer(cast.omar) | {"if-none-match": first.headers["etag"]})
    assert stranger.status_code == 404


async def test_a_file_still_being_fetched_says_come_back(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    path = await kept(hub, "f1", cast.sales, blob=None, state="pending")
    answer = await client.get(path, headers=bearer(cast.dana))
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


async def test_a_thumbnail_is_webp(client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer) -> None:
    await hub.blobs.put("th/f1", b"small")
    path = await kept(hub, "f1", cast.sales, thumbnail="th/f1")
    answer = await client.get(f"{path}?thumbnail=1", headers=bearer(cast.dana))
    assert (answer.headers["content-type"], answer.content) == ("image/webp", b"small")


async def test_a_form_uploads_a_file_that_its_author_can_fetch(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    form = {"file": ("list.txt", b"Volare\nEstate\n", "text/plain")}
    answer = await client.post("/api/v1/files", files=form, headers=bearer(cast.dana))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["name"], made["state"], made["size"]) == ("list.txt", "ready", 14)
    assert (await client.get(made["url"], headers=bearer(cast.dana))).content == b"Volare\nEstate\n"
    assert (await client.get(made["url"], headers=bearer(cast.omar))).status_code == 404


async def test_bare_bytes_upload_too(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> None:
    headers = bearer(cast.dana) | {"content-type": "text/plain"}
    answer = await client.post("/api/v1/files", params={"name": "list.txt"}, content=b"Volare", headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == "list.txt"


@pytest.mark.parametrize("form", [{"wrong": ("a.txt", b"x", "text/plain")}, {"file": (None, b"no file", None)}])
async def test_a_form_without_a_file_says_what_it_needs(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, form: dict[str, object]
) -> None:
    answer = await client.post("/api/v1/files", files=form, headers=bearer(cast.dana))
    assert answer.status_code == 422
    assert answer.json()["field"] == "file"


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "text/plain"])
async def test_an_endless_upload_is_cut_off(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(media_uploads, "UPLOAD_LIMIT", 1024 * 1024)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        while sent < 200:
            sent += 1
            yield b"x" * 64 * 1024

    answer = await client.post("/api/v1/files", content=endless(), headers=bearer(cast.dana) | {"content-type": kind})
    assert answer.status_code == 413, answer.text
    assert sent < 200


async def test_a_declared_size_beyond_the_limit_is_refused_at_once(
    client: httpx.AsyncClient, cast: Cast, bearer: Bearer
) -> None:
    headers = bearer(cast.dana) | {"content-length": str(200 * 1024 * 1024), "content-type": "text/plain"}
    answer = await client.post("/api/v1/files", content=b"x", headers=headers)
    assert answer.status_code == 413


async def test_nobody_uploads_without_signing_in(client: httpx.AsyncClient, cast: Cast) -> None:
    assert (await client.post("/api/v1/files", content=b"x")).status_code == 401
