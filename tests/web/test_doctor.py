"""Every fault is made on purpose, and the doctor must name it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import pytest

from hub.mail import setup as mail_setup
from hub.mail import trials
from hub.settings import Settings
from hub.transaction import Transactions
from hub.vault import Vault
from pdf import typefaces
from storage import event_log, tables
from storage.accounts import channels
from storage.database import Database
from storage.mail import mailboxes
from storage.mail import trials as trial_rows
from storage.running.processes import ProcessRow, put
from tests.cast import Cast
from tests.hub.statistics import MINUTE, keep, said
from tests.services import free_port
from tests.web import settings
from web import doctor, doctor_mailboxes, doctor_outside
from web.checkup import Check

Of = Callable[..., Settings]
IDLE = '{"screen":[],"sessions":0,"tail_lag":0}'


@pytest.fixture
def of(tmp_path: Path, database_url: str) -> Of:
    def make(**more: str) -> Settings:
        return settings.of(tmp_path, **{"DATABASE_URL": database_url, "PUBLIC_URL": _nowhere()} | more)

    return make


def _nowhere() -> str:
    return f"http://127.0.0.1:{free_port()}"


async def _found(given: Settings, subject: str) -> Check:
    return next(check for check in await doctor.examine(given) if check.subject == subject)


@asynccontextmanager
async def answering(answer: Callable[[], bytes]) -> AsyncIterator[str]:
    """Something that answers every request so, and knows nothing of WebSocket."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def _http(status: str, **headers: str) -> bytes:
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n{told}\r\nok".encode()


async def test_a_healthy_place_has_no_fault_and_nobody_is_called(of: Of) -> None:
    checks = await doctor.examine(of())
    assert [check for check in checks if check.state == "wrong"] == []
    assert {"database", "migrations", "writing", "broker", "files", "disk", "fonts", "live socket", "mail"} <= {
        c.subject for c in checks
    }


@pytest.mark.parametrize(
    ("lacking", "state", "remedy"),
    [(["NotoSansJP", "NotoSansSC"], "note", "cjk"), (["NotoSans"], "wrong", "pip install ."), ([], "ok", "")],
)
async def test_missing_fonts_are_told_with_what_brings_them(
    of: Of, monkeypatch: pytest.MonkeyPatch, lacking: list[str], state: str, remedy: str
) -> None:
    monkeypatch.setattr(typefaces, "lacking", lambda: lacking)
    check = await _found(of(), "fonts")
    assert check.state == state
    assert remedy in (check.remedy or "")
    assert all(name in check.finding for name in lacking)


async def test_every_fault_has_a_remedy(of: Of) -> None:
    given = of(DATABASE_URL="postgresql://nobody:x@127.0.0.1:1/none", REDIS_URL="redis://127.0.0.1:1/0")
    checks = await doctor.examine(given)
    assert {check.subject for check in checks if check.state == "wrong"} == {"database", "broker"}
    assert all(check.remedy for check in checks if check.state == "wrong")


