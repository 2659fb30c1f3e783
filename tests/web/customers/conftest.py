"""Ines (administrator), Mona (manager), Dana (sales) and Omar (support), each with a tab of their own."""

from __future__ import annotations

import httpx
import pytest

from hub.assembly import Hub
from tests.cast import Cast
from tests.web.caller import Caller
from tests.web.conftest import Bearer
from tests.web.people import add_manager


@pytest.fixture
def ines(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> Caller:
    return Caller(client, bearer(cast.ines))


@pytest.fixture
async def mona(client: httpx.AsyncClient, hub: Hub, cast: Cast, bearer: Bearer) -> Caller:
    return Caller(client, bearer(await add_manager(hub.transactions)))


@pytest.fixture
def dana(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> Caller:
    return Caller(client, bearer(cast.dana))


@pytest.fixture
def omar(client: httpx.AsyncClient, cast: Cast, bearer: Bearer) -> Caller:
    return Caller(client, bearer(cast.omar))
