"""Papers are drawn in a process of their own, which may die."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable

import pytest

from hub.quotations import press as press_module
from hub.quotations.papers import Sources
from hub.quotations.press import Press
from hub.wire.errors import Refusal
from pdf.pictures import NotAPicture
from tests.hub.quotations.test_papers import OFFICE, SPEAKERS, quotation

pytestmark = pytest.mark.once


@pytest.fixture
def sources() -> Sources:
    return Sources(quotation=quotation(SPEAKERS), office=OFFICE)


@pytest.fixture
async def running() -> AsyncIterator[Callable[..., Press]]:
    made: list[Press] = []

    def run(*arguments: Callable[[Sources], bytes]) -> Press:
        made.append(Press(*arguments))
        return made[-1]

    yield run
    for each in made:
        await each.stop()


def whose(sources: Sources) -> bytes:
    return str(os.getpid()).encode()


def dies(sources: Sources) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def sleeps(sources: Sources) -> bytes:
    time.sleep(60)
    raise AssertionError


def complains(sources: Sources) -> bytes:
    raise NotAPicture("The picture is damaged.")


async def test_a_paper_is_drawn_in_another_process(running: Callable[..., Press], sources: Sources) -> None:
    press = running()
    assert (await press.draw(sources)).startswith(b"%PDF-1.7")
    assert press._pool is not None
    assert os.getpid() not in press._pool._processes


async def test_a_killed_worker_is_replaced(running: Callable[..., Press], sources: Sources) -> None:
    press = running(whose)
    first = int(await press.draw(sources))
    os.kill(first, signal.SIGKILL)
    assert int(await press.draw(sources)) != first


async def test_a_paper_that_kills_its_worker_twice_is_refused(running: Callable[..., Press], sources: Sources) -> None:
    press = running(dies)
    with pytest.raises(Refusal, match="could not be drawn"):
        await press.draw(sources)


async def test_what_drawing_complains_about_comes_through(running: Callable[..., Press], sources: Sources) -> None:
    with pytest.raises(NotAPicture, match="damaged"):
        await running(complains).draw(sources)


async def test_more_than_can_wait_are_refused_at_once(
    running: Callable[..., Press], sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_module, "MOST_WAITING", 2)
    monkeypatch.setattr(press_module, "LIMIT_S", 5.0)
    press = running(sleeps)
    waiting = [asyncio.create_task(press.draw(sources)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Refusal, match="Too many papers"):
        await press.draw(sources)
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    press._discard(press._pool)


async def test_one_that_takes_too_long_is_given_up_and_its_worker_ended(
    running: Callable[..., Press], sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press_module, "LIMIT_S", 1.5)
    press = running(sleeps)
    with pytest.raises(Refusal, match="too long"):
        await press.draw(sources)
    assert press._pool is None
