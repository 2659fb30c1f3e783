"""The browser client's own checks, run with Node from its wheel: packages, lint, types, unit tests."""

from __future__ import annotations

from pathlib import Path

from web.client_build import fetch_packages, npm, say

CLIENT = Path(__file__).resolve().parent.parent / "web" / "client"


def main() -> None:
    say("npm packages of the browser client")
    fetch_packages(CLIENT, "vitest")
    for script in ("lint", "typecheck", "test"):
        say(f"npm run {script}")
        npm(CLIENT, "run", script, "--silent")
    # the client's own runner closes with its counts; this line says that all three went well
    say("browser client: lint, types and unit tests passed")


if __name__ == "__main__":
    main()
