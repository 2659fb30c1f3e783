"""`/api/v1/quotation-page`: what the customer's private page asks. Who holds the link's secret may; nobody signs in.

The secret comes in a body, never in an address. For the two addresses a browser follows by itself, the document and the logo, opening the
page leaves a cookie that only they get; they are named by a part of the secret's hash, which opens nothing.
"""

from __future__ import annotations

import asyncio
import re

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from hub.files import media_files
from hub.office import configuration
from hub.quotations import customer_page, drawn_signatures, page_links, page_shaping, rendering, sending
from hub.quotations.customer_page import Shown
from hub.team.tokens import hash_of
from hub.transaction import milliseconds
from hub.wire.configuration import Configuration
from hub.wire.errors import Refusal
from hub.wire.quotation_page import CustomerPage, PageAnswer, PageOpening
from storage.blobs import BlobMissing
from storage.inbox import attachments
from web.answers import answer, read_json
from web.authentication import hub_of
from web.downloads import attached
from web.limits import Limits
from web.operations import Operation, other
from web.queries import address_of, path_of

COOKIE = "bma_quotation"
COOKIE_SECONDS = 24 * 3600
PRIVATE = {
    "x-robots-tag": "noindex, nofollow, noarchive",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


async def open_page(request: Request) -> Response:
    """The quotation; the customer's opening it makes it seen."""
    asked = await read_json(request, PageOpening)
    shown, office = await _shown(request, asked.token)
    hub = hub_of(request)
    if not asked.look and not shown.revising and shown.row.state in customer_page.UNSEEN:
        async with hub.transactions.begin() as tx:
            await customer_page.seen(tx, asked.token)
        shown, office = await _shown(request, asked.token, spend=False)
    return await _page(request, shown, office, asked.token)


async def give_answer(request: Request) -> Response:
    """Accepts, declines or asks for a change. Answers with the page as it is then."""
    asked = await read_json(request, PageAnswer)
    shown, office = await _shown(request, asked.token)
    customer_page.require_whole(asked)
    hub, kept = hub_of(request), None
    if asked.answer == "accept" and asked.signature is not None:
        picture = await asyncio.to_thread(drawn_signatures.read, asked.signature)
        kept = customer_page.new_signature_id()
        await hub.blobs.put(media_files.key_of(kept), picture)
    try:
        async with hub.transactions.begin() as tx:
            if kept is not None:
                await customer_page.keep_signature(tx, shown.row.id, picture, kept)
            await customer_page.answer(tx, asked.token, asked, office, kept)
    except Exception:
        if kept is not None:  # nobody names it
            await hub.blobs.delete(media_files.key_of(kept))
        raise
    shown, office = await _shown(request, asked.token, spend=False)
    return await _page(request, shown, office, asked.token)


async def document(request: Request) -> Response:
    shown, office = await _by_cookie(request)
    drawn = await rendering.pdf(hub_of(request), shown.row, office)
    return Response(drawn, 200, attached(sending.said_of(shown.row).name) | PRIVATE, "application/pdf")


async def file(request: Request) -> Response:
    """Something that goes along with it: to be kept, never shown here, whatever it is."""
    shown, _ = await _by_cookie(request)
    hub, place = hub_of(request), path_of(request)["place"]
    async with hub.database.reading() as connection:
        found = await customer_page.files_of(connection, shown.row)
    row = found[int(place) - 1] if re.fullmatch("[1-9][0-9]?", place) and int(place) <= len(found) else None
    if row is None or row.blob is None:
        raise Refusal("not_found", "There is no such file.")
    headers = attached(row.name or row.kind) | PRIVATE | {"content-length": str(await hub.blobs.size(row.blob))}
    return StreamingResponse(hub.blobs.get(row.blob), 200, headers, "application/octet-stream")


async def logo(request: Request) -> Response:
    shown, _ = await _by_cookie(request)
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        row = await attachments.get(connection, page_shaping.logo_of(shown.row) or "")
    if row is None or row.blob is None or row.mime not in configuration.LOGO_TYPES:
        raise Refusal("not_found", "There is no logo.")
    try:
        data = await hub.blobs.read(row.blob)
    except BlobMissing:
        raise Refusal("not_found", "There is no logo.") from None
    return Response(data, 200, PRIVATE | {"cache-control": "private, max-age=300"}, row.mime)


async def _shown(request: Request, secret: str, *, spend: bool = True) -> tuple[Shown, Configuration]:
    """Raises Refusal `not_found`, `too_many`: guessing is limited by address, everything else by link."""
    limits: Limits = request.app.state.page_limits
    hub = hub_of(request)
    async with hub.database.reading() as connection:
        try:
            shown = await customer_page.shown(connection, secret, milliseconds())
        except Refusal:
            limits.spend(f"guess@{address_of(request)}")
            raise
        office = await configuration.read(connection)
    if spend:
        limits.spend(f"link:{hash_of(secret)}")
    return shown, office


async def _by_cookie(request: Request) -> tuple[Shown, Configuration]:
    handle = path_of(request)["handle"]
    secret = request.cookies.get(COOKIE, "")
    if not secret or customer_page.handle_of(secret) != handle:
        raise Refusal("not_found", page_links.GONE)
    return await _shown(request, secret)


async def _page(request: Request, shown: Shown, office: Configuration, secret: str) -> Response:
    handle = customer_page.handle_of(secret)
    async with hub_of(request).database.reading() as connection:
        found = await customer_page.files_of(connection, shown.row)
    made = answer(page_shaping.page(shown, office, handle, milliseconds(), found), 200, PRIVATE)
    made.set_cookie(
        COOKIE,
        secret,
        max_age=COOKIE_SECONDS,
        path=f"{page_shaping.API}/{handle}",
        secure=hub_of(request).settings.secure,
        httponly=True,
        samesite="strict",
    )
    return made


OPERATIONS: tuple[Operation, ...] = (
    other(
        "POST",
        "/quotation-page",
        open_page,
        "Open a quotation's private page",
        takes=PageOpening,
        gives=CustomerPage,
        roles=None,
        refusals=(404,),
    ),
    other(
        "POST",
        "/quotation-page/answers",
        give_answer,
        "Answer a quotation on its private page",
        takes=PageAnswer,
        gives=CustomerPage,
        roles=None,
        refusals=(404, 409),
    ),
    other(
        "GET",
        "/quotation-page/{handle}/document",
        document,
        "Its paper, for the browser that opened the page",
        media="application/pdf",
        roles=None,
        refusals=(404,),
    ),
    other(
        "GET",
        "/quotation-page/{handle}/files/{place}",
        file,
        "A file that goes along with it",
        media="application/octet-stream",
        roles=None,
        refusals=(404,),
    ),
    other(
        "GET",
        "/quotation-page/{handle}/logo",
        logo,
        "The company's logo, for the browser that opened the page",
        media="image/png",
        roles=None,
        refusals=(404,),
    ),
)
