"""`/api/v1/commands`: the commands of the live socket, one a request."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from hub.wire.commands import Command
from web import authentication
from web.answers import answer, decoded, read_json_text
from web.authentication import hub_of
from web.server import FRAME_MOST

_decoder = msgspec.json.Decoder(Command)


async def run(request: Request) -> Response:
    """A command as the socket takes it (its `id` counts nothing here), answered with the `result` of its `done`. Raises Refusal."""
    proven = authentication.claims(request)
    asked = decoded(await read_json_text(request, FRAME_MOST), _decoder)
    return answer(await hub_of(request).posting.answer(proven.user, proven.login, asked))
