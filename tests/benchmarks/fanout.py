"""Fan-out: whole-process CPU per delivered event of about 400 bytes, 500 sockets, beside nginx's nchan module and Node's `ws`.

    BMA_PEERS=… python -m tests.benchmarks.fanout [--sockets 500] [--events 1000]

The peers are found through BMA_PEERS (a folder with nchan.conf and ws-server.js); without it only our own numbers are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import uvloop

from storage import migrations
from tests.benchmarks import sockets
from tests.benchmarks.people import sign_in
from tests.benchmarks.servers import ROOT, cpu_seconds, hub_environment, resident_bytes, serving_hub
from tests.services import await_port, free_port, running_postgres, running_redis

BURSTS = (1, 10, 50)


async def hub_burst(
    process: subprocess.Popen[bytes], port: int, tokens: list[str], arguments: list[str], count: int, events: int
) -> float:
    """µs of the web process per delivered event, under traffic as fast as it commits."""
    listeners = await sockets.connect(port, tokens, count, mark=sockets.REPLY)
    before, began = cpu_seconds(process), time.perf_counter()
    announcer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.announcer", *arguments, cwd=ROOT
    )
    await sockets.until_heard(listeners, events, 180)
    await announcer.wait()
    used, took = cpu_seconds(process) - before, max(li.last_at for li in listeners) - began
    for listener in listeners:
        assert listener.transport is not None
        listener.transport.close()
    print(f"    {count * events / took:,.0f} deliveries/s")
    return used / (count * events) * 1e6


async def idle_memory(process: subprocess.Popen[bytes], port: int, tokens: list[str], count: int) -> float:
    before = resident_bytes(process)
    listeners = await sockets.connect(port, tokens, count, mark=sockets.REPLY)
    await asyncio.sleep(2)
    used = (resident_bytes(process) - before) / count / 1024
    for listener in listeners:
        assert listener.transport is not None
        listener.transport.close()
    return used


def measure_hub(count: int, events: int, idle: int) -> dict[int, float]:
    with tempfile.TemporaryDirectory() as folder, running_postgres() as postgres, running_redis() as redis:
        migrations.upgrade(postgres.url)
        tokens = uvloop.run(sign_in(postgres.url, -(-max(count, idle) // sockets.SESSIONS_EACH)))
        with serving_hub(hub_environment(postgres.url, Path(folder), REDIS_URL=redis.url)) as (port, process):
            found = {}
            for burst in BURSTS:
                arguments = [postgres.url, redis.url, str(events), str(burst), "0"]
                found[burst] = uvloop.run(hub_burst(process, port, tokens, arguments, count, events))
                print(f"  hub, burst {burst:>2}: {found[burst]:5.2f} µs a delivered event")
            print(
                f"  hub, {idle} idle sockets: {uvloop.run(idle_memory(process, port, tokens, idle)):.1f} KB each (aim 20)"
            )
            return found


@contextlib.contextmanager
def peer(command: list[str], port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_port(port, process)
        yield process
    finally:
        process.terminate()
        process.wait()


def children_cpu(process: subprocess.Popen[bytes]) -> float:
    """Of a process and its workers (nginx has a master and a worker)."""
    total = cpu_seconds(process)
    told = subprocess.run(
        ["ps", "--ppid", str(process.pid), "-o", "pid="], capture_output=True, text=True, check=False
    ).stdout
    for pid in told.split():
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def load(program: Path, port: int, count: int, expect: int, trigger: str) -> None:
    subprocess.run(
        [str(program), str(port), "/ws", str(count), str(expect), trigger, "3"], check=True, stdout=subprocess.DEVNULL
    )


def measure_peers(peers: Path, count: int, events: int) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = folder / "load"
        subprocess.run(["gcc", "-O2", "-o", str(program), str(peers / "load.c")], check=True)
        if Path("/usr/lib/nginx/modules/ngx_nchan_module.so").exists():
            command = ["nginx", "-p", str(folder), "-c", str(peers / "nchan.conf")]
            with peer(command, 7999, folder) as process:
                before = children_cpu(process)
                load(program, 7999, count, events * 380, f"{sys.executable} {peers / 'publish.py'} {events}")
                cost = (children_cpu(process) - before) / (count * events) * 1e6
                found["nchan"] = dict.fromkeys(
                    BURSTS, cost
                )  # it publishes one by one: a burst costs what its messages cost
        else:
            print("  nchan is not installed (Debian: apt-get install nginx-light libnginx-mod-nchan): not measured")
        if shutil.which("node") and shutil.which("npm"):
            subprocess.run(["npm", "install", "--silent", "ws"], cwd=folder, check=True)
            shutil.copy(peers / "ws-server.js", folder)
            found["ws"] = {burst: measure_ws(folder, program, count, events, burst) for burst in BURSTS}
        else:
            print("  Node is not installed: `ws` is not measured")
    return found


def measure_ws(folder: Path, program: Path, count: int, events: int, burst: int) -> float:
    port = free_port()
    with peer(["node", "ws-server.js", str(port)], port, folder) as process:
        before = cpu_seconds(process)
        fetch = f"{sys.executable} -c \"import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/pub?n={events}&burst={burst}')\""
        load(program, port, count, events * 380, fetch)
        return (cpu_seconds(process) - before) / (count * events) * 1e6


def run(count: int, events: int, idle: int) -> None:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, 65_536), limit))
    print(f"{count} sockets, {events} events of about 400 bytes")
    ours = measure_hub(count, events, idle)
    place = os.environ.get("BMA_PEERS")
    if not place:
        print("BMA_PEERS is not set: no peers are measured")
        return
    for name, costs in measure_peers(Path(place), count, events).items():
        for burst, cost in costs.items():
            print(f"  {name}, burst {burst:>2}: {cost:5.2f} µs; hub / {name} = {ours[burst] / cost:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--idle", type=int, default=5000)
    given = parser.parse_args()
    run(given.sockets, given.events, given.idle)
