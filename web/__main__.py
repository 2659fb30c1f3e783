"""`python3 web` on a bare machine: installs what is needed, builds the browser client, starts the demo. Further words go to `bma`."""

from __future__ import annotations

import sys

if __package__ == "" and sys.path:
    # run as a folder: this folder leads sys.path, where our socket.py would shadow Python's own
    sys.path.pop(0)

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from web.bootstrap import prepare  # noqa: E402

if __name__ == "__main__":
    words = sys.argv[1:] or ["demo"]
    # the demo's customers write Japanese, too: its quotations need the large fonts
    python = prepare("cjk" if words[0] == "demo" else "")
    os.execv(python, [str(python), "-m", "web.cli", *words])
