"""From a bare Python to an environment with everything installed. Standard library only, and readable by old Pythons: it runs first.

`prepare(extras)` returns the environment's python. Done once; again only when pyproject.toml, the lock or the client change.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST = (3, 11)
VENV_HELP = "install the missing piece and run this again:  apt-get install -y python3-venv"


def prepare(extras: str = "") -> Path:
    check_python()
    check_platform()
    folder = Path(os.environ.get("BMA_VENV") or ROOT / ".venv")
    python = folder / "bin" / "python"
    if not works(python):
        say(f"making a Python environment in {folder}")
        make(folder)
    install(python, extras)
    return python


def check_python() -> None:
    if sys.version_info[:2] >= LEAST:
        return
    for minor in range(20, LEAST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise SystemExit(
        f"bma: this is Python {platform.python_version()}; Python {LEAST[0]}.{LEAST[1]} or newer is needed."
    )


def check_platform() -> None:
    system, machine = platform.system(), platform.machine().lower()
    if system == "Windows":
        raise SystemExit("bma: Windows is not supported; use Linux, macOS, or WSL.")
    if system == "Linux" and platform.libc_ver()[0] != "glibc":
        raise SystemExit(
            "bma: this Linux has no glibc (Alpine?), for which several packages ship no binaries; use Debian or the like."
        )
    if machine not in ("x86_64", "amd64", "aarch64", "arm64"):
        say(f"nobody has tried this on {machine}; packages without binaries will be compiled")


def works(python: Path) -> bool:
    if not python.exists():
        return False
    return (
        subprocess.run(
            [str(python), "-c", "import pip"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        ).returncode
        == 0
    )


def make(folder: Path) -> None:
    """`venv` with pip; where Debian leaves ensurepip out, a bare one filled by the system's pip."""
    shutil.rmtree(folder, ignore_errors=True)
    if run(sys.executable, "-m", "venv", str(folder)) == 0:
        return
    shutil.rmtree(folder, ignore_errors=True)
    if run(sys.executable, "-m", "venv", "--without-pip", str(folder)) != 0:
        raise SystemExit(f"bma: this Python cannot make environments; {VENV_HELP}")
    if run(sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet", "pip") != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise SystemExit(f"bma: this Python has neither ensurepip nor pip; {VENV_HELP}")


def install(python: Path, extras: str) -> None:
    stamp = python.parent.parent / f".installed-{extras or 'plain'}"
    digest = digest_of_project()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say("installing the packages and building the browser client; the first time takes a minute or two")
    target = f"{ROOT}[{extras}]" if extras else str(ROOT)
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--constraint",
        str(ROOT / "requirements.lock"),
    ]
    if subprocess.run([*command, "--editable", target], check=False).returncode != 0:
        raise SystemExit("bma: the packages could not be installed; the lines above say why.")
    stamp.write_text(digest)


def digest_of_project() -> str:
    digest = hashlib.sha256(sys.version.encode())
    client = ROOT / "web" / "client"
    files = [ROOT / "pyproject.toml", ROOT / "requirements.lock", ROOT / "pdf" / "fonts" / "package-lock.json"]
    for folder, inside, names in os.walk(client):
        inside[:] = sorted(name for name in inside if name != "node_modules")
        files += sorted(Path(folder) / name for name in names)
    for file in files:
        if file.exists():
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    if not (ROOT / "web" / "static" / "index.html").exists() or not any((ROOT / "pdf" / "fonts").glob("*.ttf")):
        digest.update(os.urandom(8))
    return digest.hexdigest()


def run(*command: str) -> int:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode


def say(text: str) -> None:
    print(f"bma: {text}", file=sys.stderr, flush=True)
