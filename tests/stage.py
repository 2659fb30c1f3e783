"""A stage: real processes of the product, a Cloud API double, and a Meta that redelivers until it hears 200.

SQLite: one `bma serve`. PostgreSQL: two web processes and a work process, with Redis between them. Faults and journeys play on it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from hub import ids
from hub.team.tokens import issue_access
from hub.transaction import Transactions, milliseconds
from storage import tables
from storage.database import Database
from tests.cast import APP_SECRET, BUSINESS, SALES_ADDRESS
from tests.nursery import Child, nursery
from tests.patience import PATIENCE
from tests.screen import Screen
from tests.services import await_port, free_port

SECRET_KEY = "faults-sign-their-tokens-with-this-key"
WEBHOOK = "/api/v1/webhooks/whatsapp"


class Process:
    """One process of ours, which can be killed and started again with the same words."""

    def __init__(self, name: str, words: list[str], environment: dict[str, str], port: int | None) -> None:
        self.name = name
        self.words = words
        self.environment = environment
        self.port = port
        self.child: Child | subprocess.Popen[bytes] | None = None

    def start(self, **more: str) -> Process:
        self.launch(**more)
        self.await_port()
        return self

    def launch(self, **more: str) -> None:
        """Started, perhaps not yet listening."""
        environment = {**os.environ, **self.environment, **more}
        self.child = nursery.start(self.words, environment)

    def await_port(self) -> None:
        if self.port is not None:
            await_port(self.port, self.child)

    def kill(self) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.wait()

    def stop(self) -> int:
        assert self.child is not None
        self.child.terminate()
        return self.child.wait()

    @property
    def dead(self) -> bool:
        return self.child is not None and self.child.poll() is not None


class Stage:
    def __init__(self, database_url: str, redis_url: str | None, folder: Path) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self.folder = folder
        self.processes: list[Process] = []
        self.screens: list[Screen] = []
        self.double: Process | None = None
        self.database = Database.open(database_url)

    def environment(self) -> dict[str, str]:
        given = {
            "DATABASE_URL": self.database_url,
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": SECRET_KEY,
            "LOG_LEVEL": "warning",
            "WHATSAPP_APP_SECRET": APP_SECRET,
            "WHATSAPP_VERIFY_TOKEN": "verify-me",
            "WHATSAPP_ACCESS_TOKEN": "token-for-tests",
            "WHATSAPP_PHONE_NUMBER_ID": SALES_ADDRESS,
            "WHATSAPP_BUSINESS_ACCOUNT_ID": BUSINESS,
            "WHATSAPP_API_URL": f"http://127.0.0.1:{self.double.port}"
            if self.double and self.double.port
            else "http://127.0.0.1:9",
        }
        return given | ({"REDIS_URL": self.redis_url} if self.redis_url else {})

    def start_double(self, webhook_port: int, *words: str) -> Process:
        port = free_port()
        arguments = [
            "--port",
            str(port),
            "--webhook",
            f"http://127.0.0.1:{webhook_port}{WEBHOOK}",
            "--app-secret",
            APP_SECRET,
        ]
        arguments += ["--phone-number-id", SALES_ADDRESS, "--business-account-id", BUSINESS, *words]
        self.double = Process("double", ["web.sandbox", *arguments], {}, port).start()
        self.processes.append(self.double)
        return self.double

    def add(self, name: str, *words: str, port: int | None = None) -> Process:
        process = Process(name, ["web.cli", *words], self.environment(), port)
        self.processes.append(process)
        return process

    def add_serve(self, port: int | None = None, *, only_web: bool = False) -> Process:
        port = port or free_port()
        return self.add(
            "web" if only_web else "serve",
            "serve",
            "--port",
            str(port),
            *(["--only", "web"] if only_web else []),
            port=port,
        )

    async def token(self, name: str, role: str = "admin") -> str:
        """A signed-in person, made at the database: signing in is tested elsewhere."""
        user, login, now = ids.new(), ids.new(), milliseconds()
        person = {
            "id": user,
            "name": name,
            "email": f"{name.lower()}-{user}@example.com",
            "role": role,
            "created_at": now,
            "updated_at": now,
        }
        async with Transactions(self.database, lambda _commit: None).begin() as tx:
            await tx.connection.insert_many(tables.users, [person])
            await tx.connection.insert_many(
                tables.login_sessions, [{"id": login, "user_id": user, "created_at": now, "used_at": now}]
            )
        return issue_access(SECRET_KEY, user, login, now)

    async def screen(self, process: Process, token: str) -> Screen:
        assert process.port is not None
        screen = Screen(process.port, token)
        await screen.open()
        self.screens.append(screen)
        return screen

    async def sends(self) -> list[dict[str, Any]]:
        """The messages the double took, as it tells."""
        assert self.double is not None
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            answer = await client.get(f"http://127.0.0.1:{self.double.port}/sandbox/sends")
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def close(self) -> None:
        for screen in self.screens:
            with contextlib.suppress(Exception):
                await screen.close()
        for process in self.processes:
            process.kill()
        await self.database.close()


class Running:
    """The product, running: `web` takes webhooks and sockets, `other` is the second web process where there is one, `work` sends."""

    def __init__(self, stage: Stage, grown_up: bool, *double: str) -> None:
        port = free_port()
        stage.start_double(port, *double)
        self.stage = stage
        self.web: Process = stage.add_serve(port, only_web=grown_up)
        self.other: Process = stage.add_serve(only_web=True) if grown_up else self.web
        self.work: Process = stage.add("work", "work") if grown_up else self.web

    def start(self, **environment: str) -> Running:
        different = {id(process): process for process in (self.web, self.other, self.work)}.values()
        for process in different:
            process.launch(**environment)
        for process in different:
            process.await_port()
        return self


def text_body(
    texts: Iterable[tuple[str, str]], *, phone: str = "66812345678", at: int | None = None, address: str = SALES_ADDRESS
) -> bytes:
    """One webhook with a text message for each (wamid, text)."""
    moment = str(at or int(time.time()))
    messages = [
        {"from": phone, "id": wamid, "timestamp": moment, "type": "text", "text": {"body": text}}
        for wamid, text in texts
    ]
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "66200000000", "phone_number_id": address},
        "contacts": [{"profile": {"name": "Pim Srisai"}, "wa_id": phone}],
        "messages": messages,
    }
    return json.dumps(
        {
            "object": "whatsapp_business_account",
            "entry": [{"id": BUSINESS, "changes": [{"field": "messages", "value": value}]}],
        }
    ).encode()


def signature(body: bytes) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()}


async def deliver(port: int, body: bytes, *, ports: list[int] | None = None) -> int:
    """As Meta does: again and again until a 200. Returns how many tries it took."""
    deadline = time.monotonic() + PATIENCE
    tries = 0
    choices = ports or [port]
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        while True:
            tries += 1
            with contextlib.suppress(httpx.HTTPError):
                answer = await client.post(
                    f"http://127.0.0.1:{choices[tries % len(choices)]}{WEBHOOK}", content=body, headers=signature(body)
                )
                if answer.status_code == 200:
                    return tries
            if time.monotonic() > deadline:
                raise AssertionError(f"no 200 within {PATIENCE} s and {tries} tries")
            await asyncio.sleep(0.05)


async def fresh_state(stage: Stage, process: Process, token: str) -> Screen:
    """What a screen sees that loads everything anew."""
    return await stage.screen(process, token)


def same(one: Screen, other: Screen) -> None:
    """Both hold the same conversations and messages, whole."""
    assert _comparable(one.conversations) == _comparable(other.conversations)
    assert _comparable(one.messages) == _comparable(other.messages)


def _comparable(shapes: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {key: json.dumps(shape, sort_keys=True, ensure_ascii=False) for key, shape in shapes.items()}
