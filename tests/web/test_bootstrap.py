"""The first command on a bare machine: what it does where pieces are missing, and the sentence it says where it cannot."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

import pytest

from web import bootstrap


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every program that would have been run; `-m venv` fails where "ensurepip" is missing."""
    return []


def pretend(monkeypatch: pytest.MonkeyPatch, ran: list[str], *failing: str) -> None:
    def run(*command: str) -> int:
        ran.append(" ".join(command[1:]))
        return int(any(words in ran[-1] for words in failing))

    monkeypatch.setattr(bootstrap, "run", run)


def test_an_environment_is_made_by_venv(monkeypatch: pytest.MonkeyPatch, ran: list[str], tmp_path: Path) -> None:
    pretend(monkeypatch, ran)
    bootstrap.make(tmp_path / "env")
    assert ran == [f"-m venv {tmp_path / 'env'}"]


def test_without_ensurepip_the_systems_pip_fills_a_bare_environment(
    monkeypatch: pytest.MonkeyPatch, ran: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "env"
    pretend(monkeypatch, ran, f"-m venv {folder}")
    bootstrap.make(folder)
    assert ran[1] == f"-m venv --without-pip {folder}"
    assert ran[2] == f"-m pip --python {folder / 'bin' / 'python'} install --quiet pip"


def test_without_ensurepip_and_pip_the_line_that_helps_is_said(
    monkeypatch: pytest.MonkeyPatch, ran: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "env"
    pretend(monkeypatch, ran, f"-m venv {folder}", "-m pip")
    with pytest.raises(SystemExit, match="apt-get install -y python3-venv"):
        bootstrap.make(folder)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("system", "libc", "said"), [("Windows", "", "Windows is not supported"), ("Linux", "musl", "has no glibc")]
)
def test_a_machine_that_cannot_is_told_so(monkeypatch: pytest.MonkeyPatch, system: str, libc: str, said: str) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "libc_ver", lambda: (libc, ""))
    with pytest.raises(SystemExit, match=said):
        bootstrap.check_platform()


def test_an_old_python_hands_over_to_a_newer_one_or_says_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        bootstrap.check_python()

    def start(program: str, words: list[str]) -> None:
        raise InterruptedError(program)  # execv does not come back

    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/python3.12" if name == "python3.12" else None)
    monkeypatch.setattr(bootstrap.os, "execv", start)
    with pytest.raises(InterruptedError, match=r"/usr/bin/python3\.12"):
        bootstrap.check_python()


def test_nothing_is_installed_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    python = tmp_path / "bin" / "python"
    (tmp_path / ".installed-test").write_text("the digest")
    monkeypatch.setattr(bootstrap, "digest_of_project", lambda: "the digest")
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *a, **k: pytest.fail("it installed again"))
    bootstrap.install(python, "test")
    assert (tmp_path / ".installed-test").exists()


def test_the_lock_names_every_dependency_and_no_host() -> None:
    lock = (bootstrap.ROOT / "requirements.lock").read_text()
    client = (bootstrap.ROOT / "web" / "client" / "package-lock.json").read_text()
    assert "://" not in lock
    assert [place for place in re.findall('"resolved": "([^"]*)"', client) if "://" in place] == []
    assert "starlette==1.10.0" in lock
