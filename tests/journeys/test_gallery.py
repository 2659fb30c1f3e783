"""Every part of the console in every state looks as it was meant to, can be read, and has a name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Literal

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser

from tests.journeys.gallery import REFERENCES, SCHEMES, difference, opened, pictures, served
from tests.journeys.looks import is_readable

MOST_APART = 0.02  # of a part: a button that became another colour is as much
MOST_ROWS = 2  # of a small picture: a line that wraps elsewhere


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address() -> AsyncIterator[str]:
    with ExitStack() as stack:
        yield await asyncio.to_thread(stack.enter_context, served())


@pytest.mark.once
@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_parts_look_as_they_were_meant_to(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    page = await opened(browser, address, scheme)
    taken = await pictures(page)
    assert {f"{name}.{scheme}.png" for name in taken} == {path.name for path in REFERENCES.glob(f"*.{scheme}.png")}
    changed = []
    for name, picture in taken.items():
        reference = Image.open(REFERENCES / f"{name}.{scheme}.png").convert("RGB")
        rows, apart = abs(picture.height - reference.height), difference(picture, reference)
        if rows > MOST_ROWS or picture.width != reference.width or apart > MOST_APART:
            changed.append(f"{name}: {apart:.1%} apart, {rows} rows")
    assert changed == []
    await is_readable(page)
    await page.close()
