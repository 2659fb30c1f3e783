"""`POST /api/v1/webhooks/mail/{provider}/{account}`: mails that a provider brings. 401 before anything is read; 200 means stored."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from web import answers
from web.authentication import hub_of
from web.webhooks import answer_to

LIMIT = 50 * 1024 * 1024  # bytes; Postmark brings 35 MB of files, in base64


async def take(request: Request) -> Response:
    posts = hub_of(request).mail_posts
    provider, account = request.path_params["provider"], request.path_params["account"]
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        row, secret = posts.expects(provider, account, headers)
        raw = await answers.read_body(request.receive, headers, LIMIT)
        await posts.take(provider, row, secret, raw, headers)
    except Exception as error:
        return answer_to(error)
    return Response()
