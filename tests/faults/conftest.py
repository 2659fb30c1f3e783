"""The stage of faults, on either column: `--database=postgresql` means two web processes, one work process and Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.stage import Process, Stage
from tests.services import free_port


@pytest.fixture
async def stage(database_url: str, broker_url: str | None, tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage(database_url, broker_url, tmp_path / "data")
    yield made
    await made.close()


class Running:
    """The product, running: `web` takes webhooks and sockets, `other` is the second web process where there is one, `work` sends."""

    def __init__(self, stage: Stage, grown_up: bool) -> None:
        port = free_port()
        stage.start_double(port, "--no-window")
        self.stage = stage
        self.web: Process = stage.add_serve(port, only_web=grown_up)
        self.other: Process = stage.add_serve(only_web=True) if grown_up else self.web
        self.work: Process = stage.add("work", "work") if grown_up else self.web

    def start(self, **environment: str) -> Running:
        for process in {id(p): p for p in (self.web, self.other, self.work)}.values():
            process.start(**environment)
        return self


@pytest.fixture
def running(stage: Stage, broker_url: str | None) -> Running:
    """Not started yet: tests that arm a crash boundary start it themselves."""
    return Running(stage, grown_up=broker_url is not None)
