"""Several official accounts of LINE's behind one address, as LINE has them: the access token says which is meant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from tests.web import serving
from web.sandbox_line import LineSandbox


@asynccontextmanager
async def together(*doubles: LineSandbox) -> AsyncIterator[str]:
    """Their address. The first answers for tokens nobody has."""
    by_token = {f"Bearer {double.platform.bot.token}".encode(): double for double in doubles}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        token = dict(scope["headers"]).get(b"authorization", b"")
        await by_token.get(token, doubles[0]).app(scope, receive, send)

    async with AsyncExitStack() as stack:
        for double in doubles:
            await double.start()
            stack.push_async_callback(double.stop)
        yield await stack.enter_async_context(serving.served(app, lifespan="off"))
