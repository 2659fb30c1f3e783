"""What `pip install .` brings: everything the product needs, and nothing else."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("hub", "storage", "channels", "pdf", "web")
BUILD_ONLY = {"web/client_build.py"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def named(requirement: str) -> str:
    return re.split(r"[\[=<>;\s]", requirement)[0].lower().replace("_", "-")


def imported() -> dict[str, str]:
    """Every package from outside that the product imports, and where."""
    found: dict[str, str] = {}
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        if where in BUILD_ONLY or where.startswith(("web/client/", "web/static/")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found |= {name.partition(".")[0]: where for name in names}
    return {
        name: where for name, where in found.items() if name not in sys.stdlib_module_names and name not in PACKAGES
    }


def test_everything_the_product_imports_is_a_dependency() -> None:
    """A package that is only there because a test needs it would be missing on a fresh machine."""
    extras = PROJECT["optional-dependencies"]
    optional = {named(each) for name in ("tracing", "errors") for each in extras[name]}
    declared = {named(each) for each in PROJECT["dependencies"]}
    owners = metadata.packages_distributions()
    missing = {
        name: where
        for name, where in imported().items()
        if not {named(owner) for owner in owners.get(name, ())} & declared
        and not any(each.startswith(name.replace("_", "-")) for each in optional)
    }
    assert missing == {}


def test_the_lock_pins_every_dependency_and_names_no_registry() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pinned = {named(line): line for line in lock.splitlines() if "==" in line}
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert [each for each in wanted if named(each) not in pinned] == []
    exact = {named(each): each.partition(";")[0].partition("==")[2].strip() for each in wanted if "==" in each}
    assert {name: pinned[name] for name, version in exact.items() if f"=={version}" not in pinned[name]} == {}
    assert not re.search(r"https?://|--index-url|--hash", lock)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names in the wheel that is built from a copy of the sources, with a browser client of one page."""
    copy, out = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for package in (*PACKAGES, "tests"):
        ignored = shutil.ignore_patterns("node_modules", "__pycache__", "static", "*.ttf")
        shutil.copytree(ROOT / package, copy / package, ignore=ignored)
    for file in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / file, copy / file)
    (copy / "pdf" / "fonts" / "NotoSans_400Regular.ttf").write_bytes(b"a font")
    (copy / "web" / "static" / "assets").mkdir(parents=True)
    (copy / "web" / "static" / "index.html").write_text("<!doctype html>")
    (copy / "web" / "static" / "assets" / "main-Ab12Cd34.js").write_text("run()")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    done = subprocess.run(
        command, cwd=copy, env=os.environ | {"SKIP_CLIENT_BUILD": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return zipfile.ZipFile(built).namelist()


def test_the_wheel_holds_what_the_product_needs_to_run(wheel: list[str]) -> None:
    pages = [f"web/docs/{page.name}" for page in (ROOT / "web" / "docs").iterdir()]
    phone = [f"web/phone/{part.name}" for part in (ROOT / "web" / "phone").iterdir()]
    migrations = [f"storage/migrations/versions/{p.name}" for p in (ROOT / "storage/migrations/versions").glob("0*.py")]
    assert pages
    assert phone
    assert migrations
    wanted = [*pages, *phone, *migrations, "web/static/index.html", "web/static/assets/main-Ab12Cd34.js", "web/cli.py"]
    wanted += ["pdf/fonts/NotoSans_400Regular.ttf"]
    assert [name for name in wanted if name not in wheel] == []


def test_the_wheel_holds_no_tests_and_no_sources_of_the_client(wheel: list[str]) -> None:
    unwanted = re.compile(r"^(tests/|web/client/|web/client_build)|node_modules|\.tsx?$|__pycache__|fonts/package")
    assert [name for name in wheel if unwanted.search(name)] == []
