"""Journeys: people before real browsers, real processes of the product behind them, and a Cloud API double with the customers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from hub.team import passwords
from tests.browser import ARGUMENTS, chromium
from tests.journeys.house import House
from tests.journeys.people import PASSWORD, PATIENCE
from tests.stage import Running, Stage
from web.pages import STATIC

FOLDER = Path(__file__).parent
SOUNDLESS = "--mute-audio"
CALL = pytest.StashKey[pytest.CallInfo[None]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys share one event loop, because they share one browser."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    if call.when == "call":
        item.stash[CALL] = call
    return (yield)


@pytest.fixture(scope="session")
def built_client() -> None:
    if not (STATIC / "index.html").exists():
        pytest.fail(f"The browser client is not built: there is no {STATIC.name}/index.html. `python3 web` builds it.")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, SOUNDLESS])
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def password_hash() -> str:
    return await passwords.hash_of(PASSWORD)


@pytest_asyncio.fixture(loop_scope="session")
async def empty_house(
    built_client: None,
    browser: Browser,
    database_url: str,
    broker_url: str | None,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> AsyncIterator[House]:
    """Nobody lives there yet, and nothing runs."""
    stage = Stage(database_url, broker_url, tmp_path / "data")
    made = House(Running(stage, broker_url is not None), browser)
    yield made
    told: pytest.CallInfo[Any] | None = request.node.stash.get(CALL, None)
    if told is not None and told.excinfo is not None:
        await made.photograph(tmp_path)
    complaints = await made.close()
    if told is not None and told.excinfo is None:
        assert complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def house(empty_house: House, password_hash: str) -> House:
    """Ines administers; Dana and Omar answer. One WhatsApp number, whose customers are simulated."""
    await empty_house.let_in(password_hash)
    empty_house.running.start()
    return empty_house
