"""Fixtures all tests share. `--database=postgresql` and `--broker=redis` run the same tests on the grown-up column."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import certifi
import hypothesis
import pytest

from hub.transaction import Commit, Transactions
from storage import engines, migrations
from storage.database import Database
from tests.cast import Cast, seed
from tests.databases import Slate
from tests.patience import PATIENCE
from tests.services import Postgres, Redis, running_postgres, running_redis

# A busy machine is slow, not wrong; and a change is refused for what it does, not for the luck of the day: the same examples each time.
# `--hypothesis-profile=curious` looks for new ones.
PATIENT = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("curious", PATIENT)
hypothesis.settings.register_profile("steady", PATIENT, derandomize=True)


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
    hypothesis.settings.load_profile(config.getoption("--hypothesis-profile", None) or "steady")
    engines.CONNECT_SECONDS = engines.POOL_SECONDS = PATIENCE  # nobody is given up because the machine is busy
    engines.LOCK_TIMEOUT_MS = engines.IDLE_IN_TRANSACTION_MS = int(PATIENCE * 1000)
    if "SSL_CERT_FILE" not in os.environ:  # who runs workers has set it for them
        config.add_cleanup(_trust_one_authority())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about a server's outage belongs to the column that has the server; what needs no database says the same on either."""
    embedded = config.getoption("--database") == "sqlite" or config.getoption("--broker") == "local"
    out = {item for item in items if (item.get_closest_marker("grown_up") if embedded else _says_the_same(item))}
    config.hook.pytest_deselected(items=[*out])
    items[:] = [item for item in items if item not in out]


def _says_the_same(item: pytest.Item) -> bool:
    """On either column. What asks for no server and is not marked either."""
    if item.get_closest_marker("once"):
        return True
    asked = set(getattr(item, "fixturenames", ()))
    return not (item.get_closest_marker("grown_up") or asked & {"dialect", "postgres", "redis", "broker_url"})


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _trust_one_authority() -> Callable[[], None]:
    """No test speaks to the world; reading the certificates of all its authorities takes 30 ms, and every hub that opens does it."""
    first, end, _ = Path(certifi.where()).read_text(encoding="utf-8").partition("-----END CERTIFICATE-----\n")
    number, path = tempfile.mkstemp(prefix="bma-authority-", suffix=".pem")
    os.write(number, (first + end).encode())
    os.close(number)
    os.environ["SSL_CERT_FILE"] = path
    return lambda: os.unlink(path)


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
def slate(postgres: Postgres) -> Iterator[Slate]:
    made = Slate(postgres)
    yield made
    made.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, dialect: str, tmp_path: Path) -> str:
    """A migrated, empty database."""
    if dialect == "sqlite":
        path = tmp_path / "bma.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    slate: Slate = request.getfixturevalue("slate")
    return slate.wiped()


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
