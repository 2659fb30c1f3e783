from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from channels.transport import Transport
from hub.assembly import WORK, Hub
from hub.live.broker import LocalBroker
from hub.live.presence import FORGET_SECONDS, LINGER_SECONDS, Presence
from hub.live.session import Session
from hub.permissions import Agent
from hub.transaction import Transaction
from hub.wire import commands
from storage.database import Database
from tests.cast import Cast
from tests.hub.live.fakes import FakeLine, agent, session
from tests.hub.live.house import Browser, house
from tests.patience import PATIENCE
from tests.web import settings


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Place:
    """One process's presence, with the frames each of its sessions was whispered."""

    def __init__(self, broker: LocalBroker, clock: Clock) -> None:
        self.presence = Presence(broker, clock)
        self.presence.whisper = self._whisper
        self.lines: dict[Session, FakeLine] = {}
        self.offered = 0  # sockets, as far as the presence is told

    async def open(self, broker: LocalBroker) -> Place:
        await broker.start(self.presence.receive, lambda: None)
        return self

    def came(self, who: Agent) -> Session:
        line = FakeLine()
        made = session(who, line, 0)
        self.lines[made] = line
        self.presence.came(made)
        return made

    def states(self, of: Session) -> dict[str, Any]:
        """What a browser knows after applying all its presence frames."""
        users = [u for f in self.lines[of].told if f["type"] == "presence" for u in f["users"]]
        return {u["id"]: (u["state"], u["viewing"]) for u in users}

    def _whisper(self, frame_for: Any) -> int:
        for held, line in self.lines.items():
            frame = frame_for(held.keys)
            if frame is not None:
                line.push(frame)
        return self.offered


async def two_places() -> tuple[Place, Place, Clock]:
    broker, clock = LocalBroker(), Clock()
    return await Place(broker, clock).open(broker), await Place(broker, clock).open(broker), clock


async def test_people_of_all_processes_see_each_other() -> None:
    here, there, _ = await two_places()
    dana, omar = here.came(agent("dana", "sales")), there.came(agent("omar", "support"))
    assert here.states(dana) == there.states(omar) == {"dana": ("online", None), "omar": ("online", None)}


async def test_what_somebody_looks_at_is_told_only_to_who_may_see_it() -> None:
    here, there, _ = await two_places()
    dana, ines, omar = (
        here.came(agent("dana", "sales")),
        there.came(agent("ines", "sales", "support")),
        there.came(agent("omar", "support")),
    )
    here.presence.look_at(dana, "c1", "sales")
    assert there.states(ines)["dana"] == ("online", "c1")
    assert there.states(omar)["dana"] == ("online", None)
    late = there.came(agent("omar", "support"))
    assert there.states(late)["dana"] == ("online", None)


async def test_somebody_with_two_tabs_is_away_when_both_are() -> None:
    here, there, _ = await two_places()
    one, two = here.came(agent("dana")), there.came(agent("dana"))
    here.presence.set_state(one, "away")
    assert here.states(one)["dana"] == ("online", None)
    there.presence.set_state(two, "away")
    assert here.states(one)["dana"] == ("away", None)


async def test_who_reloads_the_page_was_never_offline() -> None:
    here, _, clock = await two_places()
    dana, omar = here.came(agent("dana")), here.came(agent("omar"))
    here.presence.went(dana)
    clock.now += LINGER_SECONDS - 1
    here.presence.tick()
    back = here.came(agent("dana"))
    clock.now += LINGER_SECONDS
    here.presence.tick()
    assert here.states(omar)["dana"] == ("online", None)
    here.presence.went(back)
    clock.now += LINGER_SECONDS
    here.presence.tick()
    assert here.states(omar)["dana"] == ("offline", None)


async def test_people_of_a_process_that_died_are_forgotten() -> None:
    here, there, clock = await two_places()
    dana = here.came(agent("dana"))
    there.came(agent("omar"))
    for _ in range(int(FORGET_SECONDS) + 2):
        clock.now += 1
        here.presence.tick()
    assert here.states(dana)["omar"] == ("offline", None)
    assert here.states(dana)["dana"] == ("online", None)


async def test_a_living_process_is_not_forgotten() -> None:
    here, there, clock = await two_places()
    dana = here.came(agent("dana"))
    there.came(agent("omar"))
    for _ in range(int(FORGET_SECONDS) * 2):
        clock.now += 1
        here.presence.tick()
        there.presence.tick()
    assert here.states(dana)["omar"] == ("online", None)


