"""`/c/{token}`: links of campaigns. Leads to the address that was stored with the token, and nowhere else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from hub.campaigns import clicks
from web.authentication import hub_of
from web.limits import Limits
from web.queries import address_of, path_of

HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
GONE = "ลิงก์นี้ใช้ไม่ได้แล้ว\nThis link leads nowhere any more.\n"


async def lead(request: Request) -> Response:
    """302 to the stored address. Previewers are led too, and not counted. Raises Refusal `too_many`; whoever guesses has far fewer tries."""
    limits: Limits = request.app.state.click_limits
    limits.spend(f"click:{address_of(request)}")
    purpose = request.headers.get("sec-purpose") or request.headers.get("purpose")
    counts = clicks.is_person(request.method, request.headers.get("user-agent"), purpose)
    url = await clicks.follow(hub_of(request).transactions, path_of(request)["token"], counts=counts)
    if url is None:
        guesses: Limits = request.app.state.page_limits
        guesses.spend(f"link:{address_of(request)}")
        return PlainTextResponse(GONE, 404, HEADERS)
    return RedirectResponse(url, 302, HEADERS)
