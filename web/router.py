"""`bma router`: what it answers. Meta's verification and webhooks, signing in, and the endpoints; no inbox and no browser client."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from hub.assembly import Hub
from hub.router import alone
from hub.settings import Settings
from hub.team import users
from storage.database import Database
from storage.outgoing import endpoints as rows
from web import health
from web.app import Application
from web.resources import activity, endpoints, keys, ledger, passwords, sessions, sign_in, totp
from web.routes import OperationRoute, Route, nothing
from web.running import Program

NEEDED = ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN")  # without them nothing of Meta's can be proven or answered
INBOX = "this database is an inbox's, which forwards webhooks by itself. Give the router one of its own (DATABASE_URL)."
OPERATIONS = (
    *sign_in.OPERATIONS,
    *passwords.OPERATIONS,
    *totp.OPERATIONS,
    *sessions.OPERATIONS,
    *keys.OPERATIONS,
    *ledger.OPERATIONS,
    *activity.OPERATIONS,
    *endpoints.OPERATIONS,
)


class Alone(Program):
    async def open(self, settings: Settings) -> Hub:
        return await alone.Router.open(settings)

    def application(self, hub: Hub) -> Application:
        return Application(hub, routes())

    async def begun(self, hub: Hub, address: str) -> None:
        print(f"BMA Social's webhook router is at {address}", flush=True)
        async with hub.transactions.begin() as tx:
            secret = await users.first_admin_link(tx)
            known = await rows.count(tx.connection)
        if secret is not None and not known:
            print(
                "It has no endpoints: name them in ROUTER_ENDPOINTS, or make an administrator (`bma user add`) who adds them by "
                "POST /api/v1/webhooks/endpoints.",
                flush=True,
            )


def missing(environment: Mapping[str, str]) -> str | None:
    """What keeps the router from its work, in words."""
    absent = [name for name in NEEDED if not environment.get(name)]
    return f"{' and '.join(absent)} {'is' if len(absent) == 1 else 'are'} missing." if absent else None


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The settings' environment: without a DATABASE_URL the router keeps a file of its own beside the hub's."""
    folder = Path(given.get("DATA_DIR") or ".data").absolute()
    return {"DATABASE_URL": f"sqlite:///{folder / 'router.sqlite'}"} | {k: v for k, v in given.items() if v}


async def is_of_an_inbox(database: Database) -> bool:
    return await alone.is_of_an_inbox(database)


def routes() -> list[BaseRoute]:
    return [
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", health.counts),
        Route("/api/v1/ping", health.ping),
        *(OperationRoute(operation) for operation in OPERATIONS),
        Route("/", about),
        Route("/{rest:path}", nothing, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    ]


async def about(_: Request) -> Response:
    return PlainTextResponse("BMA Social's webhook router.\n")
