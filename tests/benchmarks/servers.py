"""Starts the processes a benchmark measures, on loopback and free ports, and reads their CPU seconds."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS
from tests.services import await_port, free_port

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
    environment: dict[str, str], *, only: str | None = "web"
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = ["-m", "web.cli", "serve", "--port", str(port), *(["--only", only] if only else [])]
    with serving(command, port, **environment) as process:
        yield port, process


def cpu_seconds(process: subprocess.Popen[Any]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(process: subprocess.Popen[Any]) -> int:
    return int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
