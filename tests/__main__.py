"""`python3 tests` on a bare machine: installs what is needed, then runs every check. Says what it does; fails, never skips.

Words choose steps (`python3 tests sqlite client`); none means all: style, client, sqlite, postgresql, journeys.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if sys.path and Path(sys.path[0]).resolve() == ROOT / "tests":
    sys.path.pop(0)
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from web.bootstrap import prepare, say  # noqa: E402

LEAST_COVERAGE = 90  # percent of branches
MEMORY, MEMORY_BYTES = "/dev/shm", 4 << 30  # a folder in memory on Linux, and how much must be free there
MOST_UNSTEADY = 2  # tests of a column that may fail beside thousands of others and pass alone: a fault fails again, or takes more with it
TESTS_FAILED = 1  # pytest's exit code
FAILED_LAST = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
WITHOUT_A_DATABASE = ("rules", "channels", "pdf", "hub/wire")  # they say the same on either column


def style(python: Path) -> None:
    beside = python.parent
    run("ruff", str(beside / "ruff"), "check", ".")
    run("ruff format", str(beside / "ruff"), "format", "--check", ".")
    run("mypy", str(beside / "mypy"))


def client(python: Path) -> None:
    run("browser client: packages, lint, types, tests", str(python), "-m", "tests.client")


def sqlite(python: Path) -> None:
    """Which lines run is watched here alone: it costs half as much again, and one column shows enough."""
    run_pytest(
        python,
        "SQLite and the in-process broker",
        *("--database=sqlite", "--broker=local", "--ignore=tests/journeys"),
        *("--cov", "--cov-report="),
    )


def postgresql(python: Path) -> None:
    run_pytest(
        python,
        "PostgreSQL and Redis",
        *("--database=postgresql", "--broker=redis"),
        *(f"--ignore=tests/{folder}" for folder in ("journeys", *WITHOUT_A_DATABASE)),
    )


def journeys(python: Path) -> None:
    """A real browser against real processes, on both columns."""
    run("a Chromium for the journeys", str(python), "-m", "tests.browser")
    run_pytest(python, "journeys, SQLite", "--database=sqlite", "--broker=local", "tests/journeys", spare=0)
    grown_up = ("--database=postgresql", "--broker=redis", "tests/journeys")
    run_pytest(python, "journeys, PostgreSQL and Redis", *grown_up, spare=0)


STEPS: dict[str, Callable[[Path], None]] = {
    "style": style,
    "client": client,
    "sqlite": sqlite,
    "postgresql": postgresql,
    "journeys": journeys,
}


def run_pytest(python: Path, title: str, *arguments: str, spare: int = 1) -> None:
    """A worker for every core, and `spare` ones for the time others wait for a process or a clock. Who is done takes over from the rest."""
    workers = os.environ.get("BMA_TEST_WORKERS") or str(min(os.cpu_count() or 1, 8) + spare)
    pytest = (str(python), "-m", "pytest", "-q")
    FAILED_LAST.unlink(missing_ok=True)
    code = tried(title, *pytest, "-n", workers, "--dist=worksteal", *arguments)
    if code == TESTS_FAILED:
        code = tried_again(title, *pytest, *(each for each in arguments if not each.startswith("--cov")))
    if code:
        raise SystemExit(f"bma: {title}: failed ({code})")


def tried_again(title: str, *pytest: str) -> int:
    """Many processes share a few cores here, so a test may fail for the company it had. It is run once more by itself, and named aloud."""
    failed = sorted(json.loads(FAILED_LAST.read_text())) if FAILED_LAST.exists() else []
    if not 0 < len(failed) <= MOST_UNSTEADY:
        return TESTS_FAILED
    code = tried(f"{title}: once more, alone: {', '.join(failed)}", *pytest, "--last-failed")
    if not code:
        say(f"UNSTEADY, failed among others and passed alone; to be mended: {', '.join(failed)}")
    return code


def run(title: str, *command: str) -> None:
    code = tried(title, *command)
    if code:
        raise SystemExit(f"bma: {title}: failed ({code})")


def tried(title: str, *command: str) -> int:
    say(f"— {title}")
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode
    say(f"  {title}: {'failed' if code else 'good'}, {time.monotonic() - began:.0f} s")
    return code


def environment() -> dict[str, str]:
    """The one we were started with, but files of the tests lie in memory where it is large enough (every commit waits for a disc
    otherwise), and what Python compiles is kept: processes of ours are started often."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with contextlib.suppress(OSError):
        if shutil.disk_usage(MEMORY).free > MEMORY_BYTES and os.access(MEMORY, os.W_OK):
            kept.setdefault("TMPDIR", MEMORY)
    return kept


def coverage(python: Path) -> None:
    report = ("coverage", "report", f"--fail-under={LEAST_COVERAGE}", "--skip-covered", "--sort=cover")
    run(f"coverage of at least {LEAST_COVERAGE} %", str(python), "-m", *report)


def main() -> None:
    unknown = set(sys.argv[1:]) - set(STEPS)
    if unknown:
        raise SystemExit(f"bma: there is no step {' '.join(unknown)}; there are {', '.join(STEPS)}")
    if not os.environ.get("BMA_PAYLOADS"):
        say("BMA_PAYLOADS is not set: the tests run without the shared webhook bodies")
    python = prepare("test")
    for name in sys.argv[1:] or STEPS:
        STEPS[name](python)
    if not sys.argv[1:]:
        coverage(python)
    say("all good")


if __name__ == "__main__":
    main()
