"""`/api/v1/files/contacts/{id}`: what a provider shows of a customer, for those who may see the customer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub.customers import portraits
from hub.wire.errors import Refusal
from storage.blobs import BlobMissing
from web import authentication, files
from web.authentication import hub_of
from web.queries import path_of

HEADERS = {
    "content-type": "image/webp",
    "content-security-policy": files.POLICY,
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=86400",  # the address names the very picture
}


async def show(request: Request) -> Response:
    """By Bearer, or by the cookie that `<img>` sends."""
    hub = hub_of(request)
    proven = authentication.file_claims(request)
    async with hub.database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        key = await portraits.seen(connection, agent, path_of(request)["id"])
    try:
        return Response(await hub.blobs.read(key), headers=HEADERS)
    except BlobMissing:
        raise Refusal("not_found", "There is no such picture.") from None
