"""Starts the processes a benchmark measures, on loopback and free ports, and reads their CPU seconds."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS
from tests.services import Postgres, await_port, free_port

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "benchmarks-sign-their-tokens-with-this"
TICKS = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serving(command: list[str], port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env={**os.environ, **environment})
    try:
        await_port(port, process)
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()


def hub_environment(database_url: str, folder: Path, **more: str) -> dict[str, str]:
    """One WhatsApp account, set up by the environment."""
    return {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": SECRET_KEY,
        "WHATSAPP_APP_SECRET": APP_SECRET,
        "WHATSAPP_VERIFY_TOKEN": "verify-me",
        "WHATSAPP_ACCESS_TOKEN": "token-for-tests",
        "WHATSAPP_PHONE_NUMBER_ID": SALES_ADDRESS,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": BUSINESS,
        "WHATSAPP_API_URL": "http://127.0.0.1:9",
        "LOG_LEVEL": "warning",
        **more,
    }


@contextlib.contextmanager
def serving_hub(
    environment: dict[str, str], *, only: str | None = "web", eager: bool = False
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`eager`: the web part without coalescing."""
    port = free_port()
    command = ["-m", "web.cli", "serve", "--port", str(port), *(["--only", only] if only else [])]
    if eager:
        command = ["-m", "tests.benchmarks.eager", str(port)]
    with serving(command, port, **environment) as process:
        yield port, process


def raise_file_limit() -> None:
    """Thousands of sockets: as many open files as this user may have. The servers started from here inherit it."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65_536), most))


def cpu_seconds(process: subprocess.Popen[Any]) -> float:
    """User and kernel time of a process and its children so far (nginx has a master and a worker)."""
    return sum(_cpu_seconds(pid) for pid in (process.pid, *_children(process.pid)))


def postgres_cpu_seconds(postgres: Postgres) -> float:
    """Of the server and all its processes so far, also those that ended."""
    pid = int((postgres.folder / "data" / "postmaster.pid").read_text().split()[0])
    ended = sum(int(field) for field in _fields(pid)[13:15]) / TICKS
    return ended + sum(_cpu_seconds(each) for each in (pid, *_children(pid)))


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _cpu_seconds(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(process: subprocess.Popen[Any]) -> int:
    return int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
