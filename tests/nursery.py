"""Processes of ours that begin in a moment: forked from one that has imported the product, where `python -m` would import it for seconds.

They are processes like any other, which can be killed at any instant, with an environment, words and output of their own. The nursery is a
process of its own too, since a test's has threads, and threads do not survive a fork.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
MODULES = ("web.cli", "web.sandbox", "uvloop", "httptools", "websockets")
LOOK_SECONDS = 0.005
Output = IO[Any] | int | None


class Child:
    """What `subprocess.Popen` would be."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._nursery.ask({"poll": self.pid})
        return self.returncode

    def wait(self, seconds: float = PATIENCE) -> int:
        deadline = time.monotonic() + seconds
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"process {self.pid} did not end within {seconds:.0f} s")
            time.sleep(LOOK_SECONDS)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:  # until we have been told of its end nobody else has its number
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """Opened when first asked, one in a test process."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._line: socket.socket | None = None

    def start(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        *,
        cwd: Path = ROOT,
        stdin: Output = None,
        stdout: Output = None,
        stderr: Output = None,
    ) -> Child:
        """As `python -m` with these words would, with nothing to read if no `stdin` is given."""
        with open(os.devnull, "rb") as nothing:
            given = (
                nothing if stdin is None else stdin,
                1 if stdout is None else stdout,
                2 if stderr is None else stderr,
            )
            files = [file if isinstance(file, int) else file.fileno() for file in given]
            asked = {"words": list(words), "environment": dict(environment), "cwd": str(cwd)}
            return Child(self, self.ask(asked, files))

    def ask(self, what: dict[str, Any], files: Sequence[int] = ()) -> Any:
        with self._asking:
            line = self._line = self._line or _opened()
            socket.send_fds(line, [_written(what)], files)
            return json.loads(_read(line)[0])


nursery = Nursery()


def _opened() -> socket.socket:
    ours, its = socket.socketpair()
    subprocess.Popen([sys.executable, "-m", "tests.nursery", str(its.fileno())], cwd=ROOT, pass_fds=[its.fileno()])
    its.close()
    return ours


def _written(what: Any) -> bytes:
    return json.dumps(what).encode() + b"\n"


def _read(line: socket.socket) -> tuple[bytes, list[int]]:
    """One message and the files that came with it; nothing when the other end is gone."""
    message, files = b"", []
    while not message.endswith(b"\n"):
        part, came, _, _ = socket.recv_fds(line, 65536, 3)
        if not part:
            return b"", []
        message, files = message + part, files + came
    return message, files


def main() -> None:
    """In the nursery: forks whenever it is asked, until nobody is left to ask. What is still running then is killed."""
    line = socket.socket(fileno=int(sys.argv[1]))
    for module in MODULES:
        importlib.import_module(module)
    assert threading.active_count() == 1, threading.enumerate()
    gc.collect()
    gc.freeze()
    running: set[int] = set()
    while True:
        message, files = _read(line)
        if not message:
            break
        asked = json.loads(message)
        if "poll" in asked:
            answer = _ended(asked["poll"])
            if answer is not None:
                running.discard(asked["poll"])
        else:
            answer = os.fork()
            if answer == 0:
                line.close()
                _become(asked, files)
                return
            running.add(answer)
            for file in files:
                os.close(file)
        line.sendall(_written(answer))
    for pid in running:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _ended(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _become(asked: dict[str, Any], files: list[int]) -> None:
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["cwd"])
    module, *words = asked["words"]
    sys.argv = [module, *words]
    sys.modules.pop(module, None)  # it runs as __main__
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
