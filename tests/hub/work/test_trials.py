"""A mailbox that writes to itself: what comes of it is told, decides how answers are asked for, and becomes no message."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from hub.accounts import credentials
from hub.mail import addresses, trials
from hub.transaction import milliseconds
from hub.wire.mailboxes import MailTrial
from storage.accounts import channels
from storage.mail import trials as rows
from storage.mail.trials import TrialRow
from tests.hub.work.mail_house import MailHouse, environment
from tests.hub.work.test_bounces import GONE, Bouncing
from tests.mailboxes import Imap, Smtp, imap, smtp, written

START = 1_000_000


@pytest.fixture(scope="module")
def post() -> Iterator[Smtp]:
    with smtp() as opened:
        yield opened


@pytest.fixture
def box() -> Iterator[Imap]:
    with imap() as found:
        yield found


@pytest.fixture
async def house(box: Imap, post: Smtp, database_url: str, tmp_path: Path) -> AsyncIterator[Bouncing]:
    post.taken.mails.clear()
    post.taken.refuses = {}
    made = Bouncing(box, environment(box.url, database_url, tmp_path, MAIL_SMTP_URL=post.url), post)
    await made.start()
    yield made
    await made.stop()


async def tried(house: MailHouse) -> MailTrial:
    assert house.hub is not None
    hub = house.hub
    async with hub.database.reading() as connection:
        row = await channels.by_address(connection, "mail", "office@bma.example")
    assert row is not None
    account = credentials.account(hub.vault, row)
    assert account is not None
    key = addresses.key_of(hub.settings.secret_key)
    return await trials.run(hub.transactions, hub.channels, row, account, key)


async def comes(house: Bouncing, *, only: str = "") -> None:
    """What was handed in arrives where it was sent to."""
    await house.put(*[mail.content or b"" for mail in house.taken.mails if only in mail.rcpt_tos[0]])


async def kept(house: MailHouse) -> TrialRow:
    assert house.hub is not None
    async with house.hub.database.reading() as connection:
        (held,) = await house.look.rows("mail_trials", order="channel_id")
        found = await rows.get(connection, held["channel_id"])
    assert found is not None
    return found


async def test_two_mails_that_arrive_prove_marked_addresses_and_become_no_message(house: Bouncing) -> None:
    assert not (await kept(house)).marks, "set up just now: not until it is proven"
    told = await tried(house)
    assert (told.sent, told.waiting, told.marks, told.problem) == (True, True, False, None)
    assert ["+c-" in mail.rcpt_tos[0] for mail in house.taken.mails] == [False, True]
    before = (await house.look.row("channels", "kind = 'mail'"))["version"]
    await comes(house)
    await house.until(lambda found: found[0]["marked_at"] is not None, "mail_trials", order="channel_id")
    await house.put(written(7, "A customer's"))
    await house.has("A customer's")
    shown = trials.shape(await kept(house), milliseconds())
    assert (shown.marks, shown.waiting) == (True, False)
    assert shown.seconds is not None
    assert (await house.look.row("channels", "kind = 'mail'"))["version"] > before, "pages are told"
    assert await house.look.count("messages") == 1


async def test_a_server_that_refuses_marked_addresses_says_so(house: Bouncing) -> None:
    await house.begun()
    house.taken.refuses_marks = "550 5.1.1 no plus here"
    try:
        told = await tried(house)
    finally:
        house.taken.refuses_marks = None
    assert (told.marks, told.refused, told.problem) == (False, "550 5.1.1 no plus here", None)
    await comes(house)
    await house.until(lambda found: found[0]["plain_at"] is not None, "mail_trials", order="channel_id")
    assert not trials.shape(await kept(house), milliseconds()).waiting


async def test_a_marked_address_that_bounces_is_known_by_its_report(house: Bouncing) -> None:
    await tried(house)
    (marked,) = [mail for mail in house.taken.mails if "+c-" in mail.rcpt_tos[0]]
    id = message_from_bytes(marked.content or b"", policy=policy.default)["Message-ID"].strip("<>").partition("@")[0]
    await house.bounce(id, **{marked.rcpt_tos[0]: GONE})
    await house.until(lambda found: found[0]["refused"] is not None, "mail_trials", order="channel_id")
    assert await house.look.count("messages") == 0


async def test_what_claims_to_be_a_trial_and_is_not_is_a_mail_like_any_other(house: Bouncing) -> None:
    await house.begun()
    await house.put(written(1, "Ours?", X_BMA_Trial=f"trial-marked-{'0' * 32}-{'0' * 16}"))
    await house.has("Ours?")


async def test_a_mailbox_that_cannot_send_says_why(house: Bouncing) -> None:
    await house.begun()
    house.taken.signing_in = "535 5.7.8 no"
    try:
        told = await tried(house)
    finally:
        house.taken.signing_in = None
    assert (told.sent, told.waiting) == (False, False)
    assert "does not accept the password" in (told.problem or "")


@pytest.mark.parametrize(
    ("row", "after", "marks"),
    [
        (TrialRow(marks=True), 0, True),
        (TrialRow(marks=False, token="t", started_at=START), 0, False),
        (TrialRow(marks=True, token="t", started_at=START, plain_at=START + 5), 0, True),
        (TrialRow(marks=True, token="t", started_at=START, plain_at=START + 5), trials.PATIENCE_MS, False),
        (TrialRow(marks=True, token="t", started_at=START), trials.PATIENCE_MS, True),
        (TrialRow(marks=False, token="t", started_at=START, marked_at=START + 5, refused="late"), 0, True),
        (TrialRow(marks=True, token="t", started_at=START, refused="550"), 0, False),
    ],
)
def test_only_what_was_seen_changes_how_answers_are_asked_for(row: TrialRow, after: int, marks: bool) -> None:
    assert trials.shape(row, START + after).marks is marks


async def test_a_mailbox_older_than_trials_goes_on_with_marks(house: Bouncing) -> None:
    assert house.hub is not None
    async with house.hub.database.reading() as connection:
        assert await trials.marks(connection, "set up long ago", START)
