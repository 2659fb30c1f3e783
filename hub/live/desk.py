"""Takes what browsers ask: decodes it by the closed union, keeps to the limits, and gives each command exactly one answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from msgspec import Struct

from hub import metrics
from hub.boundaries import cross
from hub.live import closing, frames
from hub.live.closing import Closed
from hub.live.entrance import Claims
from hub.live.pace import PACE, Pace
from hub.live.session import Session, State
from hub.wire import commands
from hub.wire.commands import Command, Pong, PresenceSet, SessionRenew, Typing, Whisper
from hub.wire.errors import Refusal
from hub.wire.frames import Done, Problem, Refused
from hub.wire.nul import SENTENCE, holds_nul
from hub.wire.reading import Unreadable, read, refusal_of
from storage.failures import DatabaseLost

log = logging.getLogger(__name__)

_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(Command | Whisper)
UNAVAILABLE = "This could not be done right now. Nothing was changed; please try again in a moment."
AMBIGUOUS = "The database went away in the middle. Please look whether it was done, and try again if not."

TYPES = {c.__struct_config__.tag: c for c in (*commands.Command.__args__, *commands.Whisper.__args__)}


class _Asked(Struct, frozen=True):
    """Enough of a command that does not fit to answer it."""

    type: str
    id: int | None = None


_asked = msgspec.json.Decoder(_Asked)


Run = Callable[[Session, Any], Awaitable[Any]]


class Desk:
    """`run` does a command and gives its result; `whispered` takes typing and presence (`hub.live.runner`). `claims` reads a token
    (raises Closed). `ponged` is set by the sessions."""

    def __init__(self, run: Run, claims: Callable[[str], Claims], whispered: Run, pace: Pace = PACE) -> None:
        self._run = run
        self._whispered = whispered
        self._claims = claims
        self._pace = pace
        self._tasks: set[asyncio.Task[None]] = set()
        self.ponged: Callable[[Session, Pong], None] = lambda _session, _pong: None

    def heard(self, session: Session, text: str | bytes) -> None:
        """A frame of a browser. Raises Closed when it breaks the rules."""
        self._spend(session)
        if session.waiting or session.in_flight >= self._pace.in_flight or session.paused_at is not None:
            if session.waiting is None:
                session.waiting = deque()
            session.waiting.append(text)
            session.line.pause()
            return
        self._take(session, text)

    def go_on(self, session: Session) -> None:
        """Takes up what waited, now that there is room."""
        try:
            while session.waiting and session.in_flight < self._pace.in_flight and session.paused_at is None:
                self._take(session, session.waiting.popleft())
        except Closed as closed:
            if session.owner is not None:
                session.owner.end(session, closed.closing)
            return
        if not session.waiting and session.paused_at is None and session.state is not State.GONE:
            if session.waiting is not None:
                session.waiting = None
                session.excuse(time.monotonic())
            session.line.resume()

    async def stop(self) -> None:
        """Lets what was begun come to its end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._pace.drain_grace)
        for task in self._tasks:
            task.cancel()

    def _spend(self, session: Session) -> None:
        if session.allowance is not None and not session.allowance.spend(self._pace, time.monotonic()):
            raise Closed(closing.TOO_FAST)

    def _take(self, session: Session, text: str | bytes) -> None:
        try:
            asked = read(_decoder, text)
        except msgspec.ValidationError as error:
            self._refuse_misfit(session, text, error)
            return
        except Unreadable:
            raise Closed(closing.NOT_OURS) from None
        if holds_nul(text):
            session.line.push(_refused(getattr(asked, "id", 0), "invalid", SENTENCE, None))
        elif isinstance(asked, Pong):
            self.ponged(session, asked)
        else:
            session.in_flight += 1
            whisper = isinstance(asked, Typing | PresenceSet)
            work = self._whisper(session, asked) if whisper else self._answer(session, asked)
            task = asyncio.get_running_loop().create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, session: Session, asked: Command) -> None:
        """Exactly one `done` or `refused`, whatever happens."""
        outcome = "unavailable"
        try:
            answer = frames.framed(_encode(Done(asked.id, await self._result(session, asked))))
            outcome = "done"
        except Refusal as refusal:
            outcome = refusal.code
            answer = _refused(asked.id, refusal.code, refusal.message, refusal.field, refusal.retry_after)
        except DatabaseLost:
            answer = _refused(asked.id, "unavailable", AMBIGUOUS)
        except Exception:
            log.exception("a command failed", extra={"fields": {"command": asked.__struct_config__.tag}})
            answer = _refused(asked.id, "unavailable", UNAVAILABLE)
        finally:
            session.in_flight -= 1
        metrics.commands.labels(str(asked.__struct_config__.tag), outcome).inc()
        if session.state is not State.GONE:
            session.line.push(answer)
            self.go_on(session)

    async def _whisper(self, session: Session, asked: Typing | PresenceSet) -> None:
        try:
            await self._whispered(session, asked)
        except (Refusal, DatabaseLost):
            pass  # a whisper has no answer
        except Exception:
            log.exception("a whisper failed")
        finally:
            session.in_flight -= 1
        self.go_on(session)

    async def _result(self, session: Session, asked: Command) -> Any:
        if isinstance(asked, SessionRenew):
            return self._renew(session, asked)
        result = await self._run(session, asked)
        cross("before_answer")
        return result

    def _renew(self, session: Session, asked: SessionRenew) -> dict[str, int]:
        try:
            claims = self._claims(asked.token)
        except Closed:
            raise Refusal("not_allowed", "This token is not good. Get a new one, then renew.", field="token") from None
        if claims.user != session.agent.id or claims.login != session.agent.login:
            raise Refusal("not_allowed", "This token is somebody else's; open a new connection with it.", field="token")
        session.expires_at = max(session.expires_at, claims.expires_at)
        return {"expires_at": session.expires_at}

    def _refuse_misfit(self, session: Session, text: str | bytes, error: msgspec.ValidationError) -> None:
        try:
            asked = read(_asked, text)
        except (msgspec.ValidationError, Unreadable):
            raise Closed(closing.NOT_OURS) from None
        if asked.id is None:
            raise Closed(closing.NOT_OURS)  # nobody would hear the refusal
        if asked.type not in TYPES:
            session.line.push(_refused(asked.id, "invalid", f"There is no command {asked.type[:64]!r}.", "type"))
            return
        refusal = refusal_of(error)
        metrics.commands.labels(asked.type, refusal.code).inc()
        session.line.push(_refused(asked.id, refusal.code, refusal.message, refusal.field))


def _refused(id: int, code: str, message: str, field: str | None = None, retry_after: float | None = None) -> bytes:
    return frames.encoded(Refused(id, Problem(code, message, field, retry_after)))
