"""Who is here, who looks at what, who types: said between processes through the broker only, never numbered, never replayed.

Each process announces its people every 15 s, and at once when something changes; peers forget after 40 s a process they did not hear
from. What an agent looks at is told only to those who may see that conversation.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec
from msgspec import Struct

from hub import ids
from hub.live import frames
from hub.live.broker import WHISPERS, Broker
from hub.live.pace import hold
from hub.live.session import Session
from hub.permissions import for_channel
from hub.transaction import milliseconds
from hub.wire.frames import PersonPresence, Typing, Who
from hub.wire.frames import Presence as PresenceFrame

ANNOUNCE_SECONDS = 15.0
FORGET_SECONDS = 40.0
LINGER_SECONDS = 10.0  # a page loading anew is no reason to call somebody offline
TICK_SECONDS = 1.0
TYPING_MS = 6_000
# when thousands come at once, what changed is shown together: one by one it would be their number squared
SHOW_HOLD_MOST = 0.5
SHOW_THRIFT = 4  # presence may take so much less of the process than events may
LIST_COST = 100  # people whose list costs about what a write does

Present = Literal["online", "away", "offline"]
FrameFor = Callable[[frozenset[str]], bytes | None]


class Person(Struct, frozen=True, array_like=True):
    """`channel`: of the conversation looked at, which decides who may know of it; `focused`: it is really before them, which is theirs alone."""

    id: str
    state: Present
    viewing: str | None = None
    channel: str | None = None
    focused: bool = False


class Announcement(Struct, frozen=True, array_like=True, tag="a"):
    """`whole`: these are all the people of `process`. `ask`: everybody else please announce theirs."""

    process: str
    people: list[Person]
    whole: bool
    ask: bool


class Murmur(Struct, frozen=True, array_like=True, tag="m"):
    process: str
    audience: list[str]
    frame: bytes


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Announcement | Murmur)


class Presence:
    """`whisper` is set by the sessions: it writes an ephemeral frame to those live, and says to how many."""

    def __init__(self, broker: Broker, clock: Callable[[], float] = time.monotonic) -> None:
        self.process = ids.new()
        self.whisper: Callable[[FrameFor], int] = lambda _frame_for: 0
        self._broker = broker
        self._clock = clock
        self._here: dict[str, dict[Session, Person]] = {}  # our own people, by user
        self._leaving: dict[str, float] = {}  # when to call them offline
        self._people: dict[str, dict[str, Person]] = {}  # all people, by process and user
        self._heard: dict[str, float] = {}
        self._announced = 0.0
        self._all: dict[str, Person] = {}  # by user: what all processes together say
        self._changed: dict[str, Person] = {}  # not shown yet
        self._newcomers: list[Session] = []  # not told of the others yet
        self._show_at = 0.0
        self._showing: asyncio.TimerHandle | None = None

    # --- our own people -----------------------------------------------------------------------------------------------------------
    def came(self, session: Session) -> None:
        user = session.agent.id
        self._leaving.pop(user, None)
        self._here.setdefault(user, {})[session] = Person(user, "online")
        self._newcomers.append(session)
        self._tell(user)
        self._show_soon()

    def went(self, session: Session) -> None:
        user = session.agent.id
        mine = self._here.get(user, {})
        mine.pop(session, None)
        if mine:
            self._tell(user)
        else:
            self._leaving[user] = self._clock() + LINGER_SECONDS

    def set_state(self, session: Session, state: Literal["online", "away"]) -> None:
        self._set(session, lambda p: msgspec.structs.replace(p, state=state))

    def look_at(
        self, session: Session, conversation: str | None, channel: str | None, *, focused: bool = False
    ) -> None:
        looking = {"viewing": conversation, "channel": channel, "focused": focused}
        self._set(session, lambda p: msgspec.structs.replace(p, **looking))

    def types(self, session: Session, conversation: str, channel: str, on: bool) -> None:
        until = milliseconds() + (TYPING_MS if on else 0)
        who = Who("user", session.agent.id)
        frame = frames.encoded(Typing(conversation, who, frames.time_bytes(until).decode()))
        audience = list(for_channel(channel))
        self._murmur(audience, frame)
        self._publish(Murmur(self.process, audience, frame))

    def _set(self, session: Session, change: Callable[[Person], Person]) -> None:
        mine = self._here.get(session.agent.id, {})
        if session in mine:
            mine[session] = change(mine[session])
            self._tell(session.agent.id)

    def _tell(self, user: str) -> None:
        """Says what our sessions of this user amount to now."""
        person = _sum(user, self._here.get(user, {}).values())
        if self._people.get(self.process, {}).get(user, Person(user, "offline")) == person:
            return
        self._apply(self.process, [person], whole=False)
        self._publish(Announcement(self.process, [person], False, False))

    # --- everybody ----------------------------------------------------------------------------------------------------------------
    def receive(self, topic: str, payload: bytes) -> None:
        """What the broker brings. Never waits, never raises."""
        if topic != WHISPERS:
            return
        try:
            said = _decoder.decode(payload)
        except msgspec.DecodeError:
            return
        if said.process == self.process:
            return
        if isinstance(said, Murmur):
            self._murmur(said.audience, said.frame)
            return
        self._heard[said.process] = self._clock()
        self._apply(said.process, said.people, said.whole)
        if said.ask:
            self._announce()

    def seen_by(self, keys: frozenset[str]) -> list[PersonPresence]:
        """All who are here, and what they look at where it may be known to the holder of `keys`."""
        return _told([self._all[user] for user in sorted(self._all)], keys)

    def looks_at(self, user: str, conversation: str | None) -> bool:
        """Whether somebody has this conversation before them just now."""
        person = self._all.get(user)
        return person is not None and person.focused and person.viewing == conversation is not None

    def online(self) -> frozenset[str]:
        """Who is at the console just now, in whichever process, by user."""
        return frozenset(user for user, person in self._all.items() if person.state == "online")

    async def run(self) -> None:
        self._publish(Announcement(self.process, self._own(), True, True))
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.tick()

    def tick(self) -> None:
        now = self._clock()
        for user in [u for u, due in self._leaving.items() if due <= now]:
            del self._leaving[user]
            self._here.pop(user, None)
            self._tell(user)
        for process in [p for p, at in self._heard.items() if now - at > FORGET_SECONDS]:
            del self._heard[process]
            self._apply(process, [], whole=True)
        if now - self._announced >= ANNOUNCE_SECONDS:
            self._announce()

    def _announce(self) -> None:
        self._announced = self._clock()
        self._publish(Announcement(self.process, self._own(), True, False))

    def _own(self) -> list[Person]:
        return list(self._people.get(self.process, {}).values())

    def _apply(self, process: str, people: list[Person], whole: bool) -> None:
        known = self._people.setdefault(process, {})
        touched = {p.id for p in people} | (set(known) if whole else set())
        if whole:
            known.clear()
        for person in people:
            if person.state == "offline":
                known.pop(person.id, None)
            else:
                known[person.id] = person
        if not known:
            del self._people[process]
        for user in sorted(touched):
            self._sum_up(user)
        if self._changed:
            self._show_soon()

    def _sum_up(self, user: str) -> None:
        person = self._merged(user)
        before = self._all.get(user, Person(user, "offline"))
        if before == person:
            return
        if msgspec.structs.replace(before, focused=person.focused) != person:
            self._changed[user] = person
        if person.state == "offline":
            self._all.pop(user, None)
        else:
            self._all[user] = person

    def _merged(self, user: str) -> Person:
        return _sum(user, [known[user] for known in self._people.values() if user in known])

    def _show_soon(self) -> None:
        """At once when idle; held a little when the last showing was dear."""
        if self._showing is not None:
            return
        wait = self._show_at - time.monotonic()
        if wait <= 0:
            self._show()
        else:
            self._showing = asyncio.get_running_loop().call_later(wait, self._show)

    def _show(self) -> None:
        """What changed to everybody, and everybody to those who came."""
        self._showing = None
        changed, self._changed = list(self._changed.values()), {}
        newcomers, self._newcomers = self._newcomers, []
        pushed = self.whisper(_framing(changed)) if changed else 0
        frame_for = _framing(list(self._all.values()))
        for session in newcomers:
            if session.hears:
                session.line.push(frame_for(session.keys))
        cost = pushed + len(newcomers) * len(self._all) // LIST_COST
        self._show_at = time.monotonic() + hold(cost * SHOW_THRIFT, SHOW_HOLD_MOST)

    def _murmur(self, audience: list[str], frame: bytes) -> None:
        keys = frozenset(audience)
        self.whisper(lambda held: None if held.isdisjoint(keys) else frame)

    def _publish(self, said: Announcement | Murmur) -> None:
        self._broker.publish(WHISPERS, _encode(said))


def _sum(user: str, people: Iterable[Person]) -> Person:
    """Several sessions of one user, told as one: online if any is, looking at what an online one looks at."""
    found = [p for p in people if p.state != "offline"]
    if not found:
        return Person(user, "offline")
    looking = [p for p in found if p.viewing is not None]
    best = next((p for p in reversed(looking) if p.focused and p.state == "online"), None)
    best = best or next((p for p in reversed(looking) if p.state == "online"), looking[-1] if looking else None)
    state: Present = "online" if any(p.state == "online" for p in found) else "away"
    if best is None:
        return Person(user, state)
    focused = any(p.focused and p.state == "online" and p.viewing == best.viewing for p in looking)
    return Person(user, state, best.viewing, best.channel, focused)


def _framing(people: list[Person]) -> Callable[[frozenset[str]], bytes]:
    """Makes the frame about these people for the keys somebody holds: once for each selection of what may be seen."""
    made: dict[frozenset[str], bytes] = {}
    keys_of_views = frozenset(key for p in people if p.channel for key in for_channel(p.channel))

    def frame_for(keys: frozenset[str]) -> bytes:
        seen = keys & keys_of_views
        if seen not in made:
            made[seen] = frames.encoded(PresenceFrame(_told(people, seen)))
        return made[seen]

    return frame_for


def _told(people: Iterable[Person], keys: frozenset[str]) -> list[PersonPresence]:
    return [
        PersonPresence(p.id, p.state, p.viewing if p.channel and not keys.isdisjoint(for_channel(p.channel)) else None)
        for p in people
    ]
