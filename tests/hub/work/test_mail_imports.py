"""What was in a mailbox before: fetched from a day on when somebody asks, once, and as no news."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from hub.transaction import milliseconds
from hub.work import mail_imports
from storage.mail import imports
from storage.tables import mail_imports as table
from tests.hub.work.mail_house import MailHouse, environment
from tests.mailboxes import Imap, imap, written


@pytest.fixture
def box() -> Iterator[Imap]:
    with imap() as found:
        yield found


@pytest.fixture
async def house(box: Imap, database_url: str, tmp_path: Path) -> AsyncIterator[MailHouse]:
    made = MailHouse(box, environment(box.url, database_url, tmp_path))
    await made.put(*(written(n, f"Long ago {n}", From=f"P{n} <p{n}@example.com>") for n in range(3)))
    await made.start()
    await made.begun()
    yield made
    await made.stop()


async def ask(house: MailHouse, since: str | None = None, **place: Any) -> None:
    hub = house.hub
    assert hub is not None
    (channel,) = await house.look.rows("channels", "kind = 'mail'")
    day = since or (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    async with hub.database.writing() as connection:
        await imports.ask(connection, channel["id"], day, milliseconds())
        if place:
            await connection.execute(update(table).values(**place))
    hub.timetable.wake("mail imports")


async def ended(house: MailHouse) -> tuple[int, int, int]:
    (row,) = await house.until(lambda rows: rows[0]["ended_at"] is not None, "mail_imports", order="channel_id")
    assert row["problem"] is None
    return row["total"], row["looked"], row["came"]


async def test_earlier_mails_come_when_asked_for_and_are_no_news(house: MailHouse) -> None:
    await house.put(written(9, "Just now"))
    await house.has("Just now")
    await ask(house)
    assert await ended(house) == (4, 4, 3)
    await house.has("Just now", "Long ago 0", "Long ago 1", "Long ago 2")
    assert await house.look.count("conversations", "unread > 0") == 1, "the new one alone"
    await ask(house)
    assert await ended(house) == (4, 4, 0)
    assert len(await house.texts()) == 4


async def test_after_a_crash_it_goes_on_where_it_was(house: MailHouse) -> None:
    (folder,) = await house.look.rows("mail_folders", "folder = 'INBOX'", order="folder")
    place = {"folder": "INBOX", "validity": folder["validity"], "uid": folder["uid"] - 1, "end_uid": folder["uid"]}
    await ask(house, total=3, looked=2, came=2, **place)
    assert await ended(house) == (3, 3, 3)
    await house.has("Long ago 2")


async def test_a_server_that_is_away_is_tried_again_and_given_up_in_words(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_imports, "AGAIN_MS", 0)
    house.box.stop()
    await ask(house, failures=mail_imports.FAILURES - 2)
    (row,) = await house.until(
        lambda rows: rows[0]["failures"] > mail_imports.FAILURES - 2, "mail_imports", order="channel_id"
    )
    assert row["problem"].startswith("The mailbox cannot be read")
    assert house.hub is not None
    house.hub.timetable.wake("mail imports")
    (row,) = await house.until(lambda rows: rows[0]["ended_at"] is not None, "mail_imports", order="channel_id")
    assert row["came"] == 0
