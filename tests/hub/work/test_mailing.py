"""Letters that wait are sent, tried again, given up; and what stands in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hub.mail import post as mail
from hub.settings import Settings
from hub.team import links, password_changes, users
from hub.transaction import Transactions
from hub.work.mailing import TRIES, Mailing
from storage import tables
from storage.database import Database
from storage.mail import post as mail_rows
from tests.cast import Cast
from tests.post_office import PostOffice, open_post_office
from tests.web import settings


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with open_post_office() as opened:
        yield opened


@pytest.fixture
def given(tmp_path: Path, office: PostOffice) -> Settings:
    return settings.of(
        tmp_path, MAIL_SMTP_URL=office.url, MAIL_FROM="office@example.com", PUBLIC_URL="https://inbox.example"
    )


@pytest.fixture
def mailing(transactions: Transactions, given: Settings) -> Mailing:
    return Mailing(transactions, given)


@pytest.fixture
async def dana(transactions: Transactions, cast: Cast) -> Cast:
    await set_user(transactions, password_hash="a hash")
    return cast


async def set_user(transactions: Transactions, **values: object) -> None:
    async with transactions.begin() as tx:
        await tx.connection.execute(update(tables.users).where(tables.users.c.id == "dana").values(**values))


async def ask(transactions: Transactions, email: str = "dana@example.com") -> None:
    async with transactions.begin() as tx:
        await password_changes.ask(tx, email, "192.0.2.1")


async def states(database: Database) -> list[tuple[str, int, str | None]]:
    async with database.reading() as connection:
        kept = tables.mail.c
        return await connection.tuples(select(kept.state, kept.tries, kept.error).order_by(kept.id))  # type: ignore[return-value]


async def due_again(transactions: Transactions) -> None:
    async with transactions.begin() as tx:
        waiting = tables.mail.c.due_at.is_not(None)
        await tx.connection.execute(update(tables.mail).where(waiting).values(due_at=tx.now))


async def test_a_forgotten_password_brings_a_link_that_works(
    transactions: Transactions, database: Database, mailing: Mailing, office: PostOffice, dana: Cast
) -> None:
    await ask(transactions)
    await mailing.turn()
    address, _, secret = office.link().partition("#")
    assert address == "https://inbox.example/new-password"
    async with transactions.begin() as tx:
        await password_changes.choose(tx, secret, "another hash", mailing=False)
    assert await states(database) == [("sent", 1, None)]


async def test_nothing_that_opens_a_door_waits_in_the_queue(
    transactions: Transactions, database: Database, dana: Cast
) -> None:
    await ask(transactions)
    async with database.reading() as connection:
        assert await connection.values(select(tables.one_time_links.c.hash)) == []


@pytest.mark.parametrize("email", ["nobody@example.com", "dana@example.com"])
async def test_nobody_is_written_to_who_is_not_there_or_was_let_go(
    transactions: Transactions, database: Database, mailing: Mailing, office: PostOffice, dana: Cast, email: str
) -> None:
    await set_user(transactions, active=False)
    await ask(transactions, email)
    await mailing.turn()
    assert office.letters == []
    assert await states(database) == [("dropped", 1, None)]


async def test_who_never_chose_a_password_is_sent_the_invitation(
    transactions: Transactions, mailing: Mailing, office: PostOffice, cast: Cast
) -> None:
    await ask(transactions)
    await mailing.turn()
    assert "/invitation#" in office.link()


async def test_an_invitation_says_who_invites(
    transactions: Transactions, mailing: Mailing, office: PostOffice, cast: Cast
) -> None:
    async with transactions.begin() as tx:
        await mail.post(tx, "invitation", "dana@example.com", "Ines {link}")
    await mailing.turn()
    english, thai = office.letters[0]["subject"].split(" · ")
    assert english == "Ines {link} invites you to BMA Social"
    assert thai == "Ines {link} เชิญคุณเข้าร่วม BMA Social"


async def test_a_letter_is_written_in_the_language_its_reader_chose(
    transactions: Transactions, mailing: Mailing, office: PostOffice, dana: Cast
) -> None:
    await set_user(transactions, language="th")
    await ask(transactions)
    await mailing.turn()
    assert office.letters[0]["subject"] == "รหัสผ่านใหม่สำหรับ BMA Social"
    assert "Hello" not in office.letters[0].get_content()


async def test_who_came_in_by_the_copied_link_is_not_invited_again(
    transactions: Transactions, mailing: Mailing, office: PostOffice, dana: Cast
) -> None:
    async with transactions.begin() as tx:
        await mail.post(tx, "invitation", "dana@example.com", "Ines")
    await mailing.turn()
    assert office.letters == []


async def test_a_busy_server_is_tried_again_and_each_link_works_until_one_is_used(
    transactions: Transactions, database: Database, mailing: Mailing, office: PostOffice, dana: Cast
) -> None:
    office.replies["RCPT"] = "451 4.7.1 come again later"
    await ask(transactions)
    await mailing.turn()
    ((state, tries, error),) = await states(database)
    assert (state, tries) == ("waiting", 1)
    assert "come again later" in (error or "")
    assert not await mailing.turn()  # not at once
    office.replies.clear()
    await due_again(transactions)
    await mailing.turn()
    assert await states(database) == [("sent", 2, None)]
    assert office.letters[0]["message-id"]


async def test_a_refused_address_is_given_up_at_once_and_a_dead_server_in_the_end(
    transactions: Transactions, database: Database, mailing: Mailing, office: PostOffice, dana: Cast
) -> None:
    office.replies["RCPT"] = "550 5.1.1 nobody here"
    await ask(transactions)
    await mailing.turn()
    assert [(state, tries) for state, tries, _ in await states(database)] == [("failed", 1)]
    office.replies["RCPT"] = "451 4.7.1 come again later"
    await ask(transactions)
    for _ in range(TRIES + 1):
        await due_again(transactions)
        await mailing.turn()
    assert [(state, tries) for state, tries, _ in await states(database)] == [("failed", 1), ("failed", TRIES)]


async def test_two_workers_send_a_letter_once(
    transactions: Transactions, given: Settings, mailing: Mailing, office: PostOffice, dana: Cast
) -> None:
    await ask(transactions)
    await mailing.turn()
    await Mailing(transactions, given).turn()
    assert len(office.letters) == 1


async def test_a_letter_that_could_not_be_sent_for_a_day_helps_nobody(
    transactions: Transactions, database: Database, mailing: Mailing, office: PostOffice, dana: Cast
) -> None:
    await ask(transactions)
    async with transactions.begin() as tx:
        old = {"created_at": tx.now - mail.STALE_MS - 1}
        await tx.connection.execute(update(tables.mail).values(old))
    await mailing.turn()
    assert await states(database) == [("dropped", 1, None)]


async def test_without_a_mail_server_nothing_is_tried(
    transactions: Transactions, database: Database, tmp_path: Path, dana: Cast
) -> None:
    await ask(transactions)
    assert not await Mailing(transactions, settings.of(tmp_path)).turn()
    assert await states(database) == [("waiting", 0, None)]


async def test_a_link_of_another_purpose_opens_nothing(transactions: Transactions, dana: Cast) -> None:
    async with transactions.begin() as tx:
        made = await links.make(tx, "invitation", "dana", links.HOUR_MS)
    with pytest.raises(users.Refusal, match="not valid"):
        async with transactions.begin() as tx:
            await password_changes.choose(tx, made.secret, "another hash", mailing=False)


async def test_one_mailbox_is_not_filled(transactions: Transactions, database: Database, dana: Cast) -> None:
    for _ in range(password_changes.LETTERS_PER_EMAIL):
        await ask(transactions, "nobody@example.com")
    with pytest.raises(users.Refusal, match="too often"):
        await ask(transactions, "NOBODY@example.com")
    await ask(transactions)


async def test_what_was_sent_is_forgotten_and_what_waits_is_not(
    transactions: Transactions, database: Database, mailing: Mailing, office: PostOffice, dana: Cast
) -> None:
    await ask(transactions)
    await mailing.turn()
    await ask(transactions)
    async with transactions.begin() as tx:
        assert await mail_rows.prune(tx.connection, tx.now + 1, 10) == 1
    assert await states(database) == [("waiting", 0, None)]
