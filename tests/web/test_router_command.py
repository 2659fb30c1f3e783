"""`bma router`: when it runs, and when it waits and says why."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from hub.settings import Settings
from hub.transaction import Transactions
from storage.database import Database
from tests.cast import seed
from web import cli, logs, router, running

SET_UP = {"WHATSAPP_APP_SECRET": "an-app-secret", "WHATSAPP_VERIFY_TOKEN": "verify-me", "SECRET_KEY": "k" * 40}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """What the command does in the end: a sentence to wait with, or settings to serve with."""
    done: list[Any] = []

    def idle(sentence: str) -> int:
        done.append(sentence)
        return 0

    def serve(settings: Settings, roles: set[str], host: str, listener: Any, program: Any) -> int:
        assert isinstance(program, router.Alone)
        listener.close()
        done.append(settings)
        return 0

    monkeypatch.setattr(running, "idle", idle)
    monkeypatch.setattr(running, "serve", serve)
    monkeypatch.setattr(logs, "set_up", lambda _level: None)
    for name in ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "DATABASE_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return done


def arm(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    for name, value in (SET_UP | more).items():
        monkeypatch.setenv(name, value)


def test_without_secrets_it_waits_for_they_prove_every_webhook(told: list[Any]) -> None:
    assert cli.main(["router"]) == 0
    assert told == [
        "The router is not configured: WHATSAPP_APP_SECRET and WHATSAPP_VERIFY_TOKEN are missing. Waiting to be stopped."
    ]


def test_it_keeps_a_database_of_its_own_beside_the_hubs(
    told: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    arm(monkeypatch)
    assert cli.main(["router", "--port", "0"]) == 0
    (found,) = told
    assert found.database_url == f"sqlite:///{tmp_path / 'router.sqlite'}"
    assert (tmp_path / "router.sqlite").exists()


def test_it_brings_the_database_it_is_given_up_to_date(
    told: list[Any], monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    arm(monkeypatch, DATABASE_URL=database_url)
    assert cli.main(["router", "--port", "0"]) == 0
    assert told[0].database_url == database_url


def test_on_an_inboxs_database_it_waits(told: list[Any], monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    arm(monkeypatch, DATABASE_URL=database_url)
    asyncio.run(fill(database_url))
    assert cli.main(["router", "--port", "0"]) == 0
    assert "an inbox's" in told[0]


async def fill(database_url: str) -> None:
    database = Database.open(database_url)
    await seed(Transactions(database, lambda _: None))
    await database.close()
