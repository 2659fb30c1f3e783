"""Real mail servers on loopback: IMAP by pymap in a process of its own, SMTP by aiosmtpd in a thread."""

from __future__ import annotations

import base64
import contextlib
import imaplib
import socket
import ssl
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import MISSING, AuthResult, Envelope, LoginPassword

from tests.patience import PATIENCE

USER, PASSWORD = "office", "se/cret"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Imap:
    """A mailbox in memory; gone with the process, and made anew by `again` (with other numbers, as after a restore)."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.again()

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{self.port}"

    def again(self) -> None:
        self.stop()
        command = [
            str(Path(sys.executable).parent / "pymap"),
            "--no-tls",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
        ]
        command += ["--no-service", "admin", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise TimeoutError("the IMAP server did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.login(USER, PASSWORD)
        if folder != "INBOX":
            client.create(folder)
        for mail in mails:
            status, said = client.append(folder, "", imaplib.Time2Internaldate(time.time()), mail)
            assert status == "OK", said
        client.logout()


class Taken:
    """Keeps what it is handed. `reply`: what it answers instead of taking it; `refuses`: likewise, for one address; `hangs_up`: it takes the
    mail and never says so; `signing_in`: what it answers whoever wants to sign in, in place of looking."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.reply = "250 2.0.0 taken"
        self.refuses: dict[str, str] = {}
        self.hangs_up = False
        self.signing_in: str | None = None
        self.refuses_marks: str | None = None  # likewise, addresses with a mark behind a plus
        self.tokens: Callable[[], set[str]] = set

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        """As Google and Microsoft do it."""
        said = base64.b64decode(args[1]).decode().split("\x01")
        good = said[0].startswith("user=") and said[1].removeprefix("auth=Bearer ") in self.tokens()
        return AuthResult(success=good, handled=False, auth_data=said[0])

    async def handle_AUTH(self, _server: Any, _session: Any, _envelope: Any, _args: list[str]) -> Any:
        return self.signing_in or MISSING

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if self.refuses_marks and "+c-" in address:
            return self.refuses_marks
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:
        if self.reply.startswith("250"):
            self.mails.append(envelope)
        if self.hangs_up:
            server.transport.abort()
        return self.reply


class Smtp:
    """Wants EHLO before anything else, anew on a connection that became TLS. `context`: speaks TLS, from the start or when asked to."""

    def __init__(self, context: ssl.SSLContext | None = None, *, from_the_start: bool = False) -> None:
        self.taken = Taken()
        self._port = free_port()
        self._stopped = False

        self._scheme = "smtps" if from_the_start else "smtp"
        tls = (
            {"ssl_context": context} if from_the_start else {"tls_context": context, "require_starttls": bool(context)}
        )

        def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
            good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
            return AuthResult(success=good, handled=False)

        self._controller = Controller(
            self.taken,
            hostname="127.0.0.1",
            port=self._port,
            authenticator=authenticate,
            auth_require_tls=False,
            auth_required=True,
            enable_SMTPUTF8=True,
            **tls,  # type: ignore[arg-type]
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a password without TLS: it stays on this machine
            self._controller.start()

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        return f"{self._scheme}://{USER}:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{self._port}"

    def stop(self) -> None:
        if not self._stopped:
            self._stopped = True
            self._controller.stop()


@contextlib.contextmanager
def imap() -> Iterator[Imap]:
    found = Imap()
    try:
        yield found
    finally:
        found.stop()


@contextlib.contextmanager
def smtp() -> Iterator[Smtp]:
    found = Smtp()
    try:
        yield found
    finally:
        found.stop()


def written(number: int, text: str = "Hello", **heads: str) -> bytes:
    """A customer's mail."""
    built = EmailMessage()
    told = {
        "From": "Anna <anna@example.com>",
        "To": "office@bma.example",
        "Subject": f"Question {number}",
        "Message-ID": f"<{number}@example.com>",
    } | {name.replace("_", "-"): value for name, value in heads.items()}
    for name, value in told.items():
        built[name] = value
    built.set_content(text)
    return built.as_bytes(policy=built.policy.clone(linesep="\r\n"))
