"""`/u/{token}`: where a campaign's mail lets people say no. Opening it asks, a POST says it: by the page's one button, or by the mail
program's (RFC 8058)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hub.campaigns import unsubscribing
from web.authentication import hub_of
from web.limits import Limits
from web.queries import address_of, path_of

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
PAGE = """<!doctype html>
<html lang="th"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head><body><main><h1>{title}</h1><p lang="th">{thai}</p><p lang="en">{english}</p>{form}</main></body></html>
"""
ASKED = {
    "title": "เลิกรับข่าวสาร · Unsubscribe",
    "thai": "กดปุ่มด้านล่าง แล้วเราจะไม่ส่งข่าวสารหรือโปรโมชันถึงคุณอีก",
    "english": "Press the button, and we will send you no more news and offers.",
    "form": '<form method="post"><button type="submit">เลิกรับข่าวสาร · Unsubscribe</button></form>',
}
SAID = {
    "title": "เรียบร้อยแล้ว · Done",
    "thai": "เราจะไม่ส่งข่าวสารหรือโปรโมชันถึงคุณอีก ข้อความเกี่ยวกับคำสั่งซื้อและคำถามของคุณยังส่งถึงตามปกติ",
    "english": "We will send you no more news and offers. What you order and ask about still reaches you.",
    "form": "",
}
GONE = {
    "title": "ลิงก์นี้ใช้ไม่ได้แล้ว · This link no longer works",
    "thai": "ตอบกลับอีเมลด้วยคำว่า “ยกเลิก” แทนได้",
    "english": "Answer the mail with “unsubscribe” instead.",
    "form": "",
}


async def ask(request: Request) -> Response:
    """The page. Raises Refusal `too_many`; whoever guesses has far fewer tries."""
    _spend(request)
    there = await unsubscribing.known(hub_of(request).database, path_of(request)["token"])
    return _page(ASKED, 200) if there else _gone(request)


async def stop(request: Request) -> Response:
    """They want no more. Needs nobody to be signed in: the link is the person's own. Its body says nothing we need, and is not read."""
    _spend(request)
    there = await unsubscribing.stop(hub_of(request).transactions, path_of(request)["token"])
    return _page(SAID, 200) if there else _gone(request)


def _spend(request: Request) -> None:
    limits: Limits = request.app.state.click_limits
    limits.spend(f"click:{address_of(request)}")


def _gone(request: Request) -> Response:
    guesses: Limits = request.app.state.page_limits
    guesses.spend(f"link:{address_of(request)}")
    return _page(GONE, 404)


def _page(words: dict[str, str], status: int) -> Response:
    return HTMLResponse(PAGE.format(**words), status, HEADERS)
