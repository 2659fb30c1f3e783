"""A mailbox at a server with bad habits, read by the product: no mail stops the others, none is lost, none comes twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest

from hub import ledger
from hub.permissions import Agent
from hub.work import mail_imports
from hub.work import mailbox as reading
from tests.hub.work.mail_house import MailHouse, environment
from tests.hub.work.test_mail_imports import ask
from tests.mailboxes import written
from tests.patience import PATIENCE
from tests.strange_imap import StrangeImap, strange_imap

ADMIN = Agent(id="ada", name="Ada", role="admin", login="x", rights_version=1, channels=frozenset())


@pytest.fixture
def box() -> Iterator[StrangeImap]:
    with strange_imap(written(1, "Long ago")) as found:
        yield found


@pytest.fixture
async def house(
    box: StrangeImap, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[MailHouse]:
    monkeypatch.setattr(reading, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(reading, "FIRST_WAIT", 0.01)
    made = MailHouse(box, environment(box.url, database_url, tmp_path))
    await made.start()
    await made.begun()
    yield made
    await made.stop()


async def test_a_mail_the_server_hangs_up_at_is_set_aside_and_fetched_when_it_is_asked_for_again(
    house: MailHouse, box: StrangeImap
) -> None:
    box.hangs_up = {3}
    box.put(*(written(n, f"Mail {n}") for n in range(2, 6)))
    await house.has("Mail 2", "Mail 4", "Mail 5")
    (kept,) = await house.until(lambda rows: len(rows) == 1, "ledger", "state = 'unreadable'")
    assert kept["reason"].endswith(
        "the server does not hand out mail 3: the connection breaks each time it is asked for."
    )
    (told,) = await house.look.rows("channel_news", "severity = 'warning'")
    assert "set aside in the ledger" in told["summary"]
    assert await house.look.count("channels", "state = 'active' AND kind = 'mail'") == 1
    box.hangs_up = set()
    await replay(house, kept["id"])
    await house.has("Mail 2", "Mail 3", "Mail 4", "Mail 5")
    await house.until(lambda rows: rows[0]["state"] == "applied", "ledger", f"id = '{kept['id']}'")
    assert await house.look.count("mails_aside") == 0


async def test_asking_again_for_a_mail_that_is_still_not_had_stops_nothing(house: MailHouse, box: StrangeImap) -> None:
    box.refuses = {2: "NO damaged"}
    box.put(written(2, "Mail 2"), written(3, "Mail 3"))
    await house.has("Mail 3")
    (kept,) = await house.until(lambda rows: len(rows) == 1, "ledger", "state = 'unreadable'")
    await house.until(lambda rows: len(rows) == 1, "mails_aside", order="uid")
    await replay(house, kept["id"])
    await house.until(lambda rows: rows[0]["asked_at"] is None, "mails_aside", order="uid")
    box.put(written(4, "Mail 4"))
    await house.has("Mail 3", "Mail 4")
    await house.until(lambda rows: rows[0]["state"] == "unreadable", "ledger", f"id = '{kept['id']}'")


async def test_mails_not_handed_out_are_each_told_of(house: MailHouse, box: StrangeImap) -> None:
    box.refuses = {2: "NO damaged"}
    box.put(written(2), written(3, "Mail 3"))
    await house.until(lambda rows: len(rows) == 1, "ledger", "state = 'unreadable'")
    box.validity = 8  # numbered anew: another mail may have the number
    await house.until(lambda rows: len(rows) == 2, "ledger", "state = 'unreadable'")
    await house.has("Mail 3", "Long ago")


async def test_a_connection_cut_within_a_mail_loses_and_doubles_nothing(house: MailHouse, box: StrangeImap) -> None:
    box.cuts = {3: 40, 5: 0, 7: 200}
    box.put(*(written(n, f"Mail {n}") for n in range(2, 9)))
    await house.has(*(f"Mail {n}" for n in range(2, 9)))
    assert await house.look.count("ledger") == 7
    assert await house.look.count("ledger", "state = 'unreadable'") == 0


async def test_a_server_that_is_busy_pauses_nothing(house: MailHouse, box: StrangeImap) -> None:
    box.logins = ["NO [UNAVAILABLE] Temporary failure", None, "NO Too many simultaneous connections", None]
    box.cuts = {2: 10}
    box.put(written(2, "Mail 2"))
    await house.has("Mail 2")
    assert box.logins == []
    assert await house.look.count("channels", "state = 'paused'") == 0


async def test_one_refusal_after_other_troubles_pauses_nothing(
    house: MailHouse, box: StrangeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "REFUSED_WAIT", 0.01)
    box.logins = [None, None, "NO [AUTHENTICATIONFAILED] wrong"]
    box.cuts = {2: 10}
    box.put(written(2, "Mail 2"))
    await house.has("Mail 2")
    assert await house.look.count("channels", "state = 'paused'") == 0


async def test_a_pass_through_the_past_that_breaks_off_brings_no_older_mails(
    house: MailHouse, box: StrangeImap
) -> None:
    old = date(2020, 1, 1)
    box.broken, box.hangs_up = True, {4}  # nothing is read before all is as it should be
    box.days = {3: old, 5: old}
    box.mails |= {n: written(n, f"Mail {n}") for n in range(2, 6)}
    box.validity = 8
    box.broken = False
    await house.until(lambda rows: len(rows) == 1, "ledger", "state = 'unreadable'")
    await house.until(lambda rows: rows[0]["uid"] == 5 and rows[0]["since"] is None, "mail_folders", order="folder")
    await house.has("Long ago", "Mail 2")


async def test_earlier_mails_are_fetched_beside_one_the_server_hangs_up_at(
    house: MailHouse, box: StrangeImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_imports, "AGAIN_MS", 0)
    box.put(written(2, "Mail 2"))
    await house.has("Mail 2")
    box.hangs_up = {1}
    await ask(house)
    async with asyncio.timeout(PATIENCE):
        while (await house.look.rows("mail_imports", order="channel_id"))[0]["ended_at"] is None:
            assert house.hub is not None
            house.hub.timetable.wake("mail imports")
            await asyncio.sleep(0.05)
    (row,) = await house.look.rows("mail_imports", order="channel_id")
    (aside,) = await house.look.rows("mails_aside", order="uid")
    assert aside["historic"]
    assert (row["total"], row["looked"]) == (2, 2)
    assert await house.look.count("ledger", "state = 'unreadable'") == 1


async def replay(house: MailHouse, id: str) -> None:
    assert house.hub is not None
    async with house.hub.transactions.begin() as tx:
        await ledger.replay(tx, ADMIN, [id])
