"""What providers call, beside the router, for this is where the load is: the bytes are read once and handed on unparsed. A webhook that
is simply stored is answered below ASGI (web/webhook_cycle.py); whatever else becomes of it passes all layers."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from hub import ids, metrics
from hub.assembly import Hub
from hub.intake import BadSignature
from hub.wire.errors import Refusal
from storage.failures import DatabaseLost
from web import answers
from web.logs import REQUEST, request_id
from web.security import Security

LIMIT = 3 * 1024 * 1024  # bytes; Meta's largest
CHALLENGE_LENGTH = 256
ANSWER = "bma.answer"  # where a scope carries the answer to a webhook that was taken below the layers

log = logging.getLogger(__name__)


class Webhook:
    """`GET`: the provider proves that the address is ours. `POST`: 200 means stored."""

    limit = LIMIT

    def __init__(self, hub: Hub, kind: str, path: str, security: Security) -> None:
        self._hub = hub
        self._kind = kind
        self._security = security
        self._seconds = metrics.http_seconds.labels("POST", path, "200")

    def admits(self, scope: Scope) -> bool:
        """Whether it may be taken below the layers."""
        return self._security.admits(scope)

    def take(self, scope: Scope, raw: bytes, told: Callable[[Response | None], None]) -> str:
        """Hands the body to the intake; the id it gets. `told(None)` when it is stored, or with the answer that says why not."""
        began = time.perf_counter()
        id = scope[REQUEST] = ids.new()

        def settled(failure: Exception | None) -> None:
            self._seconds.observe(time.perf_counter() - began)
            told(None if failure is None else answer_to(failure))

        token = request_id.set(id)
        try:
            self._hub.intake.submit(self._kind, raw, _read(scope), id, settled)
        except Exception as error:
            told(answer_to(error))
        finally:
            request_id.reset(token)
        return id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            response = scope[ANSWER] if ANSWER in scope else await self._post(scope, receive)
        elif scope["method"] == "GET":
            response = self._verify(scope)
        else:
            response = answers.problem(405, "invalid", "Webhooks come by POST.", headers={"allow": "GET, POST"})
        await response(scope, receive, send)

    async def _post(self, scope: Scope, receive: Receive) -> Response:
        headers = _read(scope)
        try:
            await self._hub.intake.take(self._kind, await answers.read_body(receive, headers, LIMIT), headers)
        except Exception as error:
            return answer_to(error)
        return Response()

    def _verify(self, scope: Scope) -> Response:
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        given = asked.get("hub.verify_token", "").encode()
        good = False
        for token in self._hub.accounts.verify_tokens(self._kind):
            good |= bool(token) and hmac.compare_digest(token.encode(), given)  # all of them: the time tells nothing
        if not good or asked.get("hub.mode") != "subscribe":
            return answers.refused(Refusal("not_allowed", "The verify token is not ours."))
        return PlainTextResponse(asked.get("hub.challenge", "")[:CHALLENGE_LENGTH])


def answer_to(error: Exception) -> Response:
    if isinstance(error, BadSignature):
        return answers.refused(Refusal("not_signed_in", "The signature is missing or wrong."))
    if isinstance(error, Refusal):
        return answers.refused(error)
    if isinstance(error, DatabaseLost):
        log.warning("a webhook could not be stored: the database did not answer")
        # the provider repeats it: nothing was committed
        return answers.problem(500, "unavailable", "The database did not answer; send this again.")
    log.error("an accident while taking a webhook", exc_info=error)
    return answers.accident()


def _read(scope: Scope) -> dict[str, str]:
    """The headers, by name in lower case as ASGI brings them."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
