"""Logs: one JSON object a line, or plain words when a person is watching. No bodies, no secrets, no tokens, no query strings.

Every line written while a request is served carries its id.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub import ids, metrics
from web import answers

QUIET = ("httpx", "httpcore", "websockets", "aiosqlite", "asyncio", "PIL", "multipart", "python_multipart")
# SQLAlchemy prints the values of a statement, PostgreSQL those of a violated key: customers' words
_VALUES = re.compile(r"^(\[parameters: |DETAIL: |\s*\[parameters: ).*$", re.MULTILINE)

REQUEST = "bma.request"  # where a scope carries the id of its request, if it has one already
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
log = logging.getLogger("web.access")


def set_up(level: str, stream: TextIO | None = None) -> None:
    """Sends every logger of the process through one handler."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(Plain() if out.isatty() else Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True


class Lines(logging.Formatter):
    """`{"at","level","logger","message","request"?,…}`; further fields come from `extra={"fields": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_values(record.getMessage()),
        }
        if (current := request_id.get()) is not None:
            line["request"] = current
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["trace"] = without_values(self.formatException(record.exc_info))
        return msgspec.json.encode(line).decode()


class Plain(logging.Formatter):
    """For a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in getattr(record, "fields", {}).items())
        level = "" if record.levelno == logging.INFO else f"{record.levelname} "
        told = f"{time.strftime('%H:%M:%S', time.localtime(record.created))} {level}{without_values(record.getMessage())} {fields}".rstrip()
        return told + ("\n" + without_values(self.formatException(record.exc_info)) if record.exc_info else "")


def without_values(text: str) -> str:
    return _VALUES.sub("[values left out]", text)


class Access:
    """The outermost layer: times and logs every HTTP answer, and turns an accident into an answer without its details."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status, ended = 0, False
        token = request_id.set(scope.get(REQUEST) or ids.new())

        async def watch(message: Message) -> None:
            nonlocal status, ended
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                ended = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if status and not ended:
                raise  # the answer has begun: the server must cut the connection, or half a file would look whole
            log.error("an accident while answering %s %s", scope["method"], route_of(scope), exc_info=error)
            if not status:
                await answers.accident()(scope, receive, watch)
        finally:
            note(scope, status, time.perf_counter() - started)
            request_id.reset(token)


def note(scope: Scope, status: int, seconds: float) -> None:
    """Counts an answer and writes its line. A route that works as it should and is called all the time is told to debug only."""
    route = route_of(scope)
    metrics.http_seconds.labels(scope["method"], route, str(status)).observe(seconds)
    level = logging.DEBUG if scope.get("bma.quiet") and status < 400 else logging.INFO
    if log.isEnabledFor(level):
        fields = {"method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        log.log(level, "answered", extra={"fields": fields})


def route_of(scope: Scope) -> str:
    """The route's pattern, never the path: ids and one-time words stay out of logs and label values stay few."""
    return str(scope.get("bma.route", "other"))
