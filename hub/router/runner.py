"""Carries one endpoint's queue: lane by lane, each in its order, a few lanes at once. Endpoints know nothing of each other.

A lane goes on while its webhooks are taken (or refused for good); one that must wait keeps those behind it waiting. What was taken is
written down shortly after: who is killed in between sends those few once more, under the same `webhook-id`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from msgspec import Struct

from hub.addresses import Network, Refused
from hub.boundaries import cross
from hub.router import outcomes, parcels
from hub.router.outcomes import Outcome
from hub.router.parcels import Load
from hub.router.settler import Settler
from hub.router.sorting import EVERY_NUMBER
from hub.vault import Vault, VaultError
from hub.work.clock import Clock
from hub.work.forwarding import AT_ONCE, Carrier, NotCarried
from storage.database import Database
from storage.failures import DatabaseLost
from storage.outgoing import forwards
from storage.outgoing.endpoints import EndpointRow
from storage.outgoing.forwards import Head, WaitingRow

LANES = 500  # looked at together
PAGE = 100  # of a lane, until others have their turn; as many are sent again after a kill, at most
FAILING_AFTER = 3  # in a row; then the first that is taken makes all others due
IDLE_SECONDS = 5.0  # nobody tells when the clock moves on or another process replays
FAULT_SECONDS = 2.0

GONE = "There is nothing to send any more: its webhook or event has been pruned or removed."

log = logging.getLogger(__name__)


class Means(Struct, frozen=True):
    """What every runner works with. `may_send`: whether this process surely forwards for as long as a call may take."""

    database: Database
    vault: Vault
    settler: Settler
    clock: Clock
    allowed: Callable[[], Sequence[Network]]
    may_send: Callable[[], bool]
    carrier: Callable[[], Carrier] = Carrier


class Runner:
    def __init__(self, means: Means, row: EndpointRow) -> None:
        self.row = row  # replaced when an administrator changes it
        self._means = means
        self._carrier = means.carrier()
        self._wake = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._put_off: dict[str, int] = {}  # lanes whose first was not taken, and when (ms)
        self._failures = 0  # in a row
        self._revived_at = 0  # when the endpoint answered again (ms): what was put off before is due
        self._held_until = 0  # it asked to be left alone (ms)
        self._after = ""  # the last lane looked at, so that each has its turn
        self._stopping = False

    def change(self, row: EndpointRow) -> None:
        """An administrator changed it: what it did not take before may go now."""
        self.row = row
        self._revived_at = self._means.clock.milliseconds()
        self._held_until = 0
        self._wake.set()

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        """What is under way ends, nothing is begun."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        try:
            while not self._stopping:
                await self._means.clock.wait(self._wake, await self._once())
        finally:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)
            await self._carrier.close()

    async def _once(self) -> float:
        """Begins what can be begun; the seconds until there may be more."""
        try:
            return await self._turn()
        except DatabaseLost:
            log.warning("endpoint %s: the database does not answer", self.row.id)
        except Exception:
            log.exception("endpoint %s: a turn failed", self.row.id)
        return FAULT_SECONDS

    async def _turn(self) -> float:
        now = self._means.clock.milliseconds()
        if not self._ready() or len(self._busy) >= AT_ONCE:
            return IDLE_SECONDS
        if now < self._held_until:
            return (self._held_until - now) / 1000
        heads = await self._look()
        due: list[int] = []
        for head in heads:
            if head.lane in self._busy:
                continue
            if not self._is_due(head, now):
                due.append(head.due_at)
            elif len(self._busy) < AT_ONCE:
                self._begin(head.lane)
                self._after = head.lane
        return min([IDLE_SECONDS, *((at - now) / 1000 for at in due)])

    def _ready(self) -> bool:
        return self.row.active and not self._stopping and self._means.may_send()

    async def _look(self) -> list[Head]:
        """The first of each lane that may go, beginning behind the last one begun."""
        async with self._means.database.reading() as connection:
            barrier = await forwards.first_of_lane(connection, self.row.id, EVERY_NUMBER)
            first = None if barrier is None else await forwards.first_place(connection, self.row.id)
            heads = await forwards.heads(connection, self.row.id, self._after, LANES)
            if self._after and len(heads) < LANES:
                seen = {head.lane for head in heads}
                heads += [h for h in await forwards.heads(connection, self.row.id, "", LANES) if h.lane not in seen]
        return [head for head in heads if _may_go(head, barrier, first)]

    def _is_due(self, head: Head | WaitingRow, now: int) -> bool:
        return head.due_at <= now or self._put_off.get(head.lane, 0) < self._revived_at

    def _begin(self, lane: str) -> None:
        task = asyncio.create_task(self._run_lane(lane), name=f"endpoint {self.row.id}")
        self._busy[lane] = task
        task.add_done_callback(lambda _: self._end(lane))

    def _end(self, lane: str) -> None:
        del self._busy[lane]
        self._wake.set()

    async def _run_lane(self, lane: str) -> None:
        try:
            await self._send(lane, await self._load(lane))
        except DatabaseLost:
            log.warning("endpoint %s: the database does not answer", self.row.id)
            await self._means.clock.pause(FAULT_SECONDS)
        except Exception:
            log.exception("endpoint %s: a lane failed", self.row.id)
            await self._means.clock.pause(FAULT_SECONDS)

    async def _load(self, lane: str) -> Load:
        """What may go of a lane. Looked at afresh: since the lane was chosen, a webhook of several numbers may have come in between."""
        async with self._means.database.reading() as connection:
            barrier = await forwards.first_of_lane(connection, self.row.id, EVERY_NUMBER)
            if lane == EVERY_NUMBER:
                page = await forwards.of_lane(connection, self.row.id, lane, None, 1)
                if page and page[0].place != await forwards.first_place(connection, self.row.id):
                    page = []
            else:
                page = await forwards.of_lane(connection, self.row.id, lane, barrier, PAGE)
            return await parcels.load(connection, self.row.kind, page)

    async def _send(self, lane: str, load: Load) -> None:
        settled = []
        for row in load.rows:
            now = self._means.clock.milliseconds()
            if not self._ready() or now < self._held_until or not self._is_due(row, now):
                break
            outcome = await self._carry(row, load)
            settled.append(self._means.settler.settle(self.row.id, row, outcome))
            self._note(lane, outcome)
            if outcome.state == "waiting":
                break
        await asyncio.gather(*settled)

    async def _carry(self, row: WaitingRow, load: Load) -> Outcome:
        began = self._means.clock.milliseconds()
        tries, since = row.tries + 1, row.since
        try:
            secrets = parcels.secrets_of(self.row, self._means.vault, began)
            parcel = load.parcel(row, secrets, began // 1000)
            if parcel is None:
                return outcomes.unsendable(GONE, began)
            cross("before_forward")
            answer = await self._carrier.post(self.row.url, parcel.body, parcel.headers, self._means.allowed())
            cross("after_forward")
        except (NotCarried, Refused, VaultError) as error:
            return outcomes.of_failure(str(error), tries=tries, since=since, now=self._means.clock.milliseconds())
        return outcomes.of_answer(answer, tries=tries, since=since, now=self._means.clock.milliseconds())

    def _note(self, lane: str, outcome: Outcome) -> None:
        """What the next turns go by."""
        now = self._means.clock.milliseconds()
        if outcome.state == "waiting":
            self._failures += 1
            self._put_off[lane] = now
            self._held_until = max(self._held_until, outcome.held_until or 0)
            return
        self._put_off.pop(lane, None)
        if outcome.state == "done":
            if self._failures >= FAILING_AFTER:
                self._revived_at = now
            self._failures = 0


def _may_go(head: Head, barrier: int | None, first: int | None) -> bool:
    """A webhook of several numbers goes after all before it, and before all after it."""
    if head.lane == EVERY_NUMBER:
        return head.place == first
    return barrier is None or head.place < barrier
