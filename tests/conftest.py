"""Fixtures all tests share. `--database=postgresql` and `--broker=redis` run the same tests on the grown-up column."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from hub.transaction import Commit, Transactions
from storage import migrations
from storage.database import Database, read_url
from tests.cast import Cast, seed
from tests.services import Postgres, Redis, running_postgres, running_redis

_numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption("--broker", choices=("local", "redis"), default="local")


def pytest_report_header(config: pytest.Config) -> list[str]:
    bodies = os.environ.get("BMA_PAYLOADS")
    told = (
        f"shared webhook bodies: {bodies}"
        if bodies
        else "BMA_PAYLOADS is not set: the shared webhook bodies are not run"
    )
    return [f"database: {config.getoption('--database')}, broker: {config.getoption('--broker')}", told]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "grown_up: concerns PostgreSQL and Redis servers; the embedded column has none")
    config.addinivalue_line("markers", "once: says the same on either column; run with the embedded one alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about a server's outage belongs to the column that has the server."""
    embedded = config.getoption("--database") == "sqlite" or config.getoption("--broker") == "local"
    out = {item for item in items if item.get_closest_marker("grown_up" if embedded else "once")}
    config.hook.pytest_deselected(items=[*out])
    items[:] = [item for item in items if item not in out]


@pytest.fixture(scope="session")
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--database"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test process."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """A Redis server of this test process."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis: Redis) -> str:
    return redis.url


@pytest.fixture
def broker_url(request: pytest.FixtureRequest) -> str | None:
    """REDIS_URL of the column under test: None for the in-process broker."""
    return str(request.getfixturevalue("redis_url")) if request.config.getoption("--broker") == "redis" else None


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    _run_sql(postgres.url, "CREATE DATABASE template_bma")
    migrations.upgrade(_named(postgres.url, "template_bma"))
    return "template_bma"


@pytest.fixture
def database_url(request: pytest.FixtureRequest, dialect: str, tmp_path: Path) -> Iterator[str]:
    """A freshly migrated, empty database."""
    if dialect == "sqlite":
        path = tmp_path / "bma.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _run_sql(server.url, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}")
    yield _named(server.url, name)
    _run_sql(server.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def commits() -> list[Commit]:
    """Every commit that announced something, as it was handed on."""
    return []


@pytest.fixture
def transactions(database: Database, commits: list[Commit]) -> Transactions:
    return Transactions(database, commits.append)


@pytest.fixture
async def cast(transactions: Transactions) -> Cast:
    """Dana, Omar, Ines, Pim and two WhatsApp numbers: see tests/cast.py."""
    return await seed(transactions)


def _named(url: str, database: str) -> str:
    return url.rsplit("/", 1)[0] + "/" + database


def _run_sql(url: str, statement: str) -> None:
    async def run() -> None:
        engine = create_async_engine(read_url(url)[0], isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()

    asyncio.run(run())
