"""A work process of its own, for tests that kill it: `python -m tests.hub.work.worker`, set up by its environment."""

from __future__ import annotations

import asyncio
import os
import signal

from hub import settings
from hub.assembly import WORK, Hub


async def main() -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    hub = await Hub.open(settings.read(os.environ))
    await hub.start([WORK])
    await stopping.wait()
    await hub.stop()


if __name__ == "__main__":
    asyncio.run(main())
