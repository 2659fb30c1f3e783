"""Everything that happens by itself. Any number of processes may work; what needs one owner is leased."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from hub.durations import DAY_MS
from hub.live.broker import HINTS, WHISPERS
from hub.receiving.book import Rules
from hub.router.forwarder import Forwarder
from hub.work import marks, turns
from hub.work.clock import Clock
from hub.work.deliveries import Deliveries
from hub.work.leases import new_holder
from hub.work.loops import Loop
from hub.work.parts import Parts
from hub.work.turns import Hub

COALESCE_SECONDS = 0.02  # hints that come within it wake the loops once
UNNAMED_BYTES = 64  # a hint this short names no events: whoever may be meant looks
DELIVERIES = "deliveries"
FORWARDER = "forwarder"


@runtime_checkable
class Claiming(Protocol):
    async def release_dead(self) -> None:
        """What a process that crashed here was at goes on at once."""


@runtime_checkable
class Interrupted(Protocol):
    def interrupt(self) -> None:
        """Its turn ends soon, and another process goes on."""


@runtime_checkable
class Stopped(Protocol):
    async def stop(self) -> None:
        """After its last turn."""


class Sleeper(Protocol):
    def wake(self) -> None: ...


class Timetable:
    def __init__(self, hub: Hub) -> None:
        rules = Rules(
            channels=hub.channels,
            reopen_ms=hub.settings.reopen_days * DAY_MS,
            opt_out_words=hub.opt_out_words,
        )
        hub.accounts.when_gone(rules.known.clear)
        holder = new_holder()
        self._deliveries = Deliveries(_parts(hub, rules), holder)
        self._forwarder = Forwarder(hub.transactions, hub.vault, hub.settings, holder)
        table = tuple(turns.every(hub, rules, holder))
        self._workers = {id(row.worker): row.worker for row in table}.values()
        self._loops = {row.name: Loop(row.name, row.seconds, row.turn) for row in table}
        self._sleepers: dict[str, Sleeper] = {
            **self._loops,
            DELIVERIES: self._deliveries,
            FORWARDER: self._forwarder,
        }
        self._by_mark: dict[bytes, set[str]] = defaultdict(
            set,
            {marks.QUEUED: {DELIVERIES}, marks.CHANNEL: {DELIVERIES}, marks.ANYTHING: {FORWARDER}},
        )
        for row in table:
            for mark in row.by:
                self._by_mark[mark].add(row.name)
        self._unnamed = {DELIVERIES, *(row.name for row in table if row.unnamed)}
        self._whispered = {row.name for row in table if row.whispered}
        self._woken: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        for worker in self._workers:
            if isinstance(worker, Claiming):
                await worker.release_dead()
        await self._deliveries.start()
        await self._forwarder.start()
        for loop in self._loops.values():
            loop.start()

    async def stop(self) -> None:
        """Finishes what is in flight, for a while, and lets other processes go on."""
        if self._timer is not None:
            self._timer.cancel()
        for worker in self._workers:
            if isinstance(worker, Interrupted):
                worker.interrupt()
        loops = (loop.stop() for loop in self._loops.values())
        await asyncio.gather(self._deliveries.stop(), self._forwarder.stop(), *loops)
        for worker in self._workers:
            if isinstance(worker, Stopped):
                await worker.stop()

    def wake(self, name: str) -> None:
        """Has a loop look at once: for who knows that there is something to do and tells nobody else."""
        self._loops[name].wake()

    def receive(self, topic: str, payload: bytes) -> None:
        """A hint of the broker wakes whoever may have something to do. The loops look by themselves anyway: hints may be lost."""
        if topic == WHISPERS:  # somebody looks or types
            self._rouse(self._whispered)
        if topic == HINTS:
            unnamed = self._unnamed if len(payload) <= UNNAMED_BYTES else set()
            self._rouse(unnamed.union(*(names for mark, names in self._by_mark.items() if mark in payload)))
            if marks.ENDPOINT in payload:
                self._forwarder.changed()

    def _rouse(self, names: set[str]) -> None:
        self._woken |= names
        if self._timer is None:
            self._wake()
            self._timer = asyncio.get_running_loop().call_later(COALESCE_SECONDS, self._wake_again)

    def _wake_again(self) -> None:
        self._timer = None
        if self._woken:
            self._wake()
            self._timer = asyncio.get_running_loop().call_later(COALESCE_SECONDS, self._wake_again)

    def _wake(self) -> None:
        woken, self._woken = self._woken, set()
        for name in sorted(woken, key=DELIVERIES.__ne__):  # somebody waits for what is sent
            self._sleepers[name].wake()


def _parts(hub: Hub, rules: Rules) -> Parts:
    rates: Mapping[str, float] = {} if hub.settings.per_second is None else {"whatsapp": hub.settings.per_second}
    return Parts(
        transactions=hub.transactions,
        accounts=hub.accounts,
        channels=hub.channels,
        blobs=hub.blobs,
        rules=rules,
        public_url=hub.settings.public_url,
        files_url=hub.settings.files_url,
        secret_key=hub.settings.secret_key,
        per_second=rates,
        clock=Clock(),
    )
