"""Imports of contacts: 100,000 rows from upload to done, while somebody keeps sending webhooks.

python -m tests.benchmarks.imports [--rows 100000] [--format csv|xlsx] [--database postgresql|sqlite] [--quiet]

Prints rows a second, seconds, the peak of resident memory (the product's process and the one that reads the file), and how long a
webhook took meanwhile. Aims: under 60 s and under 300 MB on two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil

from hub import ids
from hub.files.spreadsheets import Csv, Table, Xlsx
from hub.team import passwords, users
from hub.transaction import Transactions
from storage import migrations
from storage.database import Database
from tests.benchmarks import bodies, load
from tests.benchmarks.servers import hub_environment, serving_hub
from tests.services import running_postgres

SECONDS, MEGABYTES = 60, 300  # what it may take
PASSWORD = "a long enough password"
HEADINGS = ("Name", "Mobile", "E-mail", "Company", "Tags", "Consent", "City", "Note")
WEBHOOKS_A_SECOND = 20


def row(number: int) -> tuple[str, ...]:
    reach = (f"08{number:08d}", f"person{number}@example.com")
    return (
        f"สมชาย Person {number}",
        *reach,
        f"Company {number % 5000}",
        "fair,new",
        "yes",
        "Bangkok",
        f"=note {number}",
    )


def write_file(path: Path, count: int, format: str) -> None:
    table: Table = Csv() if format == "csv" else Xlsx()
    with path.open("wb") as file:
        file.write(table.begin(HEADINGS))
        for start in range(0, count, 1000):
            file.write(table.rows(row(number) for number in range(start, min(count, start + 1000))))
        file.write(table.end())


async def add_manager(url: str) -> None:
    database = Database.open(url)
    async with Transactions(database, lambda _: None).begin() as tx:
        hashed = await passwords.hash_of(PASSWORD)
        await users.add(tx, email="ines@example.com", name="Ines", role="manager", password_hash=hashed)
    await database.close()


class Watch:
    """The most memory the process and its children held together, asked twenty times a second."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        times = self._process.cpu_times()
        self.used = times.user + times.system + times.children_user + times.children_system
        self.before = self.peak = self.alone = self._process.memory_info().rss
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.05):
            own, *others = list(self._sizes())
            self.alone = max(self.alone, own)
            self.peak = max(self.peak, own + sum(others))

    def _sizes(self) -> Iterator[int]:
        for process in (self._process, *self._process.children(recursive=True)):
            try:
                yield process.memory_info().rss
            except psutil.NoSuchProcess:
                yield 0


class Webhooks:
    """Customers who write meanwhile; how long each was not answered (s)."""

    def __init__(self, port: int) -> None:
        self.took: list[float] = []
        self._port = port
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Webhooks:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        number, run = 0, ids.new()
        while not self._over.wait(1 / WEBHOOKS_A_SECOND):
            request = bodies.signed_request(bodies.text_webhook(number, 50, run=run), self._port)
            before = time.perf_counter()
            load.send([request], self._port, 1)
            self.took.append(time.perf_counter() - before)
            number += 1

    def quantile(self, share: float) -> float:
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def measure(port: int, pid: int, path: Path, count: int, quiet: bool) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=120) as client:
        login = client.post("/auth/login", json={"email": "ines@example.com", "password": PASSWORD, "client": "api"})
        client.headers["authorization"] = f"Bearer {login.json()['access_token']}"
        with Watch(pid) as memory, Webhooks(port) as webhooks:
            if quiet:
                webhooks._over.set()
            began = time.perf_counter()
            with path.open("rb") as file:
                answer = client.post("/contacts/import", files={"file": (path.name, file)})
            answer.raise_for_status()
            looked = time.perf_counter() - began
            told = answer.json()
            while told["state"] in ("queued", "running"):
                time.sleep(0.1)
                told = client.get(f"/contacts/import/{told['id']}").json()
            took = time.perf_counter() - began
            times = psutil.Process(pid).cpu_times()
            used = times.user + times.system + times.children_user + times.children_system - memory.used
    assert (told["state"], told["added"], told["failed"]) == ("done", count, 0), told
    print(f"  {used:8.1f} s of CPU, without the database server's")
    peak, alone = memory.peak / 1e6, memory.alone / 1e6
    print(f"  {count / took:8,.0f} rows/s   {took:6.1f} s (upload and look {looked:.1f} s; aim {SECONDS} s)")
    print(
        f"  {peak:8.0f} MB at most, of which {alone:.0f} MB the product's own process, {memory.before / 1e6:.0f} MB before (aim {MEGABYTES} MB)"
    )
    if webhooks.took:
        median, slow = webhooks.quantile(0.5) * 1000, webhooks.quantile(0.99) * 1000
        print(f"  {len(webhooks.took)} webhooks meanwhile: p50 {median:.0f} ms, p99 {slow:.0f} ms")


def run(database: str, count: int, format: str, quiet: bool) -> None:
    with tempfile.TemporaryDirectory() as name, running_postgres(durable=True) as postgres:
        folder = Path(name)
        url = postgres.url if database == "postgresql" else f"sqlite:///{folder / 'hub.sqlite'}"
        migrations.upgrade(url)
        asyncio.run(add_manager(url))
        path = folder / f"people.{format}"
        write_file(path, count, format)
        print(f"{database}, {format}, {count:,} rows, {path.stat().st_size / 1e6:.1f} MB")
        with serving_hub(hub_environment(url, folder), only=None) as (port, process):
            measure(port, process.pid, path, count, quiet)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--format", choices=("csv", "xlsx"), action="append")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), action="append")
    parser.add_argument("--quiet", action="store_true", help="no webhooks meanwhile")
    given = parser.parse_args()
    for database in given.database or ["sqlite", "postgresql"]:
        for format in given.format or ["csv"]:
            run(database, given.rows, format, given.quiet)
