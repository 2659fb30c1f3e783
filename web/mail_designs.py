"""`/api/v1/files/{id}/design`: the mail that a file is, as its sender designed it, for a frame of the console.

What mails hold is made to harm. It is cleaned; and were that to miss something, this page still runs no script, has no origin, sends no
form, and asks nobody for anything but pictures, when a person wanted them.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub.mail import designs as mail_designs
from storage.inbox import attachments
from web import authentication
from web.authentication import hub_of
from web.files import seen_by

POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:{elsewhere}; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
EVERY = "every"  # ?pictures=every


async def show(request: Request) -> Response:
    """By bearer token, or by the cookie a frame sends. With `?pictures=every` pictures from elsewhere are fetched by the browser."""
    hub = hub_of(request)
    proven = authentication.file_claims(request)
    async with hub.database.reading() as connection:
        agent = await authentication.agent(connection, proven)
        row = await attachments.get(connection, request.path_params["id"])
    row = seen_by(agent, row, offered=False)
    remote = request.query_params.get("pictures") == EVERY
    page = await mail_designs.page(hub.blobs, row, remote=remote)
    headers = {
        "content-security-policy": POLICY.format(elsewhere=" https:" if remote else ""),
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }
    return Response(page, 200, headers, "text/html; charset=utf-8")
