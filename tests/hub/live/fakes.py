"""Sockets and logs of the imagination, for driving the state machines through every order of things."""

from __future__ import annotations

import json
from typing import Any

from hub.live import frames
from hub.live.line import Ear
from hub.live.session import Session
from hub.permissions import Agent
from storage.event_log import Entry


class FakeLine:
    """A socket that takes `room` more frames, then tells its session that it is full, until `drain`."""

    def __init__(self) -> None:
        self.ear: Ear | None = None
        self.room: int | None = None
        self.told: list[dict[str, Any]] = []
        self.code: int | None = None
        self.aborted = False
        self.reading = True

    def attach(self, ear: Ear) -> None:
        self.ear = ear

    def push(self, frames_: bytes) -> None:
        assert self.code is None, "something was written after the close"
        self.told += [json.loads(payload) for payload in frames.payloads(frames_)]
        if self.room is not None:
            self.room -= 1
            if self.room == 0 and self.ear is not None:
                self.ear.paused()

    def drain(self, room: int | None) -> None:
        was_full = self.room is not None and self.room <= 0
        self.room = room
        if was_full and self.ear is not None:
            self.ear.drained()

    def backlog(self) -> int:
        return 0

    def pause(self) -> None:
        self.reading = False

    def resume(self) -> None:
        self.reading = True

    def close(self, code: int, reason: str) -> None:
        self.code = code

    def abort(self) -> None:
        self.aborted = True


def agent(name: str, *channels: str, login: str = "") -> Agent:
    return Agent(
        id=name, name=name, role="agent", login=login or f"login-{name}", rights_version=1, channels=frozenset(channels)
    )


def session(who: Agent, line: FakeLine, position: int, decided: int | None = None) -> Session:
    made = Session(
        f"session-{who.id}", who, who.keys, line, position=position, decided=position if decided is None else decided
    )
    line.attach(made)
    return made


def entry(seq: int, *audience: str, size: int = 0) -> Entry:
    body = b'{"type":"notification.created","text":"%d%b"}' % (seq, b"." * size)
    return Entry(seq, "notification.created", " ".join(audience), body, 1_763_800_000_000 + seq)


def rights_changed(seq: int, *audience: str) -> Entry:
    return Entry(seq, "rights.changed", " ".join(audience), b'{"type":"rights.changed"}', 1_763_800_000_000 + seq)


def login_ended(seq: int, user: str, login: str | None, reason: str) -> Entry:
    body = json.dumps({"type": "login.ended", "user": user, "login": login, "reason": reason}).encode()
    return Entry(seq, "login.ended", f"user:{user}", body, 1_763_800_000_000 + seq)


def numbers(line: FakeLine) -> list[int]:
    """The events a socket was told, in order."""
    return [e["seq"] for frame in line.told if frame["type"] == "events" for e in frame["events"]]
