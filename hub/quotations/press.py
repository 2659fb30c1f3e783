"""Where papers are drawn: a process of its own, for drawing takes a core for tens of milliseconds, and the event loop has none to spare."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from threading import Thread

from hub.quotations.papers import Sources, drawn
from hub.wire.errors import Refusal

WORKERS = 1  # what previews and sends ask for is far less than the 20 a second of one core
MOST_WAITING = 50  # papers asked for and not drawn; more are refused, for nobody would wait so long
LIMIT_S = 60.0  # of one paper, waiting included; 500 items take less than a second
BUSY = "Too many papers are being drawn just now; try again in a few seconds."

log = logging.getLogger(__name__)


class Press:
    """Made when the first paper is drawn. A worker that dies is replaced, and the paper it was at is tried once more."""

    def __init__(self, drawing: Callable[[Sources], bytes] = drawn) -> None:
        self._drawing = drawing
        self._pool: ProcessPoolExecutor | None = None
        self._waiting = 0

    async def draw(self, sources: Sources) -> bytes:
        """Raises Refusal `unavailable` when there is too much to do, and what drawing raises: NotAPicture, NotPromptPay."""
        if self._waiting >= MOST_WAITING:
            raise Refusal("unavailable", BUSY, retry_after=5)
        self._waiting += 1
        try:
            return await asyncio.wait_for(self._drawn(sources), LIMIT_S)
        except TimeoutError:
            self._discard(self._pool)
            raise Refusal("unavailable", "The paper took too long to draw; try again.", retry_after=5) from None
        finally:
            self._waiting -= 1

    async def stop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)

    async def _drawn(self, sources: Sources) -> bytes:
        for last in (False, True):
            pool = self._open()
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, self._drawing, sources)
            except BrokenProcessPool:
                self._discard(pool)
                if last:
                    raise Refusal("unavailable", "The paper could not be drawn; try again.", retry_after=5) from None
                log.warning("the process that draws papers died; starting another")
        raise AssertionError

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # not forked from this process: its threads and its database would come along
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(WORKERS, mp_context=spawn, initializer=_begin)
        return self._pool

    def _discard(self, pool: ProcessPoolExecutor | None) -> None:
        """A pool with a dead or a stuck worker draws nothing any more."""
        if pool is None:
            return
        if pool is self._pool:
            self._pool = None
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """In the worker: it ends when it is told to or when this process is gone, however that died, and not by Ctrl-C in the terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _follow(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(0)
