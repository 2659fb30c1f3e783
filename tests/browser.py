"""Finds a Chromium for the journeys: one that is named, one that is installed, one that can be installed. Never skips."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.services import Missing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    named = os.environ.get("BMA_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    return MAC if Path(MAC).exists() else _playwrights_own()


def install() -> str:
    """By the machine's package installer where we may, else the browser that Playwright brings."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("bma: installing Chromium with apt-get", file=sys.stderr, flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-noto-core"]
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
            check=False,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
    if find() is None:
        print("bma: installing Playwright's Chromium", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    found = find()
    if found is None:
        raise Missing("No Chromium: install one (Debian: apt-get install chromium), or name it in BMA_CHROMIUM.")
    return found


def chromium() -> str:
    return find() or install()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    try:
        print(f"bma: Chromium: {chromium()}", file=sys.stderr)
    except Missing as missing:
        raise SystemExit(f"bma: {missing}") from None
