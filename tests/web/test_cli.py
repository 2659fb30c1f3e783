"""The commands, as real processes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from storage import migrations
from tests.patience import PATIENCE
from web import cli, logs

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long enough password"
KEY = "k" * 40


class Running:
    """A started command and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str], out: Path) -> None:
        self.process, self.out = process, out

    def said(self, pattern: str) -> re.Match[str]:
        """Waits for words that match."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = re.search(pattern, self.out.read_text())
            if found:
                return found
            assert self.process.poll() is None, self.out.read_text()
            time.sleep(0.05)
        raise AssertionError(f"never said {pattern}: {self.out.read_text()}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


Start = Callable[..., Running]


@pytest.fixture
def environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": database_url,
        "SECRET_KEY": KEY,
        "PYTHONPATH": str(ROOT),
    }
    return kept | given


@pytest.fixture
def start(tmp_path: Path, environment: dict[str, str]) -> Iterator[Start]:
    started: list[Running] = []

    def begin(*words: str, **more: str) -> Running:
        out = tmp_path / f"out-{len(started)}"
        with out.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "web.cli", *words], env=environment | more, stdout=file, stderr=file, text=True
            )
        started.append(Running(process, out))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.process.wait(PATIENCE)


def bma(environment: dict[str, str], *words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    command = [sys.executable, "-m", "web.cli", *words]
    return subprocess.run(
        command, env=environment | more, input=stdin, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@contextmanager
def busy() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_work_can_be_watched(start: Start, environment: dict[str, str]) -> None:
    assert bma(environment, "migrate").returncode == 0
    worker = start("work", "--port", "0")
    address = worker.said(r"runs and is watched at (http://127\.0\.0\.1:\d+)").group(1)
    assert httpx.get(f"{address}/readyz", timeout=PATIENCE).json()["ready"] is True
    assert "bma_sends_total" in httpx.get(f"{address}/metrics", timeout=PATIENCE).text
    assert httpx.get(f"{address}/", timeout=PATIENCE).status_code == 404
    assert worker.stop() == 0


def test_serve_prints_a_link_for_the_first_administrator_and_stops_gracefully(start: Start) -> None:
    server = start("serve", "--port", "0")
    address = server.said(r"BMA Social is at (http://127\.0\.0\.1:\d+)").group(1)
    secret = server.said(rf"{address}/first-admin#(\S+)").group(1)
    body = {"token": secret, "email": "ines@example.com", "name": "Ines", "password": PASSWORD}
    answer = httpx.post(f"{address}/api/v1/auth/first-admin", json=body, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    assert httpx.get(f"{address}/readyz", timeout=PATIENCE).json()["ready"] is True
    assert server.stop() == 0
    assert PASSWORD not in server.out.read_text()


@pytest.mark.once
def test_serve_with_people_prints_no_link(start: Start, environment: dict[str, str]) -> None:
    words = ("user", "add", "--email", "ines@example.com", "--name", "Ines", "--role", "admin", "--password-file", "-")
    added = bma(environment, *words, stdin=PASSWORD + "\n")
    assert added.returncode == 0, added.stderr
    server = start("serve", "--port", "0")
    address = server.said(r"BMA Social is at (\S+)").group(1)
    answer = httpx.post(
        f"{address}/api/v1/auth/login", json={"email": "ines@example.com", "password": PASSWORD}, timeout=PATIENCE
    )
    assert answer.status_code == 200
    assert "first-admin" not in server.out.read_text()


@pytest.mark.once
def test_a_password_comes_from_a_file_too(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    words = (
        "user",
        "add",
        "--email",
        "dana@example.com",
        "--name",
        "Dana",
        "--role",
        "agent",
        "--password-file",
        str(file),
    )
    assert bma(environment, *words).returncode == 0
    again = bma(environment, *words)
    assert again.returncode == 1
    assert "already somebody" in again.stderr


@pytest.mark.once
def test_a_password_is_never_made_up(environment: dict[str, str]) -> None:
    told = bma(environment, "user", "add", "--email", "a@b", "--name", "A", "--role", "agent")
    assert told.returncode == 1
    assert "--password-file" in told.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "http://x"),
        ("PUBLIC_URL", "nowhere"),
        ("PORT", "eighty"),
        ("ALLOWED_ORIGINS", "example.com"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("LOG_LEVEL", "loud"),
        ("CRASH_AT", "nowhere"),
        ("WHATSAPP_PHONE_NUMBER_ID", "1"),
    ],
)
@pytest.mark.once
def test_a_wrong_setting_stops_with_one_sentence_that_names_it(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
) -> None:
    for known, given in (environment | {name: value}).items():
        monkeypatch.setenv(known, given)
    monkeypatch.setattr(logs, "set_up", lambda _level: None)
    assert cli.main(["migrate"]) == 2
    sentence = capsys.readouterr().err
    assert name in sentence
    assert len(sentence.strip().splitlines()) == 1


@pytest.mark.once
def test_the_demo_listens_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    ports: list[int] = []

    def run(listener: socket.socket, _host: str) -> int:
        ports.append(listener.getsockname()[1])
        listener.close()
        return 0

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setattr(cli.demo, "run", run)
    assert (cli.main(["demo"]), ports) == (0, [port])


@pytest.mark.once
def test_serve_with_a_wrong_setting_ends_with_2_and_no_traceback(environment: dict[str, str]) -> None:
    told = bma(environment, "serve", PUBLIC_URL="nowhere")
    assert told.returncode == 2
    assert told.stderr.startswith("bma: PUBLIC_URL")
    assert "Traceback" not in told.stderr


@pytest.mark.once
def test_a_missing_extra_is_named(environment: dict[str, str]) -> None:
    told = bma(environment, "migrate", SENTRY_DSN="https://key@sentry.example/1")
    if told.returncode:  # the extra is not installed here
        assert told.returncode == 2
        assert "bma-social[errors]" in told.stderr


@pytest.mark.once
def test_a_busy_port_that_was_asked_for_is_refused_in_words(environment: dict[str, str]) -> None:
    with busy() as port:
        told = bma(environment, "serve", "--port", str(port))
    assert told.returncode == 1
    assert f"Port {port}" in told.stderr
    assert "something else is using it" in told.stderr


def test_migrate_and_a_new_epoch(environment: dict[str, str]) -> None:
    assert migrations.newest() in bma(environment, "migrate").stdout
    first, second = (bma(environment, "epoch", "renew").stdout for _ in range(2))
    assert first != second


def test_the_doctor_finds_nothing_wrong_here(environment: dict[str, str]) -> None:
    told = bma(environment, "doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "WRONG" not in told.stdout
    assert told.stdout.count("ok   ") >= 6


def test_the_doctor_says_what_is_wrong(environment: dict[str, str]) -> None:
    told = bma(environment, "doctor", REDIS_URL="redis://127.0.0.1:1/0")
    assert told.returncode == 1
    assert "WRONG broker" in told.stdout
    as_json = bma(environment, "doctor", "--json", REDIS_URL="redis://127.0.0.1:1/0")
    checks = {check["subject"]: check for check in json.loads(as_json.stdout)["checks"]}
    assert (as_json.returncode, checks["broker"]["state"], checks["database"]["state"]) == (1, "wrong", "ok")
    assert "REDIS_URL" in checks["broker"]["remedy"]


@pytest.mark.once
def test_the_doctor_names_a_setting_that_stops_all_else(environment: dict[str, str]) -> None:
    told = bma(environment, "doctor", "--json", REDIS_URL="nonsense")
    (check,) = json.loads(told.stdout)["checks"]
    assert (told.returncode, check["subject"], "REDIS_URL" in check["finding"]) == (1, "settings", True)


def test_the_doctor_opens_the_live_socket_of_a_running_server(start: Start, environment: dict[str, str]) -> None:
    server = start("serve", "--port", "0")
    address = server.said(r"BMA Social is at (http://127\.0\.0\.1:\d+)").group(1)
    told = bma(environment, "doctor", "--json", PUBLIC_URL=address)
    checks = {check["subject"]: check for check in json.loads(told.stdout)["checks"]}
    assert checks["live socket"]["state"] == "ok", told.stdout
    assert checks["background work"]["state"] == "ok", told.stdout


@pytest.mark.parametrize("words", [("router",), ("work",)])
@pytest.mark.once
def test_other_processes_wait_until_they_are_stopped(start: Start, words: tuple[str, ...]) -> None:
    running = start(*words)
    running.said(r"not configured|background work runs")
    assert running.stop() == 0
