"""The stage of faults, on either column: `--database=postgresql` means two web processes, one work process and Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stage import Running, Stage


@pytest.fixture
async def stage(database_url: str, broker_url: str | None, tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage(database_url, broker_url, tmp_path / "data")
    yield made
    await made.close()


@pytest.fixture
def running(stage: Stage, broker_url: str | None) -> Running:
    """Not started yet: tests that arm a crash boundary start it themselves."""
    return Running(stage, broker_url is not None, "--no-window")
