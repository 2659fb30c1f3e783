"""No file and no function is longer than can be read at a sitting, and packages grow in folders named by their nouns."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("hub", "storage", "channels", "pdf", "web")
FILE_LINES = 300
TEST_LINES = 520
FUNCTION_LINES = 60
TOP_MODULES = {"hub": 25, "storage": 14, "channels": 14}  # what all nouns need; what belongs to one lies in its folder


def _sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"client", "versions"} & set(path.parts):
                yield path


SOURCES = tuple(_sources())


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def named(paths: list[Path]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {lines(path)} lines" for path in paths]


def test_no_file_is_too_long() -> None:
    assert named([path for path in SOURCES if lines(path) > FILE_LINES]) == []


def test_no_test_file_is_too_long() -> None:
    assert named([path for path in sorted((ROOT / "tests").rglob("*.py")) if lines(path) > TEST_LINES]) == []


def test_no_function_is_too_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize(("package", "most"), TOP_MODULES.items())
def test_a_package_grows_in_its_folders(package: str, most: int) -> None:
    modules = [path.stem for path in (ROOT / package).glob("*.py") if path.stem != "__init__"]
    assert len(modules) <= most, f"{sorted(modules)}: what belongs to one noun goes into its folder"
