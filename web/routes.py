"""Every address of the product, on one page. Below /api everything answers JSON; any other address is the browser client's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, WebSocketRoute
from starlette.routing import Route as StarletteRoute
from starlette.types import Scope

from hub.assembly import Hub
from hub.wire.errors import Refusal
from web import clicks, files, health, lent_files, mail_designs, mail_posts, portraits, socket, unsubscribing
from web.offer_page import OfferPage
from web.operations import Operation
from web.pages import Pages
from web.performing import perform
from web.resources import (
    activity,
    admin,
    blocks,
    campaign_runs,
    campaigns,
    channels,
    commands,
    contacts,
    conversations,
    dashboard,
    description,
    endpoints,
    erasure,
    exports,
    fields,
    imports,
    keys,
    ledger,
    lists,
    mail,
    messages,
    notifications,
    passwords,
    price_list,
    push,
    quotation_page,
    quotation_papers,
    quotation_sends,
    quotation_templates,
    quotations,
    replies,
    search,
    segments,
    sessions,
    sign_in,
    statistics,
    tags,
    teams,
    templates,
    totp,
    users,
    views,
)
from web.resources import mail_posts as posts
from web.security import Security
from web.webhooks import Webhook

API = "/api/v1"
Endpoint = Callable[[Request], Awaitable[Response]]


OPERATIONS: tuple[Operation, ...] = (
    *sign_in.OPERATIONS,
    *passwords.OPERATIONS,
    *totp.OPERATIONS,
    *sessions.OPERATIONS,
    *keys.OPERATIONS,
    *users.OPERATIONS,
    *mail.OPERATIONS,  # before /channels/{id}
    *channels.OPERATIONS,
    *posts.OPERATIONS,
    *templates.OPERATIONS,
    *teams.OPERATIONS,
    *imports.OPERATIONS,  # before /contacts/{id}
    *exports.OPERATIONS,
    *erasure.OPERATIONS,
    *blocks.OPERATIONS,
    *contacts.OPERATIONS,
    *tags.OPERATIONS,
    *fields.OPERATIONS,
    *segments.OPERATIONS,
    *lists.OPERATIONS,
    *campaigns.OPERATIONS,
    *campaign_runs.OPERATIONS,
    *search.OPERATIONS,
    *conversations.OPERATIONS,
    *messages.OPERATIONS,
    *views.OPERATIONS,
    *notifications.OPERATIONS,
    *push.OPERATIONS,
    *replies.OPERATIONS,
    *dashboard.OPERATIONS,
    *admin.OPERATIONS,
    *ledger.OPERATIONS,
    *activity.OPERATIONS,
    *statistics.OPERATIONS,
    *endpoints.OPERATIONS,
    *quotation_templates.OPERATIONS,  # before /quotations/{id}
    *quotations.OPERATIONS,
    *quotation_papers.OPERATIONS,
    *quotation_sends.OPERATIONS,
    *quotation_page.OPERATIONS,
    *price_list.OPERATIONS,
)


class Route(StarletteRoute):
    """Tells logs and counts its pattern."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        if match is not Match.NONE:
            child["bma.route"] = self.path
        return match, child


class OperationRoute(Route):
    """An operation at its address. Its method belongs to it, so that another operation may have another method there."""

    def __init__(self, operation: Operation) -> None:

        async def run(request: Request) -> Response:
            return await perform(operation, request)

        super().__init__(API + operation.path, run, methods=[operation.method])
        self.operation = operation

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        if match is not Match.NONE:
            child["bma.operation"] = self.operation
        return match, child


def webhooks(hub: Hub, security: Security) -> dict[str, Webhook]:
    """By path. Reached before the router: see web/webhooks.py."""
    paths = {"/api/v1/webhooks/whatsapp": "whatsapp", "/api/v1/webhooks/line": "line"}
    return {path: Webhook(hub, kind, path, security) for path, kind in paths.items()}


def routes(pages: Pages) -> list[BaseRoute]:
    offer = OfferPage()
    return [
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", health.counts),
        Route("/api/v1/ping", health.ping),
        #
        WebSocketRoute("/api/v1/live", socket.live),
        Route("/api/v1/events", socket.events),
        Route("/api/v1/commands", commands.run, methods=["POST"]),
        #
        Route("/api/v1/webhooks/mail/{provider}/{account}", mail_posts.take, methods=["POST"]),
        Route("/api/v1/files", files.upload, methods=["POST"]),
        Route("/api/v1/files/{id}", files.download),
        Route("/api/v1/files/{id}/design", mail_designs.show),
        Route("/api/v1/files/contacts/{id}", portraits.show),
        #
        *(OperationRoute(operation) for operation in OPERATIONS),
        Route(API + "/openapi.json", description.document(OPERATIONS, API)),
        Route("/api/docs", description.page(OPERATIONS)),
        #
        Route("/api/{rest:path}", nothing, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
        Route("/c/{token}", clicks.lead),
        Route("/u/{token}", unsubscribing.ask),
        Route("/u/{token}", unsubscribing.stop, methods=["POST"]),
        Route("/f/{token}", lent_files.lend),
        Route("/f/{token}/preview", lent_files.preview),
        Route("/f/{token}/icon", lent_files.icon),
        Route("/q", offer.serve),
        Route("/q/{file}", offer.serve),
        Route("/{rest:path}", pages.serve),
    ]


async def nothing(_: Request) -> Response:
    raise Refusal("not_found", "There is nothing at this address.")
