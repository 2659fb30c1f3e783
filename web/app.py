"""The web application: the layers every request passes, in order, around the routes."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.assembly import Hub
from hub.campaigns.counted import Counted
from hub.wire.errors import Refusal
from storage.failures import DatabaseLost
from web import answers, health
from web.limits import Limits
from web.logs import Access
from web.pages import STATIC, Pages
from web.routes import routes, webhooks
from web.security import Security

CLICK_RATE = 50.0  # requests a second for links of campaigns from one address: a mobile network has thousands of people behind one
PAGE_RATE = 2.0  # requests a second for the private page of one quotation, and for guesses from one address


class Application(Starlette):
    """Starlette with its layers outside, and webhooks reached before the router."""

    def __init__(self, hub: Hub, all_routes: list[BaseRoute]) -> None:
        super().__init__(
            routes=all_routes,
            exception_handlers={
                Refusal: answers.on_refusal,
                DatabaseLost: answers.on_database_lost,
                HTTPException: answers.on_http_exception,
                Exception: answers.on_accident,
            },
        )
        self.state.hub = hub
        self.state.draining = False
        self.state.limits = Limits(hub.settings.api_rate)
        self.state.page_limits = Limits(PAGE_RATE)
        self.state.counted = Counted()
        self.state.click_limits = Limits(CLICK_RATE)
        security = Security(self._serve, hub.settings)
        self._webhooks = webhooks(hub, security)
        self.lanes = {path.encode(): webhook for path, webhook in self._webhooks.items()}  # see web/http.py
        self._layers: ASGIApp = Access(security)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._layers(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        webhook = self._webhooks.get(scope["path"]) if scope["type"] == "http" else None
        if webhook is None:
            await super().__call__(scope, receive, send)
            return
        scope["bma.route"] = scope["path"]
        await webhook(scope, receive, send)


def create_for_work(hub: Hub) -> Starlette:
    """What a process without the web role answers: the programs that watch it."""
    application = Starlette(routes=[
        Route("/healthz", health.alive), Route("/readyz", health.ready), Route("/metrics", health.counts),
    ])  # fmt: skip
    application.state.hub = hub
    application.state.draining = False
    return application


def create(hub: Hub, *, static: Path = STATIC, more_routes: list[BaseRoute] | None = None) -> Application:
    """`more_routes` come first: the demo mounts its simulated provider there."""
    return Application(hub, (more_routes or []) + routes(Pages(static, hub.settings.public_url)))