async def test_a_database_that_was_not_migrated(of: Of, tmp_path: Path) -> None:
    found = await _found(of(DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite'}"), "migrations")
    assert (found.state, found.remedy) == ("wrong", "Run `bma migrate`.")


async def test_a_database_that_takes_no_writes(of: Of, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_: object) -> None:
        raise OSError("attempt to write a readonly database")

    monkeypatch.setattr(event_log, "lock_head", fail)
    found = await _found(of(), "writing")
    assert (found.state, "readonly" in found.finding) == ("wrong", True)


async def test_trying_to_write_leaves_nothing(of: Of, database: Database) -> None:
    async with database.reading() as connection:
        before = await event_log.head(connection)
    assert (await _found(of(), "writing")).state == "ok"
    async with database.reading() as connection:
        assert await event_log.head(connection) == before


async def test_a_folder_that_is_none(of: Of, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found = await _found(of(STORAGE_URL=f"file://{tmp_path / 'file'}"), "files")
    assert (found.state, "cannot be" in found.finding) == ("wrong", True)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("200 OK", "HTTP 200 instead"),
        ("400 Bad Request", "HTTP 400 instead"),
        ("426 Upgrade Required", "HTTP 426 instead"),
        ("502 Bad Gateway", "does not reach the server"),
        ("403 Forbidden", "refuses pages"),
    ],
)
async def test_a_proxy_that_does_not_pass_websocket_on(of: Of, status: str, said: str) -> None:
    async with answering(lambda: _http(status)) as url:
        found = await _found(of(PUBLIC_URL=url), "live socket")
    assert (found.state, said in found.finding) == ("wrong", True), found
    assert found.remedy


async def test_a_proxy_that_upgrades_and_then_hangs_up(of: Of) -> None:
    async with answering(lambda: b"HTTP/1.1 101 Switching Protocols\r\n\r\n") as url:
        found = await _found(of(PUBLIC_URL=url), "live socket")
    assert found.state == "wrong"


async def test_a_public_address_where_nothing_is(of: Of, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await _found(of(), "live socket")).state == "note"  # here: the server is not started
    monkeypatch.setattr(doctor_outside, "HERE", ())
    monkeypatch.delenv("http_proxy", raising=False)
    found = await _found(of(), "live socket")
    assert (found.state, "cannot be reached" in found.finding) == ("wrong", True)


@pytest.mark.parametrize(("off", "state"), [(0, "ok"), (3600, "wrong"), (-3600, "wrong")])
async def test_a_clock_that_differs_from_the_providers(
    of: Of, transactions: Transactions, cast: Cast, off: int, state: str
) -> None:
    async with answering(lambda: _http("200 OK", date=formatdate(time() + off, usegmt=True))) as url:
        await _set_up(transactions, cast, url)
        checks = await doctor.examine(of())
    told = [check for check in checks if check.subject == "clock" and "provider" in check.finding]
    assert [check.state for check in told] == [state]


async def test_a_clock_that_differs_from_the_databases(
    of: Of, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def apart(_: object) -> float:
        return -90.0

    monkeypatch.setattr(doctor_outside.rows, "clock_apart", apart)
    (found,) = await doctor_outside.clock(of(), database)
    assert (found.state, "90 seconds ahead of the database's" in found.finding) == ("wrong", True)


async def _set_up(transactions: Transactions, cast: Cast, url: str, **more: Any) -> None:
    secrets = {"access_token": "t" * 20, "app_secret": "s" * 20, "business_account_id": "102290129340398"}
    values = {"url": url, "api_version": "v25.0", "credentials": Vault(settings.SECRET_KEY).seal(secrets)}
    async with transactions.begin() as tx:
        channel = tables.channels.update().where(tables.channels.c.id == cast.sales)
        await tx.connection.execute(channel.values(**values | more))
        await tx.connection.execute(
            tables.channels.update().where(tables.channels.c.id == cast.support).values(state="unconfigured")
        )


async def test_a_token_the_provider_refuses(of: Of, transactions: Transactions, cast: Cast) -> None:
    refusal = b'{"error":{"message":"expired","type":"OAuthException","code":190}}'
    head = f"HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: {len(refusal)}\r\nconnection: close\r\n\r\n"
    async with answering(lambda: head.encode() + refusal) as url:
        await _set_up(transactions, cast, url)
        checks = [check for check in await doctor.examine(of()) if check.subject.startswith("Sales line")]
    assert checks
    assert {check.state for check in checks} == {"wrong"}
    assert any("token" in check.finding.lower() for check in checks), checks


async def test_credentials_that_another_key_sealed(of: Of, transactions: Transactions, cast: Cast) -> None:
    sealed = Vault("another key than this one, 32 or more").seal({"access_token": "x"})
    await _set_up(transactions, cast, "http://127.0.0.1:1", credentials=sealed)
    found = await _found(of(), "Sales line")
    assert (found.state, "SECRET_KEY" in found.finding) == ("wrong", True)


async def test_work_that_is_late(of: Of, transactions: Transactions, cast: Cast) -> None:
    async with transactions.begin() as tx:
        row = ProcessRow(id="w", roles="work web", version="1", facts=IDLE, started_at=tx.now, seen_at=tx.now)
        await put(tx.connection, row)
        late = said(cast, tx.now, "dana", status="queued", due_at=tx.now - 5 * MINUTE)
    assert (await _found(of(), "background work")).state == "ok"
    await keep(transactions, late)
    found = await _found(of(), "background work")
    assert (found.state, "sending by 3" in found.finding) == ("wrong", True)


async def test_a_disk_that_is_nearly_full(of: Of, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 2**62)
    found = await _found(of(), "disk")
    assert (found.state, "Make room" in (found.remedy or "")) == ("wrong", True)


async def _mailbox(transactions: Transactions, of: Of, smtp: str, imap: str) -> str:
    """Its id."""
    given = of(MAIL_SMTP_URL=smtp, MAIL_IMAP_URL=imap, MAIL_FROM="Office <office@bma.example>")
    async with transactions.begin() as tx:
        made = await mail_setup.upsert_from_settings(tx, given, Vault(settings.SECRET_KEY))
    assert made is not None
    return made


async def test_a_mailbox_that_lets_us_in_nowhere_says_so_of_each_server(of: Of, transactions: Transactions) -> None:
    await _mailbox(transactions, of, f"smtp://a:b@127.0.0.1:{free_port()}", f"imap://a:b@127.0.0.1:{free_port()}")
    checks = await doctor.examine(of())
    found = {check.subject: check for check in checks if check.subject.startswith("Office")}
    sending, reading = found["Office, sending (SMTP)"], found["Office, reading (IMAP)"]
    assert (sending.state, reading.state) == ("wrong", "wrong")
    assert "The mail server cannot be reached" in sending.finding
    assert "user name and the password" in (sending.remedy or "")
    assert "cannot be read" in reading.finding
    assert found["Office, answers"].remedy == doctor_mailboxes.TRY_OUT


async def test_a_mailbox_is_told_of_as_it_was_tried_out(of: Of, transactions: Transactions, database: Database) -> None:
    id = await _mailbox(transactions, of, "smtp://a:b@127.0.0.1:9", "imap://a:b@127.0.0.1:9")
    async with database.reading() as connection:
        row = await channels.get(connection, id)
    assert row is not None

    async def told(**values: Any) -> Check:
        async with transactions.begin() as tx:
            facts = {"marks": False, "token": "t", "started_at": tx.now - trials.PATIENCE_MS} | values
            await trial_rows.begin(tx.connection, id, facts)
        (found,) = await doctor_mailboxes.standing(database, row)
        return found

    assert (await told(marked_at=1)).state == "ok"
    assert "no plus here" in (await told(plain_at=1, refused="550 no plus here")).finding
    assert "not seen to arrive" in (await told()).finding
    assert (await told(problem="It does not accept the password.", advice="Change it.")).remedy == "Change it."
    async with transactions.begin() as tx:
        await mailboxes.failed(tx.connection, id, "The mailbox cannot be read: no", None, tx.now - 120_000)
    failing, _ = await doctor_mailboxes.standing(database, row)
    assert failing.finding == "no mail was read for 2 minutes: The mailbox cannot be read: no"


async def test_a_mail_server_that_cannot_be_used(of: Of) -> None:
    given = of(MAIL_SMTP_URL=f"smtp://127.0.0.1:{free_port()}", MAIL_FROM="Office <office@example.com>")
    found = await _found(given, "mail")
    assert (found.state, "MAIL_SMTP_URL" in (found.remedy or "")) == ("wrong", True)
