"""Idle sockets: resident memory of the web process for each of 5,000 live sessions that do nothing but answer pulses.

python -m tests.benchmarks.idle [--sockets 5000]
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import tempfile
from pathlib import Path

import uvloop

from storage import migrations
from tests.benchmarks import sockets
from tests.benchmarks.people import sign_in
from tests.benchmarks.servers import cpu_seconds, hub_environment, raise_file_limit, resident_bytes, serving_hub
from tests.benchmarks.sockets import Listener

FIRST = 100  # opened before the measurement: what the first sockets cost once is not theirs
SETTLE_SECONDS = 30.0  # longer than a round of pulses


async def measure(process: subprocess.Popen[bytes], port: int, tokens: list[str]) -> tuple[float, float, float]:
    """KB a socket; CPU seconds a second while idle; µs of CPU to open one."""
    listeners = [Listener(port, sockets.REPLY, hello=hello) for hello in sockets.hellos(tokens)]
    await sockets.connect(listeners[:FIRST])
    await asyncio.sleep(2)
    bytes_before, cpu_before = resident_bytes(process), cpu_seconds(process)
    await sockets.connect(listeners[FIRST:], 180)
    opening = cpu_seconds(process) - cpu_before
    idle_from = cpu_seconds(process)
    await asyncio.sleep(SETTLE_SECONDS)
    idle = (cpu_seconds(process) - idle_from) / SETTLE_SECONDS
    used = resident_bytes(process) - bytes_before
    sockets.assert_whole(listeners)
    for listener in listeners:
        listener.leave()
    count = len(listeners) - FIRST
    return used / count / 1024, idle, opening / count * 1e6


def run(count: int) -> None:
    raise_file_limit()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bma.sqlite"
        migrations.upgrade(url)
        tokens = uvloop.run(sign_in(url, count + FIRST))
        with serving_hub(hub_environment(url, Path(folder))) as (port, process):
            each, idle, opening = uvloop.run(measure(process, port, tokens))
    print(f"{count} idle sockets, each another person's: {each:.1f} KB each (aim 20)")
    print(f"  {idle * 100:.1f} % of a core while idle; {opening:.0f} µs to open one, everybody told of everybody")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sockets", type=int, default=5000)
    run(parser.parse_args().sockets)
