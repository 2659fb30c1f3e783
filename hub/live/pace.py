"""The times and limits of live sessions, in one place; tests bring shorter ones."""

from __future__ import annotations

from msgspec import Struct


class Pace(Struct, frozen=True, kw_only=True):
    """Seconds, unless said otherwise."""

    tick: float = 0.25  # of the one wheel that drives all of these
    hello: float = 10.0
    pulse: float = 25.0  # below the 30–60 s after which proxies cut a silent connection
    pong: float = 10.0
    undrained: float = 30.0  # a socket that takes nothing for so long is aborted; its position waits in the browser
    token_grace: float = 30.0  # after the token's expiry
    stale: float = 5.0  # for the browser to leave after `reload`
    store: float = 4.0  # between two batches of acknowledged positions
    hold_most: float = 0.010  # an event waits no longer than this to be sent with others
    commands: int = 50  # a second, over `commands_over`
    commands_over: float = 5.0
    in_flight: int = 32  # commands of one session at a time; more wait unread in the network
    sessions: int = 20  # of one user in this process
    reload_rate: float = 200.0  # sessions a second that are told to reload after the log began a new epoch
    drain_rate: float = 500.0  # sessions a second that leave at a drain
    drain_least: float = 1.0
    drain_grace: float = 2.0  # for the browser to open its new socket before the old is closed


PACE = Pace()
WRITE_SECONDS = 8e-6  # what writing one frame to one socket costs (measured: user and kernel)
WRITING_SHARE = 3  # after a flush, wait this many times what it cost: fan-out takes at most a quarter of the process
WHISPER_BACKLOG = 16 * 1024  # bytes unread on a socket beyond which it goes without typing and presence


def hold(pushed: int, most: float) -> float:
    """Seconds until the next flush: nothing when the last one was cheap, at most `most` when it was dear."""
    return min(most, pushed * WRITE_SECONDS * WRITING_SHARE)
