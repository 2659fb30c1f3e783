"""The demo as anybody starts it: its process, where it is, and who may sign in."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.nursery import ROOT
from tests.patience import PATIENCE

SIGN_IN = re.compile(r"^\s+(\S+@\S+)\s+(\S.*?)\s\s+(\w+)$")
ADDRESS = re.compile(r"^\s+(http://\S+:\d+)$")


class Demo:
    """`read` waits until it can be signed in to; the first it names is an administrator."""

    def __init__(self) -> None:
        self.address, self.email, self.password = "", "", ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "web.cli", "demo", "--port", "0"],
            cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def read(self) -> Demo:
        """Its words, up to the last line of its welcome."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = ADDRESS.match(line)
            self.address = self.address or (found[1] if found else "")
            person = SIGN_IN.match(line.rstrip())
            if person and not self.email:
                self.email, self.password = person[1], person[2]
            if "Ctrl-C" in line:
                return self
        raise AssertionError(f"the demo ended with {self.process.wait()}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
