"""`bma serve --only web`, with every event sent the moment it is known: what coalescing is measured against. Not for production.

python -m tests.benchmarks.eager PORT
"""

from __future__ import annotations

import os
import sys

import msgspec

from hub import settings
from hub.assembly import WEB, Hub
from web import logs, running


class Eager(running.Product):
    """The product, which never holds an event."""

    async def begun(self, hub: Hub, address: str) -> None:
        hub.sessions.pace = msgspec.structs.replace(hub.sessions.pace, hold_most=0.0)
        await super().begun(hub, address)


if __name__ == "__main__":
    listener = running.listen("127.0.0.1", int(sys.argv[1]), None)
    found = settings.read(os.environ, port=running.port_of(listener))
    logs.set_up(found.log_level)
    running.serve(found, {WEB}, "127.0.0.1", listener, Eager())
