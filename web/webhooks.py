"""What providers call. Raw ASGI beside the router, for this is where the load is: the bytes are read once and handed on unparsed."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from hub import ids, metrics
from hub.assembly import Hub
from hub.intake import BadSignature
from hub.wire.errors import Refusal
from storage.database import DatabaseLost
from web import answers
from web.logs import REQUEST, request_id

LIMIT = 3 * 1024 * 1024  # bytes; Meta's largest
CHALLENGE_LENGTH = 256
ANSWER = "bma.answer"  # where `stored` leaves what the layers are to send instead
END = {"type": "http.response.body", "body": b""}

log = logging.getLogger(__name__)


class Webhook:
    """`GET`: the provider proves that the address is ours. `POST`: 200 means stored."""

    def __init__(self, hub: Hub, kind: str, path: str) -> None:
        self._hub = hub
        self._kind = kind
        self._seconds = metrics.http_seconds.labels("POST", path, "200")

    async def stored(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Takes a webhook; answers it when it is stored. False: it is not, and the answer lies in the scope."""
        began = time.perf_counter()
        id = scope[REQUEST] = ids.new()
        token = request_id.set(id)
        try:
            scope[ANSWER] = await self._take(_read(scope), receive)
        finally:
            request_id.reset(token)
        if scope[ANSWER] is not None:
            return False
        headers = [(b"content-length", b"0"), (b"x-request-id", id.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send(END)
        self._seconds.observe(time.perf_counter() - began)
        return True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            response = scope[ANSWER]
        elif scope["method"] == "GET":
            response = self._verify(scope)
        else:
            response = answers.problem(405, "invalid", "Webhooks come by POST.", headers={"allow": "GET, POST"})
        await response(scope, receive, send)

    async def _take(self, headers: Mapping[str, str], receive: Receive) -> Response | None:
        """None when it is stored."""
        try:
            raw = await answers.read_body(receive, headers, LIMIT)
            await self._hub.intake.take(self._kind, raw, headers)
        except BadSignature:
            return answers.refused(Refusal("not_signed_in", "The signature is missing or wrong."))
        except Refusal as refusal:
            return answers.refused(refusal)
        except DatabaseLost:
            log.warning("a webhook could not be stored: the database did not answer")
            # the provider repeats it: nothing was committed
            return answers.problem(500, "unavailable", "The database did not answer; send this again.")
        except Exception:
            log.exception("an accident while taking a webhook")
            return answers.accident()
        return None

    def _verify(self, scope: Scope) -> Response:
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        given = asked.get("hub.verify_token", "").encode()
        good = False
        for token in self._hub.accounts.verify_tokens(self._kind):
            good |= bool(token) and hmac.compare_digest(token.encode(), given)  # all of them: the time tells nothing
        if not good or asked.get("hub.mode") != "subscribe":
            return answers.refused(Refusal("not_allowed", "The verify token is not ours."))
        return PlainTextResponse(asked.get("hub.challenge", "")[:CHALLENGE_LENGTH])


def _read(scope: Scope) -> dict[str, str]:
    """The headers, by name in lower case as ASGI brings them."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
