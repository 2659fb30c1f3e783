"""For programs that watch: is the process there, can it serve, what has it counted."""

from __future__ import annotations

import asyncio
import ipaddress

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from storage import event_log, migrations
from storage.database import Connection
from web import answers
from web.authentication import hub_of

PATIENCE = 3.0  # seconds for the database to answer


async def alive(request: Request) -> Response:
    """The process answers. Asks nobody else: restarting us does not mend a database."""
    request.scope["bma.quiet"] = True
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """Whether this process can serve, and what is missing. 503 also while it drains, so that no new sessions are sent here."""
    request.scope["bma.quiet"] = True
    hub = hub_of(request)
    found = {"database": "ok", "migrations": "ok", "broker": "ok" if hub.broker.alive() else "not answering"}
    try:
        async with asyncio.timeout(PATIENCE), hub.database.reading() as connection:
            found["migrations"] = await _migrations(connection)
            await event_log.head(connection)
    except Exception as error:
        found["database"] = f"not answering ({type(error).__name__})"
    if request.app.state.draining:
        found["process"] = "draining"
    # without the broker everything still arrives, at the pace of the head check: slower is not broken
    wrong = [name for name, state in found.items() if state != "ok" and name != "broker"]
    return answers.answer({"ready": not wrong, "parts": found}, 503 if wrong else 200)


async def counts(request: Request) -> Response:
    """For those near: this machine and private networks. To others the page does not exist; numbers tell of the business too."""
    request.scope["bma.quiet"] = True
    if not _near(request):
        raise HTTPException(404)
    return Response(generate_latest(), headers={"cache-control": "no-store"}, media_type=CONTENT_TYPE_LATEST)


async def ping(request: Request) -> Response:
    """How a request looked when it came in: for checking a proxy's settings."""
    scope = request.scope
    return answers.answer({"address": scope["client"][0], "scheme": scope["scheme"]})


def _near(request: Request) -> bool:
    address = request.scope["client"][0]
    forwarded = request.headers.get("x-forwarded-for", "") + request.headers.get("forwarded", "")
    if forwarded and address not in forwarded:
        return False  # through a proxy nobody told us to trust: this is the proxy's address, not the asker's
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


async def _migrations(connection: Connection) -> str:
    found = await migrations.revision(connection)
    return "ok" if found == migrations.newest() else f"at {found}, not {migrations.newest()}: run `bma migrate`"
