"""What a session needs of its socket, and what a socket tells its session. Nothing here ever waits."""

from __future__ import annotations

from typing import Protocol


class Line(Protocol):
    """A socket as sessions see it."""

    def push(self, frames: bytes) -> None:
        """Writes complete frames. Never waits; past a hard limit of unread bytes the socket is aborted."""
        ...

    def attach(self, ear: Ear) -> None:
        """From here on `ear` is told of everything."""
        ...

    def backlog(self) -> int:
        """Bytes written that the network has not taken yet."""
        ...

    def pause(self) -> None:
        """Stops reading from the browser until `resume`: what it sends waits in the network."""
        ...

    def resume(self) -> None: ...

    def close(self, code: int, reason: str) -> None:
        """Closes after what was written; aborts when that is not read in time."""
        ...

    def abort(self) -> None:
        """Frees everything at once, whatever the browser does."""
        ...


class Ear(Protocol):
    """What a socket tells. Must not wait, must not raise."""

    def heard(self, text: str | bytes) -> None: ...

    def strange(self) -> None:
        """A binary frame: nothing of this protocol."""
        ...

    def paused(self) -> None:
        """More than the soft limit lies unread: what is not written now can be read from the log later."""
        ...

    def drained(self) -> None: ...

    def lost(self) -> None:
        """The socket is gone."""
        ...
