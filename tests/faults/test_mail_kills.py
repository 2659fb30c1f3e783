"""The process that reads a mailbox is killed with -9 between storing mails and noting that it did: nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from storage import tables
from tests.mailboxes import Imap, imap, written
from tests.patience import PATIENCE
from tests.stage import Running, Stage


@pytest.fixture
def box() -> Iterator[Imap]:
    with imap() as found:
        yield found


async def test_a_kill_between_the_mails_and_the_place_in_the_mailbox(running: Running, stage: Stage, box: Imap) -> None:
    mail = {"MAIL_IMAP_URL": box.url, "MAIL_SMTP_URL": "smtp://127.0.0.1:9", "MAIL_FROM": "Office <office@bma.example>"}
    running.start(**mail, CRASH_AT="mails_stored")
    async with asyncio.timeout(PATIENCE):
        while not await values(stage, tables.mailboxes.c.reached_at):
            await asyncio.sleep(0.05)
    await asyncio.to_thread(box.put, *(written(n, f"Mail {n}") for n in range(12)))
    async with asyncio.timeout(PATIENCE):
        while not running.work.dead:
            await asyncio.sleep(0.05)
    assert await values(stage, tables.messages.c.id), "they were stored before it died"
    running.work.start(**mail)
    await asyncio.to_thread(box.put, written(12, "Mail 12"))
    expected = sorted(f"Mail {n}" for n in range(13))
    async with asyncio.timeout(PATIENCE):
        while (found := sorted(str(text) for text in await values(stage, tables.messages.c.text))) != expected:
            assert len(found) <= len(expected), found
            await asyncio.sleep(0.05)
    assert len(await values(stage, tables.ledger.c.id)) == 13


async def values(stage: Stage, column: object) -> list[object]:
    async with stage.database.reading() as connection:
        return await connection.values(select(column))  # type: ignore[call-overload,no-any-return]
