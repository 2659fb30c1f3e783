"""`POST /api/v1/webhooks/mail/{provider}/{account}`: mails that a provider brings. Read only
when there is room, for whoever sends may be anybody; 200 means stored."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub.mail.posts import LIMIT
from web import answers
from web.authentication import hub_of
from web.webhooks import answer_to


async def take(request: Request) -> Response:
    posts = hub_of(request).mail_posts
    provider, account = request.path_params["provider"], request.path_params["account"]
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        row, secret = posts.expects(provider, account, headers)
        answers.check_length(headers, LIMIT)
        size = headers.get("content-length", "")
        async with posts.room(int(size[:19]) if size.isdecimal() else None) as limit:
            raw = await answers.read_body(request.receive, headers, limit)
            await posts.take(provider, row, secret, raw, headers)
        await posts.taken(provider, row)
    except Exception as error:
        await posts.refused(provider, account, error)
        return answer_to(error)
    return Response()