async def test_what_is_no_whisper_of_ours_is_dropped() -> None:
    here, _, _ = await two_places()
    dana = here.came(agent("dana", "sales"))
    before = list(dana.line.told)
    here.presence.receive("whispers", b"\xc1 not msgpack")
    here.presence.receive("hints", b"")
    assert here.states(dana) == {"dana": ("online", None)}
    assert dana.line.told == before


async def test_when_many_come_at_once_their_coming_is_shown_together() -> None:
    place = Place(LocalBroker(), Clock())
    place.offered = 2_000
    first = place.came(agent("first"))
    crowd = [place.came(agent(f"agent{number}")) for number in range(50)]
    await asyncio.sleep(0)
    before = len(place.lines[first].told)
    assert set(place.states(first)) == {"first"}
    while len(place.lines[first].told) == before:
        await asyncio.sleep(0.01)
    assert len(place.lines[first].told) == before + 1
    everybody = {"first", *(f"agent{number}" for number in range(50))}
    assert set(place.states(first)) == everybody
    assert all(set(place.states(one)) == everybody for one in crowd)


async def test_only_who_is_at_the_console_counts_as_online() -> None:
    here, there, _ = await two_places()
    dana, omar = here.came(agent("dana")), there.came(agent("omar"))
    assert here.presence.online() == there.presence.online() == {"dana", "omar"}
    here.presence.set_state(dana, "away")
    assert there.presence.online() == {"omar"}
    there.presence.set_state(omar, "away")
    assert here.presence.online() == frozenset()


async def test_a_process_that_only_works_knows_who_is_online(database_url: str, tmp_path: Path) -> None:
    """It shows nobody and has nobody; it is told by those that have, who were there before it."""
    broker = LocalBroker()
    there = await Place(broker, Clock()).open(broker)
    there.came(agent("dana"))
    hub = Hub(settings.of(tmp_path, DATABASE_URL=database_url), Database.open(database_url), broker, Transport())
    await hub.start([WORK])
    try:
        async with asyncio.timeout(PATIENCE):
            while hub.presence.online() != {"dana"}:
                await asyncio.sleep(0.01)
        assert there.presence.online() == {"dana"}
    finally:
        await hub.stop()


# --- through real sockets ---------------------------------------------------------------------------------------------------------------
async def told(tx: Transaction, who: Agent, asked: Any) -> None:
    told_to_customer.append(type(asked).__name__)


told_to_customer: list[str] = []


async def customer_told() -> None:
    """It goes on by itself beside the session."""
    async with asyncio.timeout(PATIENCE):
        while not told_to_customer:
            await asyncio.sleep(0.01)


WRITES: dict[type, Any] = {commands.Typing: told, commands.ConversationView: told}


async def test_typing_is_seen_by_colleagues_and_told_to_the_customer_once(database: Database, cast: Cast) -> None:
    told_to_customer.clear()
    async with (
        house(database, writes=WRITES) as place,
        place.browser(cast.dana) as dana,
        place.browser(cast.ines) as ines,
        place.browser(cast.omar) as omar,
    ):
        for _ in range(3):
            await dana.send({"type": "typing", "conversation": cast.pims})
        frame = await ines.until("typing")
        assert frame["conversation"] == cast.pims
        assert frame["who"] == {"kind": "user", "id": "dana"}
        await omar.send({"type": "typing", "conversation": cast.pims})  # not his: nobody hears
        await dana.ask(1, "conversation.view", conversation=None)
        await customer_told()
        await place.say("last", "everyone")
        await omar.hear(1)
        assert "typing" not in {f["type"] for f in omar.frames}
        await ines.hear(1)
        assert all(f["who"]["id"] == "dana" for f in ines.frames if f["type"] == "typing")
        assert told_to_customer == ["Typing"]


async def test_looking_at_a_conversation_is_seen_by_who_may_see_it(database: Database, cast: Cast) -> None:
    told_to_customer.clear()
    async with (
        house(database, writes=WRITES) as place,
        place.browser(cast.dana) as dana,
        place.browser(cast.ines) as ines,
    ):
        assert (await dana.ask(1, "conversation.view", conversation=cast.pims))["type"] == "done"
        await seen(ines, "dana", cast.pims)
        await customer_told()
        assert told_to_customer == ["ConversationView"]
        assert (await dana.ask(2, "conversation.view", conversation=cast.kens))["error"]["code"] == "not_found"
        await dana.send({"type": "presence.set", "state": "away"})
        while not [u for u in (await ines.until("presence"))["users"] if u["state"] == "away"]:
            pass


async def seen(browser: Browser, user: str, viewing: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while {"id": user, "state": "online", "viewing": viewing} not in (await browser.until("presence"))["users"]:
            pass
