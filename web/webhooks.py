"""What providers call. Raw ASGI beside the router, for this is where the load is: the bytes are read once and handed on unparsed."""

from __future__ import annotations

import hmac
import logging
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from hub.assembly import Hub
from hub.intake import BadSignature
from hub.wire.errors import Refusal
from storage.database import DatabaseLost
from web import answers

LIMIT = 3 * 1024 * 1024  # bytes; Meta's largest
OK = Response(b"", 200)
CHALLENGE_LENGTH = 256

log = logging.getLogger(__name__)


class Webhook:
    """`GET`: the provider proves that the address is ours. `POST`: 200 means stored."""

    def __init__(self, hub: Hub, kind: str) -> None:
        self._hub = hub
        self._kind = kind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["bma.quiet"] = True
        if scope["method"] == "POST":
            response = await self._take(Headers(scope=scope), receive)
        elif scope["method"] == "GET":
            response = self._verify(scope)
        else:
            response = answers.problem(405, "invalid", "Webhooks come by POST.", headers={"allow": "GET, POST"})
        await response(scope, receive, send)

    async def _take(self, headers: Headers, receive: Receive) -> Response:
        try:
            raw = await answers.read_body(receive, headers, LIMIT)
            await self._hub.intake.take(self._kind, raw, dict(headers))
        except BadSignature:
            return answers.refused(Refusal("not_signed_in", "The signature is missing or wrong."))
        except Refusal as refusal:
            return answers.refused(refusal)
        except DatabaseLost:
            log.warning("a webhook could not be stored: the database did not answer")
            # the provider repeats it: nothing was committed
            return answers.problem(500, "unavailable", "The database did not answer; send this again.")
        return OK

    def _verify(self, scope: Scope) -> Response:
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        given = asked.get("hub.verify_token", "").encode()
        good = False
        for token in self._hub.accounts.verify_tokens(self._kind):
            good |= bool(token) and hmac.compare_digest(token.encode(), given)  # all of them: the time tells nothing
        if not good or asked.get("hub.mode") != "subscribe":
            return answers.refused(Refusal("not_allowed", "The verify token is not ours."))
        return PlainTextResponse(asked.get("hub.challenge", "")[:CHALLENGE_LENGTH])
