"""What `python3 tests` makes of a column whose tests fail."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests import __main__ as command

UNSTEADY = """
from pathlib import Path

def test_fails_the_first_time():
    mark = Path(__file__).with_name("seen")
    seen = mark.exists()
    mark.touch()
    assert seen
"""
FAULT = "def test_fails_each_time():\n    assert False\n"


@pytest.fixture
def column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "FAILED_LAST", tmp_path / ".pytest_cache" / "v" / "cache" / "lastfailed")
    monkeypatch.setenv("BMA_TEST_WORKERS", "1")
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        monkeypatch.delenv(name)  # those of the run this test is part of
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    return tmp_path


def test_what_passes_alone_is_named(column: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (column / "test_it.py").write_text(UNSTEADY)
    command.run_pytest(Path(sys.executable), "a column")
    said = "".join(capsys.readouterr())
    assert "UNSTEADY" in said
    assert "test_it.py::test_fails_the_first_time" in said


@pytest.mark.parametrize("faults", [1, command.MOST_UNSTEADY + 1])
def test_what_fails_again_or_in_numbers_fails(column: Path, faults: int) -> None:
    for number in range(faults):
        (column / f"test_{number}.py").write_text(FAULT if faults == 1 else UNSTEADY.replace("seen", f"seen{number}"))
    with pytest.raises(SystemExit, match="a column: failed"):
        command.run_pytest(Path(sys.executable), "a column")
